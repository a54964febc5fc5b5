#pragma once

#include <functional>
#include <string>
#include <vector>

#include "tests/crawler/loopback_server.h"

// What servers should not do, one habit a host, and what is to become of them.
namespace anchord {

struct Habit {
  std::string host;
  LoopbackServer::Reply reply;  // to everything but robots.txt
  std::string want;             // of its first page: state, and what else is known of it
  // Instead of `reply`, by the path asked for and how many requests came before it.
  std::function<LoopbackServer::Reply(const std::string& path, int before)> script = {};
};

// Answers as they should be.
std::string ok(const std::string& body, const std::string& fields = "Content-Type: text/html\r\n");
std::string with_status(const std::string& status, const std::string& fields);

std::vector<Habit> habits();
// Of hosts that have endlessly many pages.
std::vector<Habit> endless_habits();

}  // namespace anchord
