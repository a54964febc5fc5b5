#include "indexer/scope.h"

#include <algorithm>
#include <mutex>

#include "indexer/record_reader.h"
#include "storage/domain.h"
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

bool lies_in(const Entry& entry, std::string_view page) {
  return std::any_of(entry.targets.begin(), entry.targets.end(),
                     [page](const Target& target) { return lies_in(target, page); });
}

std::vector<RobotsPattern> compiled(const std::vector<std::string>& written) {
  return {written.begin(), written.end()};
}

std::shared_ptr<const Entry> entry_of(const Url& seed, const TargetRecord& record) {
  return std::make_shared<const Entry>(Entry{.page = page_key(seed),
                                             .targets = Scope::targets_of(seed, record),
                                             .record = record,
                                             .include = compiled(record.include),
                                             .exclude = compiled(record.exclude)});
}

// Targets that count their pages are counted apart.
bool stand_for_the_same(const Entry& a, const Entry& b) {
  if (a.page == b.page) return a.record == b.record;
  return a.record.max_pages == 0 && a.targets[0].is_same(b.targets[0]) && a.record == b.record;
}

// The labels keys of the hosts that a target begins with.
std::vector<std::string> hosts_of(const Url& seed, const TargetRecord& record) {
  std::vector<std::string> hosts = {labels_key(seed.host())};
  for (const std::string& host : record.redirect_hosts) {
    std::string labels = host.substr(0, host.find(kPortSeparator));
    if (std::find(hosts.begin(), hosts.end(), labels) == hosts.end()) {
      hosts.push_back(std::move(labels));
    }
  }
  return hosts;
}

bool has_host(const TargetRecord& record, std::string_view host_key) {
  const auto& hosts = record.redirect_hosts;
  return std::find(hosts.begin(), hosts.end(), host_key) != hosts.end();
}

// The host key of the twin (domain.h) of a host with the same port.
std::optional<std::string> twin_key(std::string_view host_key) {
  const std::size_t port = std::min(host_key.find(kPortSeparator), host_key.size());
  const auto twin = www_twin(host_text_of_key(host_key.substr(0, port)));
  return twin ? std::optional(labels_key(*twin).append(host_key.substr(port))) : std::nullopt;
}

bool match_any(const std::vector<RobotsPattern>& patterns, std::string_view path) {
  return std::any_of(patterns.begin(), patterns.end(),
                     [path](const RobotsPattern& pattern) { return pattern.matches(path); });
}

Fit fit_of(const Entry& entry, std::string_view page, std::string_view path, std::uint8_t depth) {
  if (!lies_in(entry, page)) return Fit::kOutside;
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
  const bool is_exact = record.mode == TargetMode::kExact;
  const auto entry = is_exact ? nullptr : entry_of(seed, record);
  bool is_new = is_exact;
  for (const std::string& labels : hosts_of(seed, record)) {
    OfHost& host = targets_[labels];
    if (is_exact) {
      ++host.exact_count;
      continue;
    }
    const auto known = find(host.wide, *entry);
    is_new = known == host.wide.end();
    is_new ? host.wide.push_back({entry, 1}) : void(++known->seeds);
  }
  return is_new;
}

bool Scope::forget(const Url& seed, const TargetRecord& record) {
  const bool is_exact = record.mode == TargetMode::kExact;
  const auto entry = is_exact ? nullptr : entry_of(seed, record);
  bool is_last = is_exact;
  for (const std::string& labels : hosts_of(seed, record)) {
    const auto it = targets_.find(labels);
    if (it == targets_.end()) continue;
    OfHost& host = it->second;
    if (is_exact) {
      host.exact_count -= host.exact_count > 0 ? 1 : 0;
    } else if (const auto known = find(host.wide, *entry); known != host.wide.end()) {
      is_last = --known->seeds == 0;
      if (is_last) host.wide.erase(known);
    }
    if (host.wide.empty() && host.exact_count == 0) targets_.erase(it);
  }
  return is_last;
}

std::vector<Scope::Shared>::iterator Scope::find(std::vector<Shared>& wide, const Entry& entry) {
  return std::find_if(wide.begin(), wide.end(), [&entry](const Shared& shared) {
    return stand_for_the_same(*shared.entry, entry);
  });
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

// A seed covers its page in http and https alike, and that of the twin that it was redirected to.
void Scope::look_up_exact(std::string_view page_key, std::string_view path, std::uint8_t depth,
                          Place& best) const {
  const std::string_view host = host_of_key(page_key);
  const auto twin = twin_key(host);
  std::vector<std::string> keys = {target_key(page_key)};
  if (twin) keys.push_back(target_key(*twin + std::string(page_key.substr(host.size()))));
  for (std::string& key : keys) {
    for (const char scheme : {'h', 's'}) {
      key.back() = scheme;
      const auto bytes = db_->get(Family::kMeta, key);
      if (!bytes || !*bytes) continue;
      const auto record = decode_target_record(**bytes);
      if (!record || record->mode != TargetMode::kExact) continue;
      const auto seed = Url::parse(href_of_key(std::string_view(key).substr(kTargetPrefix.size())));
      if (!seed) continue;
      const auto entry = entry_of(*seed, *record);
      const Fit fit = anchord::fit_of(*entry, page_key, path, depth);
      if (fit > best.fit) best = {fit, entry};
    }
  }
}

// What the exact targets of a host ask of it, as far as they are looked at.
void Scope::add_exact_terms(std::string_view host_key, HostTerms& terms) const {
  const std::string prefix(kTargetPrefix);
  const auto add_those_of = [&](std::string_view seeds_host) {
    const KeyRange pages = pages_of_host(seeds_host);
    Cursor cursor = db_->scan(Family::kMeta, prefix + pages.begin, prefix + pages.end);
    for (std::size_t i = 0; i < kExactTermsMax && cursor.valid(); ++i, cursor.next()) {
      const auto record = decode_target_record(cursor.value());
      if (!record || record->mode != TargetMode::kExact) continue;
      if (seeds_host != host_key && !has_host(*record, host_key)) continue;
      add_terms(*record, terms);
      terms.sole.reset();
    }
  };
  add_those_of(host_key);
  if (const auto twin = twin_key(host_key)) add_those_of(*twin);
}

void Scope::add_wide_terms(const std::shared_ptr<const Entry>& entry, const KeyRange& pages,
                           HostTerms& terms) {
  for (const Target& target : entry->targets) {
    const KeyRange range = target.pages();
    if (range.begin >= pages.end || pages.begin >= range.end) continue;
    // A target is met twice where its host and the one that a redirect added lie below each other.
    if (terms.sole == entry) return;
    const bool is_whole = range.begin <= pages.begin && pages.end <= range.end;
    const bool is_sole = is_whole && !terms.has_target;
    add_terms(entry->record, terms);
    terms.sole = is_sole ? entry : nullptr;
    return;
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
      for (const Shared& shared : it->second.wide) add_wide_terms(shared.entry, pages, terms);
      const bool is_own = labels.size() == own_size;
      if (is_own && it->second.exact_count > 0) add_exact_terms(host_key, terms);
    }
    const std::size_t cut = labels.rfind(kLabelSeparator);
    if (cut == std::string::npos) return terms;
    labels.resize(cut);
  }
}

std::vector<Target> Scope::targets_of(const Url& seed, const TargetRecord& record) {
  std::vector<Target> targets = {Target::around(seed, record.mode)};
  const bool has_subdomains = record.mode == TargetMode::kSubdomains;
  for (const std::string& host : record.redirect_hosts) {
    const auto url =
        Url::parse("http://" + host_text_of_key(host) + std::string(seed.path_and_query()));
    if (!url) continue;
    targets.push_back(Target::around(*url, has_subdomains ? TargetMode::kDomain : record.mode));
  }
  return targets;
}

Fit Scope::fit_of(const Url& seed, const TargetRecord& record, std::string_view page_key,
                  std::uint8_t depth) {
  std::string storage;
  const std::string_view path = normal_octets(path_of_key(page_key), storage);
  return anchord::fit_of(*entry_of(seed, record), page_key, path, depth);
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
        const Fit fit = anchord::fit_of(*shared.entry, page_key, path, depth);
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
