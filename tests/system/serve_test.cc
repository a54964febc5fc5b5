#include <gtest/gtest.h>
#include <httplib.h>

#include <cstdio>
#include <optional>

#include "tests/system/site_server.h"
#include "tests/system/system_testing.h"

// `anchorctl serve` as an operator runs it, on what `anchord` crawled.
namespace anchord {
namespace {

class ServeTest : public testing::Test {
 protected:
  ServeTest() {
    site_.set(site_.url("/"), {.body = "<a href=/x>ex &amp; <b>why</b></a><a href=/x>ex</a>"});
    site_.set(site_.url("/x"), {.body = "x"});
  }

  // Starts it and returns its URL, without the last slash.
  std::string serve() {
    server_.emplace(std::vector<std::string>{ANCHORCTL, "--data", index_.data(), "serve",
                                             "--listen", "127.0.0.1:0"},
                    index_.directory());
    EXPECT_TRUE(server_->says("serving http://127.0.0.1:"));
    const std::string said = server_->said();
    const std::size_t begin = said.find("http://");
    return said.substr(begin, said.find('/', begin + 7) - begin);
  }

  SiteServer site_;
  Index index_;
  std::optional<Process> server_;
};

TEST_F(ServeTest, AnswersAsAnchorctlDoes) {
  ASSERT_EQ(index_.crawl({site_.url("/")}), 0);
  httplib::Client client(serve());
  const auto answer =
      client.Get("/?from=linked_anchors&target=127.0.0.1&mode=domain&output=ndjson");
  ASSERT_TRUE(answer);
  std::string want;
  for (const std::string& line : index_.anchorctl({"anchors", "127.0.0.1", "--output", "ndjson"})) {
    want += line + "\n";
  }
  EXPECT_EQ(answer->body, want);
  EXPECT_NE(want, "");
  server_->send(SIGTERM);
  EXPECT_EQ(server_->wait().exit_code, 0);
}

TEST_F(ServeTest, AnchorctlAsksARunningOneAsItAsksTheIndex) {
  ASSERT_EQ(index_.crawl({site_.url("/")}), 0);
  const std::string api = serve();
  const std::vector<std::string> questions[] = {
      {"anchors", "127.0.0.1"},
      {"anchors", "127.0.0.1", "--order-by", "anchor:desc", "--limit", "1", "--output", "csv"},
      {"anchors", "127.0.0.1", "--where", "word(anchor,\"why\")", "--select", "anchor"},
      {"anchors", "127.0.0.1", "--having", "links_internal>0", "--stats", "--output", "php"},
      {"anchors", "127.0.0.1", "--cursor", "start", "--limit", "1", "--output", "json"},
      {"anchors", "127.0.0.1", "--dry-run"},
      {"links", "127.0.0.1"},
      {"links", "127.0.0.1", "--offset", "1", "--select", "url_to,anchor", "--output", "xml"},
  };
  for (std::vector<std::string> question : questions) {
    const std::vector<std::string> of_the_index = index_.anchorctl(question);
    EXPECT_FALSE(of_the_index.empty()) << question.back();
    question.insert(question.end(), {"--api", api});
    EXPECT_EQ(index_.anchorctl(question), of_the_index);
  }
}

// Python's parser stands for those of clients.
TEST_F(ServeTest, XmlIsReadByAnother) {
  ASSERT_EQ(index_.crawl({site_.url("/")}), 0);
  const std::string url = serve();
  const std::string script = (index_.directory() / "read.py").string();
  std::ofstream(script) << "import sys, urllib.request, xml.etree.ElementTree as xml\n"
                           "root = xml.fromstring(urllib.request.urlopen(sys.argv[1]).read())\n"
                           "assert root.tag == 'AhrefsApiResponse', root.tag\n"
                           "for row in root.find('anchors').findall('anchor'):\n"
                           "    print([(cell.tag, cell.text) for cell in row])\n";
  const std::string command =
      "python3 " + script + " '" + url +
      "/?from=linked_anchors&target=127.0.0.1&mode=domain&output=xml&order_by=anchor'";
  FILE* const pipe = popen(command.c_str(), "r");
  std::string out;
  for (int c = fgetc(pipe); c != EOF; c = fgetc(pipe)) out.push_back(static_cast<char>(c));
  EXPECT_EQ(pclose(pipe), 0);
  EXPECT_EQ(out,
            "[('anchor', 'ex'), ('links_internal', '1'), ('links_external', '0')]\n"
            "[('anchor', 'ex & why'), ('links_internal', '1'), ('links_external', '0')]\n");
}

TEST_F(ServeTest, NamesWhatIsWrong) {
  ASSERT_EQ(index_.crawl({site_.url("/")}), 0);
  const auto message = [&](const std::string& listen) {
    Process process({ANCHORCTL, "--data", index_.data(), "serve", "--listen", listen},
                    index_.directory());
    const Process::Outcome ended = process.wait();
    return std::to_string(ended.exit_code) + " " + ended.err;
  };
  EXPECT_EQ(message("0.0.0.0:8642"),
            "2 anchorctl: listen 0.0.0.0:8642: without tokens only this machine is answered: want "
            "an address in 127.0.0.0/8, or ::1\n");
}

}  // namespace
}  // namespace anchord
