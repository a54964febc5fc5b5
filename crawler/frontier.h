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
#include "crawler/agenda.h"
#include "crawler/budgets.h"
#include "crawler/clock.h"
#include "crawler/frontier_survey.h"
#include "crawler/host_pace.h"
#include "crawler/host_queue.h"
#include "crawler/key_ranges.h"
#include "crawler/robots_policy.h"
#include "indexer/scope.h"
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
//
// Only hosts that have something due are in memory, at most `hosts_in_memory_max` of them. The
// others are on disk, in the order in which they fall due (crawler/agenda.h). A host leaves memory
// once nothing of it is due within kIdleStay, all that came of its leases is on disk and its delay
// has passed, so that nothing of its pace is lost. While more are due than there is room for, each
// has its turn of kTurnLeases.
//
// A URL that its target or domain holds back (Hold) stays where it is on disk and is passed over:
// it is asked for once the reason is gone, and stage_retarget() or the next start looks again.
namespace anchord {

struct FrontierOptions {
  PaceOptions pace;
  int connections_per_host = 1;
  // An address is asked as much as so many hosts may be, however many it serves.
  int hosts_per_address = 8;
  std::string product_token{kProductToken};
  std::uint64_t domain_pages_max = 0;  // URLs of a registrable domain that are asked for; 0: any
  std::size_t hosts_in_memory_max = 8'192;
};

inline constexpr std::chrono::seconds kIdleStay{60};
inline constexpr std::uint32_t kTurnLeases = 256;
// By each step of its priority a host goes before others that have waited so much longer.
inline constexpr std::chrono::seconds kReadyHeadStart{60};

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
  std::string frontier_key;       // of a waiting URL: what settling removes; else empty
  std::string target;             // page key of its target's seed; "": none
  std::string domain;             // labels key of its registrable domain
  std::chrono::hours recrawl{0};  // its target's
};

// Why there is no lease now.
struct Idle {
  Instant ask_again;         // when a host may be asked, or a page falls due
  bool nothing_due = false;  // no URL is due, none in flight
};

class Frontier {
 public:
  // `db` and `scope` are borrowed and must outlive this; without a scope nothing is held back by a
  // target. URLs last asked before `recrawl_before` count as due. Where an earlier run may have
  // asked something, `ran_before` is now: no host is asked before a whole delay after it.
  static Result<std::unique_ptr<Frontier>> load(const Database& db, const FrontierOptions& options,
                                                Time recrawl_before,
                                                std::optional<Instant> ran_before,
                                                const Scope* scope = nullptr);
  ~Frontier();

  // A lease, or when to ask again. Thread-safe.
  Result<std::variant<Lease, Idle>> acquire(Instant now);

  // Whether the lease's request may go to `ip`, at which it then has its place; if not, the lease
  // is to be given back by postpone(). Thread-safe.
  bool admit(Lease& lease, std::string_view ip, Instant now);
  // Takes back a lease whose request was not sent. Thread-safe.
  void postpone(Lease lease, Instant now);

  // The answer to the lease's request is there, or will not come: its host's connection is free.
  // For kPage and kRobots, once each. Returns what is to be stored of the host's pace, where that
  // has changed. Thread-safe.
  std::optional<PaceRecord> answered(const Lease& lease, const HostSign& sign, Instant now);

  // After answered(), of kRobots: what is now known of the host's robots.txt, or where it redirects
  // to. Both thread-safe.
  void set_robots(const RobotsErrand& errand, const HostRecord& record, Instant now);
  Status redirect_robots(RobotsErrand errand, const Url& location, Instant now);

  struct Settled {
    std::string key;  // page key
    Time due;
    bool was_waiting;
  };
  struct Rescheduled {
    std::string key;  // page key
    Time due;
  };
  // What a commit brings.
  struct News {
    std::vector<Settled> settled;          // URLs with their records
    std::vector<std::string> found;        // frontier keys of new URLs
    std::vector<std::string> moved;        // and of known ones that have a new place
    std::vector<Rescheduled> rescheduled;  // known URLs that fall due so soon
    std::vector<std::string> hosts;        // host keys: records of hosts, once for each
  };
  // Stages in the batch of these news when their hosts are looked at next. Thread-safe, as is
  // committed(); the two alternate.
  Status stage(Batch& batch, const News& news);
  // The batch is on disk.
  Status committed(const News& news);

  // The scope says something else of these hosts (host keys): stages, in the batch that is to be
  // committed next, that all are looked at by `now`, those in memory once it is on disk, where the
  // `exact` targets are looked up. Any number of times for one batch. Thread-safe.
  Status stage_retarget(Batch& batch, const KeyRanges& hosts, Time now);

  // Whether nobody holds a copy of this record of a URL that was asked for (page key), nor will
  // within a minute: neither is it leased nor nearly due. Thread-safe.
  bool is_idle(const std::string& page_key, const UrlRecord& record, Instant now) const;

  // True while there is nothing to lease but what the next commit brings. Thread-safe.
  bool is_starving() const { return starving_; }

  // Whether hosts may leave memory, which takes a commit. Thread-safe.
  bool wants_commit() const;

  // URLs found and not yet asked for: near enough for a display. Thread-safe.
  std::uint64_t waiting() const { return waiting_; }
  // URLs leased and not yet committed, and hosts in memory. Thread-safe.
  std::size_t in_flight() const;
  std::size_t hosts_in_memory() const;

  // The pace of all hosts from now on; what a host has asked for stands. Thread-safe.
  void set_pace(const PaceOptions& pace);

  // What the hosts are at, each of which `visit` is told of, where there is one; it must not call
  // the frontier. Takes time in proportion to the hosts in memory. Thread-safe.
  FrontierSurvey survey(Instant now, const HostVisitor& visit = nullptr) const;

 private:
  struct Host;

  Frontier(const Database& db, const FrontierOptions& options, Time recrawl_before,
           std::optional<Instant> ran_before, const Scope* scope);
  Result<Host*> host_named(std::string_view key);
  Result<HostRecord> host_record(std::string_view key) const;
  void set_terms(Host& host) const;
  void look_anew(Host& host);
  void look_at_retargeted();
  Host* host_if_loaded(std::string_view key);
  Status load_due(Instant now);
  void wake(Host& host, Instant at);
  void gather_ready(Instant now);
  void set_busy(Host& host, bool busy);
  std::optional<Instant> not_before(Host& host, Instant now);
  Result<std::optional<Lease>> next_lease(Host& host, Instant now);
  Result<std::optional<QueuedUrl>> next_url(Host& host, Instant now);
  Status pass_over(Host& host);
  Result<Hold> hold_of(const Host& host, const QueuedUrl& url);
  Result<Hold> spent(const Host& host, const Scope::Entry* target);
  Lease lease_of(Host& host, QueuedUrl url, Url parsed) const;
  Result<std::optional<Lease>> robots_lease(Host& host, Url url, Instant now);
  std::optional<Lease> errand_lease(Host& host, Instant now);
  bool enter_gate(Host& host, Lease& lease, Instant now);
  void take_turn_ahead(Host& host);
  void start_request(Host& host, Instant now);
  void count_asked(const Lease& lease, std::int64_t asked);
  static void put_back(Host& host, Lease lease);
  void rest(Host& host, std::optional<Instant> until, Instant now);
  void try_leave(Host& host, std::optional<Instant> until, Instant now);
  void release(std::string_view host_key);
  Status stage_look(Batch& batch, std::string_view host_key, Time at);
  void forget(Host& host);
  Idle idle(Instant now);
  static HostState state_of(const Host& host, Instant now);

  const Database& db_;
  FrontierOptions options_;
  const Time recrawl_before_;
  const std::optional<Instant> ran_before_;
  const Scope* const scope_;

  mutable std::mutex mutex_;
  std::unordered_map<std::string, std::unique_ptr<Host>> hosts_;
  using Line = std::set<std::pair<Instant, Host*>>;
  Line wakes_;  // when to look at a host again; each is at most once in one of the two
  Line ready_;  // that time has come; less the head start of the host's priority
  std::unordered_set<Host*> resting_;          // may leave memory with the next commit
  std::vector<Host*> leaving_;                 // of them, those that the batch in the making stages
  KeyRanges retargeted_;                       // hosts that it makes something else of
  std::unordered_set<std::string> in_flight_;  // page keys
  Agenda agenda_;
  Budgets budgets_;
  AddressGate gate_;
  std::size_t requests_ = 0;    // leases not yet answered
  std::size_t busy_hosts_ = 0;  // hosts that may have a URL to lease
  bool has_backlog_ = false;    // more hosts are due than there is room for
  std::atomic<bool> starving_{false};
  std::atomic<std::uint64_t> waiting_{0};
};

}  // namespace anchord
