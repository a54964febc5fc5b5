#pragma once

#include <atomic>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <mutex>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <unordered_map>
#include <unordered_set>
#include <utility>
#include <variant>
#include <vector>

#include "crawler/address_gate.h"
#include "crawler/clock.h"
#include "crawler/frontier_survey.h"
#include "crawler/host_pace.h"
#include "crawler/host_queue.h"
#include "crawler/robots_policy.h"
#include "storage/database.h"
#include "storage/records.h"
#include "storage/url.h"

// Which URL to ask for next, and when: the one choke point that every request passes through.
//
//   unknown --discover--> waiting --acquire--> leased --settle--> scheduled --due, acquire-->
//   leased
//
// A lease lives in memory only. On disk a URL stays waiting or scheduled until the commit that
// settles it, so that whatever was in flight in a crash is fetched again.
namespace anchord {

struct FrontierOptions {
  PaceOptions pace;
  int connections_per_host = 1;
  // An address is asked as much as so many hosts may be, however many it serves.
  int hosts_per_address = 8;
  std::string product_token{kProductToken};
};

// A host that asks for a longer pause than this has nothing due meanwhile.
inline constexpr std::chrono::seconds kPauseAwaited{60};

// Whose robots.txt a lease is about. It may be asked of another host, where it redirects there.
struct RobotsErrand {
  std::string host;   // host key
  Url url;            // the host's own robots.txt
  HostRecord before;  // what is known of it
  int redirects = 0;  // followed so far
};

// The right to ask one URL once. Whoever holds one tells the frontier when the answer is there
// (answered()) and, unless it was for robots.txt, when what came of it is on disk (committed()).
struct Lease {
  enum class Kind : std::uint8_t {
    kPage,
    kRobots,      // the host's robots.txt comes before its pages
    kDisallowed,  // robots.txt forbids the page: nothing is asked, it is settled so
  };
  Lease(std::string host_key, Url asked) : host(std::move(host_key)), url(std::move(asked)) {}

  Kind kind = Kind::kPage;
  std::string host;                    // host key of who is asked
  std::string key;                     // page key; of robots.txt: empty
  Url url;                             // what is asked
  std::string address;                 // at whose gate the request has its place; "": at none yet
  std::optional<RobotsErrand> robots;  // of kRobots
  UrlRecord before;
  std::optional<PageRecord> page_before;
  std::string frontier_key;  // of a waiting URL: what settling removes; else empty
};

// Why there is no lease now.
struct Idle {
  Instant ask_again;         // when a host may be asked, or a page falls due
  bool nothing_due = false;  // no URL is due, none in flight
};

class Frontier {
 public:
  // `db` is borrowed and must outlive this. URLs last asked before `recrawl_before` count as due.
  // Where an earlier run may have asked something, `ran_before` is now: no host is asked before a
  // whole delay after it.
  static Result<std::unique_ptr<Frontier>> load(const Database& db, const FrontierOptions& options,
                                                Time recrawl_before,
                                                std::optional<Instant> ran_before);
  ~Frontier();

  // A lease, or when to ask again. Thread-safe.
  Result<std::variant<Lease, Idle>> acquire(Instant now);

  // Whether the lease's request may go to `ip`, at which it then has its place; if not, the lease
  // is to be given back by postpone(). Thread-safe.
  bool admit(Lease& lease, std::string_view ip, Instant now);
  // Takes back a lease whose request was not sent.
  void postpone(Lease lease, Instant now);

  // The answer to the lease's request is there, or will not come: its host's connection is free.
  // For kPage and kRobots, once each. Returns what is to be stored of the host's pace, where that
  // has changed. Thread-safe.
  std::optional<PaceRecord> answered(const Lease& lease, const HostSign& sign, Instant now);

  // After answered(), of kRobots: what is now known of the host's robots.txt, or where it redirects
  // to. Both thread-safe.
  void set_robots(const RobotsErrand& errand, const HostRecord& record, Instant now);
  Status redirect_robots(RobotsErrand errand, const Url& location, Instant now);

  // A commit is on disk, with the records of these URLs and with these newly found ones (frontier
  // keys). Thread-safe.
  struct Settled {
    std::string key;  // page key
    Time due;
    bool was_waiting;
  };
  Status committed(const std::vector<Settled>& settled, const std::vector<std::string>& found);

  // A commit is on disk that lets these known URLs fall due so soon. Thread-safe.
  struct Rescheduled {
    std::string key;  // page key
    Time due;
  };
  void rescheduled(const std::vector<Rescheduled>& urls);

  // True while there is nothing to lease but what the next commit brings. Thread-safe.
  bool is_starving() const { return starving_; }

  // URLs found and not yet asked for: near enough for a display. Thread-safe.
  std::uint64_t waiting() const { return waiting_; }

  // The pace of all hosts from now on; what a host has asked for stands. Thread-safe.
  void set_pace(const PaceOptions& pace);

  // What the hosts are at, each of which `visit` is told of, where there is one; it must not call
  // the frontier. Takes time in proportion to the hosts in memory. Thread-safe.
  FrontierSurvey survey(Instant now, const HostVisitor& visit = nullptr) const;

 private:
  struct Host;

  Frontier(const Database& db, const FrontierOptions& options, Time recrawl_before,
           std::optional<Instant> ran_before);
  Status load_hosts(Family family);
  Result<Host*> host_named(std::string_view key);
  Result<HostRecord> host_record(std::string_view key) const;
  void wake(Host& host, Instant at);
  void set_busy(Host& host, bool busy);
  std::optional<Instant> not_before(Host& host, Instant now);
  Result<std::optional<Lease>> next_lease(Host& host, Instant now);
  Result<std::optional<Lease>> robots_lease(Host& host, Url url, Instant now);
  std::optional<Lease> errand_lease(Host& host, Instant now);
  bool enter_gate(Host& host, Lease& lease, Instant now);
  void start_request(Host& host, Instant now);
  static void put_back(Host& host, Lease lease);
  Idle idle(Instant now);
  static HostState state_of(const Host& host, Instant now);

  const Database& db_;
  FrontierOptions options_;
  const Time recrawl_before_;
  const std::optional<Instant> ran_before_;

  mutable std::mutex mutex_;
  std::unordered_map<std::string, std::unique_ptr<Host>> hosts_;
  std::set<std::pair<Instant, Host*>> wakes_;  // when to look at a host again; each at most once
  std::unordered_set<std::string> in_flight_;  // page keys
  AddressGate gate_;
  std::size_t requests_ = 0;    // leases not yet answered
  std::size_t busy_hosts_ = 0;  // hosts that may have a URL to lease
  std::atomic<bool> starving_{false};
  std::atomic<std::uint64_t> waiting_{0};
};

}  // namespace anchord
