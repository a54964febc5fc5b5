#include "crawler/content_decoder.h"

#include <gtest/gtest.h>
#include <zlib.h>

#include <algorithm>
#include <string>

#include "tests/crawler/packing.h"
#include "tests/indexer/gzip_testing.h"

namespace anchord {
namespace {

const std::string kZeros(600, '\0');

// What a body comes to that arrives in pieces of this size, and whether it is "damaged".
std::string decoded(Coding coding, std::string_view body, std::size_t piece_bytes) {
  ContentDecoder decoder(coding);
  std::string text;
  const auto sink = [&text](std::string_view bytes) {
    text.append(bytes);
    return true;
  };
  for (; !body.empty(); body.remove_prefix(std::min(piece_bytes, body.size()))) {
    decoder.take(body.substr(0, piece_bytes), sink);
  }
  decoder.finish(sink);
  return text + (decoder.is_damaged() ? " (damaged)" : "");
}

TEST(ContentDecoderTest, NamesAreReadWithoutRegardToCase) {
  EXPECT_EQ(coding_of("GZip"), Coding::kGzip);
  EXPECT_EQ(coding_of("X-GZIP"), Coding::kGzip);
  EXPECT_EQ(coding_of("Deflate"), Coding::kDeflate);
  EXPECT_EQ(coding_of("BR"), Coding::kBrotli);
  EXPECT_EQ(coding_of("zstd"), Coding::kZstd);
  for (const char* name : {"", "utf-8", "UTF8", "none", "identity", "chunked", "gzi", "gzipp"}) {
    EXPECT_EQ(coding_of(name), std::nullopt) << name;
  }
}

TEST(ContentDecoderTest, BodiesAreReadAsForgivinglyAsTheyCanBe) {
  const std::string gzip = gzipped("one");
  const std::string two = gzipped("two");
  const struct {
    const char* name;
    Coding coding;
    std::string body;
    std::string want;
  } cases[] = {
      {"gzip", Coding::kGzip, gzip, "one"},
      {"two members", Coding::kGzip, gzip + two, "onetwo"},
      {"an empty member", Coding::kGzip, gzip + gzipped("") + two, "onetwo"},
      {"zeros", Coding::kGzip, gzip + kZeros, "one"},
      {"zeros and a member", Coding::kGzip, gzip + kZeros + two, "onetwo"},
      {"garbage", Coding::kGzip, gzip + "\r\n<!-- cached -->", "one"},
      {"what begins like a member", Coding::kGzip, gzip + "\x1F\x8B", "one"},
      {"what has a bad header", Coding::kGzip, gzip + "\x1F\x8B\x08\xFF\xFF\xFF", "one"},
      {"no gzip", Coding::kGzip, "<p>plain", "<p>plain"},
      {"one byte", Coding::kGzip, "\x1F", "\x1F"},
      {"nothing", Coding::kGzip, "", ""},
      {"no trailer", Coding::kGzip, gzip.substr(0, gzip.size() - 8), "one (damaged)"},
      {"a wrong checksum", Coding::kGzip, gzip.substr(0, gzip.size() - 8) + "12345678",
       "one (damaged)"},
      {"a cut second member", Coding::kGzip, gzip + two.substr(0, two.size() - 8),
       "onetwo (damaged)"},
      {"a header alone", Coding::kGzip, gzip.substr(0, 10), " (damaged)"},
      {"deflate as zlib has it", Coding::kDeflate, deflated("one", MAX_WBITS), "one"},
      {"deflate without a header", Coding::kDeflate, deflated("one", -MAX_WBITS), "one"},
      {"deflate and zeros", Coding::kDeflate, deflated("one", MAX_WBITS) + kZeros, "one"},
      {"no deflate", Coding::kDeflate, "<html>plain", "<html>plain"},
      {"Brotli", Coding::kBrotli, brotli("one"), "one"},
      {"Brotli and garbage", Coding::kBrotli, brotli("one") + "garbage", "one"},
      {"no Brotli", Coding::kBrotli, "<!doctype html>plain", "<!doctype html>plain"},
      {"Zstandard", Coding::kZstd, zstandard("one"), "one"},
      {"two frames", Coding::kZstd, zstandard("one") + zstandard("two"), "onetwo"},
      {"Zstandard and garbage", Coding::kZstd, zstandard("one") + "garbage", "one"},
      {"no Zstandard", Coding::kZstd, "<p>plain", "<p>plain"},
  };
  for (const auto& c : cases) {
    for (const std::size_t piece_bytes : {std::size_t{1}, std::size_t{7}, std::size_t{100'000}}) {
      EXPECT_EQ(decoded(c.coding, c.body, piece_bytes), c.want) << c.name << " by " << piece_bytes;
    }
  }
}

TEST(ContentDecoderTest, OfABodyThatIsCutThereIsItsBeginning) {
  std::string text;
  for (int i = 0; i < 20'000; ++i) text += std::to_string(i * 7919 % 10'007) + " ";
  const struct {
    Coding coding;
    std::string body;
  } cases[] = {
      {Coding::kGzip, gzipped(text)},
      {Coding::kDeflate, deflated(text, MAX_WBITS)},
      {Coding::kDeflate, deflated(text, -MAX_WBITS)},
      {Coding::kBrotli, brotli(text)},
      {Coding::kZstd, zstandard(text)},
  };
  for (const auto& c : cases) {
    EXPECT_EQ(decoded(c.coding, c.body, 1000), text);
    const std::string cut = decoded(c.coding, c.body.substr(0, c.body.size() - 5), 1000);
    ASSERT_TRUE(cut.ends_with(" (damaged)"));
    const std::string begin = cut.substr(0, cut.size() - 10);
    EXPECT_TRUE(text.starts_with(begin));
  }
  std::string torn = gzipped(text);
  for (std::size_t i = torn.size() / 2; i < torn.size(); ++i) torn[i] = '\xFF';
  const std::string begin = decoded(Coding::kGzip, torn, 1000);
  EXPECT_TRUE(begin.ends_with(" (damaged)"));
  EXPECT_GT(begin.size(), text.size() / 4);
}

TEST(ContentDecoderTest, ABombComesInSmallPieces) {
  ContentDecoder decoder(Coding::kGzip);
  std::size_t taken = 0;
  const auto sink = [&taken](std::string_view bytes) {
    EXPECT_LE(bytes.size(), ContentDecoder::kPieceBytes);
    taken += bytes.size();
    return taken < 100'000;
  };
  EXPECT_FALSE(decoder.take(gzipped(std::string(50'000'000, 'x')), sink));
  EXPECT_LT(taken, 200'000U);
}

}  // namespace
}  // namespace anchord
