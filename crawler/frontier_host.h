#pragma once

#include <algorithm>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "crawler/frontier.h"
#include "crawler/host_pace.h"
#include "crawler/host_queue.h"
#include "storage/fingerprint.h"

// A host as the frontier holds it in memory; for the frontier's .cc files alone.
namespace anchord {

struct Frontier::Host {
  struct Errand {
    RobotsErrand robots;
    Url location;
  };

  Host(std::string host, Time recrawl_before, const PaceRecord& record)
      : key(host), pace(hash_of(host), record), queue(std::move(host), recrawl_before) {}

  void obey(const HostRecord& record, std::string_view product_token, Time now) {
    rules = rules_of(record, product_token, now);
    rules_expire = record.robots_expires;
    pace.set_crawl_delay(rules ? rules->crawl_delay() : std::nullopt);
  }
  // Until when nothing may be asked of it: it asked for a pause, or its robots.txt is not known,
  // which is no bar to what others have to ask here.
  Instant held_until() const {
    const bool is_unknown = !rules && errands.empty();
    return is_unknown ? std::max(pace.paused_until(), rules_expire) : pace.paused_until();
  }

  std::string key;
  HostPace pace;
  HostQueue queue;
  std::optional<RobotsRules> rules;  // nullopt: none known
  Instant rules_expire{};
  bool robots_pending = false;
  std::vector<Errand> errands;  // robots.txt that redirect here
  bool is_busy = false;         // may have a URL to lease
  int requests = 0;             // leased and not yet answered
  std::string address;          // where it was asked last; "": nowhere yet
  std::optional<Instant> wake_at;
};

}  // namespace anchord
