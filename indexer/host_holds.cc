#include "indexer/host_holds.h"

#include "indexer/record_reader.h"
#include "storage/codec.h"
#include "storage/format.h"

namespace anchord {

Result<HostHolds> HostHolds::load(const Database& db, const Scope& scope) {
  const auto stored = db.get(Family::kMeta, kDomainPagesMaxKey);
  if (!stored) return tl::unexpected(stored.error());
  if (!*stored) return HostHolds(db, scope, 0);
  Reader reader(**stored);
  return HostHolds(db, scope, reader.varint());
}

Result<HoldCounts> HostHolds::of_host(std::string_view host, std::uint64_t waiting) const {
  HoldCounts counts{};
  const Scope::HostTerms terms = scope_.terms_of(host);
  if (!terms.has_target || terms.sole != nullptr) {
    const auto hold = by(terms.sole.get(), host);
    if (!hold) return tl::unexpected(hold.error());
    counts[static_cast<std::size_t>(*hold)] = waiting;
    return counts;
  }
  Cursor urls =
      db_.scan(Family::kFrontier, std::string(host) + '\x00', std::string(host) + '\x01', false);
  for (; urls.valid(); urls.next()) {
    const auto key = parse_frontier_key(urls.key());
    if (!key) return corruption("a frontier key");
    const auto hold = of_url(key->page, key->depth);
    if (!hold) return tl::unexpected(hold.error());
    ++counts[static_cast<std::size_t>(*hold)];
  }
  if (auto read = urls.status(); !read) return tl::unexpected(read.error());
  return counts;
}

Result<Hold> HostHolds::of_url(std::string_view page_key, std::uint8_t depth) const {
  return by(scope_.place_of(page_key, depth).entry.get(), host_of_key(page_key));
}

Result<Hold> HostHolds::by(const Scope::Entry* target, std::string_view host) const {
  if (target == nullptr) return Hold::kNoTarget;
  if (target->record.paused) return Hold::kPaused;
  if (target->record.max_pages > 0) {
    const auto count = asked(tally_key(TallyScope::kTarget, target->page));
    if (!count) return tl::unexpected(count.error());
    if (*count >= target->record.max_pages) return Hold::kTargetPages;
  }
  if (domain_pages_max_ > 0) {
    const auto count = asked(tally_key(TallyScope::kDomain, domain_labels_of(host)));
    if (!count) return tl::unexpected(count.error());
    if (*count >= domain_pages_max_) return Hold::kDomainPages;
  }
  return Hold::kNone;
}

Result<std::uint64_t> HostHolds::asked(const std::string& tally_key) const {
  const auto tally = read_record(db_, Family::kTallies, tally_key, decode_tally);
  if (!tally) return tl::unexpected(tally.error());
  return *tally ? static_cast<std::uint64_t>((*tally)->asked) : 0;
}

}  // namespace anchord
