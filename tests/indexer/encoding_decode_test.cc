#include <gtest/gtest.h>

#include <algorithm>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "indexer/encoding.h"
#include "indexer/encoding_encoders.h"
#include "indexer/encoding_index.h"
#include "indexer/encoding_utf8.h"
#include "indexer/utf8.h"
#include "tests/indexer/encoding_testing.h"

namespace anchord {
namespace {

using namespace std::string_view_literals;

const Encoding& encoding(std::string_view label) { return *encoding_for_label(label); }

TEST(EncodingDecode, BadSequencesBecomeReplacementCharacters) {
  const struct {
    std::string_view label;
    std::string_view bytes;
    std::string_view want;
  } kCases[] = {
      {"utf-8", "a\xC0\x80z", "a\uFFFD\uFFFDz"},
      {"utf-8", "\xE4\xBDz", "\uFFFDz"},
      {"utf-8", "\xF0\x9F\x98", "\uFFFD"},
      {"utf-8", "\xED\xA0\x80", "\uFFFD\uFFFD\uFFFD"},
      {"utf-8", "\xF4\x90\x80\x80", "\uFFFD\uFFFD\uFFFD\uFFFD"},
      {"utf-8", "\xF0\x9F\x98\xF0\x9F\x98\x80", "\uFFFD\U0001F600"},
      {"utf-8",
       "\xEF\xBB\xBF\xEF\xBB\xBF"
       "a",
       "\uFEFF"
       "a"},
      {"utf-8", "\xEF\xBB", "\uFFFD"},
      {"windows-1252", "\x80\x81\xE9", "\u20AC\u0081\u00E9"},
      {"windows-1252", "\xEF\xBB\xBFz", "\u00EF\u00BB\u00BFz"},
      {"windows-1253", "\xAA\xE1", "\uFFFD\u03B1"},
      {"utf-16le",
       "\xFF\xFE"
       "a\0\x3D\xD8\x00\xDE"sv,
       "a\U0001F600"},
      {"utf-16le",
       "\x3D\xD8"
       "a\0"sv,
       "\uFFFD"
       "a"},
      {"utf-16le",
       "\x00\xDE"
       "a\0"sv,
       "\uFFFD"
       "a"},
      {"utf-16le", "a\0b"sv, "a\uFFFD"},
      {"utf-16le", "\x3D\xD8"sv, "\uFFFD"},
      {"utf-16le", "\x3D\xD8\x00"sv, "\uFFFD"},
      {"utf-16be", "\xFE\xFF\0a\xD8\x3D\xDE\x00"sv, "a\U0001F600"},
      {"utf-16be", "\xFF\xFE\0a"sv,
       "\uFFFE"
       "a"},
      {"replacement", "<a href=b>", "\uFFFD"},
      {"replacement", "", ""},
      {"x-user-defined", "a\x80\xFF", "a\uF780\uF7FF"},
      {"gbk", "\x80\xFF\xC4\xE3", "\u20AC\uFFFD\u4F60"},
      {"gbk", "\xC4<", "\uFFFD<"},
      {"gbk", "\xC4\x7F", "\uFFFD\x7F"},
      {"gb18030", "\x81\x30\x81\x30", "\u0080"},
      {"gb18030", "\x84\x31\xA4\x37\x84\x31\xA4\x39", "\uFFFD\uFFFF"},
      {"gb18030", "\x81\x35\xF4\x37\xA8\xBC", "\uE7C7\u1E3F"},
      {"gb18030", "\x90\x30\x81\x30\xE3\x32\x9A\x35", "\U00010000\U0010FFFF"},
      {"gb18030", "\x84\x31\xA5\x30\xE3\x32\x9A\x36", "\uFFFD\uFFFD"},
      {"gb18030", "\x81\x30", "\uFFFD"},
      {"gb18030", "\x81\x30\x81", "\uFFFD"},
      {"gb18030", "\x81\x30<",
       "\uFFFD"
       "0<"},
      {"gb18030", "\x81\x30\x81<",
       "\uFFFD"
       "0\uFFFD<"},
      {"big5", "\x88\x62\x88\x64\x88\xA3\x88\xA5",
       "\u00CA\u0304\u00CA\u030C\u00EA\u0304\u00EA\u030C"},
      {"big5", "\x81\x40\x80\xFF\xA4", "\uFFFD@\uFFFD\uFFFD\uFFFD"},
      {"big5", "\xA4\x80z", "\uFFFDz"},
      {"euc-jp", "\x8E\xB1\x8F\xB0\xA1\xB0\xA1", "\uFF71\u4E02\u4E9C"},
      {"euc-jp", "\x8E<\x8F<\x8F\xB0<\xB0<", "\uFFFD<\uFFFD<\uFFFD<\uFFFD<"},
      {"euc-jp", "\x8F\xB0", "\uFFFD"},
      {"euc-jp", "\x80\xA0z", "\uFFFD\uFFFDz"},
      {"shift_jis", "\\~\x80\xB1\x88\x9F\xF0\x40", "\\~\u0080\uFF71\u4E9C\uE000"},
      {"shift_jis", "\xA0\xFD\x88<\x88\xFFz\x88", "\uFFFD\uFFFD\uFFFD<\uFFFDz\uFFFD"},
      {"euc-kr", "\xB0\xA1\xB0<\xC9\xA1", "\uAC00\uFFFD<\uFFFD"},
      {"iso-2022-jp", "\x1B$B\x30\x21\x1B(Ba",
       "\u4E9C"
       "a"},
      {"iso-2022-jp", "\x1B(J\\~\x1B(I\x31", "\u00A5\u203E\uFF71"},
      {"iso-2022-jp", "\x1B$B\x1B(Ba",
       "\uFFFD"
       "a"},
      {"iso-2022-jp", "\x1B(a\x1B", "\uFFFD(a\uFFFD"},
      {"iso-2022-jp", "\x1B$", "\uFFFD$"},
      {"iso-2022-jp", "\x1B$B\x30", "\uFFFD"},
      {"iso-2022-jp", "\x1B$B\x30\x1B(Ba",
       "\uFFFD"
       "a"},
      {"iso-2022-jp", "\x1B$B\x30\nx", "\uFFFD\uFFFD"},
      {"iso-2022-jp", "a\x0E\x0F\xE9", "a\uFFFD\uFFFD\uFFFD"},
  };
  for (const auto& test : kCases) {
    EXPECT_EQ(decoded(test.bytes, test.label), test.want)
        << test.label << " " << testing::PrintToString(test.bytes);
  }
}

TEST(EncodingDecode, WhatIsUtf8AlreadyIsNotCopied) {
  const std::string utf8 = "\xEF\xBB\xBF<p>caf\u00E9";
  std::string storage;
  EXPECT_EQ(decode(utf8, encoding("utf-8"), storage).data(), utf8.data() + 3);
  const std::string ascii = "<p>caf&eacute;";
  EXPECT_EQ(decode(ascii, encoding("shift_jis"), storage).data(), ascii.data());
  EXPECT_EQ(storage.capacity(), std::string().capacity());
  EXPECT_EQ(decode(ascii, encoding("replacement"), storage), "\uFFFD");
}

TEST(EncodingDecode, WellFormedUtf8) {
  for (const std::string_view good :
       {""sv, "\0"sv, "\x7F"sv, "\u0080"sv, "\u07FF"sv, "\u0800"sv, "\uD7FF"sv, "\uE000"sv,
        "\uFFFF"sv, "\U00010000"sv, "\U0010FFFF"sv}) {
    EXPECT_TRUE(is_valid_utf8(good)) << testing::PrintToString(good);
  }
  for (const std::string_view bad :
       {"\x80", "\xBF", "\xC0\x80", "\xC1\xBF", "\xC2", "\xE0\x9F\xBF", "\xED\xA0\x80", "\xEF\xBF",
        "\xF0\x8F\xBF\xBF", "\xF4\x90\x80\x80", "\xF5\x80\x80\x80", "\xFF"}) {
    EXPECT_FALSE(is_valid_utf8(bad)) << testing::PrintToString(bad);
  }
}

TEST(EncodingDecode, ABadByteIsFoundAtEveryPlaceOfALongText) {
  const std::string text(100, 'a');
  for (std::size_t at = 0; at < text.size(); ++at) {
    std::string bad = text;
    bad[at] = '\xE9';
    const std::vector<char> block(bad.begin(), bad.end());
    EXPECT_EQ(ascii_length({block.data(), block.size()}), at);
    EXPECT_EQ(well_formed_length({block.data(), block.size()}), at);
  }
}

TEST(EncodingDecode, Gb18030HasEveryCodePointBothWays) {
  std::string text;
  std::string bytes;
  Encoder encoder(encoding("gb18030"));
  for (char32_t code_point = 0; code_point <= 0x10FFFF; ++code_point) {
    if (code_point >= 0xD800 && code_point < 0xE000) continue;
    // Written, and read as what has taken its place since.
    const bool replaced =
        std::any_of(kGb18030Updates.begin(), kGb18030Updates.end(),
                    [&](const Gb18030Update& update) { return update.private_use == code_point; });
    if (replaced || code_point == 0xE5E5) continue;
    append_code_point(code_point, text);
    EXPECT_FALSE(encoder.append(code_point, bytes)) << static_cast<std::uint32_t>(code_point);
  }
  EXPECT_TRUE(decoded(bytes, "gb18030") == text);
}

// A stream of numbers that is the same in every run.
class Numbers {
 public:
  std::uint32_t next() {
    state_ = state_ * 6364136223846793005U + 1442695040888963407U;
    return static_cast<std::uint32_t>(state_ >> 33U);
  }

 private:
  std::uint64_t state_ = 1;
};

TEST(EncodingDecode, AnyBytesBecomeWellFormedUtf8OfBoundedSize) {
  constexpr std::string_view kTelling = "\x1B(B$JI09<>\x80\x81\x8E\x8F\xA1\xD8\xDC\xE0\xF0\xFE\xFF";
  Numbers numbers;
  for (const std::string_view label :
       {"utf-8", "windows-1252", "iso-8859-16", "gbk", "gb18030", "big5", "euc-jp", "iso-2022-jp",
        "shift_jis", "euc-kr", "replacement", "utf-16le", "utf-16be", "x-user-defined"}) {
    for (int round = 0; round < 2000; ++round) {
      std::string bytes(numbers.next() % 40, '\0');
      for (char& byte : bytes) {
        const std::uint32_t number = numbers.next();
        byte = number % 2 == 0 ? static_cast<char>(number >> 8U)
                               : kTelling[(number >> 8U) % kTelling.size()];
      }
      const std::string text = decoded(bytes, label);
      EXPECT_TRUE(is_valid_utf8(text)) << label << " " << testing::PrintToString(bytes);
      EXPECT_LE(text.size(), 3 * bytes.size()) << label << " " << testing::PrintToString(bytes);
    }
  }
}

}  // namespace
}  // namespace anchord
