#include "crawler/resolver.h"

#include <ares.h>
#include <arpa/inet.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <sys/time.h>
#include <unistd.h>

#include <algorithm>
#include <deque>
#include <new>
#include <stdexcept>
#include <unordered_map>
#include <utility>

#include "crawler/loopback.h"

namespace anchord {
namespace {

using std::chrono::milliseconds;

DnsAnswer loopback() {
  return {.result = DnsResult::kFound,
          .addresses = {*IpAddress::parse("127.0.0.1"), *IpAddress::parse("::1")}};
}

std::optional<IpAddress> address_of(const sockaddr& address) {
  const void* bytes = nullptr;
  std::size_t size = 0;
  if (address.sa_family == AF_INET) {
    const auto& v4 = reinterpret_cast<const sockaddr_in&>(address).sin_addr;
    bytes = &v4;
    size = sizeof(v4);
  } else if (address.sa_family == AF_INET6) {
    const auto& v6 = reinterpret_cast<const sockaddr_in6&>(address).sin6_addr;
    bytes = &v6;
    size = sizeof(v6);
  }
  return IpAddress::from_bytes({static_cast<const char*>(bytes), size});
}

DnsAnswer read_answer(int status, const ares_addrinfo* found) {
  DnsAnswer answer;
  const auto* node = status == ARES_SUCCESS ? found->nodes : nullptr;
  int ttl = node != nullptr ? node->ai_ttl : 0;
  for (; node != nullptr && answer.addresses.size() < Resolver::kAddressesMax;
       node = node->ai_next) {
    const auto address = address_of(*node->ai_addr);
    if (address) answer.addresses.push_back(*address);
    ttl = std::min(ttl, node->ai_ttl);
  }
  if (!answer.addresses.empty()) {
    std::stable_partition(answer.addresses.begin(), answer.addresses.end(),
                          [](const IpAddress& ip) { return ip.is_v4(); });
    answer.result = DnsResult::kFound;
    answer.ttl = std::chrono::seconds(ttl);
    return answer;
  }
  const bool is_missing = status == ARES_ENOTFOUND || status == ARES_ENODATA ||
                          status == ARES_EBADNAME || status == ARES_SUCCESS;
  answer.result = is_missing ? DnsResult::kNoName : DnsResult::kFailed;
  answer.detail = status == ARES_SUCCESS ? "no address" : ares_strerror(status);
  return answer;
}

}  // namespace

struct Resolver::Impl {
  struct Lookup {
    Impl* resolver = nullptr;
    std::string name;
    std::vector<AskerId> askers;
  };

  Impl(const ResolverOptions& chosen, SocketEvents& socket_events);
  ~Impl() { ares_destroy(channel); }
  Impl(const Impl&) = delete;
  Impl& operator=(const Impl&) = delete;

  static void on_interest(void* impl, ares_socket_t socket, int readable, int writable);
  static void on_answer(void* lookup, int status, int timeouts, ares_addrinfo* found);
  void start_waiting(Instant now);
  void answered(Lookup& lookup, DnsAnswer answer);

  const ResolverOptions options;
  SocketEvents& events;
  ares_channel channel = nullptr;
  DnsCache cache;
  DnsAnswer unasked;  // what ask() returns of names that are not cached
  std::size_t lookups_allowed = kLookupsAtStart;
  std::size_t under_way = 0;
  Instant time{};                                   // when c-ares was last called
  std::unordered_map<std::string, Lookup> lookups;  // those that wait, too
  std::deque<Lookup*> waiting;
  std::vector<Resolved> resolved;
  std::vector<int> sockets;
};

Resolver::Impl::Impl(const ResolverOptions& chosen, SocketEvents& socket_events)
    : options(chosen), events(socket_events), cache(chosen.cached_max) {
  static const int initialised = ares_library_init(ARES_LIB_INIT_ALL);
  ares_options settings{};
  settings.flags = ARES_FLAG_NOSEARCH | ARES_FLAG_NOALIASES;
  settings.timeout = static_cast<int>(options.try_timeout.count());
  settings.tries = options.tries;
  settings.ndomains = 0;
  settings.sock_state_cb = &Impl::on_interest;
  settings.sock_state_cb_data = this;
  const int chosen_settings = ARES_OPT_FLAGS | ARES_OPT_TIMEOUTMS | ARES_OPT_TRIES |
                              ARES_OPT_DOMAINS | ARES_OPT_SOCK_STATE_CB;
  if (initialised != ARES_SUCCESS ||
      ares_init_options(&channel, &settings, chosen_settings) != ARES_SUCCESS) {
    throw std::bad_alloc();
  }
  if (options.servers.empty()) return;
  if (ares_set_servers_ports_csv(channel, options.servers.c_str()) != ARES_SUCCESS) {
    ares_destroy(channel);
    throw std::invalid_argument("name servers: " + options.servers);
  }
}

void Resolver::Impl::on_interest(void* impl, ares_socket_t socket, int readable, int writable) {
  auto& self = *static_cast<Impl*>(impl);
  std::erase(self.sockets, socket);
  if (readable != 0 || writable != 0) self.sockets.push_back(socket);
  self.events.want(socket, readable != 0, writable != 0);
}

void Resolver::Impl::on_answer(void* lookup, int status, int /*timeouts*/, ares_addrinfo* found) {
  Lookup& asked = *static_cast<Lookup*>(lookup);
  Impl& self = *asked.resolver;
  --self.under_way;
  if (status != ARES_ECANCELLED && status != ARES_EDESTRUCTION) {
    self.answered(asked, read_answer(status, found));
  }
  ares_freeaddrinfo(found);
}

void Resolver::Impl::answered(Lookup& lookup, DnsAnswer answer) {
  if (answer.result != DnsResult::kFailed && lookups_allowed < options.lookups_max) {
    ++lookups_allowed;
  }
  for (const AskerId asker : lookup.askers) resolved.push_back({asker, answer});
  cache.put(lookup.name, std::move(answer), time);
  lookups.erase(lookups.find(lookup.name));
}

// An answer may come before ares_getaddrinfo() returns; so it starts nothing itself.
void Resolver::Impl::start_waiting(Instant now) {
  time = now;
  ares_addrinfo_hints hints{};
  hints.ai_family = options.ask_ipv6 ? AF_UNSPEC : AF_INET;
  hints.ai_flags = ARES_AI_NOSORT;
  while (!waiting.empty() && under_way < std::min(lookups_allowed, options.lookups_max)) {
    Lookup& next = *waiting.front();
    waiting.pop_front();
    ++under_way;
    ares_getaddrinfo(channel, next.name.c_str(), nullptr, &hints, &Impl::on_answer, &next);
  }
}

Resolver::Resolver(const ResolverOptions& options, SocketEvents& events)
    : impl_(std::make_unique<Impl>(options, events)) {}
Resolver::~Resolver() = default;

const DnsAnswer* Resolver::ask(AskerId asker, std::string_view name, Instant now) {
  Impl& self = *impl_;
  if (is_localhost(name)) return &(self.unasked = loopback());
  if (name.size() > kNameBytesMax) {
    return &(self.unasked = {.result = DnsResult::kNoName, .detail = "the name is too long"});
  }
  const std::string key(name);
  if (const DnsAnswer* known = self.cache.find(key, now)) return known;
  const auto it = self.lookups.find(key);
  if (it != self.lookups.end()) {
    it->second.askers.push_back(asker);
    return nullptr;
  }
  if (self.waiting.size() >= self.options.waiting_max) {
    return &(self.unasked = {.detail = "too many names to look up"});
  }
  Impl::Lookup& lookup = self.lookups[key];
  lookup = {&self, key, {asker}};
  self.waiting.push_back(&lookup);
  self.start_waiting(now);
  return nullptr;
}

std::vector<Resolver::Resolved> Resolver::take_answers() {
  return std::exchange(impl_->resolved, {});
}

bool Resolver::owns(int socket) const {
  const auto& sockets = impl_->sockets;
  return std::find(sockets.begin(), sockets.end(), socket) != sockets.end();
}

void Resolver::act(const SocketEvents::Event& event, Instant now) {
  impl_->time = now;
  ares_process_fd(impl_->channel, event.readable ? event.socket : ARES_SOCKET_BAD,
                  event.writable ? event.socket : ARES_SOCKET_BAD);
  impl_->start_waiting(now);
}

void Resolver::act_on_time(Instant now) {
  if (impl_->under_way > 0) act({}, now);
}

std::optional<milliseconds> Resolver::next_timeout() const {
  timeval left{};
  if (impl_->under_way == 0) return std::nullopt;
  if (ares_timeout(impl_->channel, nullptr, &left) == nullptr) return std::nullopt;
  return milliseconds(left.tv_sec * 1000 + left.tv_usec / 1000 + 1);
}

void Resolver::cancel_all() {
  ares_cancel(impl_->channel);
  impl_->waiting.clear();
  impl_->lookups.clear();
  impl_->resolved.clear();
}

std::size_t Resolver::lookups() const { return impl_->under_way; }
std::size_t Resolver::waiting() const { return impl_->waiting.size(); }

bool has_ipv6_route() {
  const int probe = socket(AF_INET6, SOCK_DGRAM | SOCK_CLOEXEC, 0);
  if (probe < 0) return false;
  sockaddr_in6 anywhere{};
  anywhere.sin6_family = AF_INET6;
  anywhere.sin6_port = htons(53);
  inet_pton(AF_INET6, "2000::1", &anywhere.sin6_addr);
  // Connecting a datagram socket only looks for a route.
  const bool has_route =
      connect(probe, reinterpret_cast<const sockaddr*>(&anywhere), sizeof(anywhere)) == 0;
  close(probe);
  return has_route;
}

}  // namespace anchord
