#include "crawler/curl_transport.h"

#include <algorithm>
#include <chrono>
#include <new>
#include <optional>
#include <utility>

#include "crawler/curl_transfer.h"

namespace anchord {
namespace {

using Monotonic = std::chrono::steady_clock;

constexpr std::chrono::milliseconds kWaitMax{3'600'000};

}  // namespace

struct CurlTransport::Loop {
  explicit Loop(const TransportOptions& options);
  ~Loop();
  Loop(const Loop&) = delete;
  Loop& operator=(const Loop&) = delete;

  static int on_interest(CURL*, curl_socket_t fd, int what, void* loop, void*);
  static int on_timer(CURLM*, long milliseconds, void* loop);
  void turn(Monotonic::time_point until);
  void act(curl_socket_t fd, int what);
  void collect();
  void cancel_all();

  CurlContext context;
  CURLM* multi;
  std::optional<Monotonic::time_point> timer;            // when libcurl wants to be called
  std::vector<std::unique_ptr<CurlTransfer>> transfers;  // as many as ever were in flight at once
  std::vector<CurlTransfer*> idle;
  std::vector<Fetched> finished;
};

CurlTransport::Loop::Loop(const TransportOptions& options) : context(options) {
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

void CurlTransport::Loop::turn(Monotonic::time_point until) {
  auto now = Monotonic::now();
  if (timer && *timer <= now) {
    timer.reset();
    act(CURL_SOCKET_TIMEOUT, 0);
    collect();
    now = Monotonic::now();
  }
  const auto next = finished.empty() ? std::min(until, timer.value_or(until)) : now;
  for (const SocketEvents::Event& event : context.events.wait(next - now)) {
    const int in = event.readable ? CURL_CSELECT_IN : 0;
    const int out = event.writable ? CURL_CSELECT_OUT : 0;
    act(event.socket, in | out);
  }
  collect();
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
    finished.push_back(transfer.finish(message->data.result));
    curl_multi_remove_handle(multi, transfer.easy());
    idle.push_back(&transfer);
  }
}

void CurlTransport::Loop::cancel_all() {
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

void CurlTransport::start(FetchId id, const FetchRequest& request) {
  if (loop_->idle.empty()) {
    loop_->transfers.push_back(std::make_unique<CurlTransfer>(loop_->context));
    loop_->idle.push_back(loop_->transfers.back().get());
  }
  CurlTransfer& transfer = *loop_->idle.back();
  transfer.begin(id, request);
  if (curl_multi_add_handle(loop_->multi, transfer.easy()) == CURLM_OK) {
    loop_->idle.pop_back();
  } else {
    loop_->finished.push_back(transfer.finish(CURLE_FAILED_INIT));
  }
}

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
