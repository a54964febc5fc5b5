#include "crawler/agenda.h"

#include <algorithm>

#include "crawler/tally_sums.h"

namespace anchord {
namespace {

constexpr std::size_t kWakesPerBatch = 10'000;

std::string after(std::string_view key) { return std::string(key).append(1, '\0'); }

Time with_head_start(const AgendaRecord& record) {
  return record.at - record.priority * std::chrono::seconds(kAgendaHeadStart);
}

// The entries of one priority that are due, in their order.
struct Band {
  Cursor cursor;
  std::optional<AgendaKey> front;

  Status read_front() {
    front.reset();
    if (!cursor.valid()) return cursor.status();
    front = parse_agenda_order_key(cursor.key());
    return front ? Status(Ok{}) : Status(corruption("an agenda key"));
  }
};

}  // namespace

Agenda::Agenda(const Database& db) : db_(db) {
  for (std::size_t i = 0; i < from_.size(); ++i) {
    from_[i] = agenda_band(static_cast<std::uint8_t>(i)).begin;
  }
}

Result<std::optional<AgendaRecord>> Agenda::record_of(std::string_view host) const {
  if (const auto it = staged_.find(std::string(host)); it != staged_.end()) return it->second;
  const auto bytes = db_.get(Family::kAgenda, agenda_host_key(host));
  if (!bytes) return tl::unexpected(bytes.error());
  if (!*bytes) return std::optional<AgendaRecord>();
  const auto record = decode_agenda_record(**bytes);
  if (!record) return tl::unexpected(record.error());
  return std::optional<AgendaRecord>(*record);
}

Status Agenda::stage_by(Batch& batch, std::string_view host, const AgendaRecord& wanted) {
  const auto before = record_of(host);
  if (!before) return tl::unexpected(before.error());
  if (*before && (*before)->at <= wanted.at) return Ok{};
  return stage_at(batch, host, wanted);
}

Status Agenda::stage_at(Batch& batch, std::string_view host,
                        const std::optional<AgendaRecord>& wanted) {
  const auto before = record_of(host);
  if (!before) return tl::unexpected(before.error());
  if (*before) batch.remove(Family::kAgenda, agenda_order_key(**before, host));
  if (wanted) {
    batch.put(Family::kAgenda, agenda_order_key(*wanted, host), {});
    batch.put(Family::kAgenda, agenda_host_key(host), encode(*wanted));
  } else {
    batch.remove(Family::kAgenda, agenda_host_key(host));
  }
  staged_.insert_or_assign(std::string(host), wanted);
  return Ok{};
}

void Agenda::committed() {
  for (const auto& [host, record] : staged_) {
    if (!record) continue;
    from_[record->priority] = std::min(from_[record->priority], agenda_order_key(*record, host));
    next_ = std::min(next_, record->at);
  }
  staged_.clear();
}

Result<std::vector<Agenda::Due>> Agenda::take(
    Time now, std::size_t hosts_max, const std::function<bool(const std::string& host)>& is_taken) {
  std::vector<Band> bands;
  for (std::size_t i = 0; i < from_.size(); ++i) {
    const KeyRange keys = agenda_band(static_cast<std::uint8_t>(i));
    bands.push_back({db_.scan(Family::kAgenda, from_[i], keys.end), {}});
    if (auto read = bands.back().read_front(); !read) return tl::unexpected(read.error());
  }
  std::vector<Due> due;
  while (due.size() < hosts_max) {
    Band* first = nullptr;
    for (Band& band : bands) {
      if (!band.front || band.front->record.at > now) continue;
      const bool is_first = first == nullptr || with_head_start(band.front->record) <
                                                    with_head_start(first->front->record);
      if (is_first) first = &band;
    }
    if (first == nullptr) break;
    const AgendaRecord record = first->front->record;
    std::string host(first->front->host);
    from_[record.priority] = after(first->cursor.key());
    if (!is_taken(host)) due.push_back({std::move(host), record.at});
    first->cursor.next();
    if (auto read = first->read_front(); !read) return tl::unexpected(read.error());
  }
  next_ = kNoTime;
  for (const Band& band : bands) {
    if (band.front) next_ = std::min(next_, band.front->record.at);
  }
  return due;
}

Status stage_waiting(Batch& batch, const Database& db, const Scope& scope,
                     const std::vector<std::string>& keys, Time now) {
  Agenda agenda(db);
  TallySums tallies;
  for (const std::string& key : keys) {
    const std::string_view host = host_of_key(key);
    tallies.add(TallyScope::kHost, host, {.waiting = 1});
    auto staged = agenda.stage_by(batch, host, {now, scope.terms_of(host).priority});
    if (!staged) return staged;
  }
  tallies.stage(batch);
  return Ok{};
}

Status wake_hosts(Database& db, const KeyRange& hosts, Time now) {
  const std::string end = hosts.end.empty() ? "\x7f" : hosts.end;
  Cursor tallies = db.scan(Family::kTallies, tally_key(TallyScope::kHost, hosts.begin),
                           tally_key(TallyScope::kHost, end));
  while (tallies.valid()) {
    Batch batch(db);
    Agenda agenda(db);
    for (std::size_t i = 0; i < kWakesPerBatch && tallies.valid(); ++i, tallies.next()) {
      const AgendaRecord wanted{now, kPriorityDefault};
      auto staged = agenda.stage_by(batch, tallies.key().substr(1), wanted);
      if (!staged) return staged;
    }
    if (auto written = db.write(batch, true); !written) return written;
  }
  return tallies.status();
}

}  // namespace anchord
