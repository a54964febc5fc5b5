#include "crawler/curl_transfer.h"

#include <netdb.h>
#include <sys/socket.h>
#include <unistd.h>

#include <algorithm>
#include <chrono>
#include <iterator>
#include <new>
#include <utility>
#include <variant>

namespace anchord {
namespace {

constexpr long kReadBufferBytes = 32L << 10U;
constexpr long kWriteBufferBytes = 16L << 10U;  // the least libcurl takes; a GET is smaller
constexpr long kIdleConnectionSeconds = 60;
// A handle is told of one name at a time, which holds until the next: how old an answer may become
// is the resolver's to say.
constexpr long kNameSeconds = -1;

constexpr CURLcode kTlsFailures[] = {
    CURLE_SSL_CONNECT_ERROR,        CURLE_SSL_ENGINE_NOTFOUND, CURLE_SSL_ENGINE_SETFAILED,
    CURLE_SSL_ENGINE_INITFAILED,    CURLE_SSL_CERTPROBLEM,     CURLE_SSL_CIPHER,
    CURLE_SSL_CACERT_BADFILE,       CURLE_SSL_CRL_BADFILE,     CURLE_SSL_ISSUER_ERROR,
    CURLE_SSL_INVALIDCERTSTATUS,    CURLE_SSL_CLIENTCERT,      CURLE_PEER_FAILED_VERIFICATION,
    CURLE_SSL_PINNEDPUBKEYNOTMATCH,
};

UnreachableReason reason_of(CURLcode code) {
  if (code == CURLE_COULDNT_RESOLVE_HOST) return UnreachableReason::kDns;
  if (code == CURLE_COULDNT_CONNECT) return UnreachableReason::kConnect;
  if (code == CURLE_OPERATION_TIMEDOUT) return UnreachableReason::kTimeout;
  // What libcurl says of a header line that does not fit its buffer of 100 KB.
  if (code == CURLE_OUT_OF_MEMORY) return UnreachableReason::kTooLarge;
  const bool tls =
      std::find(std::begin(kTlsFailures), std::end(kTlsFailures), code) != std::end(kTlsFailures);
  return tls ? UnreachableReason::kTls : UnreachableReason::kProtocol;
}

std::string ip_text(const curl_sockaddr& address) {
  std::array<char, NI_MAXHOST> text{};
  getnameinfo(&address.addr, address.addrlen, text.data(), text.size(), nullptr, 0, NI_NUMERICHOST);
  return text.data();
}

}  // namespace

CurlContext::CurlContext(const TransportOptions& chosen) : options(chosen) {}

CurlTransfer::CurlTransfer(CurlContext& context)
    : context_(context), names_(curl_share_init()), easy_(curl_easy_init()) {
  if (names_ == nullptr || easy_ == nullptr) {
    curl_easy_cleanup(easy_);
    curl_share_cleanup(names_);
    throw std::bad_alloc();
  }
  curl_share_setopt(names_, CURLSHOPT_SHARE, CURL_LOCK_DATA_DNS);
  set_lasting_options();
  set_limits();
  set_callbacks();
}

CurlTransfer::~CurlTransfer() {
  curl_easy_cleanup(easy_);
  curl_share_cleanup(names_);
}

CurlTransfer& CurlTransfer::of(CURL* easy) {
  void* transfer = nullptr;
  curl_easy_getinfo(easy, CURLINFO_PRIVATE, &transfer);
  return *static_cast<CurlTransfer*>(transfer);
}

// Of libcurl's defaults these are relied upon: no redirects, cookies, netrc, HSTS, alt-svc,
// HTTP/0.9.
void CurlTransfer::set_lasting_options() {
  const TransportOptions& options = context_.options;
  set(CURLOPT_NOSIGNAL, 1L);
  set(CURLOPT_PROXY, "");
  set(CURLOPT_PROTOCOLS_STR, "http,https");
  set(CURLOPT_HTTP_VERSION,
      options.http2 ? long{CURL_HTTP_VERSION_2TLS} : long{CURL_HTTP_VERSION_1_1});
  set(CURLOPT_PATH_AS_IS, 1L);
  set(CURLOPT_DISALLOW_USERNAME_IN_URL, 1L);
  set(CURLOPT_USERAGENT, options.user_agent.c_str());
  // libcurl gives up a body over flaws that browsers forgive: AnswerReader decodes it.
  set(CURLOPT_HTTP_CONTENT_DECODING, 0L);
  set(CURLOPT_BUFFERSIZE, kReadBufferBytes);
  set(CURLOPT_UPLOAD_BUFFERSIZE, kWriteBufferBytes);
  set(CURLOPT_SHARE, names_);
  set(CURLOPT_DNS_CACHE_TIMEOUT, kNameSeconds);
  set(CURLOPT_MAXAGE_CONN, kIdleConnectionSeconds);
  set(CURLOPT_SSL_VERIFYPEER, options.tls_verify ? 1L : 0L);
  set(CURLOPT_SSL_VERIFYHOST, options.tls_verify ? 2L : 0L);
  // With a directory of certificates libcurl reads the whole bundle anew for each connection, which
  // takes 20 ms; with the bundle alone it keeps what it has read.
  set(CURLOPT_CAPATH, static_cast<const char*>(nullptr));
  // A handle goes from host to host: the sessions it would keep are of no use to it.
  set(CURLOPT_SSL_SESSIONID_CACHE, 0L);
}

void CurlTransfer::set_limits() {
  const FetchLimits& limits = context_.options.limits;
  const auto idle = std::chrono::ceil<std::chrono::seconds>(limits.idle_timeout);
  set(CURLOPT_CONNECTTIMEOUT_MS, static_cast<long>(limits.connect_timeout.count()));
  set(CURLOPT_TIMEOUT_MS, static_cast<long>(limits.total_timeout.count()));
  set(CURLOPT_LOW_SPEED_LIMIT, 1L);
  set(CURLOPT_LOW_SPEED_TIME, static_cast<long>(idle.count()));
}

void CurlTransfer::set_callbacks() {
  set(CURLOPT_PRIVATE, this);
  set(CURLOPT_ERRORBUFFER, error_.data());
  set(CURLOPT_HEADERFUNCTION, &CurlTransfer::on_header);
  set(CURLOPT_HEADERDATA, this);
  set(CURLOPT_WRITEFUNCTION, &CurlTransfer::on_body);
  set(CURLOPT_WRITEDATA, this);
  set(CURLOPT_RESOLVER_START_FUNCTION, &CurlTransfer::on_look_up);
  set(CURLOPT_RESOLVER_START_DATA, this);
  set(CURLOPT_PREREQFUNCTION, &CurlTransfer::on_connected);
  set(CURLOPT_PREREQDATA, this);
  set(CURLOPT_OPENSOCKETFUNCTION, &CurlTransfer::open_socket);
  set(CURLOPT_OPENSOCKETDATA, this);
  set(CURLOPT_CLOSESOCKETFUNCTION, &CurlTransfer::close_socket);
  set(CURLOPT_CLOSESOCKETDATA, &context_);
}

void CurlTransfer::begin(FetchId id, const FetchRequest& request,
                         const std::vector<IpAddress>& addresses) {
  active_ = true;
  id_ = id;
  reader_.reset(context_.options.limits, request.text_only, request.url.href());
  error_[0] = '\0';
  forbidden_.clear();
  opened_.clear();
  met_stray_bytes_ = false;
  set(CURLOPT_FRESH_CONNECT, 0L);
  header_list_ = &context_.accept_node;
  set_condition(0, "If-None-Match: ", request.if_none_match);
  set_condition(1, "If-Modified-Since: ", request.if_modified_since);
  coding_node_ = {context_.accept_encoding.data(), header_list_};
  header_list_ = &coding_node_;
  set_addresses(request.url, addresses);
  url_ = request.url.href();
  set(CURLOPT_URL, url_.c_str());
  set(CURLOPT_HTTPHEADER, header_list_);
}

void CurlTransfer::begin_afresh() {
  error_[0] = '\0';
  opened_.clear();
  met_stray_bytes_ = false;
  set(CURLOPT_FRESH_CONNECT, 1L);
}

void CurlTransfer::set_condition(std::size_t slot, std::string_view name, std::string_view value) {
  const auto is_control = [](unsigned char c) { return c < 0x20 || c == 0x7F; };
  if (value.empty() || std::any_of(value.begin(), value.end(), is_control)) return;
  std::string& line = condition_lines_[slot];
  line.assign(name).append(value);
  condition_nodes_[slot] = {line.data(), header_list_};
  header_list_ = &condition_nodes_[slot];
}

void CurlTransfer::set_addresses(const Url& url, const std::vector<IpAddress>& addresses) {
  is_address_ = addresses.empty();
  forget_line_.swap(named_);
  named_.clear();
  name_nodes_ = {};
  curl_slist* names = nullptr;
  if (!addresses.empty()) {
    named_.assign("-").append(url.host()).append(":").append(std::to_string(port_of(url)));
    addresses_line_.assign(named_, 1);
    char separator = ':';
    for (const IpAddress& ip : addresses) {
      addresses_line_.append(1, std::exchange(separator, ','));
      addresses_line_.append(ip.is_v4() ? ip.text() : "[" + ip.text() + "]");
    }
    name_nodes_[1] = {addresses_line_.data(), nullptr};
    names = &name_nodes_[1];
  }
  if (!forget_line_.empty()) {
    name_nodes_[0] = {forget_line_.data(), names};
    names = &name_nodes_[0];
  }
  set(CURLOPT_RESOLVE, names);
}

std::size_t CurlTransfer::on_header(char* data, std::size_t, std::size_t size,
                                    void* transfer) noexcept {
  return static_cast<CurlTransfer*>(transfer)->reader_.take_header({data, size}) ? size : 0;
}

std::size_t CurlTransfer::on_body(char* data, std::size_t, std::size_t size,
                                  void* transfer) noexcept {
  auto& self = *static_cast<CurlTransfer*>(transfer);
  const std::size_t before = self.reader_.body_bytes();
  const bool goes_on = self.reader_.take_body({data, size});
  self.context_.bytes_in_flight += self.reader_.body_bytes() - before;
  return goes_on ? size : 0;
}

// libcurl asks here before it would look a name up, or read an address.
int CurlTransfer::on_look_up(void*, void*, void* transfer) noexcept {
  return static_cast<CurlTransfer*>(transfer)->is_address_ ? 0 : 1;
}

// libcurl calls this before a request goes out, on a new connection and on a kept one.
int CurlTransfer::on_connected(void* transfer, char* ip, char* local_ip, int port,
                               int local_port) noexcept {
  auto& self = *static_cast<CurlTransfer*>(transfer);
  if (!self.allows(ip)) return CURL_PREREQFUNC_ABORT;
  return self.is_silent({local_ip, local_port, ip, port}) ? CURL_PREREQFUNC_OK
                                                          : CURL_PREREQFUNC_ABORT;
}

// What comes early on a new connection can only be meant for its first request.
bool CurlTransfer::is_silent(const SocketEnds& ends) {
  if (!opened_.empty()) {
    for (const int socket : opened_) context_.kept.add(socket);
    opened_.clear();
    return true;
  }
  curl_tlssessioninfo* tls = nullptr;
  curl_easy_getinfo(easy_, CURLINFO_TLS_SSL_PTR, &tls);
  met_stray_bytes_ = !context_.kept.is_silent(ends, tls == nullptr ? nullptr : tls->internals);
  return !met_stray_bytes_;
}

bool CurlTransfer::allows(std::string_view ip) {
  auto refusal = context_.options.guard.refusal(ip);
  if (!refusal) return true;
  forbidden_ = std::move(*refusal);
  return false;
}

curl_socket_t CurlTransfer::open_socket(void* transfer, curlsocktype,
                                        curl_sockaddr* address) noexcept {
  auto& self = *static_cast<CurlTransfer*>(transfer);
  if (!self.allows(ip_text(*address))) return CURL_SOCKET_BAD;
  const int fd = socket(address->family, address->socktype | SOCK_CLOEXEC, address->protocol);
  if (fd < 0) return CURL_SOCKET_BAD;
  self.context_.events.opened(fd);
  self.opened_.push_back(fd);
  return fd;
}

int CurlTransfer::close_socket(void* context, curl_socket_t socket) noexcept {
  auto& shared = *static_cast<CurlContext*>(context);
  shared.events.closing(socket);
  shared.kept.closing(socket);
  return close(socket);
}

std::optional<Unreachable> CurlTransfer::failure(CURLcode code) const {
  if (code == CURLE_OK) return std::nullopt;
  if (!forbidden_.empty()) return Unreachable{UnreachableReason::kForbidden, forbidden_};
  return Unreachable{reason_of(code), error_[0] != '\0' ? error_.data() : curl_easy_strerror(code)};
}

Fetched CurlTransfer::finish(CURLcode code) {
  curl_off_t microseconds = 0;
  curl_easy_getinfo(easy_, CURLINFO_TOTAL_TIME_T, &microseconds);
  const char* ip = nullptr;
  curl_easy_getinfo(easy_, CURLINFO_PRIMARY_IP, &ip);
  context_.bytes_in_flight -= reader_.body_bytes();
  Fetched fetched{
      id_, reader_.finish(failure(code)),
      std::chrono::floor<std::chrono::milliseconds>(std::chrono::microseconds(microseconds))};
  auto* answer = std::get_if<Answer>(&fetched.outcome);
  if (answer != nullptr && ip != nullptr) answer->ip = ip;
  reader_ = AnswerReader();
  active_ = false;
  return fetched;
}

Fetched CurlTransfer::cut() {
  reader_.cut();
  return finish(CURLE_WRITE_ERROR);
}

void CurlTransfer::drop() {
  context_.bytes_in_flight -= reader_.body_bytes();
  reader_ = AnswerReader();
  active_ = false;
}

}  // namespace anchord
