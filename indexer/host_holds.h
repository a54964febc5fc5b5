#pragma once

#include <array>
#include <cstdint>
#include <string_view>

#include "indexer/scope.h"
#include "storage/crawl_policy.h"
#include "storage/database.h"

namespace anchord {

using HoldCounts = std::array<std::uint64_t, kHolds>;  // URLs that wait, by Hold

// Which of the URLs that wait on a host are held back, and why, by the scope and the counts on
// disk. Not thread-safe.
class HostHolds {
 public:
  // Both are borrowed and must outlive this. Fails where the index cannot be read.
  static Result<HostHolds> load(const Database& db, const Scope& scope);

  // `waiting`: how many there are on the host (host key), which is all that is needed unless it has
  // several targets; then they are read one by one.
  Result<HoldCounts> of_host(std::string_view host, std::uint64_t waiting) const;

  // Of one URL that waits (page key), found so many links from a seed.
  Result<Hold> of_url(std::string_view page_key, std::uint8_t depth) const;

 private:
  HostHolds(const Database& db, const Scope& scope, std::uint64_t domain_pages_max)
      : db_(db), scope_(scope), domain_pages_max_(domain_pages_max) {}
  Result<Hold> by(const Scope::Entry* target, std::string_view host) const;
  Result<std::uint64_t> asked(const std::string& tally_key) const;

  const Database& db_;
  const Scope& scope_;
  std::uint64_t domain_pages_max_;
};

}  // namespace anchord
