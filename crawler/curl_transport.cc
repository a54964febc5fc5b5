#include "crawler/curl_transport.h"

#include <algorithm>
#include <chrono>
#include <new>
#include <optional>
#include <unordered_map>
#include <utility>

#include "crawler/curl_transfer.h"

namespace anchord {
namespace {

using Monotonic = std::chrono::steady_clock;

constexpr std::chrono::milliseconds kWaitMax{3'600'000};

}  // namespace

struct CurlTransport::Loop {
  // A transfer that waits for the addresses of its host.
  struct Asked {
    FetchId id;
    FetchRequest request;
    Monotonic::time_point since;
  };

  explicit Loop(const TransportOptions& options);
  ~Loop();
  Loop(const Loop&) = delete;
  Loop& operator=(const Loop&) = delete;

  static int on_interest(CURL*, curl_socket_t fd, int what, void* loop, void*);
  static int on_timer(CURLM*, long milliseconds, void* loop);
  void start(FetchId id, const FetchRequest& request);
  void take_names(Monotonic::time_point now);
  void connect(const Asked& asked, const DnsAnswer& names, Monotonic::time_point now);
  void add(FetchId id, const FetchRequest& request, const std::vector<IpAddress>& addresses);
  bool is_admitted(FetchId id, const IpAddress& ip);
  void fail(FetchId id, UnreachableReason reason, std::string detail,
            Monotonic::duration after = {});
  void turn(Monotonic::time_point until);
  Monotonic::time_point next_turn(Monotonic::time_point now, Monotonic::time_point until) const;
  void act(curl_socket_t fd, int what);
  void collect();
  bool start_afresh(CurlTransfer& transfer);
  void make_room();
  void retire(CurlTransfer& transfer);
  void cancel_all();

  CurlContext context;
  Resolver resolver;
  CURLM* multi;
  std::optional<Monotonic::time_point> timer;            // when libcurl wants to be called
  std::vector<std::unique_ptr<CurlTransfer>> transfers;  // as many as ever were in flight at once
  std::vector<CurlTransfer*> idle;
  std::unordered_map<Resolver::AskerId, Asked> asked;
  Resolver::AskerId next_asker = 0;
  std::vector<Fetched> finished;
  Admission admission;
};

CurlTransport::Loop::Loop(const TransportOptions& options)
    : context(options), resolver(options.resolver, context.events) {
  static const CURLcode initialised = curl_global_init(CURL_GLOBAL_DEFAULT);
  multi = initialised == CURLE_OK ? curl_multi_init() : nullptr;
  if (multi == nullptr) throw std::bad_alloc();
  const auto connections = static_cast<long>(options.connections_max);
  const auto per_host = static_cast<long>(options.connections_per_host_max);
  curl_multi_setopt(multi, CURLMOPT_SOCKETFUNCTION, &Loop::on_interest);
  curl_multi_setopt(multi, CURLMOPT_SOCKETDATA, this);
  curl_multi_setopt(multi, CURLMOPT_TIMERFUNCTION, &Loop::on_timer);
  curl_multi_setopt(multi, CURLMOPT_TIMERDATA, this);
  curl_multi_setopt(multi, CURLMOPT_PIPELINING, long{CURLPIPE_NOTHING});
  curl_multi_setopt(multi, CURLMOPT_MAXCONNECTS, connections);
  curl_multi_setopt(multi, CURLMOPT_MAX_TOTAL_CONNECTIONS, connections);
  curl_multi_setopt(multi, CURLMOPT_MAX_HOST_CONNECTIONS, per_host);
}

CurlTransport::Loop::~Loop() {
  cancel_all();
  transfers.clear();
  curl_multi_cleanup(multi);
}

int CurlTransport::Loop::on_interest(CURL*, curl_socket_t fd, int what, void* loop, void*) {
  const bool readable = what == CURL_POLL_IN || what == CURL_POLL_INOUT;
  const bool writable = what == CURL_POLL_OUT || what == CURL_POLL_INOUT;
  static_cast<Loop*>(loop)->context.events.want(fd, readable, writable);
  return 0;
}

int CurlTransport::Loop::on_timer(CURLM*, long milliseconds, void* loop) {
  auto& timer = static_cast<Loop*>(loop)->timer;
  timer.reset();
  if (milliseconds >= 0) timer = Monotonic::now() + std::chrono::milliseconds(milliseconds);
  return 0;
}

void CurlTransport::Loop::start(FetchId id, const FetchRequest& request) {
  const Url& url = request.url;
  const AddressGuard& guard = context.options.guard;
  if (!url.is_http()) return fail(id, UnreachableReason::kProtocol, "neither http nor https");
  if (!guard.allows_port(port_of(url))) {
    return fail(id, UnreachableReason::kForbidden, "port " + std::to_string(port_of(url)));
  }
  if (const auto ip = IpAddress::parse(url.host())) {
    if (auto refusal = guard.refusal(*ip)) {
      return fail(id, UnreachableReason::kForbidden, std::move(*refusal));
    }
    if (!is_admitted(id, *ip)) return;
    return add(id, request, {});
  }
  const auto now = Monotonic::now();
  const Resolver::AskerId asker = next_asker++;
  if (const DnsAnswer* known = resolver.ask(asker, url.host(), now)) {
    connect({id, request, now}, *known, now);
  } else {
    asked.emplace(asker, Asked{id, request, now});
  }
}

void CurlTransport::Loop::take_names(Monotonic::time_point now) {
  for (const Resolver::Resolved& resolved : resolver.take_answers()) {
    const auto node = asked.extract(resolved.asker);
    if (!node.empty()) connect(node.mapped(), resolved.answer, now);
  }
}

void CurlTransport::Loop::connect(const Asked& transfer, const DnsAnswer& names,
                                  Monotonic::time_point now) {
  const auto after = now - transfer.since;
  if (names.result != DnsResult::kFound) {
    const bool is_missing = names.result == DnsResult::kNoName;
    return fail(transfer.id, is_missing ? UnreachableReason::kNoName : UnreachableReason::kDns,
                names.detail, after);
  }
  std::vector<IpAddress> allowed;
  std::string refusals;
  for (const IpAddress& ip : names.addresses) {
    if (const auto refusal = context.options.guard.refusal(ip)) {
      refusals.append(refusals.empty() ? "" : ", ").append(*refusal);
    } else {
      allowed.push_back(ip);
    }
  }
  if (allowed.empty()) {
    return fail(transfer.id, UnreachableReason::kForbidden, std::move(refusals), after);
  }
  if (!is_admitted(transfer.id, allowed.front())) return;
  add(transfer.id, transfer.request, allowed);
}

void CurlTransport::Loop::add(FetchId id, const FetchRequest& request,
                              const std::vector<IpAddress>& addresses) {
  if (idle.empty()) {
    transfers.push_back(std::make_unique<CurlTransfer>(context));
    idle.push_back(transfers.back().get());
  }
  CurlTransfer& transfer = *idle.back();
  transfer.begin(id, request, addresses);
  if (curl_multi_add_handle(multi, transfer.easy()) == CURLM_OK) {
    idle.pop_back();
  } else {
    finished.push_back(transfer.finish(CURLE_FAILED_INIT));
  }
}

bool CurlTransport::Loop::is_admitted(FetchId id, const IpAddress& ip) {
  if (!admission || admission(id, ip.text())) return true;
  finished.push_back({.id = id, .outcome = Unreachable{}, .is_postponed = true});
  return false;
}

void CurlTransport::Loop::fail(FetchId id, UnreachableReason reason, std::string detail,
                               Monotonic::duration after) {
  finished.push_back({.id = id,
                      .outcome = Unreachable{reason, std::move(detail)},
                      .elapsed = std::chrono::floor<std::chrono::milliseconds>(after)});
}

void CurlTransport::Loop::turn(Monotonic::time_point until) {
  auto now = Monotonic::now();
  take_names(now);
  if (timer && *timer <= now) {
    timer.reset();
    act(CURL_SOCKET_TIMEOUT, 0);
    collect();
    now = Monotonic::now();
  }
  const auto& events = context.events.wait(next_turn(now, until) - now);
  now = Monotonic::now();
  for (const SocketEvents::Event& event : events) {
    if (resolver.owns(event.socket)) {
      resolver.act(event, now);
      continue;
    }
    const int in = event.readable ? CURL_CSELECT_IN : 0;
    const int out = event.writable ? CURL_CSELECT_OUT : 0;
    act(event.socket, in | out);
  }
  resolver.act_on_time(now);
  take_names(now);
  collect();
  make_room();
}

Monotonic::time_point CurlTransport::Loop::next_turn(Monotonic::time_point now,
                                                     Monotonic::time_point until) const {
  if (!finished.empty()) return now;
  const auto lookup = resolver.next_timeout();
  if (lookup) until = std::min(until, now + *lookup);
  return std::min(until, timer.value_or(until));
}

void CurlTransport::Loop::act(curl_socket_t fd, int what) {
  int running = 0;
  curl_multi_socket_action(multi, fd, what, &running);
}

void CurlTransport::Loop::collect() {
  int left = 0;
  while (const CURLMsg* message = curl_multi_info_read(multi, &left)) {
    if (message->msg != CURLMSG_DONE) continue;
    CurlTransfer& transfer = CurlTransfer::of(message->easy_handle);
    const CURLcode result = message->data.result;
    if (transfer.met_stray_bytes() && start_afresh(transfer)) continue;
    finished.push_back(transfer.finish(result));
    retire(transfer);
  }
}

// Nothing of the request has been sent, so it is still the first.
bool CurlTransport::Loop::start_afresh(CurlTransfer& transfer) {
  curl_multi_remove_handle(multi, transfer.easy());
  transfer.begin_afresh();
  return curl_multi_add_handle(multi, transfer.easy()) == CURLM_OK;
}

void CurlTransport::Loop::make_room() {
  const auto is_shorter = [](const auto& a, const auto& b) {
    return a->body_bytes() < b->body_bytes();
  };
  while (context.bytes_in_flight > context.options.body_bytes_in_flight_max) {
    CurlTransfer& longest = **std::max_element(transfers.begin(), transfers.end(), is_shorter);
    if (longest.body_bytes() <= kUncutBytes) return;
    finished.push_back(longest.cut());
    retire(longest);
  }
}

void CurlTransport::Loop::retire(CurlTransfer& transfer) {
  curl_multi_remove_handle(multi, transfer.easy());
  idle.push_back(&transfer);
}

void CurlTransport::Loop::cancel_all() {
  resolver.cancel_all();
  asked.clear();
  for (const auto& transfer : transfers) {
    if (!transfer->active()) continue;
    curl_multi_remove_handle(multi, transfer->easy());
    transfer->drop();
    idle.push_back(transfer.get());
  }
  finished.clear();
}

CurlTransport::CurlTransport(const TransportOptions& options)
    : loop_(std::make_unique<Loop>(options)) {}
CurlTransport::~CurlTransport() = default;

void CurlTransport::set_admission(Admission admission) { loop_->admission = std::move(admission); }
void CurlTransport::start(FetchId id, const FetchRequest& request) { loop_->start(id, request); }

std::vector<Fetched> CurlTransport::wait(std::chrono::milliseconds timeout) {
  const auto until = Monotonic::now() + std::min(timeout, kWaitMax);
  do {
    loop_->turn(until);
  } while (loop_->finished.empty() && !loop_->context.events.take_woken() &&
           Monotonic::now() < until);
  return std::exchange(loop_->finished, {});
}

void CurlTransport::wake() { loop_->context.events.wake(); }
void CurlTransport::cancel_all() { loop_->cancel_all(); }
std::size_t CurlTransport::bytes_in_flight() const { return loop_->context.bytes_in_flight; }

}  // namespace anchord
