#include <gtest/gtest.h>

#include <algorithm>
#include <map>
#include <random>
#include <set>

#include "tests/indexer/history_text.h"

namespace anchord {
namespace {

constexpr int kKeptDays = 730;

// The whole of a page's history, kept in the plainest way: every sighting of every link.
class NaivePage {
 public:
  void visit(Time at, const std::vector<SampleLink>& links) {
    std::vector<Key> now;
    std::map<std::string, int> times;
    for (const SampleLink& link : links) now.emplace_back(link.anchor, ++times[link.anchor]);
    if (first_visit_ == kNever) first_visit_ = at;
    if (is_gone_ || now != live_) forget(at, now);
    is_gone_ = false;
    live_ = now;
    for (const Key& key : live_) sightings_[key].push_back(at);
  }

  void gone(Time at) {
    if (!is_gone_ && first_visit_ != kNever) forget(at, {});
    is_gone_ = true;
    live_.clear();
  }

  // Sorted, since the order of lost links tells nothing.
  std::multiset<std::string> links() const {
    std::multiset<std::string> all;
    for (const auto& [key, seen] : sightings_) {
      const bool is_live = std::find(live_.begin(), live_.end(), key) != live_.end();
      const LinkDates dates{.first_seen = seen.front(),
                            .last_visited = seen.back(),
                            .prev_visited = seen.size() < 2 ? kNever : seen[seen.size() - 2],
                            .original = seen.front() == first_visit_};
      all.insert((is_live ? "" : "lost ") + link_text(key.first, dates));
    }
    return all;
  }

  std::string counts() const {
    std::map<std::string, int> sums;
    for (const Key& key : live_) ++sums[key.first];
    std::string text;
    for (const auto& [anchor, sum] : sums) {
      text += (text.empty() ? "" : ", ") + anchor + " " + std::to_string(sum) + "+0";
    }
    return text;
  }

 private:
  using Key = std::pair<std::string, int>;  // anchor, n-th occurrence

  void forget(Time at, const std::vector<Key>& found) {
    const Time before = at - std::chrono::days(kKeptDays);
    std::erase_if(sightings_, [&](const auto& entry) {
      const bool is_found = std::find(found.begin(), found.end(), entry.first) != found.end();
      return !is_found && entry.second.back() < before;
    });
  }

  Time first_visit_{};
  bool is_gone_ = false;
  std::vector<Key> live_;
  std::map<Key, std::vector<Time>> sightings_;
};

std::multiset<std::string> as_set(const std::string& links) {
  std::multiset<std::string> all;
  for (std::size_t at = 0; at < links.size();) {
    const std::size_t end = std::min(links.find("; ", at), links.size());
    all.insert(links.substr(at, end - at));
    at = end + 2;
  }
  return all;
}

std::vector<SampleLink> random_links(std::mt19937& random) {
  std::vector<SampleLink> links;
  for (std::size_t left = random() % 6; left > 0; --left) {
    links.push_back({"/b", std::string(1, static_cast<char>('a' + random() % 3))});
  }
  return links;
}

TEST(HistoryPropertyTest, RandomVisitsAgreeWithTheListOfAllSightings) {
  SampleIndex index;
  std::mt19937 random(20240101);
  for (int page = 0; page < 60; ++page) {
    const std::string host = "p" + std::to_string(page) + ".example";
    const std::string href = "http://" + host + "/";
    NaivePage naive;
    std::vector<SampleLink> links;
    std::string story;
    int today = 0;
    for (int step = 0; step < 25; ++step) {
      today += 1 + static_cast<int>(random() % (step % 5 == 4 ? 700 : 100));
      const auto choice = random() % 6;
      story += " " + std::to_string(today) + ":";
      if (choice == 0) {
        index.gone(href, day(today));
        naive.gone(day(today));
        story += "gone";
      } else {
        if (choice != 1) links = random_links(random);
        index.visit(href, day(today), links);
        naive.visit(day(today), links);
        for (const SampleLink& link : links) story += link.anchor;
      }
      ASSERT_EQ(as_set(links_of(index, href)), naive.links()) << story;
      ASSERT_EQ(counts_of(index, AnchorScope::kHost, host), naive.counts()) << story;
      ASSERT_EQ(counts_of(index, AnchorScope::kDomain, host), naive.counts()) << story;
    }
  }
}

}  // namespace
}  // namespace anchord
