#pragma once

#include <gtest/gtest.h>
#include <rocksdb/env.h>

#include <array>
#include <chrono>
#include <filesystem>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "indexer/extractor.h"
#include "indexer/history.h"
#include "storage/database.h"
#include "storage/domain.h"
#include "storage/format.h"

// A small index for tests, filled through History as a crawl would fill it:
//
//   SampleIndex index;
//   index.visit("http://a.example/", day(0), {{"http://b.example/", "bee"}, {"/x", "ex"}});
//   index.visit("http://a.example/", day(1), {{"/x", "ex"}});   // "bee" is lost
//   index.gone("http://a.example/", day(2));
//   index.found("http://a.example/y", day(2));
namespace anchord {

// Midnight, `days` days after 2024-01-01.
inline Time day(int days) {
  return std::chrono::sys_days(std::chrono::January / 1 / 2024) + std::chrono::days(days);
}

struct SampleLink {
  std::string to;  // URL, absolute or relative to the page
  std::string anchor{};
  LinkType type = LinkType::kHref;
  std::string alt{};
  std::string text_pre{};
  std::string text_post{};
  std::uint8_t rel = 0;
  std::uint16_t redirect = 0;
  Position position = Position::kContent;
  std::array<std::string, kLinkAttributes.size()> attributes{};  // in the order of that table
};

class SampleIndex {
 public:
  // In memory.
  SampleIndex() : env_(rocksdb::NewMemEnv(rocksdb::Env::Default())) { open("/sample"); }
  // On disk.
  explicit SampleIndex(const std::filesystem::path& directory) { open(directory); }
  // On a disk of the test's own.
  explicit SampleIndex(std::unique_ptr<rocksdb::Env> env) : env_(std::move(env)) {
    open("/sample");
  }

  Database& db() { return *db_; }

  // A successful visit; one with page.partial did not see all of the page. Of `page` only the link
  // fingerprint and the last complete visit are set here.
  void visit(std::string_view href, Time at, const std::vector<SampleLink>& links,
             PageRecord page = {.http_status = 200, .encoding = "utf8"}) {
    Visit visit = prepare(href, at);
    visit.http_status = page.http_status;
    visit.links = link_set(visit.url, links);
    visit.page = std::move(page);
    visit.page.link_set = link_set_fingerprint(visit.links);
    if (visit.page.partial != 0) {
      visit.page.forget_contents();
      if (visit.page_before) {
        visit.page.last_complete = last_complete_of(*visit.page_before, visit.before);
      }
    }
    const UrlRecord after = visited(visit.before, at, visit.http_status);
    History history(*db_, HistoryOptions{});
    Batch batch(*db_);
    leave_frontier(batch, visit);
    ASSERT_TRUE(history.stage_visit(batch, std::move(visit), after).has_value());
    history.stage_anchor_counts(batch);
    ASSERT_TRUE(db_->write(batch, false).has_value());
  }

  // A 404.
  void gone(std::string_view href, Time at) {
    Visit visit = prepare(href, at);
    visit.http_status = 404;
    UrlRecord after = visit.before;
    after.state = FetchState::kGone;
    after.http_status = 404;
    after.last_attempt = at;
    History history(*db_, HistoryOptions{});
    Batch batch(*db_);
    leave_frontier(batch, visit);
    ASSERT_TRUE(history.stage_gone(batch, visit, after).has_value());
    history.stage_anchor_counts(batch);
    ASSERT_TRUE(db_->write(batch, false).has_value());
  }

  // A URL that waits to be asked for.
  void found(std::string_view href, Time at, std::uint8_t depth = 1) {
    const std::string key = key_of(href);
    Batch batch(*db_);
    batch.put(Family::kUrls, key, encode(UrlRecord{.depth = depth, .last_attempt = at, .due = at}));
    batch.put(Family::kFrontier, frontier_key(key, depth, 0, at), {});
    const std::string_view host = host_of_key(key);
    batch.merge(Family::kTallies, tally_key(TallyScope::kHost, host), encode(Tally{0, 1}));
    batch.put(Family::kAgenda, agenda_order_key({kNever, kPriorityDefault}, host), {});
    batch.put(Family::kAgenda, agenda_host_key(host),
              encode(AgendaRecord{kNever, kPriorityDefault}));
    ASSERT_TRUE(db_->write(batch, false).has_value());
  }

  // Writes past History: for what it would not write.
  void put(Family family, std::string_view key, std::string_view value) {
    Batch batch(*db_);
    batch.put(family, key, value);
    ASSERT_TRUE(db_->write(batch, false).has_value());
  }
  void remove(Family family, std::string_view key) {
    Batch batch(*db_);
    batch.remove(family, key);
    ASSERT_TRUE(db_->write(batch, false).has_value());
  }
  std::string get(Family family, std::string_view key) { return db_->get(family, key)->value(); }

  static std::string key_of(std::string_view href) { return page_key(*Url::parse(href)); }

  static LinkSet link_set(const Url& page, const std::vector<SampleLink>& samples) {
    LinkSet links;
    for (const SampleLink& sample : samples) {
      const Url target = Url::parse(sample.to, &page)->stored_form();
      Link link{.type = sample.type,
                .rel = sample.rel,
                .internal = same_site(page.host(), target.host()),
                .position = sample.position,
                .redirect = sample.redirect};
      link.target = links.add_target(target.href());
      link.text_pre = links.add_text(sample.text_pre);
      link.anchor = links.add_text(sample.anchor);
      link.text_post = links.add_text(sample.text_post);
      link.alt = links.add_text(sample.alt);
      LinkAttributes attributes;
      for (std::size_t i = 0; i < kLinkAttributes.size(); ++i) {
        attributes.*kLinkAttributes[i] = links.add_text(sample.attributes[i]);
      }
      link.attributes = links.add_attributes(attributes);
      links.links.push_back(link);
    }
    return links;
  }

 private:
  void open(const std::filesystem::path& directory) {
    DatabaseOptions options;
    options.env = env_.get();
    db_ = std::move(Database::open(directory, options).value());
  }

  Visit prepare(std::string_view href, Time at) {
    const Url url = Url::parse(href)->stored_form();
    Visit visit{page_key(url), url, {}, {}, at, 0, {}, {}};
    if (const auto url_bytes = db_->get(Family::kUrls, visit.key).value()) {
      visit.before = decode_url_record(*url_bytes).value();
    }
    if (const auto page_bytes = db_->get(Family::kPages, visit.key).value()) {
      visit.page_before = decode_page_record(*page_bytes).value();
    }
    return visit;
  }

  void leave_frontier(Batch& batch, const Visit& visit) const {
    if (visit.before.state != FetchState::kWaiting) return;
    const std::string place = frontier_key(visit.key, visit.before);
    if (!db_->get(Family::kFrontier, place).value()) return;
    batch.remove(Family::kFrontier, place);
    batch.merge(Family::kTallies, tally_key(TallyScope::kHost, host_of_key(visit.key)),
                encode(Tally{1, -1}));
  }

  std::unique_ptr<rocksdb::Env> env_;
  std::unique_ptr<Database> db_;
};

}  // namespace anchord
