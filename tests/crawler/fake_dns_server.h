#pragma once

#include <arpa/inet.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <unistd.h>

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <mutex>
#include <stdexcept>
#include <string>
#include <string_view>
#include <thread>
#include <utility>
#include <vector>

#include "crawler/ip_range.h"

namespace anchord {

// A name server on 127.0.0.1, over UDP, that says of a name what a script tells it to.
class FakeDnsServer {
 public:
  enum class Code : std::uint8_t { kOk = 0, kServerFailure = 2, kNoSuchName = 3, kRefused = 5 };
  struct Reply {
    std::vector<std::string> addresses = {};  // each is an answer to the question for its family
    std::uint32_t ttl = 300;
    Code code = Code::kOk;
    bool is_silent = false;
    std::string alias = {};  // the addresses are this name's, which the one asked for points to
  };
  // Is called from the server's thread, once for each question.
  using Script = std::function<Reply(const std::string& name)>;

  explicit FakeDnsServer(Script script) : script_(std::move(script)) {
    socket_ = socket(AF_INET, SOCK_DGRAM | SOCK_CLOEXEC, 0);
    sockaddr_in address = {};
    address.sin_family = AF_INET;
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    socklen_t size = sizeof(address);
    auto* generic = reinterpret_cast<sockaddr*>(&address);
    if (bind(socket_, generic, size) != 0 || getsockname(socket_, generic, &size) != 0) {
      throw std::runtime_error("no name server");
    }
    port_ = ntohs(address.sin_port);
    thread_ = std::thread([this] { serve(); });
  }

  ~FakeDnsServer() {
    shutdown(socket_, SHUT_RDWR);
    thread_.join();
    close(socket_);
  }
  FakeDnsServer(const FakeDnsServer&) = delete;
  FakeDnsServer& operator=(const FakeDnsServer&) = delete;

  // As ResolverOptions::servers takes it.
  std::string address() const { return "127.0.0.1:" + std::to_string(port_); }

  // "A a.test", "AAAA a.test": what was asked, in order.
  std::vector<std::string> questions() const {
    const std::lock_guard lock(mutex_);
    return questions_;
  }

 private:
  static constexpr std::size_t kHeaderBytes = 12;
  static constexpr std::uint16_t kTypeA = 1;
  static constexpr std::uint16_t kTypeAlias = 5;
  static constexpr std::uint16_t kTypeAaaa = 28;
  static constexpr char kQuestionName[] = "\xC0\x0C";  // points to the name in the question

  void serve() {
    char packet[512];
    sockaddr_in asker = {};
    auto* generic = reinterpret_cast<sockaddr*>(&asker);
    while (true) {
      socklen_t size = sizeof(asker);
      const ssize_t count = recvfrom(socket_, packet, sizeof(packet), 0, generic, &size);
      if (count <= static_cast<ssize_t>(kHeaderBytes)) return;
      const std::string answer = answer_to({packet, static_cast<std::size_t>(count)});
      if (!answer.empty()) sendto(socket_, answer.data(), answer.size(), 0, generic, size);
    }
  }

  std::string answer_to(const std::string& packet) {
    std::string name;
    std::size_t at = kHeaderBytes;
    for (; packet.at(at) != '\0'; at += 1U + static_cast<unsigned char>(packet[at])) {
      name.append(name.empty() ? "" : ".");
      name.append(packet, at + 1, static_cast<unsigned char>(packet[at]));
    }
    const bool is_aaaa = packet.at(at + 2) == static_cast<char>(kTypeAaaa);
    {
      const std::lock_guard lock(mutex_);
      questions_.push_back((is_aaaa ? "AAAA " : "A ") + name);
    }
    const Reply reply = script_(name);
    if (reply.is_silent) return "";
    std::string records;
    std::uint16_t count = 0;
    std::string owner(kQuestionName);
    if (!reply.alias.empty()) {
      records += record(owner, kTypeAlias, reply.ttl, wire_name(reply.alias));
      owner = wire_name(reply.alias);
      ++count;
    }
    for (const std::string& text : reply.addresses) {
      const IpAddress ip = *IpAddress::parse(text);
      if (ip.is_v4() == is_aaaa) continue;
      const std::string bytes(ip.bytes().begin() + (is_aaaa ? 0 : 12), ip.bytes().end());
      records += record(owner, is_aaaa ? kTypeAaaa : kTypeA, reply.ttl, bytes);
      ++count;
    }
    const auto code = static_cast<std::uint16_t>(reply.code);
    return packet.substr(0, 2) + number(static_cast<std::uint16_t>(0x8180U | code)) + number(1) +
           number(count) + number(0) + number(0) +
           packet.substr(kHeaderBytes, at + 5 - kHeaderBytes) + records;
  }

  static std::string number(std::uint16_t value) {
    return {static_cast<char>(value >> 8U), static_cast<char>(value & 0xFFU)};
  }
  static std::string wire_name(std::string_view name) {
    std::string wire;
    while (!name.empty()) {
      const std::size_t dot = std::min(name.find('.'), name.size());
      wire.append(1, static_cast<char>(dot)).append(name.substr(0, dot));
      name.remove_prefix(std::min(dot + 1, name.size()));
    }
    return wire.append(1, '\0');
  }
  static std::string record(const std::string& owner, std::uint16_t type, std::uint32_t ttl,
                            const std::string& data) {
    return owner + number(type) + number(1) + number(static_cast<std::uint16_t>(ttl >> 16U)) +
           number(static_cast<std::uint16_t>(ttl & 0xFFFFU)) +
           number(static_cast<std::uint16_t>(data.size())) + data;
  }

  Script script_;
  int socket_ = -1;
  std::uint16_t port_ = 0;
  mutable std::mutex mutex_;
  std::vector<std::string> questions_;
  std::thread thread_;
};

}  // namespace anchord
