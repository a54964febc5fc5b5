#include <gtest/gtest.h>

#include "tests/system/system_testing.h"

// Crawls of a server whose certificate nobody vouches for.
namespace anchord {
namespace {

class TlsTest : public testing::Test {
 protected:
  TlsTest() {
    std::ofstream(directory() / "robots.txt") << "User-agent: *\nAllow: /\n";
    std::ofstream(directory() / "page.html") << "<a href=\"http://elsewhere.example/\">away</a>";
    EXPECT_EQ(shell("exec openssl req -x509 -newkey rsa:2048 -nodes -days 2 -subj /CN=nobody"
                    " -keyout key.pem -out cert.pem")
                  .wait()
                  .exit_code,
              0);
  }

  const std::filesystem::path& directory() const { return site_.directory(); }

  Process shell(const std::string& command) const {
    return {{"/bin/sh", "-c", "cd '" + directory().string() + "' && " + command}, directory()};
  }

  // Crawls the page, served with these options, with these settings; what anchord says.
  std::string crawl(const std::string& server_options, std::vector<std::string> settings) const {
    const Process server =
        shell("exec openssl s_server -accept 127.0.0.1:0 -key key.pem -cert cert.pem -WWW " +
              server_options + " 1>&2");
    EXPECT_TRUE(server.says("ACCEPT "));
    const std::string said = server.said();
    const std::size_t port = said.find("ACCEPT ") + 7;
    settings.push_back("https://" + said.substr(port, said.find('\n', port) - port) + "/page.html");
    settings.emplace_back("--once");
    const Process::Outcome outcome = index_.anchord(settings).wait();
    EXPECT_EQ(outcome.exit_code, links_found() > 0 ? 0 : 3) << outcome.err;
    return outcome.err;
  }
  std::size_t links_found() const { return index_.rows({"links", "127.0.0.1"}).size(); }

  Index site_;
  Index index_;
};

TEST_F(TlsTest, AServerThatCannotProveItsNameIsNotRead) {
  crawl("", {});
  EXPECT_EQ(links_found(), 0U);
}

TEST_F(TlsTest, UnlessItNeedNot) {
  crawl("", {"--set", "tls.verify=false"});
  EXPECT_EQ(links_found(), 1U);
}

TEST_F(TlsTest, AServerOfHttp2AloneFailsByTls) {
  const std::string said = crawl("-alpn h2", {"--set", "tls.verify=false"});
  EXPECT_NE(said.find("no usable answer for robots.txt: tls "), std::string::npos) << said;
  EXPECT_EQ(links_found(), 0U);
}

}  // namespace
}  // namespace anchord
