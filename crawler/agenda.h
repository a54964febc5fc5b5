#pragma once

#include <array>
#include <cstddef>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "indexer/scope.h"
#include "storage/crawl_policy.h"
#include "storage/database.h"
#include "storage/format.h"
#include "storage/records.h"

namespace anchord {

// So much longer a host counts as having waited for each step of its priority: what matters goes
// first, and nobody waits for ever.
inline constexpr std::chrono::hours kAgendaHeadStart{1};

inline constexpr Time kNoTime{std::chrono::seconds(1LL << 40U)};  // later than all others

// When hosts that are not in memory are looked at next: on disk, in the order of time, so that a
// million idle hosts take no memory and a start reads only those that it begins with. An entry
// never lies after the first URL of its host falls due; that it may lie before costs one look. It
// is staged in the batch that makes the URL due, so no crash can part the two. Not thread-safe.
class Agenda {
 public:
  // `db` is borrowed and must outlive this.
  explicit Agenda(const Database& db);

  // Stages that `host` (host key) is looked at by `wanted.at`; nothing where that is so already.
  Status stage_by(Batch& batch, std::string_view host, const AgendaRecord& wanted);
  // Stages that it is looked at just then; nullopt: not before the next stage_by().
  Status stage_at(Batch& batch, std::string_view host, const std::optional<AgendaRecord>& wanted);
  // The batch is on disk.
  void committed();

  // Hosts that are due and not `is_taken`, at most so many, each once until it is staged anew.
  struct Due {
    std::string host;
    Time at;
  };
  Result<std::vector<Due>> take(Time now, std::size_t hosts_max,
                                const std::function<bool(const std::string& host)>& is_taken);

  // When take() may have something; kNoTime: not before the next commit.
  Time next() const { return next_; }

 private:
  Result<std::optional<AgendaRecord>> record_of(std::string_view host) const;

  const Database& db_;
  std::array<std::string, kPriorityMax + 1> from_;  // by priority: keys before this were taken
  Time next_{};
  std::unordered_map<std::string, std::optional<AgendaRecord>> staged_;  // in the batch
};

// Stages what the frontier does for URLs that begin to wait, where no crawl runs: their hosts'
// places in the agenda, and the count of what waits there. `keys`: as Discovery::take_found().
Status stage_waiting(Batch& batch, const Database& db, const Scope& scope,
                     const std::vector<std::string>& keys, Time now);

// Makes every host of this range of host keys (an empty end: no end) one that is looked at by
// `now`: for targets that may go on. Durable, in many batches; done again it changes nothing.
Status wake_hosts(Database& db, const KeyRange& hosts, Time now);

}  // namespace anchord
