#include "storage/format_4.h"

#include <gtest/gtest.h>

#include <string>

#include "storage/format.h"

// Bytes as format 4 wrote them, spelled out by its description.
namespace anchord {
namespace {

Time at(std::int64_t seconds) { return Time(std::chrono::seconds(seconds)); }

std::string bytes(std::initializer_list<int> values) {
  std::string out;
  for (const int value : values) out.push_back(static_cast<char>(value));
  return out;
}

std::string str(std::string_view text) {
  return bytes({static_cast<int>(text.size())}) + std::string(text);
}

// A page with these flags, two fingerprints of which each byte is 7, and a validator.
std::string page_4(int flags) {
  return bytes({flags, 0xC8, 1, 9, 2, 3, 4}) + std::string(32, '\7') + str("192.0.2.1") +
         str("utf8") + str("text/html") + str("Title") + str("\"e\"") + str("");
}

// Three links to one target: live, nofollow and returned, lost. The block begins at second 100.
std::string block_4() {
  return bytes({100, 1, 0}) + str("http://b.example/") + str("beesea") + bytes({2, 1}) +
         bytes({0x40, 0, 3, 0, 0, 0, 0, 0}) +             // live: first seen at 100
         bytes({0xD0, 0, 1, 3, 0, 0, 0, 0, 5, 50, 20}) +  // returned at 150, seen until 120
         bytes({0x10, 0, 0, 1, 30, 11});                  // lost: seen at 101, 130 and 110
}

TEST(Format4, PagesAreReadWithWhatTheirFlagsTellOfTheVisit) {
  const auto page = decode_page_record_4(page_4(1 | 2 | 4));
  ASSERT_TRUE(page) << page.error().message;
  EXPECT_TRUE(page->nofollow);
  EXPECT_EQ(page->nofollow_since, kNever) << "format 4 did not keep it";
  EXPECT_TRUE(page->noindex);
  EXPECT_EQ(page->partial, kPartialBody);
  EXPECT_EQ(page->last_complete, kNever);
  EXPECT_EQ(page->http_status, 200);
  EXPECT_EQ(page->links_dropped, 3U);
  EXPECT_EQ(page->title, "Title");
  EXPECT_EQ(page->etag, "\"e\"");
  EXPECT_EQ(page->redirect_to, "");
  EXPECT_EQ(decode_page_record_4(page_4(8))->partial, kPartialTooComplex);
  EXPECT_EQ(decode_page_record_4(page_4(0))->partial, 0);
  EXPECT_FALSE(decode_page_record_4(page_4(16)).has_value());
  EXPECT_FALSE(decode_page_record_4("").has_value());
  for (std::size_t size = 0; size < page_4(1).size(); ++size) {
    EXPECT_FALSE(decode_page_record_4(page_4(1).substr(0, size)).has_value()) << size;
  }
}

TEST(Format4, LinksKeepTheirDatesAndWhatWasNotKnownIsUnknown) {
  const auto block = decode_link_block_4(block_4(), true);
  ASSERT_TRUE(block) << block.error().message;
  ASSERT_EQ(block->live, 2U);
  ASSERT_EQ(block->histories.size(), 3U);
  for (const Link& link : block->links.links) EXPECT_EQ(link.image, HoldsImage::kUnknown);
  EXPECT_EQ(block->histories[0], (LinkHistory{.first_seen = at(100)}));
  const LinkHistory& returned = block->histories[1];
  EXPECT_EQ(block->links.links[1].rel, kRelNofollow);
  EXPECT_EQ(returned.first_seen, at(105));
  EXPECT_EQ(returned.present_since, at(150));
  EXPECT_EQ(returned.last_seen, at(120));
  EXPECT_EQ(returned.nofollow_since, kNever);
  EXPECT_TRUE(returned.gaps_unknown);
  EXPECT_EQ(block->earlier(returned), (std::vector<Presence>{{kNever, at(120)}}));
  const LinkHistory& lost = block->histories[2];
  EXPECT_EQ(lost.first_seen, at(101));
  EXPECT_EQ(lost.last_seen, at(130));
  EXPECT_EQ(lost.prev_seen, at(110));
  EXPECT_EQ(lost.lost_at, kNever);
  EXPECT_EQ(lost.loss, LossReason::kUnknown);
  EXPECT_TRUE(lost.page_nofollow);
  EXPECT_TRUE(lost.gaps_unknown);
  EXPECT_TRUE(decode_link_block(encode(*block)).has_value());
  for (std::size_t size = 0; size < block_4().size(); ++size) {
    EXPECT_FALSE(decode_link_block_4(block_4().substr(0, size), true).has_value()) << size;
  }
}

TEST(Format4, TargetsAndCountsLackOnlyTheirEnds) {
  const std::string target("\3\0\xff\0\0\0\0\5\0", 9);
  EXPECT_EQ(decode_target_record_4(target).value(), TargetRecord{});
  EXPECT_FALSE(decode_target_record_4(target.substr(0, 8)).has_value());
  const auto counts = decode_refusal_counts_4(bytes({1, 2, 3, 4, 5, 6, 7, 8, 9}));
  ASSERT_TRUE(counts);
  EXPECT_EQ((*counts)[0], 1U);
  EXPECT_EQ((*counts)[8], 9U);
  EXPECT_FALSE(decode_refusal_counts_4(bytes({1, 2, 3})).has_value());
}

}  // namespace
}  // namespace anchord
