#pragma once

#include <arpa/inet.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <openssl/evp.h>
#include <openssl/ssl.h>
#include <openssl/x509.h>
#include <sys/socket.h>
#include <unistd.h>

#include <atomic>
#include <csignal>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <stdexcept>
#include <string>
#include <string_view>
#include <thread>
#include <utility>
#include <vector>

namespace anchord {

// A web server on loopback that speaks TLS with a certificate of its own making. One connection at
// a time, whose script has the open session in its hands: it may send data, tickets and key updates
// whenever it likes.
class TlsServer {
 public:
  class Session {
   public:
    explicit Session(SSL* ssl) : ssl_(ssl) {}
    void send(std::string_view bytes) {
      SSL_write(ssl_, bytes.data(), static_cast<int>(bytes.size()));
    }
    // Of TLS 1.3: a session ticket that nobody asked for.
    void send_ticket() {
      SSL_new_session_ticket(ssl_);
      SSL_do_handshake(ssl_);
    }
    // Of TLS 1.3: new keys, and a wish that the client change its own.
    void send_key_update() {
      SSL_key_update(ssl_, SSL_KEY_UPDATE_REQUESTED);
      SSL_do_handshake(ssl_);
    }
    void send_close_notify() { SSL_shutdown(ssl_); }

   private:
    SSL* ssl_;
  };
  // Is given each request's header section. Returns whether the connection goes on.
  using Script = std::function<bool(const std::string& request, Session& session)>;

  // `version` is the only one spoken: TLS1_2_VERSION or TLS1_3_VERSION.
  TlsServer(int version, Script script)
      : script_(std::move(script)), context_(SSL_CTX_new(TLS_server_method())) {
    SSL_CTX_set_min_proto_version(context_, version);
    SSL_CTX_set_max_proto_version(context_, version);
    certify();
    std::signal(SIGPIPE, SIG_IGN);  // OpenSSL writes to clients that have gone
    listener_ = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    sockaddr_in address = {};
    address.sin_family = AF_INET;
    inet_pton(AF_INET, "127.0.0.1", &address.sin_addr);
    socklen_t size = sizeof(address);
    auto* generic = reinterpret_cast<sockaddr*>(&address);
    if (bind(listener_, generic, size) != 0 || listen(listener_, SOMAXCONN) != 0 ||
        getsockname(listener_, generic, &size) != 0) {
      throw std::runtime_error("no TLS server");
    }
    port_ = ntohs(address.sin_port);
    thread_ = std::thread([this] { serve_all(); });
  }

  ~TlsServer() {
    shutdown(listener_, SHUT_RDWR);
    shutdown(connection_, SHUT_RDWR);
    thread_.join();
    close(listener_);
    SSL_CTX_free(context_);
  }
  TlsServer(const TlsServer&) = delete;
  TlsServer& operator=(const TlsServer&) = delete;

  std::string url(std::string_view path) const {
    return "https://127.0.0.1:" + std::to_string(port_) + std::string(path);
  }
  std::size_t handshakes() const { return handshakes_; }
  // Of the scripts, how many have come to their end: what they send has been sent.
  std::size_t scripts_done() const { return scripts_done_; }

 private:
  void certify() {
    EVP_PKEY* key = EVP_EC_gen("P-256");
    X509* certificate = X509_new();
    X509_gmtime_adj(X509_getm_notBefore(certificate), -3600);
    X509_gmtime_adj(X509_getm_notAfter(certificate), 86'400);
    X509_set_pubkey(certificate, key);
    X509_sign(certificate, key, EVP_sha256());
    SSL_CTX_use_certificate(context_, certificate);
    SSL_CTX_use_PrivateKey(context_, key);
    X509_free(certificate);
    EVP_PKEY_free(key);
  }

  void serve_all() {
    for (int fd = 0; (fd = accept4(listener_, nullptr, nullptr, SOCK_CLOEXEC)) >= 0;) {
      connection_ = fd;
      const int on = 1;
      setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &on, sizeof(on));
      SSL* ssl = SSL_new(context_);
      SSL_set_fd(ssl, fd);
      if (SSL_accept(ssl) == 1) {
        ++handshakes_;
        serve(ssl);
      }
      SSL_free(ssl);
      connection_ = -1;
      close(fd);
    }
  }

  void serve(SSL* ssl) {
    Session session(ssl);
    std::string request;
    char buffer[4096];
    for (int count = 0; (count = SSL_read(ssl, buffer, sizeof(buffer))) > 0;) {
      request.append(buffer, static_cast<std::size_t>(count));
      if (!request.ends_with("\r\n\r\n")) continue;
      const bool goes_on = script_(request, session);
      ++scripts_done_;
      if (!goes_on) return;
      request.clear();
    }
  }

  Script script_;
  SSL_CTX* context_;
  int listener_ = -1;
  std::uint16_t port_ = 0;
  std::atomic<int> connection_{-1};
  std::atomic<std::size_t> handshakes_{0};
  std::atomic<std::size_t> scripts_done_{0};
  std::thread thread_;
};

}  // namespace anchord
