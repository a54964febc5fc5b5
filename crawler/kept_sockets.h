#pragma once

#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

// Whether a connection that is kept for the next request is still silent. What comes while no
// request is outstanding is no answer to the next one (RFC 9112 9.2).
namespace anchord {

// The two ends of a connection; addresses as text, as inet_ntop() writes them.
struct SocketEnds {
  std::string_view local_ip;
  int local_port = 0;
  std::string_view remote_ip;
  int remote_port = 0;
};

// Finds the socket of a connection by its ends, because libcurl does not tell it before a request
// goes out. One thread uses it.
class KeptSockets {
 public:
  // Remembers `socket` under the ends that it has now; one that is not connected is passed over.
  void add(int socket);
  // Must be called before a socket is closed: its number may come again as another one.
  void closing(int socket);

  // Whether a request may go out on the connection: it is open, and no byte of the server waits on
  // it. `tls` is OpenSSL's SSL of it, or null; over TLS only application data is a byte of the
  // server: handshake records, such as session tickets, are taken in here. Of HTTP/2 the answer is
  // yes, because its frames name their request. Of a connection not known here it is no. Never
  // blocks.
  bool is_silent(const SocketEnds& ends, void* tls) const;

 private:
  std::unordered_map<std::string, int> sockets_;  // by ends
  std::vector<std::string> ends_;                 // by socket; "": not known
};

}  // namespace anchord
