#include "indexer/seed_redirects.h"

#include <algorithm>

#include "indexer/record_reader.h"
#include "storage/domain.h"
#include "storage/format.h"

namespace anchord {
namespace {

// Where the last visit of a page was redirected to, as a URL; "": nowhere.
Result<std::string> redirect_from(const Database& db, const Url& url) {
  const auto page = read_record(db, Family::kPages, page_key(url), decode_page_record);
  if (!page) return tl::unexpected(page.error());
  return *page ? (*page)->redirect_to : std::string();
}

}  // namespace

std::optional<TargetRecord> widened(const Url& seed, const TargetRecord& record, const Url& to) {
  const bool is_twin =
      www_twin(seed.host()) == without_final_dot(to.host()) && seed.port() == to.port();
  if (!is_twin || record.redirect_hosts.size() >= kRedirectHostsMax) return std::nullopt;
  std::string host = host_key(to);
  const auto& known = record.redirect_hosts;
  if (std::find(known.begin(), known.end(), host) != known.end()) return std::nullopt;
  TargetRecord wider = record;
  wider.redirect_hosts.push_back(std::move(host));
  const bool is_within = Scope::fit_of(seed, wider, page_key(to), 0) != Scope::Fit::kOutside;
  return is_within ? std::optional(std::move(wider)) : std::nullopt;
}

Result<std::optional<SeedRedirect>> redirect_of_seed(const Database& db, const Scope& scope,
                                                     std::string_view page, bool is_in_chain,
                                                     const Url& to) {
  const std::optional<SeedRedirect> kNone;
  if (scope.place_of(page_key(to), 0).fit != Scope::Fit::kOutside) return kNone;
  std::string seed_key(page);
  auto record = read_record(db, Family::kMeta, target_key(seed_key), decode_target_record);
  if (record && !*record) {
    const auto entry = is_in_chain ? scope.place_of(page, 0).entry : nullptr;
    if (entry == nullptr) return kNone;
    seed_key = entry->page;
    record = read_record(db, Family::kMeta, target_key(seed_key), decode_target_record);
  }
  if (!record) return tl::unexpected(record.error());
  const auto seed = Url::parse(href_of_key(seed_key));
  if (!seed || !*record) return kNone;
  auto wider = widened(*seed, **record, to);
  std::optional<TargetChange> change;
  if (wider) change = TargetChange{*seed, *std::move(record), *std::move(wider)};
  return std::optional(SeedRedirect{*seed, std::move(change)});
}

Result<SeedTrace> trace_seed(const Database& db, const Url& seed, const TargetRecord& record,
                             const Scope* scope) {
  SeedTrace trace{.chain = {seed}};
  while (trace.chain.size() <= kSeedTraceMax) {
    const auto href = redirect_from(db, trace.last());
    if (!href) return tl::unexpected(href.error());
    const std::optional<Url> next = Url::parse(*href);
    const bool is_circle =
        next && std::find(trace.chain.begin(), trace.chain.end(), *next) != trace.chain.end();
    if (!next || is_circle) return trace;
    const std::string key = page_key(*next);
    trace.chain.push_back(*next);
    if (Scope::fit_of(seed, record, key, 0) != Scope::Fit::kOutside) continue;
    trace.leaves = scope == nullptr || scope->place_of(key, 0).fit == Scope::Fit::kOutside;
    return trace;
  }
  return trace;
}

}  // namespace anchord
