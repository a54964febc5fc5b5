#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "indexer/scope.h"
#include "storage/crawl_policy.h"
#include "storage/database.h"
#include "storage/result.h"
#include "storage/url.h"

// Where seeds redirect to. A site moves between its host and the twin with or without "www.": a
// target goes along. It goes nowhere else: a site that redirects elsewhere does not choose what is
// crawled.
namespace anchord {

// The target of a seed with the host of `to` added, to which a redirect leads from the seed;
// nullopt unless that host is the twin of the seed's own (domain.h) on the same port, or both on
// their schemes' default ports, and `to` then lies in the target.
std::optional<TargetRecord> widened(const Url& seed, const TargetRecord& record, const Url& to);

// What a redirect makes of the target that it begins in.
struct SeedRedirect {
  Url seed;                            // of the target
  std::optional<TargetChange> change;  // it gets a host; nullopt: `to` lies outside of every target
};
// Of a redirect to `to` from a page (page key) that is a seed, or, `is_in_chain`, that a seed led
// to by redirects alone. Nullopt for another page, and where `to` lies in a target or the page in
// none.
Result<std::optional<SeedRedirect>> redirect_of_seed(const Database& db, const Scope& scope,
                                                     std::string_view page, bool is_in_chain,
                                                     const Url& to);

// How far a seed is known to lead by redirects alone.
struct SeedTrace {
  std::vector<Url> chain;  // the seed, where it redirects to, where that does, ...
  bool leaves = false;     // the last of them lies outside of the target
  const Url& last() const { return chain.back(); }
};
inline constexpr std::size_t kSeedTraceMax = 20;  // redirects, as browsers follow (Fetch, 4.4)

// By what the last visits found. `scope`: where it is given, what lies in another target does not
// leave either.
Result<SeedTrace> trace_seed(const Database& db, const Url& seed, const TargetRecord& record,
                             const Scope* scope);

}  // namespace anchord
