#include "tests/bench/nginx_server.h"

#include <netinet/in.h>
#include <sys/socket.h>
#include <unistd.h>

#include <chrono>
#include <fstream>
#include <thread>
#include <utility>

namespace anchord {
namespace {

constexpr const char* kNginx = "/usr/sbin/nginx";
constexpr int kLooks = 250;
constexpr std::chrono::milliseconds kBetweenLooks{20};

// Everything it would put elsewhere goes to its prefix.
constexpr const char* kSettings = R"(
daemon off;
master_process off;
pid nginx.pid;
error_log error.log;
events { worker_connections 1024; }
http {
  access_log off;
  sendfile on;
  keepalive_requests 100000000;
  client_body_temp_path client_body;
  proxy_temp_path proxy;
  fastcgi_temp_path fastcgi;
  uwsgi_temp_path uwsgi;
  scgi_temp_path scgi;
  default_type application/octet-stream;
  types {
    text/html html htm;
    text/css css;
    text/xml xml;
    application/javascript js;
    image/png png;
    image/svg+xml svg;
  }
)";

class LoopbackSocket {
 public:
  ~LoopbackSocket() { close(fd_); }
  LoopbackSocket() = default;
  LoopbackSocket(const LoopbackSocket&) = delete;
  LoopbackSocket& operator=(const LoopbackSocket&) = delete;

  // The port it is bound to, which the system chose; 0 where there is none.
  std::uint16_t bind_to_free_port() {
    sockaddr_in address = at(0);
    socklen_t size = sizeof address;
    if (bind(fd_, as_generic(address), size) != 0) return 0;
    if (getsockname(fd_, as_generic(address), &size) != 0) return 0;
    return ntohs(address.sin_port);
  }
  bool connects_to(std::uint16_t port) {
    sockaddr_in address = at(port);
    return connect(fd_, as_generic(address), sizeof address) == 0;
  }

 private:
  static sockaddr_in at(std::uint16_t port) {
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    address.sin_port = htons(port);
    return address;
  }
  static sockaddr* as_generic(sockaddr_in& address) {
    return reinterpret_cast<sockaddr*>(&address);
  }

  int fd_ = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
};

}  // namespace

Result<NginxServer> NginxServer::start(const std::filesystem::path& root,
                                       const std::filesystem::path& prefix) {
  const std::uint16_t port = LoopbackSocket().bind_to_free_port();
  std::error_code error;
  std::filesystem::create_directories(prefix, error);
  const std::filesystem::path settings = prefix / "nginx.conf";
  std::ofstream(settings) << kSettings << "  server { listen 127.0.0.1:" << port << "; root \""
                          << std::filesystem::absolute(root).string() << "\"; }\n}\n";
  const std::string log = prefix / "error.log";
  auto process = ChildProcess::start(
      {kNginx, "-e", log, "-p", prefix.string() + "/", "-c", settings}, prefix / "output.log");
  if (!process) return tl::unexpected(process.error());
  NginxServer server(std::move(*process), port);
  for (int look = 0; look < kLooks; ++look) {
    if (LoopbackSocket().connects_to(port)) return server;
    std::this_thread::sleep_for(kBetweenLooks);
  }
  return io_error("nginx does not answer; see " + log);
}

}  // namespace anchord
