#pragma once

#include <stdlib.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#include <algorithm>
#include <filesystem>
#include <string>

namespace anchord {

// A service manager's socket, which NOTIFY_SOCKET names as long as this lives.
class NotifySocket {
 public:
  NotifySocket() {
    std::string name = (std::filesystem::temp_directory_path() / "anchord-notify-XXXXXX").string();
    directory_ = mkdtemp(name.data());
    const std::string path = (directory_ / "socket").string();
    sockaddr_un address{};
    address.sun_family = AF_UNIX;
    std::copy(path.begin(), path.end(), std::begin(address.sun_path));
    socket_ = socket(AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC, 0);
    bind(socket_, reinterpret_cast<const sockaddr*>(&address), sizeof address);
    setenv("NOTIFY_SOCKET", path.c_str(), 1);
  }
  ~NotifySocket() {
    unsetenv("NOTIFY_SOCKET");
    unsetenv("WATCHDOG_USEC");
    close(socket_);
    std::filesystem::remove_all(directory_);
  }
  NotifySocket(const NotifySocket&) = delete;
  NotifySocket& operator=(const NotifySocket&) = delete;

  // The messages that came, a line each; does not wait.
  std::string told() {
    std::string text;
    char buffer[4096];
    for (;;) {
      const ssize_t size = recv(socket_, buffer, sizeof buffer, MSG_DONTWAIT);
      if (size < 0) return text;
      text.append(buffer, static_cast<std::size_t>(size)).append("\n");
    }
  }

  // Waits for a message that has `words`. Returns it; "" where none came in 20 s.
  std::string wait_for(const std::string& words) {
    std::string text;
    for (int i = 0; i < 2000; ++i) {
      text += told();
      if (text.find(words) != std::string::npos) return text;
      usleep(10'000);
    }
    return "";
  }

 private:
  std::filesystem::path directory_;
  int socket_ = -1;
};

}  // namespace anchord
