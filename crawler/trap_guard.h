#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_set>
#include <vector>

#include "crawler/seen_hashes.h"
#include "storage/crawl_policy.h"
#include "storage/database.h"
#include "storage/time.h"

namespace anchord {

inline constexpr std::size_t kTemplateSlots = 1U << 20U;

// How many URLs each template has, in constant memory: a count-min sketch of two rows (Cormode and
// Muthukrishnan, 2005). It never counts too few; it counts too many by about the number of all URLs
// over kTemplateSlots: by some hundred of 100 million. Not thread-safe.
class TemplateCounts {
 public:
  // `hash`: of the template and its host.
  std::uint32_t of(std::uint64_t hash) const;
  void add(std::uint64_t hash);

 private:
  static std::array<std::size_t, 2> slots_of(std::uint64_t hash);

  std::array<std::vector<std::uint32_t>, 2> rows_{std::vector<std::uint32_t>(kTemplateSlots),
                                                  std::vector<std::uint32_t>(kTemplateSlots)};
};

// A host's known URLs beyond so many are not counted when it is met again after a restart: reading
// them takes a second or two.
inline constexpr std::size_t kUrlsRecountedMax = 1'000'000;

// The trap rules, with the memory that some of them need: 12 MB, whatever is crawled. What was
// counted before a restart is counted again when a host is met; so many hosts share the bits that
// remember this that of a million some 6 % are not. Not thread-safe.
class TrapGuard {
 public:
  // `db` is borrowed and must outlive this.
  TrapGuard(const Database& db, const TrapLimits& limits) : db_(db), limits_(limits) {}

  // Why the URL of a page key that is not known yet is a trap. Nullopt: it is none, and counts as
  // known from now on. `staged`: the page keys of URLs that are known but not on disk yet.
  Result<std::optional<Refusal>> judge(std::string_view page_key, std::uint8_t depth, Time now,
                                       const std::unordered_set<std::string>& staged);

 private:
  Status meet_host(std::string_view host_key);
  Result<bool> is_known_without_session(std::string_view page_key, std::string_view path,
                                        const std::unordered_set<std::string>& staged) const;

  const Database& db_;
  const TrapLimits limits_;
  TemplateCounts counts_;
  std::vector<bool> hosts_met_ = std::vector<bool>(1U << 24U);
  SeenHashes sessions_{1U << 18U};  // page keys without their session, of URLs that have one
};

}  // namespace anchord
