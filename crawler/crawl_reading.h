#pragma once

#include <array>
#include <chrono>
#include <cstddef>
#include <cstdint>

#include "crawler/crawl_stats.h"
#include "crawler/frontier_survey.h"
#include "crawler/pipeline.h"
#include "crawler/process_reading.h"
#include "storage/database.h"

namespace anchord {

// All that an operator is told of a running crawl, as of one moment.
struct CrawlReading {
  const CrawlStats& stats;  // borrowed from the crawl
  FrontierSurvey frontier;
  Pipeline::Depths pipeline;
  std::size_t underway = 0;                 // requests
  std::chrono::milliseconds seeds_busy{0};  // SeedInbox::busy_for()
  std::chrono::milliseconds api_busy{0};    // of whoever asks: Api::busy_for()
  DatabaseMemory index_memory;
  std::array<std::uint64_t, kFamilies> table_bytes{};
  ProcessReading process{};  // of whoever asks: read_process()

  std::uint64_t table_bytes_in_all() const {
    std::uint64_t all = 0;
    for (const std::uint64_t bytes : table_bytes) all += bytes;
    return all;
  }
};

}  // namespace anchord
