#include "crawler/service_manager.h"

#include <stdlib.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <time.h>
#include <unistd.h>

#include <algorithm>
#include <condition_variable>
#include <cstring>
#include <mutex>

#include "indexer/ascii.h"

namespace anchord {
namespace {

using std::chrono::microseconds;
using std::chrono::seconds;

constexpr seconds kMoreTimeEvery{5};
constexpr seconds kMoreTime{20};  // so that three messages may be late
constexpr int kMoreTimesMax = 720;

// A sockaddr_un for "/path" or "@name", as bytes; "" where `name` is neither.
std::string address_of(std::string_view name) {
  sockaddr_un address{};
  address.sun_family = AF_UNIX;
  const bool is_abstract = name.starts_with('@');
  if (!is_abstract && !name.starts_with('/')) return "";
  if (name.size() >= sizeof(address.sun_path)) return "";
  std::copy(name.begin(), name.end(), std::begin(address.sun_path));
  if (is_abstract) address.sun_path[0] = '\0';
  const std::size_t size = offsetof(sockaddr_un, sun_path) + name.size() + (is_abstract ? 0 : 1);
  std::string bytes(size, '\0');
  std::memcpy(bytes.data(), &address, size);
  return bytes;
}

std::string environment(const char* name) {
  const char* value = getenv(name);
  return value != nullptr ? value : "";
}

microseconds watchdog_of_environment() {
  const std::string pid = environment("WATCHDOG_PID");
  if (!pid.empty() && parse_number<pid_t>(pid) != getpid()) return microseconds(0);
  const auto interval = parse_number<std::int64_t>(environment("WATCHDOG_USEC"));
  return microseconds(std::max<std::int64_t>(interval.value_or(0), 0));
}

}  // namespace

ServiceManager::ServiceManager()
    : address_(address_of(environment("NOTIFY_SOCKET"))), watchdog_(watchdog_of_environment()) {
  if (!address_.empty()) socket_ = socket(AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC, 0);
}

ServiceManager::~ServiceManager() {
  if (socket_ >= 0) close(socket_);
}

void ServiceManager::status(std::string_view text) const { tell("STATUS=" + std::string(text)); }

void ServiceManager::reloading() const {
  timespec now{};
  clock_gettime(CLOCK_MONOTONIC, &now);
  tell("RELOADING=1\nMONOTONIC_USEC=" +
       std::to_string(now.tv_sec * 1'000'000 + now.tv_nsec / 1000));
}

void ServiceManager::tell(std::string_view message) const {
  if (socket_ < 0) return;
  // A message that is lost costs a status line, or a ping of several.
  (void)sendto(socket_, message.data(), message.size(), MSG_NOSIGNAL | MSG_DONTWAIT,
               reinterpret_cast<const sockaddr*>(address_.data()),
               static_cast<socklen_t>(address_.size()));
}

MoreTime::MoreTime(const ServiceManager& manager) {
  const std::string message =
      "EXTEND_TIMEOUT_USEC=" + std::to_string(microseconds(kMoreTime).count());
  manager.tell(message);
  thread_ = std::jthread([&manager, message](const std::stop_token& stop) {
    std::mutex mutex;
    std::condition_variable_any never;
    std::unique_lock lock(mutex);
    for (int i = 1; i < kMoreTimesMax; ++i) {
      never.wait_for(lock, stop, kMoreTimeEvery, [] { return false; });
      if (stop.stop_requested()) return;
      manager.tell(message);
    }
  });
}

}  // namespace anchord
