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
  PaceOptions pace_options(PaceOptions options) const {
    options.delay = terms.delay.value_or(options.delay);
    return options;
  }
  // Everything that was asked of it is on disk, and there is nothing to ask of it for others.
  bool is_at_rest() const {
    return requests == 0 && unstored == 0 && errands.empty() && !robots_pending;
  }

  std::string key;
  HostPace pace;
  HostQueue queue;
  Scope::HostTerms terms;
  std::string domain;                // labels key of its registrable domain
  std::optional<RobotsRules> rules;  // nullopt: none known
  Instant rules_expire{};
  bool robots_pending = false;
  std::vector<Errand> errands;        // robots.txt that redirect here
  bool is_busy = false;               // may have a URL to lease
  bool is_ready = false;              // stands in ready_, not in wakes_
  int requests = 0;                   // leased and not yet answered
  int unstored = 0;                   // what came of so many leases is not on disk
  std::uint32_t leases = 0;           // since it came into memory
  std::string address;                // where it was asked last; "": nowhere yet
  Instant turn{};                     // at that address, not before which it is let in
  std::optional<Instant> line_at;     // its place in wakes_ or ready_
  std::optional<Time> agenda_at;      // on disk it is looked at by then
  std::optional<Instant> rest_until;  // of a resting host; nullopt: until something is found
};

}  // namespace anchord
