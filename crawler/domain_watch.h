#pragma once

#include <chrono>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "crawler/clock.h"
#include "crawler/frontier_survey.h"

namespace anchord {

// A domain that is not asked for anything for so long, although it has URLs due, is stalled.
inline constexpr std::chrono::minutes kStalledAfter{10};

// So many domains are watched; of further ones nothing is announced.
inline constexpr std::size_t kDomainsWatchedMax = 100'000;

// So much is announced at a time, the rest at the next.
inline constexpr std::size_t kNewsMax = 50;

// Tells when the crawl of a registrable domain begins, completes and stalls: each once in a run.
// Fed by surveys of the frontier. Not thread-safe.
class DomainWatch {
 public:
  // What a survey says of a host, by host key.
  void see(std::string_view host, HostState state);

  // Ends a survey that is no news: what was there when the run began.
  void take_as_known();

  // Ends a survey. "a.example: the crawl begins", ...
  std::vector<std::string> news(Instant now);

 private:
  struct Domain {
    bool is_moving = false;  // in this survey: some host may be asked, or is
    bool is_held = false;    // in this survey: some host may not be asked for long
    Instant moved{};         // when last seen moving, or first seen
    bool told_begin = false;
    bool told_complete = false;
    bool told_stalled = false;
  };

  std::unordered_map<std::string, Domain> domains_;
};

}  // namespace anchord
