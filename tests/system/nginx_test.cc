#include <gtest/gtest.h>
#include <httplib.h>
#include <netinet/in.h>
#include <sys/socket.h>

#include <optional>

#include "tests/system/site_server.h"
#include "tests/system/system_testing.h"

// deploy/nginx.conf.example, as it is but for addresses and certificate, before the API.
namespace anchord {
namespace {

constexpr const char* kNginx = "/usr/sbin/nginx";
// Everything that nginx would put elsewhere goes to its prefix.
constexpr const char* kAround = R"(daemon off;
master_process off;
pid nginx.pid;
events { worker_connections 64; }
http {
  access_log off;
  client_body_temp_path client_body;
  proxy_temp_path proxy;
  fastcgi_temp_path fastcgi;
  uwsgi_temp_path uwsgi;
  scgi_temp_path scgi;
  include anchord.conf;
}
)";

int free_port() {
  const int fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  socklen_t size = sizeof address;
  auto* const generic = reinterpret_cast<sockaddr*>(&address);
  EXPECT_EQ(bind(fd, generic, size), 0);
  EXPECT_EQ(getsockname(fd, generic, &size), 0);
  close(fd);
  return ntohs(address.sin_port);
}

void replace(std::string& text, const std::string& what, const std::string& by) {
  const std::size_t at = text.find(what);
  ASSERT_NE(at, std::string::npos) << what;
  text.replace(at, what.size(), by);
}

class NginxTest : public testing::Test {
 protected:
  void SetUp() override {
    if (!std::filesystem::exists(kNginx)) GTEST_SKIP() << "no nginx on this machine";
  }

  std::string file(const std::string& name) const { return (proxy_.directory() / name).string(); }

  // Starts nginx before what listens at `upstream`, "127.0.0.1:8642".
  void put_before(const std::string& upstream) {
    const std::string command =
        "exec openssl req -x509 -newkey rsa:2048 -nodes -days 2 -subj /CN=links.example.org"
        " -addext subjectAltName=IP:127.0.0.1 -keyout '" +
        file("key.pem") + "' -out '" + file("cert.pem") + "'";
    ASSERT_EQ(Process({"/bin/sh", "-c", command}, proxy_.directory()).wait().exit_code, 0);
    std::ifstream in(ANCHORD_SOURCE_DIR "/deploy/nginx.conf.example");
    std::string conf{std::istreambuf_iterator<char>(in), {}};
    port_ = free_port();
    replace(conf, "listen 443", "listen 127.0.0.1:" + std::to_string(port_));
    replace(conf, "listen [::]:443", "listen 127.0.0.2:" + std::to_string(port_));
    replace(conf, "/etc/ssl/certs/links.example.org.pem", file("cert.pem"));
    replace(conf, "/etc/ssl/private/links.example.org.key", file("key.pem"));
    replace(conf, "127.0.0.1:8642", upstream);
    std::ofstream(file("anchord.conf")) << conf;
    std::ofstream(file("nginx.conf")) << kAround;
    nginx_.emplace(std::vector<std::string>{kNginx, "-e", file("errors"), "-p", file(""), "-c",
                                            file("nginx.conf")},
                   proxy_.directory());
    for (int i = 0; i < 500; ++i) {
      if (client()->Get("/none-of-its-paths")) return;
      usleep(10'000);
    }
    FAIL() << "nginx does not answer: " << nginx_->said();
  }

  // Believes the certificate that was made, for the address that it names, and nothing else.
  std::unique_ptr<httplib::SSLClient> client() const {
    auto client = std::make_unique<httplib::SSLClient>("127.0.0.1", port_);
    client->set_ca_cert_path(file("cert.pem"));
    client->enable_server_certificate_verification(true);
    client->set_keep_alive(true);
    return client;
  }

  int port_ = 0;
  Index proxy_;
  std::optional<Process> nginx_;
};

// An API that somebody with a token may ask, about a page with three links.
class NginxBeforeTheApiTest : public NginxTest {
 protected:
  void SetUp() override {
    NginxTest::SetUp();
    if (IsSkipped()) return;
    site_.set(site_.url("/"), {.body = "<a href=/x>ex</a><a href=/x>why</a><a href=/x>ex</a>"});
    ASSERT_EQ(index_.crawl({site_.url("/")}), 0);
    const auto said = index_.anchorctl({"token", "add", "someone", "--rows", "100000"});
    ASSERT_GE(said.size(), 5U);
    token_ = said[0].substr(said[0].find(' ') + 1);
    const std::string line = said.back();  // tokens = ["someone:100000:..."]
    const std::size_t quote = line.find('"') + 1;
    anchord_.reset(new Process(
        index_.anchord({"--set", "api.listen=127.0.0.1:0", "--set", "api.requests_per_minute=0",
                        "--set", "api.tokens=" + line.substr(quote, line.rfind('"') - quote)})));
    ASSERT_TRUE(anchord_->says("api: http://"));
    const std::string log = anchord_->said();
    const std::size_t begin = log.find("api: http://") + 12;
    put_before(log.substr(begin, log.find('/', begin) - begin));
  }

  httplib::Headers with_token() const { return {{"Authorization", "Bearer " + token_}}; }
  static int status_of(const httplib::Result& answer) { return answer ? answer->status : -1; }

  SiteServer site_;
  Index index_;
  std::string token_;
  std::unique_ptr<Process> anchord_;
};

constexpr const char* kReport =
    "/?from=linked_anchors&target=127.0.0.1&mode=domain&order_by=anchor&output=ndjson";

TEST_F(NginxBeforeTheApiTest, AnswersWhoHasAToken) {
  const auto client = this->client();
  const auto answer = client->Get(kReport, with_token());
  ASSERT_EQ(status_of(answer), 200);
  std::string want;
  for (const std::string& line :
       index_.anchorctl({"anchors", "127.0.0.1", "--order-by", "anchor", "--output", "ndjson"})) {
    want += line + "\n";
  }
  EXPECT_EQ(answer->body, want);
  EXPECT_NE(want, "");
  const httplib::Params form = {{"from", "links"}, {"target", "127.0.0.1"}, {"mode", "domain"}};
  EXPECT_EQ(status_of(client->Post("/", with_token(), form)), 200);
  EXPECT_EQ(status_of(client->Get("/metrics", with_token())), 404);
}

TEST_F(NginxBeforeTheApiTest, WhatAClientSaysOfItselfOpensNothing) {
  const httplib::Headers claims[] = {{{"X-Forwarded-For", "127.0.0.1"}},
                                     {{"X-Real-IP", "127.0.0.1"}, {"Forwarded", "for=127.0.0.1"}},
                                     {{"Host", "127.0.0.1"}},
                                     {{"Authorization", "Bearer 0000"}}};
  const auto client = this->client();
  for (const httplib::Headers& claim : claims) {
    EXPECT_EQ(status_of(client->Get(kReport, claim)), 401) << claim.begin()->first;
  }
}

TEST_F(NginxBeforeTheApiTest, NorDoesItLiftTheLimit) {
  constexpr int kRequestsMax = 10'000;  // in so many some are closer together than 0.1 s
  const auto client = this->client();
  int status = 0;
  for (int i = 0; i < kRequestsMax && status != 429; ++i) {
    const std::string address = "10.0." + std::to_string(i / 250) + "." + std::to_string(i % 250);
    status = status_of(client->Get("/healthz", {{"X-Forwarded-For", address}}));
    ASSERT_TRUE(status == 200 || status == 429) << status;
  }
  EXPECT_EQ(status, 429);
}

// The API whose second row is not made before the client has the first.
TEST_F(NginxTest, RowsArePassedOnAsTheyCome) {
  httplib::Server api;
  std::mutex mutex;
  std::condition_variable arrived;
  bool has_first = false;
  bool was_passed_on = false;
  api.Get("/", [&](const httplib::Request&, httplib::Response& response) {
    response.set_chunked_content_provider("application/x-ndjson", [&](std::size_t,
                                                                      httplib::DataSink& sink) {
      sink.write("{\"row\":1}\n", 10);
      std::unique_lock lock(mutex);
      was_passed_on = arrived.wait_for(lock, std::chrono::seconds(20), [&] { return has_first; });
      sink.write("{\"row\":2}\n", 10);
      sink.done();
      return true;
    });
  });
  const int port = api.bind_to_any_port("127.0.0.1");
  std::thread thread([&] { api.listen_after_bind(); });
  put_before("127.0.0.1:" + std::to_string(port));
  std::string rows;
  client()->Get("/", [&](const char* bytes, std::size_t size) {
    const std::lock_guard lock(mutex);
    rows.append(bytes, size);
    has_first = true;
    arrived.notify_all();
    return true;
  });
  api.stop();
  thread.join();
  EXPECT_TRUE(was_passed_on);
  EXPECT_EQ(rows, "{\"row\":1}\n{\"row\":2}\n");
}

}  // namespace
}  // namespace anchord
