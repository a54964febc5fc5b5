#include "crawler/kept_sockets.h"

#include <netdb.h>
#include <openssl/bio.h>
#include <openssl/err.h>
#include <openssl/ssl.h>
#include <sys/socket.h>

#include <array>
#include <cerrno>
#include <cstddef>

namespace anchord {
namespace {

using NameOf = int (*)(int, sockaddr*, socklen_t*);

void append_end(std::string& key, std::string_view ip, std::string_view port) {
  key.append(ip).append(" ").append(port).append(" ");
}

bool append_end(std::string& key, NameOf name_of, int socket) {
  sockaddr_storage address{};
  socklen_t size = sizeof(address);
  auto* generic = reinterpret_cast<sockaddr*>(&address);
  std::array<char, NI_MAXHOST> ip{};
  std::array<char, NI_MAXSERV> port{};
  if (name_of(socket, generic, &size) != 0 ||
      getnameinfo(generic, size, ip.data(), ip.size(), port.data(), port.size(),
                  NI_NUMERICHOST | NI_NUMERICSERV) != 0) {
    return false;
  }
  append_end(key, ip.data(), port.data());
  return true;
}

std::string key_of(const SocketEnds& ends) {
  std::string key;
  append_end(key, ends.local_ip, std::to_string(ends.local_port));
  append_end(key, ends.remote_ip, std::to_string(ends.remote_port));
  return key;
}

enum class Waiting { kNothing, kBytes, kEnd };

Waiting waiting_on(int socket) {
  char byte = 0;
  const ssize_t count = recv(socket, &byte, 1, MSG_PEEK | MSG_DONTWAIT);
  if (count > 0) return Waiting::kBytes;
  const bool open = count < 0 && (errno == EAGAIN || errno == EWOULDBLOCK || errno == EINTR);
  return open ? Waiting::kNothing : Waiting::kEnd;
}

bool speaks_http2(const SSL* tls) {
  const unsigned char* protocol = nullptr;
  unsigned size = 0;
  SSL_get0_alpn_selected(tls, &protocol, &size);
  return size == 2 && protocol[0] == 'h' && protocol[1] == '2';
}

// Takes in the handshake records that wait on `socket`. Returns whether nothing else did.
// Meanwhile `tls` reads and writes without libcurl, whose own way needs a transfer in progress.
bool takes_in_handshake(SSL* tls, int socket) {
  BIO* own = BIO_new_socket(socket, BIO_NOCLOSE);
  if (own == nullptr) return false;
  BIO* reads = SSL_get_rbio(tls);
  BIO* writes = SSL_get_wbio(tls);
  BIO_up_ref(reads);
  BIO_up_ref(writes);
  BIO_up_ref(own);
  SSL_set0_rbio(tls, own);
  SSL_set0_wbio(tls, own);
  ERR_clear_error();
  char byte = 0;
  const int count = SSL_peek(tls, &byte, 1);
  const bool wants_more = count <= 0 && SSL_get_error(tls, count) == SSL_ERROR_WANT_READ;
  ERR_clear_error();
  SSL_set0_rbio(tls, reads);
  SSL_set0_wbio(tls, writes);
  // A record of which only a part has come may be data.
  return wants_more && SSL_has_pending(tls) == 0;
}

}  // namespace

void KeptSockets::add(int socket) {
  closing(socket);
  std::string key;
  if (!append_end(key, &getsockname, socket) || !append_end(key, &getpeername, socket)) return;
  const auto index = static_cast<std::size_t>(socket);
  if (index >= ends_.size()) ends_.resize(index + 1);
  sockets_[key] = socket;
  ends_[index] = std::move(key);
}

void KeptSockets::closing(int socket) {
  const auto index = static_cast<std::size_t>(socket);
  if (index >= ends_.size()) return;
  sockets_.erase(ends_[index]);
  ends_[index].clear();
}

bool KeptSockets::is_silent(const SocketEnds& ends, void* tls) const {
  auto* ssl = static_cast<SSL*>(tls);
  if (ssl != nullptr && speaks_http2(ssl)) return true;
  const auto found = sockets_.find(key_of(ends));
  if (found == sockets_.end()) return false;
  const Waiting waiting = waiting_on(found->second);
  if (ssl == nullptr || waiting == Waiting::kEnd) return waiting == Waiting::kNothing;
  const bool nothing_read = SSL_has_pending(ssl) == 0;
  if (waiting == Waiting::kNothing && nothing_read) return true;
  return takes_in_handshake(ssl, found->second);
}

}  // namespace anchord
