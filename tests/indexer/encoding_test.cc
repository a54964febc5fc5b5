#include "indexer/encoding.h"

#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "indexer/encoding_sniff.h"

namespace anchord {
namespace {

using namespace std::string_view_literals;

const Encoding& encoding(std::string_view label) { return *encoding_for_label(label); }

// From a heap block of the exact size, so that AddressSanitizer sees one byte too many.
std::string chosen(std::string_view body, std::string_view content_type = "") {
  const std::vector<char> block(body.begin(), body.end());
  const EncodingChoice choice = choose_encoding({block.data(), block.size()}, content_type);
  constexpr std::string_view kSources[] = {"none", "mark", "header", "meta", "valid", "fallback"};
  return std::string(name_of(*choice.encoding)) + " by " +
         std::string(kSources[static_cast<std::size_t>(choice.source)]);
}

std::string query(std::string_view text, std::string_view label, bool is_special = true) {
  return query_encoder_for(encoding(label))(text, is_special);
}

TEST(Encoding, LabelsAreTrimmedAndCaseless) {
  EXPECT_EQ(name_of(encoding(" \t\n\f\rLaTin1 ")), "windows-1252");
  EXPECT_EQ(name_of(encoding("UTF8")), "UTF-8");
  for (const std::string_view unknown : {"", " ", "utf-7", "utf-32", "none", "utf-8x", "utf",
                                         "\u00A0utf-8", "cp1252 windows-1252"}) {
    EXPECT_EQ(encoding_for_label(unknown), nullptr) << unknown;
  }
}

TEST(Encoding, TheReportsColumnHasLowerCaseNames) {
  EXPECT_EQ(column_name_of(encoding("utf-8")), "utf8");
  EXPECT_EQ(column_name_of(encoding("sjis")), "shift_jis");
  EXPECT_EQ(column_name_of(encoding("latin1")), "windows-1252");
}

TEST(Encoding, WhatDecidesTheEncodingOfAPage) {
  const struct {
    const char* name;
    std::string_view body;
    std::string_view content_type;
    std::string_view want;
  } kCases[] = {
      {"a mark before all", "\xEF\xBB\xBF<meta charset=gbk>", "text/html;charset=sjis",
       "UTF-8 by mark"},
      {"UTF-16 by its mark", "\xFF\xFE<\0", "text/html", "UTF-16LE by mark"},
      {"UTF-16 by its mark, the other way", "\xFE\xFF\0<", "", "UTF-16BE by mark"},
      {"the header before the document", "<meta charset=gbk>", "text/html; charset=sjis",
       "Shift_JIS by header"},
      {"a true header", "caf\xC3\xA9", "text/html; charset=utf-8", "UTF-8 by header"},
      {"a header that says UTF-8 of other bytes", "<meta charset=gb2312>\xC4\xE3",
       "text/html; charset=utf-8", "GBK by meta"},
      {"the same, and no other declaration", "caf\xE9 au lait", "text/html; charset=utf-8",
       "windows-1252 by fallback"},
      {"the same, and the document agrees", "<meta charset=utf-8>caf\xE9 au lait",
       "text/html; charset=utf-8", "UTF-8 by meta"},
      {"a header without a known charset", "<meta charset=gbk>", "text/html; charset=none",
       "GBK by meta"},
      {"UTF-8 without a word", "caf\xC3\xA9", "text/html", "UTF-8 by valid"},
      {"nothing at all", "", "", "UTF-8 by valid"},
      {"neither declared nor UTF-8", "caf\xE9 au lait", "", "windows-1252 by fallback"},
      {"cut within a sequence of two", "caf\xC3", "text/html; charset=utf-8", "UTF-8 by header"},
      {"cut within a sequence of three", "\xE4\xBD\xA0\xE5\xA5", "", "UTF-8 by valid"},
      {"cut within a sequence of four", "\xF0\x9F\x98", "", "UTF-8 by valid"},
      {"no cut: the last bytes never begin UTF-8", "\xE4\xBD\xA0\xED\xA0", "",
       "windows-1252 by fallback"},
      {"no cut: a stray continuation byte", "\xE4\xBD\xA0\xA0", "", "windows-1252 by fallback"},
  };
  for (const auto& test : kCases) {
    EXPECT_EQ(chosen(test.body, test.content_type), test.want) << test.name;
  }
}

TEST(Encoding, ADeclarationPastThePrescanCountsOnlyOfBytesThatAreNotUtf8) {
  const std::string late =
      "<!--" + std::string(kPrescanBytesMax, 'x') + "--><meta charset=shift_jis>";
  EXPECT_EQ(chosen(late + "\x83\x41"), "Shift_JIS by meta");
  EXPECT_EQ(chosen(late + "\u30A2"), "UTF-8 by valid");
  EXPECT_EQ(chosen(late, "text/html; charset=gbk"), "GBK by header");
}

TEST(Encoding, ALateDeclarationInTextIsNone) {
  const std::string before(kPrescanBytesMax, ' ');
  for (const char* element : {"script", "style", "textarea", "title", "xmp", "iframe"}) {
    const std::string open = before + "<" + element + "><meta charset=koi8-r>";
    const std::string close = std::string("</") + element + ">\xE9 ";
    EXPECT_EQ(chosen(open + close), "windows-1252 by fallback") << element;
    EXPECT_EQ(chosen(open + close + "<meta charset=gbk>"), "GBK by meta") << element;
  }
}

TEST(Encoding, ALabelOfUtf8HoldsUnlessMostSequencesAreBad) {
  constexpr std::string_view kUtf8Type = "text/html; charset=utf-8";
  const struct {
    const char* name;
    std::string_view body;
    std::string_view want;
  } kCases[] = {
      {"one bad byte among good sequences", "\xC3\xA9\xC3\xA8 \xE9 x", "UTF-8 by header"},
      {"quotes of windows-1252 in UTF-8", "\u00E9\u00E8\u00EA \x93x\x94", "UTF-8 by header"},
      {"as many bad as good", "\u00E9 \xE9 x", "UTF-8 by header"},
      {"most are bad", "\u00E9 \xE9 x \xE8 x", "windows-1252 by fallback"},
      {"ASCII and one bad byte", "caf\xE9 x", "windows-1252 by fallback"},
      {"ASCII, one bad byte, and a cut", "caf\xE9 x\xC3", "windows-1252 by fallback"},
      {"Cyrillic of one byte", "\xCF\xF0\xE8\xE2\xE5\xF2 \xEC\xE8\xF0", "windows-1252 by fallback"},
      {"the same with a meta", "<meta charset=cp1251>\xCF\xF0\xE8\xE2\xE5\xF2",
       "windows-1251 by meta"},
      {"a meta of another encoding, and good bytes", "<meta charset=gbk>\u00E9\u00E8\xE9",
       "UTF-8 by header"},
      {"surrogates are bad", "\u00E9\u00E9\xED\xA0\x80", "windows-1252 by fallback"},
      {"overlong forms are bad", "\u00E9\xC0\xAF\xC0\xAF", "windows-1252 by fallback"},
      {"a long bad sequence is one", "\u00E9\u00E9 \xF0\x9F\x98 x", "UTF-8 by header"},
      {"cut within the last sequence", "\u00E9\xE9 x\xE4\xBD", "UTF-8 by header"},
  };
  for (const auto& test : kCases) EXPECT_EQ(chosen(test.body, kUtf8Type), test.want) << test.name;
  std::string page;
  for (int i = 0; i < 1000; ++i) page += "\u043F\u0440\u0438\u0432\u0435\u0442 ";
  EXPECT_EQ(chosen(page + "\x96 " + page, kUtf8Type), "UTF-8 by header");
  EXPECT_EQ(chosen(page + "\x96 " + page), "UTF-8 by valid") << "without any label";
  EXPECT_EQ(chosen(page + "\x96 " + page, "text/html; charset=koi8-r"), "KOI8-R by header");
}

TEST(Encoding, TheLabelsOfSitemapsAndFeeds) {
  const auto chosen_for_list = [](std::string_view body, std::string_view content_type) {
    const EncodingChoice choice = choose_list_encoding(body, content_type);
    return std::string(name_of(*choice.encoding));
  };
  const struct {
    std::string_view body;
    std::string_view content_type;
    std::string_view want;
  } kCases[] = {
      {"<?xml version='1.0' encoding='utf-8'?>caf\xE9 x", "", "windows-1252"},
      {"<?xml version='1.0' encoding='utf-8'?>caf\xE9 x", "text/xml;charset=utf-8", "windows-1252"},
      {"<?xml version='1.0' encoding='koi8-r'?>\xC1 x", "text/xml;charset=utf-8", "KOI8-R"},
      {"<?xml version='1.0' encoding='iso-8859-1'?>caf\u00E9 x", "", "UTF-8"},
      {"caf\u00E9 x", "text/xml;charset=iso-8859-1", "UTF-8"},
      {"cafe", "text/xml;charset=utf-16", "UTF-8"},
      {"cafe", "text/xml;charset=iso-8859-1", "windows-1252"},
      {"\x1B$B0!\x1B(B", "text/xml;charset=iso-2022-jp", "ISO-2022-JP"},
      {"<\0a\0"sv, "text/xml;charset=utf-16", "UTF-16LE"},
      {"\u00E9\u00E8 \xE9 x", "text/xml;charset=utf-8", "UTF-8"},
  };
  for (const auto& test : kCases) {
    EXPECT_EQ(chosen_for_list(test.body, test.content_type), test.want) << test.body;
  }
}

TEST(Encoding, ThePrescanEndsAfter1024Bytes) {
  const std::string_view meta = "<meta charset=gbk>";
  const std::string before(kPrescanBytesMax - meta.size(), ' ');
  EXPECT_EQ(chosen(before + std::string(meta)), "GBK by meta");
  EXPECT_EQ(chosen(" " + before + std::string(meta)), "UTF-8 by valid");
}

TEST(Encoding, QueriesArePercentEncodedInTheEncoding) {
  const struct {
    std::string_view text;
    std::string_view label;
    std::string_view want;
  } kCases[] = {
      {"q=caf\u00E9", "windows-1252", "q=caf%E9"},
      {"q=\u4F60 \"#<>'", "windows-1252", "q=%26%2320320%3B%20%22%23%3C%3E%27"},
      {"\u20AC", "gbk", "%80"},
      {"\u20AC", "gb18030", "%A2%E3"},
      {"\U0001F600", "gbk", "%26%23128512%3B"},
      {"\U0001F600", "gb18030", "%949%FC6"},
      {"\uE78D\uFE10\uE5E5", "gb18030", "%A6%D9%A6%D9%26%2358853%3B"},
      {"\uFF71\u00A5\u203E\u2212", "euc-jp", "%8E%B1\\~%A1%DD"},
      {"\uFF71\u00A5\u203E\u0080", "shift_jis", "%B1\\~%80"},
      {"\u4E9Ca\u4E9C", "iso-2022-jp", "%1B$B0!%1B(Ba%1B$B0!%1B(B"},
      {"\u4E9C\uFF71\uFF9F\u2212", "iso-2022-jp", "%1B$B0!%%22!,!]%1B(B"},
      {"\u4E9C\u0E01", "iso-2022-jp", "%1B$B0!%1B(B%26%233585%3B"},
      {"\u4E9C\x1B", "iso-2022-jp", "%1B$B0!%1B(B%26%2365533%3B"},
      {"\u00A5a\\", "iso-2022-jp", "%1B(J\\a%1B(B\\"},
      {"\uF780\uF77F", "x-user-defined", "%80%26%2363359%3B"},
      {"\u2550\u5341", "big5", "%F9%F9%A4Q"},
      {"\xFF", "windows-1252", "%26%2365533%3B"},
      {"", "iso-2022-jp", ""},
  };
  for (const auto& test : kCases) {
    EXPECT_EQ(query(test.text, test.label), test.want) << test.label << " " << test.text;
  }
  EXPECT_EQ(query("it's", "latin1", false), "it's") << "of a scheme that is not special";
}

TEST(Encoding, QueriesOfUnicodePagesAreUtf8) {
  for (const std::string_view label : {"utf-8", "utf-16le", "utf-16be", "replacement"}) {
    EXPECT_EQ(query_encoder_for(encoding(label)), nullptr) << label;
  }
}

}  // namespace
}  // namespace anchord
