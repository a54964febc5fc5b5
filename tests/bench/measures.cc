#include "tests/bench/measures.h"

#include <algorithm>
#include <cmath>
#include <cstdio>
#include <functional>
#include <vector>

namespace anchord {
namespace {

constexpr std::array<const char*, kWays> kWayNames = {"Gumbo as shipped", "Gumbo lean",
                                                      "curl_multi", "first crawl", "recrawl"};
constexpr double kMegabyte = 1e6;

double ratio(double part, double whole) { return whole > 0 ? part / whole : NAN; }
double number(std::uint64_t count) { return static_cast<double>(count); }

// What the column shows of a measure; NaN, shown as "-", where it has nothing to show.
struct Column {
  const char* title;
  int precision;
  double (*value)(const Measure& measure);
};

constexpr Column kColumns[] = {
    {"pages/s", 0, [](const Measure& m) { return ratio(number(m.pages), m.wall_s); }},
    {"links/s", 0,
     [](const Measure& m) { return m.links > 0 ? ratio(number(m.links), m.wall_s) : NAN; }},
    {"MB/s", 1,
     [](const Measure& m) {
       return m.body_bytes > 0 ? ratio(number(m.body_bytes) / kMegabyte, m.wall_s) : NAN;
     }},
    {"wall s", 2, [](const Measure& m) { return m.wall_s; }},
    {"CPU s", 2, [](const Measure& m) { return m.cpu_s; }},
    {"nginx s", 2, [](const Measure& m) { return m.server_cpu_s > 0 ? m.server_cpu_s : NAN; }},
    {"RSS MB", 0,
     [](const Measure& m) {
       return m.rss_bytes_max > 0 ? number(m.rss_bytes_max) / kMegabyte : NAN;
     }},
    {"B/link", 1,
     [](const Measure& m) {
       return m.disk_bytes > 0 ? ratio(number(m.disk_bytes), number(m.links)) : NAN;
     }},
    {"written MB", 2,
     [](const Measure& m) {
       return m.written_bytes > 0 ? number(m.written_bytes) / kMegabyte : NAN;
     }},
};

struct Ratio {
  const char* title;
  double (*value)(const Round& round);
};

double speed_ratio(const Round& round, Way way, Way limit) {
  return ratio(round.at(limit).wall_s, round.at(way).wall_s);
}
double cpu_ratio(const Round& round, Way way, Way limit) {
  return ratio(round.at(limit).cpu_s, round.at(way).cpu_s);
}

constexpr Ratio kRatios[] = {
    {"speed of first crawl / Gumbo as shipped",
     [](const Round& r) { return speed_ratio(r, Way::kFirstCrawl, Way::kGumboAsShipped); }},
    {"speed of first crawl / Gumbo lean",
     [](const Round& r) { return speed_ratio(r, Way::kFirstCrawl, Way::kGumboLean); }},
    {"speed of first crawl / curl_multi",
     [](const Round& r) { return speed_ratio(r, Way::kFirstCrawl, Way::kCurl); }},
    {"CPU of Gumbo as shipped / first crawl",
     [](const Round& r) { return cpu_ratio(r, Way::kFirstCrawl, Way::kGumboAsShipped); }},
    {"CPU of Gumbo lean / first crawl",
     [](const Round& r) { return cpu_ratio(r, Way::kFirstCrawl, Way::kGumboLean); }},
    {"speed of recrawl / first crawl",
     [](const Round& r) { return speed_ratio(r, Way::kRecrawl, Way::kFirstCrawl); }},
    {"bytes written by recrawl / first crawl",
     [](const Round& r) {
       return ratio(number(r.at(Way::kRecrawl).written_bytes),
                    number(r.at(Way::kFirstCrawl).written_bytes));
     }},
};

double median(std::span<const Round> rounds, const std::function<double(const Round&)>& value) {
  std::vector<double> values;
  for (const Round& round : rounds) values.push_back(value(round));
  std::sort(values.begin(), values.end());
  const std::size_t middle = values.size() / 2;
  return values.size() % 2 == 1 ? values[middle] : (values[middle - 1] + values[middle]) / 2;
}

void print_cell(double value, int precision) {
  if (std::isnan(value)) {
    std::printf(" %10s", "-");
  } else {
    std::printf(" %10.*f", precision, value);
  }
}

}  // namespace

void print_medians(std::span<const Round> rounds) {
  std::printf("%-17s", "");
  for (const Column& column : kColumns) std::printf(" %10s", column.title);
  std::printf("\n");
  for (std::size_t way = 0; way < kWays; ++way) {
    std::printf("%-17s", kWayNames[way]);
    for (const Column& column : kColumns) {
      const auto value = [&](const Round& round) { return column.value(round.measures[way]); };
      print_cell(median(rounds, value), column.precision);
    }
    std::printf("\n");
  }
  for (const Ratio& row : kRatios) {
    std::printf("%-40s", row.title);
    print_cell(median(rounds, row.value), 3);
    std::printf("\n");
  }
  std::fflush(stdout);
}

}  // namespace anchord
