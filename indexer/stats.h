#pragma once

#include <array>
#include <cstddef>
#include <cstdint>

#include "storage/crawl_policy.h"
#include "storage/database.h"
#include "storage/link_set.h"
#include "storage/records.h"
#include "storage/result.h"

namespace anchord {

inline constexpr std::size_t kFetchStates = 6;

// Totals of an index.
struct IndexStats {
  std::array<std::uint64_t, kFetchStates> urls{};      // by FetchState
  std::uint64_t pages = 0;                             // visited at least once
  std::array<std::uint64_t, kLinkTypes> links_live{};  // by LinkType
  std::array<std::uint64_t, kLinkTypes> links_lost{};  // by LinkType
  std::uint64_t links_dropped = 0;
  std::uint64_t anchors = 0;     // different anchors of live links, counted a registrable domain
  std::uint64_t hosts = 0;       // spoken to
  std::uint64_t frontier = 0;    // URLs found and never asked for
  RefusalCounts not_followed{};  // URLs found, by Refusal
  std::array<std::uint64_t, kFamilies> bytes_on_disk{};  // by Family
};

// Reads the whole index as of one moment, in constant memory; only the bytes on disk are as of now.
Result<IndexStats> index_stats(const Database& db);

}  // namespace anchord
