#include "indexer/api_server.h"

#include <gtest/gtest.h>
#include <httplib.h>
#include <stdlib.h>

#include <filesystem>
#include <nlohmann/json.hpp>

#include "indexer/api_answer.h"
#include "indexer/listen_address.h"
#include "indexer/secret_token.h"
#include "tests/indexer/sample_index.h"

// Over real HTTP, on loopback.
namespace anchord {
namespace {

ApiServerOptions options() { return {.listen = "127.0.0.1:0", .threads = 2}; }

class ApiServerTest : public testing::Test {
 protected:
  ApiServerTest() {
    index_.visit("http://a.example/", day(0), {{"/x", "ex"}, {"http://b.example/", "bee & co"}});
    start(options());
  }

  void start(const ApiServerOptions& chosen) {
    server_.reset();
    server_ = std::move(ApiServer::start(index_.db(), chosen).value());
  }
  httplib::Client client() const {
    return httplib::Client(server_->url().substr(0, server_->url().size() - 1));
  }
  httplib::Result get(const std::string& target) const { return client().Get(target); }

  static constexpr const char* kReport = "/?from=linked_anchors&target=a.example&mode=domain";

  SampleIndex index_;
  std::unique_ptr<ApiServer> server_;
};

TEST_F(ApiServerTest, AnswersGet) {
  const auto answer = get(kReport + std::string("&token=T&where=links_external=1"));
  ASSERT_TRUE(answer);
  EXPECT_EQ(answer->status, 200);
  EXPECT_EQ(answer->get_header_value("Content-Type"), "application/json");
  EXPECT_EQ(
      answer->body,
      "{\"anchors\":[{\"anchor\":\"bee & co\",\"links_internal\":0,\"links_external\":1}]}\n");
  EXPECT_EQ(get("/healthz")->body, "ok\n");
}

TEST_F(ApiServerTest, AnswersPostByQueryAndByForm) {
  const std::string want = get(kReport)->body;
  const std::string form(std::string_view(kReport).substr(2));
  const char* const form_type = "application/x-www-form-urlencoded";
  EXPECT_EQ(client().Post("/", form, form_type)->body, want);
  EXPECT_EQ(client().Post(kReport, form, form_type)->body, want);
  EXPECT_EQ(client().Post(kReport, "whatever", "text/plain")->body, want);
  EXPECT_EQ(client().Post(kReport)->body, want);
  EXPECT_EQ(client().Post("/?mode=exact", form, form_type)->status, 400);
  const std::string longest = form + "&where=" + std::string(20'000, ' ');
  EXPECT_EQ(client().Post("/", longest, form_type)->body, want);
}

TEST_F(ApiServerTest, RefusesInTheWordsOfTheApi) {
  const auto code_of = [](const httplib::Result& answer) {
    return std::to_string(answer->status) + " " +
           nlohmann::json::parse(answer->body)["code"].get<std::string>();
  };
  const std::string too_much(kApiFormBytesMax + 1, 'a');
  EXPECT_EQ(code_of(get("/?from=anchors")), "404 unknown_report");
  EXPECT_EQ(code_of(get("/?from=linked_anchors")), "400 missing_parameter");
  EXPECT_EQ(code_of(get("/nowhere")), "404 not_found");
  EXPECT_EQ(code_of(client().Delete("/")), "404 not_found");
  EXPECT_EQ(code_of(get("/?where=" + std::string(9'000, 'a'))), "414 too_large");
  EXPECT_EQ(code_of(client().Post("/", too_much, "application/x-www-form-urlencoded")),
            "413 too_large");
  EXPECT_EQ(code_of(client().Get(kReport, {{"Host", "elsewhere.example"}})), "403 wrong_host");
  EXPECT_EQ(client().Get(kReport, {{"Host", "localhost:8642"}})->status, 200);
  EXPECT_EQ(client().Get(kReport, {{"Host", "[::1]:1"}})->status, 200);
  EXPECT_EQ(code_of(client().Get(kReport, {{"Host", "127.0.0.1.example"}})), "403 wrong_host");
}

TEST_F(ApiServerTest, StreamsLongAnswers) {
  const std::vector<SampleLink> many(3000, {"/to", std::string(100, 'x')});
  index_.visit("http://long.example/", day(0), many);
  const std::string query = "from=links&target=long.example&mode=domain&limit=5000&output=ndjson";
  const auto answer = get("/?" + query);
  ASSERT_TRUE(answer);
  EXPECT_EQ(answer->get_header_value("Transfer-Encoding"), "chunked");
  EXPECT_EQ(std::count(answer->body.begin(), answer->body.end(), '\n'), 3000);

  // The second page is met when the first is on its way: the client sees that there is no end.
  index_.visit("http://long.example/z", day(0), {{"/to"}});
  index_.put(Family::kLinks, SampleIndex::key_of("http://long.example/z"), "\xff");
  EXPECT_FALSE(get("/?" + query));
  EXPECT_EQ(get("/healthz")->status, 200);
}

TEST_F(ApiServerTest, ADeadlineEndsARequestAndNotTheServer) {
  ApiServerOptions hurried = options();
  hurried.deadline = std::chrono::milliseconds(0);
  start(hurried);
  EXPECT_EQ(get(kReport)->status, 503);
  EXPECT_EQ(get("/healthz")->status, 200);
}

TEST_F(ApiServerTest, ManyAskAtOnce) {
  const std::string want = get(kReport)->body;
  std::atomic<int> answered = 0;
  std::vector<std::thread> clients;
  for (int i = 0; i < 8; ++i) {
    clients.emplace_back([&] {
      for (int k = 0; k < 20; ++k) {
        if (const auto answer = get(kReport); answer && answer->body == want) ++answered;
      }
    });
  }
  for (std::thread& thread : clients) thread.join();
  EXPECT_EQ(answered, 160);
}

TEST_F(ApiServerTest, AnswersVersion3) {
  const std::string query = "?target=a.example&select=anchor,linked_domains";
  const auto answer = get("/v3/site-explorer/linked-anchors-external" + query);
  ASSERT_TRUE(answer);
  EXPECT_EQ(answer->body, "{\"linkedanchors\":[{\"anchor\":\"bee & co\",\"linked_domains\":1}]}\n");
  EXPECT_EQ(answer->get_header_value("x-api-rows"), "1");
  EXPECT_EQ(get("/v3/site-explorer/linked-anchors-internal" + query)->status, 400);
}

TEST_F(ApiServerTest, ErrorsOfVersion2MayHaveStatus200) {
  ApiServerOptions lenient = options();
  lenient.always_200 = true;
  start(lenient);
  EXPECT_EQ(get("/?from=anchors")->status, 200);
  EXPECT_EQ(get("/?from=anchors")->body.substr(0, 10), "{\"error\":\"");
  EXPECT_EQ(get("/v3/site-explorer/linked-anchors-internal")->status, 400);
}

TEST_F(ApiServerTest, MetricsAreGivenWhereThereAreSome) {
  EXPECT_EQ(get("/metrics")->status, 404);
  ApiServerOptions measured = options();
  measured.metrics = [] { return "pages 1\n"; };
  start(measured);
  EXPECT_EQ(get("/metrics")->body, "pages 1\n");
  EXPECT_EQ(get("/readyz")->body, "ok\n");
}

TEST_F(ApiServerTest, WithTokensEveryNameAndAddressIsAnswered) {
  const auto ledger = ApiLedger::load(index_.db(), {{"ann", 5000, sha256_hex("T")}}, 3, [] {
                        return day(0);
                      }).value();
  ApiServerOptions guarded = options();
  guarded.listen = "0.0.0.0:0";
  guarded.ledger = ledger.get();
  start(guarded);
  const std::string url = server_->url();
  httplib::Client client("http://127.0.0.1:" +
                         url.substr(url.rfind(':') + 1, url.size() - url.rfind(':') - 2));
  const auto status = [&](const std::string& query, const httplib::Headers& headers = {}) {
    return client.Get(kReport + query, headers)->status;
  };
  EXPECT_EQ(status(""), 401);
  EXPECT_EQ(status("&token=wrong"), 401);
  EXPECT_EQ(status("&token=T", {{"Host", "elsewhere.example"}}), 200);
  EXPECT_EQ(status("", {{"Authorization", "Bearer T"}}), 200);
  const auto info = client.Get("/?from=subscription_info&token=T");
  EXPECT_EQ(info->body,
            "{\"info\":{\"rows_left\":4994,\"rows_limit\":5000,\"subscription\":\"ann\"}}\n");
  const auto refused = client.Get("/?from=subscription_info&token=T");
  EXPECT_EQ(refused->status, 429);
  EXPECT_EQ(refused->get_header_value("Retry-After"), "60");
}

TEST_F(ApiServerTest, ListensOnAUnixSocket) {
  std::string directory = (std::filesystem::temp_directory_path() / "anchord-api-XXXXXX").string();
  ASSERT_NE(mkdtemp(directory.data()), nullptr);
  const std::string path = directory + "/api";
  ApiServerOptions chosen = options();
  chosen.listen = "unix:" + path;
  const auto first = ApiServer::start(index_.db(), chosen);
  ASSERT_TRUE(first);
  EXPECT_EQ((*first)->url(), "unix:" + path);
  httplib::Client client(path);
  client.set_address_family(AF_UNIX);
  EXPECT_EQ(client.Get(kReport, {{"Host", "localhost"}})->body, get(kReport)->body);
  // Nobody's socket is taken away, and no file that is none.
  const auto second = ApiServer::start(index_.db(), chosen);
  EXPECT_EQ(second.error().message, "listen unix:" + path + ": cannot be had");
  chosen.listen = "unix:" + directory;
  EXPECT_FALSE(ApiServer::start(index_.db(), chosen));
  std::filesystem::remove_all(directory);
}

TEST_F(ApiServerTest, ListensOnThisMachineAlone) {
  const auto message = [&](const std::string& listen) {
    const auto started = ApiServer::start(index_.db(), {.listen = listen});
    return started ? "ok" : started.error().message;
  };
  const std::string form =
      "want an address and a port, as in 127.0.0.1:8642 or [::1]:8642, or a unix socket, as in "
      "unix:/run/anchord/api";
  EXPECT_EQ(message("0.0.0.0:0"),
            "listen 0.0.0.0:0: without tokens only this machine is answered: want an address in "
            "127.0.0.0/8, or ::1");
  EXPECT_EQ(message("[::]:0").substr(0, 35), "listen [::]:0: without tokens only ");
  for (const std::string wrong : {"", "127.0.0.1", "example.com:1", "127.0.0.1:65536", "::1:80",
                                  "[127.0.0.1]:80", "127.0.0.1:-1", "127.0.0.1:8x"}) {
    EXPECT_EQ(message(wrong), "listen \"" + wrong + "\": " + form);
  }
  EXPECT_EQ(message("localhost:0"), "ok");
  const std::string taken =
      parse_listen_address(server_->url().substr(7, server_->url().size() - 8))->text();
  EXPECT_EQ(message(taken), "listen " + taken + ": cannot be had");
}

}  // namespace
}  // namespace anchord
