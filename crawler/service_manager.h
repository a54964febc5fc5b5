#pragma once

#include <chrono>
#include <string>
#include <string_view>
#include <thread>

namespace anchord {

// What the service manager that started this process is told, by datagrams as sd_notify(3) has
// them. Where there is none, every function does nothing. Thread-safe.
class ServiceManager {
 public:
  // Reads NOTIFY_SOCKET and WATCHDOG_USEC (and WATCHDOG_PID) from the environment.
  ServiceManager();
  ~ServiceManager();
  ServiceManager(const ServiceManager&) = delete;
  ServiceManager& operator=(const ServiceManager&) = delete;

  void ready() const { tell("READY=1"); }
  // `text`: one line, for `systemctl status`.
  void status(std::string_view text) const;
  void reloading() const;
  void stopping() const { tell("STOPPING=1"); }
  void alive() const { tell("WATCHDOG=1"); }

  // How long it waits for alive() before it ends this process; 0: for ever.
  std::chrono::microseconds watchdog() const { return watchdog_; }

 private:
  friend class MoreTime;
  void tell(std::string_view message) const;

  int socket_ = -1;
  std::string address_;  // a sockaddr_un; "" where there is none
  std::chrono::microseconds watchdog_{0};
};

// As long as this lives the service manager gives the start, or the stop, more time: an index that
// replays its log, or loads millions of hosts, is not taken for a start that hangs. For an hour.
class MoreTime {
 public:
  // `manager` is borrowed and must outlive this.
  explicit MoreTime(const ServiceManager& manager);

 private:
  std::jthread thread_;
};

}  // namespace anchord
