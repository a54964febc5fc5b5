#include "indexer/scope.h"

#include <algorithm>

#include "storage/format.h"

namespace anchord {
namespace {

using Entry = Scope::Entry;
using Fit = Scope::Fit;

bool lies_in(const Target& target, std::string_view page) {
  const KeyRange range = target.pages();
  return page >= range.begin && page < range.end && target.covers(page);
}

std::vector<RobotsPattern> compiled(const std::vector<std::string>& written) {
  return {written.begin(), written.end()};
}

// A seed names its port where it is not the default; its scheme only leads to the first page.
std::optional<Entry> entry_of(const Url& seed, const TargetRecord& record) {
  const std::string_view href = seed.href();
  auto target = Target::parse(href.substr(href.find("://") + 3), record.mode);
  if (!target) return std::nullopt;
  return Entry{.page = page_key(seed),
               .target = *std::move(target),
               .record = record,
               .include = compiled(record.include),
               .exclude = compiled(record.exclude)};
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

}  // namespace

Result<Scope> Scope::load(const Database& db) {
  Scope scope;
  const std::string prefix(kTargetPrefix);
  std::string end = prefix;
  end.back() = '\x01';
  Cursor cursor = db.scan(Family::kMeta, prefix, end);
  for (; cursor.valid(); cursor.next()) {
    const auto record = decode_target_record(cursor.value());
    if (!record) return tl::unexpected(record.error());
    const auto url = Url::parse(href_of_key(cursor.key().substr(prefix.size())));
    auto entry = url ? entry_of(*url, *record) : std::nullopt;
    if (!entry) return corruption("the URL of a crawl target does not decode");
    scope.remember(*std::move(entry));
  }
  if (auto status = cursor.status(); !status) return tl::unexpected(status.error());
  return scope;
}

void Scope::add(Batch& batch, const Url& seed, const TargetRecord& record) {
  auto entry = entry_of(seed, record);
  if (!entry) return;
  batch.put(Family::kMeta, std::string(kTargetPrefix) + entry->page, encode(record));
  remember(*std::move(entry));
}

void Scope::remember(Entry entry) {
  std::vector<Entry>& known = targets_[labels_key(entry.target.url().host())];
  const auto before = std::find_if(known.begin(), known.end(), [&entry](const Entry& other) {
    return other.page == entry.page;
  });
  if (before == known.end()) {
    known.push_back(std::move(entry));
  } else {
    *before = std::move(entry);
  }
}

std::optional<std::string> Scope::host_where(bool (*is_wanted)(std::string_view host)) const {
  for (const auto& [labels, targets] : targets_) {
    const std::string_view host = targets.front().target.url().host();
    if (is_wanted(host)) return std::string(host);
  }
  return std::nullopt;
}

Scope::Place Scope::place_of(std::string_view page_key, std::uint8_t depth) const {
  Place best;
  std::string storage;
  const std::string_view path = normal_octets(path_of_key(page_key), storage);
  std::string labels(host_of_key(page_key));
  labels.resize(std::min(labels.find(kPortSeparator), labels.size()));
  while (true) {
    if (const auto it = targets_.find(labels); it != targets_.end()) {
      for (const Entry& entry : it->second) {
        const Fit fit = fit_of(entry, page_key, path, depth);
        if (fit == Fit::kWithin) return {fit, &entry};
        if (fit > best.fit) best = {fit, &entry};
      }
    }
    const std::size_t cut = labels.rfind(kLabelSeparator);
    if (cut == std::string::npos) return best;
    labels.resize(cut);
  }
}

}  // namespace anchord
