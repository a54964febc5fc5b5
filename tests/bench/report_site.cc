#include "tests/bench/report_site.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <random>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "indexer/history.h"
#include "storage/format.h"

namespace anchord {
namespace {

constexpr std::size_t kNavigationLinks = 40;
constexpr std::size_t kWords = 20'000;
constexpr std::size_t kAnchors = 60'000;
constexpr std::size_t kWordsBetweenLinks = 12;
constexpr std::size_t kPagesPerBatch = 200;
constexpr std::size_t kRevisitedEvery = 10;
constexpr std::size_t kSnippetBytes = 100;
constexpr std::uint32_t kSeed = 20240531;
constexpr std::array<std::string_view, 24> kSyllables = {
    "an",  "chor", "web", "do", "main", "link", "re", "port", "ta",   "ble",  "page", "ser",
    "ver", "ind",  "ex",  "da", "ta",   "cra",  "wl", "ing",  "text", "tion", "al",   "o"};

// Low numbers often, high ones seldom, as words are.
class Zipf {
 public:
  explicit Zipf(std::size_t size) : exponent_(std::log(static_cast<double>(size))), size_(size) {}
  std::size_t operator()(std::mt19937& random) {
    const double share = std::uniform_real_distribution<double>(0, 1)(random);
    return std::min(size_ - 1, static_cast<std::size_t>(std::exp(share * exponent_)) - 1);
  }

 private:
  double exponent_;
  std::size_t size_;
};

class SiteWriter {
 public:
  explicit SiteWriter(Database& db) : db_(db), history_(db, HistoryOptions{}), batch_(db) {
    for (std::size_t i = 0; i < kWords; ++i) words_.push_back(new_word(i));
    for (std::size_t i = 0; i < kAnchors; ++i) anchors_.push_back(new_anchor(i));
  }

  Status write();

 private:
  std::string new_word(std::size_t number);
  std::string new_anchor(std::size_t number);
  Status visit(std::size_t page, Time at, std::size_t variant);
  Status commit();
  LinkSet links_of(std::size_t page, std::size_t variant);
  void add_link(LinkSet& links, const std::string& href, bool internal, Span anchor,
                Position position);
  static void cut_snippets(LinkSet& links);

  Database& db_;
  History history_;
  Batch batch_;
  std::vector<std::string> words_;
  std::vector<std::string> anchors_;
  std::mt19937 random_{kSeed};
  Zipf any_word_{kWords};
  Zipf any_anchor_{kAnchors};
};

std::string SiteWriter::new_word(std::size_t number) {
  std::string word;
  for (std::size_t left = number + 2; left > 0; left /= kSyllables.size()) {
    word += kSyllables[left % kSyllables.size()];
  }
  // One word in fifty is not of ASCII, one in ten has a capital.
  if (number % 50 == 7) word += "\xC3\xA9";
  if (number % 10 == 3) word.front() = static_cast<char>(word.front() - 'a' + 'A');
  return word;
}

std::string SiteWriter::new_anchor(std::size_t number) {
  std::string anchor = words_[any_word_(random_)];
  for (std::size_t i = number % 4; i > 0; --i)
    anchor.append(" ").append(words_[any_word_(random_)]);
  return anchor;
}

std::string path_of(std::size_t page) {
  return "/section-" + std::to_string(page % 97) + "/page-" + std::to_string(page) + ".html";
}

void SiteWriter::add_link(LinkSet& links, const std::string& href, bool internal, Span anchor,
                          Position position) {
  Link link{.internal = internal, .position = position};
  link.target = links.add_target(href);
  link.anchor = anchor;
  if (!internal && links.links.size() % 4 == 0) link.rel = kRelNofollow;
  links.links.push_back(link);
}

// Whole words before and after the anchors, as the extractor cuts them.
void SiteWriter::cut_snippets(LinkSet& links) {
  const std::string_view text = links.text;
  for (Link& link : links.links) {
    const std::size_t begin = link.anchor.begin;
    const std::size_t end = begin + link.anchor.size;
    std::size_t from = begin > kSnippetBytes ? text.find(' ', begin - kSnippetBytes) + 1 : 0;
    std::size_t until = std::min(text.size(), end + kSnippetBytes);
    if (until < text.size()) until = text.rfind(' ', until);
    if (from + 1 < begin) {
      link.text_pre = {static_cast<std::uint32_t>(from),
                       static_cast<std::uint32_t>(begin - 1 - from)};
    }
    if (until > end + 1) {
      link.text_post = {static_cast<std::uint32_t>(end + 1),
                        static_cast<std::uint32_t>(until - end - 1)};
    }
  }
}

LinkSet SiteWriter::links_of(std::size_t page, std::size_t variant) {
  random_.seed(kSeed + static_cast<std::uint32_t>(page));
  const std::string site = std::string("http://") + kSiteHost;
  LinkSet links;
  for (std::size_t i = 0; i < kNavigationLinks; ++i) {
    const Span anchor = links.add_text(anchors_[i * 7]);
    links.add_text(" ");
    add_link(links, site + path_of(i), true, anchor, Position::kNav);
  }
  for (std::size_t i = kNavigationLinks; i < kSiteLinksPerPage; ++i) {
    for (std::size_t j = 0; j < kWordsBetweenLinks; ++j) {
      links.add_text(words_[any_word_(random_)]);
      links.add_text(" ");
    }
    // A revisit finds the last link of the page changed.
    const bool is_changed = variant > 0 && i + 1 == kSiteLinksPerPage;
    const std::size_t number = any_anchor_(random_);
    const Span anchor = links.add_text(anchors_[is_changed ? (number + 1) % kAnchors : number]);
    links.add_text(" ");
    const bool internal = i % 5 != 0;
    const std::size_t to = random_() % kSitePages;
    const std::string beyond = "https://site-" + std::to_string(to % 500) + ".example/";
    add_link(links, internal ? site + path_of(to) : beyond + words_[any_word_(random_)], internal,
             anchor, Position::kMain);
  }
  cut_snippets(links);
  return links;
}

Status SiteWriter::visit(std::size_t page, Time at, std::size_t variant) {
  const Url url = Url::parse(std::string("http://") + kSiteHost + path_of(page))->stored_form();
  Visit visit{page_key(url), url, {}, {}, at, 200, {}, links_of(page, variant)};
  if (const auto before = db_.get(Family::kUrls, visit.key); before && *before) {
    visit.before = decode_url_record(**before).value();
    visit.page_before = decode_page_record(*db_.get(Family::kPages, visit.key).value()).value();
  }
  visit.page = {.http_status = 200,
                .ip = "192.0.2.7",
                .size = 20'000 + page,
                .encoding = "utf8",
                .content_type = "text/html",
                .title = words_[page % kWords] + " " + words_[page % 313]};
  visit.page.link_set = {page, variant};
  const UrlRecord after = visited(visit.before, at, 200);
  return history_.stage_visit(batch_, std::move(visit), after);
}

Status SiteWriter::commit() {
  history_.stage_anchor_counts(batch_);
  auto written = db_.write(batch_, false);
  batch_ = Batch(db_);
  return written;
}

Status SiteWriter::write() {
  for (const std::size_t variant : {0U, 1U}) {
    const Time start =
        std::chrono::sys_days(std::chrono::January / 1 / 2024) + std::chrono::days(variant * 30);
    const std::size_t step = variant == 0 ? 1 : kRevisitedEvery;
    std::size_t staged = 0;
    for (std::size_t page = 0; page < kSitePages; page += step) {
      const Time at = start + std::chrono::minutes(page);
      if (auto visited = visit(page, at, variant); !visited) return visited;
      if (++staged % kPagesPerBatch != 0) continue;
      if (auto written = commit(); !written) return written;
    }
    if (auto written = commit(); !written) return written;
  }
  return Ok{};
}

}  // namespace

Status write_site(Database& db) { return SiteWriter(db).write(); }

}  // namespace anchord
