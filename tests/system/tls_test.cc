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

  // Crawls the page with these settings; what `anchorctl links` has of it then.
  std::size_t links_found(std::vector<std::string> settings) const {
    const Process server =
        shell("exec openssl s_server -accept 127.0.0.1:0 -key key.pem -cert cert.pem -WWW 1>&2");
    EXPECT_TRUE(server.says("ACCEPT "));
    const std::string said = server.said();
    const std::size_t port = said.find("ACCEPT ") + 7;
    settings.push_back("https://" + said.substr(port, said.find('\n', port) - port) + "/page.html");
    EXPECT_EQ(index_.crawl(std::move(settings)), 0);
    return index_.rows({"links", "127.0.0.1"}).size();
  }

  Index site_;
  Index index_;
};

TEST_F(TlsTest, AServerThatCannotProveItsNameIsNotRead) { EXPECT_EQ(links_found({}), 0U); }

TEST_F(TlsTest, UnlessItNeedNot) { EXPECT_EQ(links_found({"--set", "tls.verify=false"}), 1U); }

}  // namespace
}  // namespace anchord
