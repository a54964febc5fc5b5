#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "crawler/crawl_reading.h"

// What a running crawl tells Prometheus.
namespace anchord {

struct Metric {
  std::string_view name;
  std::string_view type;  // counter, gauge or histogram
  std::string_view help;
};

// Every metric there is, in the order of metrics_text().
std::vector<Metric> metrics();

// Prometheus' text exposition format 0.0.4.
std::string metrics_text(const CrawlReading& reading);

}  // namespace anchord
