#include "indexer/scope.h"

#include <algorithm>
#include <mutex>

#include "indexer/record_reader.h"
#include "storage/format.h"

namespace anchord {
namespace {

using Entry = Scope::Entry;
using Fit = Scope::Fit;
using Place = Scope::Place;

constexpr std::size_t kExactTermsMax = 1'000;

bool lies_in(const Target& target, std::string_view page) {
  const KeyRange range = target.pages();
  return page >= range.begin && page < range.end && target.covers(page);
}

std::vector<RobotsPattern> compiled(const std::vector<std::string>& written) {
  return {written.begin(), written.end()};
}

// What a seed names of its URL: its port where it is not the default, its path where that counts.
// Its scheme only leads to the first page.
std::string_view named_part(const Url& seed, TargetMode mode) {
  std::string_view text = seed.href();
  text.remove_prefix(text.find("://") + 3);
  const bool has_path = mode == TargetMode::kExact || mode == TargetMode::kPrefix;
  return has_path ? text : text.substr(0, text.find('/'));
}

std::shared_ptr<const Entry> entry_of(const Url& seed, const TargetRecord& record) {
  auto target = Scope::target_of(seed, record);
  if (!target) return nullptr;
  return std::make_shared<const Entry>(Entry{.page = page_key(seed),
                                             .target = *std::move(target),
                                             .record = record,
                                             .include = compiled(record.include),
                                             .exclude = compiled(record.exclude)});
}

// Targets that count their pages are counted apart.
bool stand_for_the_same(const Entry& a, const Entry& b) {
  if (a.page == b.page) return a.record == b.record;
  return a.record.max_pages == 0 && a.target.url() == b.target.url() && a.record == b.record;
}

bool match_any(const std::vector<RobotsPattern>& patterns, std::string_view path) {
  return std::any_of(patterns.begin(), patterns.end(),
                     [path](const RobotsPattern& pattern) { return pattern.matches(path); });
}

Fit fit_of(const Entry& entry, std::string_view page, std::string_view path, std::uint8_t depth) {
  if (!lies_in(entry.target, page)) return Fit::kOutside;
  if (!entry.include.empty() && !match_any(entry.include, path)) return Fit::kPattern;
  if (match_any(entry.exclude, path)) return Fit::kPattern;
  return depth > entry.record.max_depth ? Fit::kTooDeep : Fit::kWithin;
}

void add_terms(const TargetRecord& record, Scope::HostTerms& terms) {
  terms.delay = std::max(terms.delay, record.delay);
  terms.priority = terms.has_target ? std::max(terms.priority, record.priority) : record.priority;
  terms.has_target = true;
}

}  // namespace

Result<Scope> Scope::load(const Database& db) {
  Scope scope(db);
  const KeyRange keys = keys_with_prefix(kTargetPrefix);
  Cursor cursor = db.scan(Family::kMeta, keys.begin, keys.end);
  for (; cursor.valid(); cursor.next()) {
    const auto record = decode_target_record(cursor.value());
    if (!record) return tl::unexpected(record.error());
    const auto url = Url::parse(href_of_key(cursor.key().substr(kTargetPrefix.size())));
    if (!url) return corruption("the URL of a crawl target does not decode");
    scope.remember(*url, *record);
  }
  if (auto status = cursor.status(); !status) return tl::unexpected(status.error());
  return scope;
}

bool Scope::change(Batch& batch, const TargetChange& change) {
  const std::string key = target_key(page_key(change.seed));
  const std::lock_guard lock(*mutex_);
  const bool has_less = change.before && forget(change.seed, *change.before);
  if (!change.after) {
    batch.remove(Family::kMeta, key);
    return has_less;
  }
  batch.put(Family::kMeta, key, encode(*change.after));
  const bool has_more = remember(change.seed, *change.after);
  return has_less || has_more;
}

Status Scope::add(Batch& batch, const Url& seed, const TargetRecord& record) {
  const std::string key = target_key(page_key(seed));
  auto before = read_record(*db_, Family::kMeta, key, decode_target_record);
  if (!before) return tl::unexpected(before.error());
  change(batch, {seed, *std::move(before), record});
  return Ok{};
}

bool Scope::remember(const Url& seed, const TargetRecord& record) {
  OfHost& host = targets_[labels_key(seed.host())];
  if (record.mode == TargetMode::kExact) {
    ++host.exact_count;
    return true;
  }
  auto entry = entry_of(seed, record);
  if (!entry) return false;
  for (Shared& known : host.wide) {
    if (!stand_for_the_same(*known.entry, *entry)) continue;
    ++known.seeds;
    return false;
  }
  host.wide.push_back({std::move(entry), 1});
  return true;
}

bool Scope::forget(const Url& seed, const TargetRecord& record) {
  const auto it = targets_.find(labels_key(seed.host()));
  if (it == targets_.end()) return false;
  OfHost& host = it->second;
  bool is_last = record.mode == TargetMode::kExact;
  if (is_last) {
    host.exact_count -= host.exact_count > 0 ? 1 : 0;
  } else if (const auto entry = entry_of(seed, record)) {
    const auto known = std::find_if(
        host.wide.begin(), host.wide.end(),
        [&entry](const Shared& shared) { return stand_for_the_same(*shared.entry, *entry); });
    is_last = known != host.wide.end() && --known->seeds == 0;
    if (is_last) host.wide.erase(known);
  }
  if (host.wide.empty() && host.exact_count == 0) targets_.erase(it);
  return is_last;
}

bool Scope::empty() const {
  const std::shared_lock lock(*mutex_);
  return targets_.empty();
}

std::optional<std::string> Scope::host_where(bool (*is_wanted)(std::string_view host)) const {
  const std::shared_lock lock(*mutex_);
  for (const auto& [labels, targets] : targets_) {
    const std::string host = host_text_of_key(labels);
    if (is_wanted(host)) return host;
  }
  return std::nullopt;
}

// A seed covers its page in http and https alike.
void Scope::look_up_exact(std::string_view page_key, std::string_view path, std::uint8_t depth,
                          Place& best) const {
  std::string key = target_key(page_key);
  for (const char scheme : {'h', 's'}) {
    key.back() = scheme;
    const auto bytes = db_->get(Family::kMeta, key);
    if (!bytes || !*bytes) continue;
    const auto record = decode_target_record(**bytes);
    if (!record || record->mode != TargetMode::kExact) continue;
    const auto seed = Url::parse(href_of_key(std::string_view(key).substr(kTargetPrefix.size())));
    const auto entry = seed ? entry_of(*seed, *record) : nullptr;
    if (!entry) continue;
    const Fit fit = fit_of(*entry, page_key, path, depth);
    if (fit > best.fit) best = {fit, entry};
  }
}

// What the exact targets of a host ask of it, as far as they are looked at.
void Scope::add_exact_terms(const KeyRange& pages, HostTerms& terms) const {
  const std::string prefix(kTargetPrefix);
  Cursor cursor = db_->scan(Family::kMeta, prefix + pages.begin, prefix + pages.end);
  for (std::size_t i = 0; i < kExactTermsMax && cursor.valid(); ++i, cursor.next()) {
    const auto record = decode_target_record(cursor.value());
    if (!record || record->mode != TargetMode::kExact) continue;
    add_terms(*record, terms);
    terms.sole.reset();
  }
}

Scope::HostTerms Scope::terms_of(std::string_view host_key) const {
  HostTerms terms;
  const KeyRange pages = pages_of_host(host_key);
  std::string labels(host_key.substr(0, host_key.find(kPortSeparator)));
  const std::size_t own_size = labels.size();
  const std::shared_lock lock(*mutex_);
  while (true) {
    if (const auto it = targets_.find(labels); it != targets_.end()) {
      for (const Shared& shared : it->second.wide) {
        const KeyRange range = shared.entry->target.pages();
        if (range.begin >= pages.end || pages.begin >= range.end) continue;
        const bool is_whole = range.begin <= pages.begin && pages.end <= range.end;
        const bool is_sole = is_whole && !terms.has_target;
        add_terms(shared.entry->record, terms);
        terms.sole = is_sole ? shared.entry : nullptr;
      }
      const bool is_own = labels.size() == own_size;
      if (is_own && it->second.exact_count > 0) add_exact_terms(pages, terms);
    }
    const std::size_t cut = labels.rfind(kLabelSeparator);
    if (cut == std::string::npos) return terms;
    labels.resize(cut);
  }
}

std::optional<Target> Scope::target_of(const Url& seed, const TargetRecord& record) {
  auto target = Target::parse(named_part(seed, record.mode), record.mode);
  return target ? std::optional(*std::move(target)) : std::nullopt;
}

Place Scope::place_of(std::string_view page_key, std::uint8_t depth) const {
  Place best;
  std::string storage;
  const std::string_view path = normal_octets(path_of_key(page_key), storage);
  std::string labels(host_of_key(page_key));
  labels.resize(std::min(labels.find(kPortSeparator), labels.size()));
  const std::size_t own_size = labels.size();
  const std::shared_lock lock(*mutex_);
  while (true) {
    if (const auto it = targets_.find(labels); it != targets_.end()) {
      for (const Shared& shared : it->second.wide) {
        const Fit fit = fit_of(*shared.entry, page_key, path, depth);
        if (fit == Fit::kWithin) return {fit, shared.entry};
        if (fit > best.fit) best = {fit, shared.entry};
      }
      const bool is_own = labels.size() == own_size;
      if (is_own && it->second.exact_count > 0) look_up_exact(page_key, path, depth, best);
      if (best.fit == Fit::kWithin) return best;
    }
    const std::size_t cut = labels.rfind(kLabelSeparator);
    if (cut == std::string::npos) return best;
    labels.resize(cut);
  }
}

}  // namespace anchord
