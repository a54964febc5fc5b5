#include "crawler/metrics.h"

#include <gtest/gtest.h>
#include <unistd.h>

#include <filesystem>
#include <fstream>
#include <set>
#include <sstream>

#include "tests/files.h"

namespace anchord {
namespace {

namespace fs = std::filesystem;

std::string sample_text() {
  static CrawlStats stats;
  stats.fetch_seconds.observe(std::chrono::milliseconds(70));
  return metrics_text({.stats = stats});
}

fs::path source(const char* name) { return fs::path(ANCHORD_SOURCE_DIR) / name; }

constexpr const char* kPromtool = "/usr/bin/promtool";

TEST(MetricsTest, EveryMetricIsThereAndDocumented) {
  const std::string text = sample_text();
  const std::string page = bytes_of(source("deploy/man/anchord.8.in"));
  std::set<std::string_view> names;
  for (const Metric& metric : metrics()) {
    EXPECT_TRUE(names.insert(metric.name).second) << metric.name;
    EXPECT_NE(text.find("# TYPE " + std::string(metric.name) + " " + std::string(metric.type)),
              std::string::npos);
    EXPECT_NE(page.find(".TP\n.B " + std::string(metric.name) + "\n(" + std::string(metric.type) +
                        ") " + std::string(metric.help) + "\n"),
              std::string::npos)
        << ".TP\n.B " << metric.name << "\n(" << metric.type << ") " << metric.help;
  }
}

TEST(MetricsTest, NoMetricIsDocumentedThatIsNotThere) {
  std::set<std::string> names;
  for (const Metric& metric : metrics()) names.insert(std::string(metric.name));
  std::ifstream page(source("deploy/man/anchord.8.in"));
  for (std::string line; std::getline(page, line);) {
    if (line.starts_with(".B anchord_") || line.starts_with(".B process_")) {
      EXPECT_TRUE(names.contains(line.substr(3))) << line;
    }
  }
}

TEST(MetricsTest, AlertsAndDashboardAskForMetricsThatAre) {
  std::set<std::string> names;
  for (const Metric& metric : metrics()) {
    for (const char* suffix : {"", "_bucket", "_sum", "_count"}) {
      names.insert(std::string(metric.name) + suffix);
    }
  }
  for (const char* file : {"deploy/prometheus-alerts.yml", "deploy/grafana-dashboard.json"}) {
    const std::string text = bytes_of(source(file));
    std::size_t found = 0;
    for (std::size_t at = text.find("anchord_"); at != std::string::npos;
         at = text.find("anchord_", at)) {
      const std::size_t end = text.find_first_not_of("abcdefghijklmnopqrstuvwxyz_", at);
      EXPECT_TRUE(names.contains(text.substr(at, end - at))) << file << text.substr(at, end - at);
      at = end;
      ++found;
    }
    EXPECT_GT(found, 5U) << file;
  }
}

TEST(MetricsTest, AHistogramCountsUpToEachBound) {
  CrawlStats stats;
  for (const int ms : {1, 2, 60, 60'000}) {
    stats.commit_seconds.observe(std::chrono::milliseconds(ms));
  }
  const std::string text = metrics_text({.stats = stats});
  for (const char* line : {"anchord_commit_duration_seconds_bucket{le=\"0.001\"} 1\n",
                           "anchord_commit_duration_seconds_bucket{le=\"0.0025\"} 2\n",
                           "anchord_commit_duration_seconds_bucket{le=\"0.05\"} 2\n",
                           "anchord_commit_duration_seconds_bucket{le=\"0.1\"} 3\n",
                           "anchord_commit_duration_seconds_bucket{le=\"30\"} 3\n",
                           "anchord_commit_duration_seconds_bucket{le=\"+Inf\"} 4\n",
                           "anchord_commit_duration_seconds_count 4\n"}) {
    EXPECT_NE(text.find(line), std::string::npos) << line;
  }
  EXPECT_DOUBLE_EQ(stats.commit_seconds.read().sum_s, 60.063);
}

TEST(MetricsTest, WhatTheWatchdogLeavesOutIsTold) {
  CrawlStats stats;
  const std::string text = metrics_text({.stats = stats,
                                         .seeds_busy = std::chrono::milliseconds(1500),
                                         .api_busy = std::chrono::seconds(70)});
  EXPECT_NE(text.find("\nanchord_seed_intake_busy_seconds 1.5\n"), std::string::npos);
  EXPECT_NE(text.find("\nanchord_api_busy_seconds 70\n"), std::string::npos);
}

TEST(MetricsTest, PrometheusFindsNoFault) {
  if (access(kPromtool, X_OK) != 0) GTEST_SKIP() << "needs promtool";
  const fs::path file = fs::temp_directory_path() / ("anchord-metrics-" + std::to_string(getpid()));
  std::ofstream(file) << sample_text();
  EXPECT_EQ(system((std::string(kPromtool) + " check metrics <" + file.string()).c_str()), 0);
  fs::remove(file);
  const std::string rules = source("deploy/prometheus-alerts.yml").string();
  EXPECT_EQ(system((std::string(kPromtool) + " check rules " + rules).c_str()), 0);
}

}  // namespace
}  // namespace anchord
