#pragma once

#include <curl/curl.h>

#include <array>
#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "crawler/answer_reader.h"
#include "crawler/curl_transport.h"
#include "crawler/kept_sockets.h"
#include "crawler/socket_events.h"

// CurlTransport's own, and the only place that knows libcurl: include it nowhere else.
namespace anchord {

// What all transfers of a transport share; must outlive them and the connections they leave.
struct CurlContext {
  explicit CurlContext(const TransportOptions& chosen);
  CurlContext(const CurlContext&) = delete;
  CurlContext& operator=(const CurlContext&) = delete;

  const TransportOptions options;
  std::string accept = "Accept: text/html,*/*;q=0.8";
  // The header lines every request has.
  std::string accept_encoding = "Accept-Encoding: " + std::string(kKnownCodings);
  curl_slist accept_node{accept.data(), nullptr};
  SocketEvents events;
  KeptSockets kept;
  std::size_t bytes_in_flight = 0;
};

// An easy handle, used for one transfer after the other, and what the one under way has brought.
// libcurl holds its address: it stays where it is made.
class CurlTransfer {
 public:
  // Throws std::bad_alloc where libcurl gives no handle.
  explicit CurlTransfer(CurlContext& context);
  ~CurlTransfer();
  CurlTransfer(const CurlTransfer&) = delete;
  CurlTransfer& operator=(const CurlTransfer&) = delete;

  // The transfer that `easy` belongs to.
  static CurlTransfer& of(CURL* easy);

  CURL* easy() const { return easy_; }
  bool active() const { return active_; }
  std::size_t body_bytes() const { return reader_.body_bytes(); }

  // Makes the handle ready to be added to a multi handle. It connects to one of `addresses`, or, of
  // a URL whose host is an address, to that.
  void begin(FetchId id, const FetchRequest& request, const std::vector<IpAddress>& addresses);
  // Whether it ended before its request went out, because the kept connection that it was given was
  // not silent (KeptSockets).
  bool met_stray_bytes() const { return met_stray_bytes_; }
  // Makes it ready to be added once more, on a connection of its own.
  void begin_afresh();
  // Ends what begin() began: with its outcome, with what has come of the body, or without one.
  Fetched finish(CURLcode code);
  Fetched cut();
  void drop();

 private:
  template <class Value>
  void set(CURLoption option, Value value) {
    curl_easy_setopt(easy_, option, value);
  }
  void set_lasting_options();
  void set_limits();
  void set_callbacks();
  void set_condition(std::size_t slot, std::string_view name, std::string_view value);
  void set_addresses(const Url& url, const std::vector<IpAddress>& addresses);
  bool allows(std::string_view ip);
  bool is_silent(const SocketEnds& ends);

  // For libcurl, which no exception may pass through.
  static std::size_t on_header(char* data, std::size_t, std::size_t size, void* transfer) noexcept;
  static std::size_t on_body(char* data, std::size_t, std::size_t size, void* transfer) noexcept;
  static int on_look_up(void* state, void*, void* transfer) noexcept;
  static int on_connected(void* transfer, char* ip, char* local_ip, int port,
                          int local_port) noexcept;
  static curl_socket_t open_socket(void* transfer, curlsocktype, curl_sockaddr* address) noexcept;
  static int close_socket(void* context, curl_socket_t socket) noexcept;

  std::optional<Unreachable> failure(CURLcode code) const;

  CurlContext& context_;
  // Holds the names that libcurl knows: each handle its own, so that what one is told of a name is
  // not seen, nor taken away, by another.
  CURLSH* names_;
  CURL* easy_;
  bool active_ = false;
  FetchId id_ = 0;
  AnswerReader reader_;
  std::string url_;
  // libcurl borrows header lines. Their nodes are ours too, so that a request with conditions
  // takes no memory once these strings have grown.
  std::array<std::string, 2> condition_lines_;
  std::array<curl_slist, 2> condition_nodes_{};
  curl_slist coding_node_{};
  curl_slist* header_list_ = nullptr;
  // The same for names: the one of the transfer before goes, this one's comes.
  std::string named_;  // what will forget the name that libcurl knows; "": it knows none
  std::string forget_line_;
  std::string addresses_line_;
  std::array<curl_slist, 2> name_nodes_{};
  bool is_address_ = false;  // the URL's host
  std::vector<int> opened_;  // sockets, since it was added; none: its connection was kept
  bool met_stray_bytes_ = false;
  std::string forbidden_;  // what the guard said; "": nothing
  std::array<char, CURL_ERROR_SIZE> error_{};
};

}  // namespace anchord
