#include "indexer/encoding_sniff.h"

#include <gtest/gtest.h>

#include <string>
#include <string_view>
#include <vector>

#include "tests/indexer/encoding_testing.h"

namespace anchord {
namespace {

using namespace std::string_view_literals;

std::string in_header(std::string_view content_type) {
  return name_or_none(encoding_of_content_type(content_type));
}

std::string in_document(std::string_view document) {
  const std::vector<char> block(document.begin(), document.end());
  return name_or_none(prescan({block.data(), block.size()}));
}

TEST(EncodingSniff, CharsetOfAContentType) {
  const struct {
    std::string_view header;
    std::string_view want;
  } kCases[] = {
      {"text/html; charset=utf-8", "UTF-8"},
      {"TEXT/HTML;CHARSET=UTF-8", "UTF-8"},
      {"text/html;charset=\"shift\\_jis\"", "Shift_JIS"},
      {"text/html; a=\"b;charset=gbk\"; charset=sjis", "Shift_JIS"},
      {"text/html; charset=gbk; charset=sjis", "GBK"},
      {"text/html; charset=; charset=sjis", "Shift_JIS"},
      {"text/html;charset=gbk, text/html", "GBK"},
      {"text/html;charset=gbk, text/plain", "none"},
      {"text/html;charset=gbk, */*;charset=sjis", "GBK"},
      {"text/html;charset=gbk, nonsense", "GBK"},
      {"text/html;a=\",\";charset=gbk", "GBK"},
      {"text/html;charset=\"gbk", "GBK"},
      {"text/html;charset=\"gbk\\", "none"},
      {"text/ html;charset=gbk", "none"},
      {"/html;charset=gbk", "none"},
      {"charset=gbk", "none"},
      {"text/html; charset =gbk", "none"},
      {"text/html", "none"},
      {",", "none"},
      {"", "none"},
  };
  for (const auto& test : kCases) EXPECT_EQ(in_header(test.header), test.want) << test.header;
}

TEST(EncodingSniff, DeclarationsInADocument) {
  const struct {
    std::string_view document;
    std::string_view want;
  } kCases[] = {
      {"<meta charset=gbk>", "GBK"},
      {"<META/CHARSET='gbk'/>", "GBK"},
      {"<meta charset=utf-16be>", "UTF-8"},
      {"<meta charset=x-user-defined>", "windows-1252"},
      {"<meta charset=bogus><meta charset=gbk>", "GBK"},
      {"<meta charset=bogus charset=gbk>", "none"},
      {"<meta charset=bogus content='charset=gbk' http-equiv=content-type>", "none"},
      {"<meta http-equiv=Content-Type content='text/html; charset=gbk'>", "GBK"},
      {"<meta content='charset = \"gbk\"' http-equiv=content-type>", "GBK"},
      {"<meta content='charset charset=gbk;x' http-equiv=content-type>", "GBK"},
      {"<meta content='charset=\"gbk' http-equiv=content-type>", "none"},
      {"<meta content='charset' http-equiv=content-type>", "none"},
      {"<meta content='charset=' http-equiv=content-type>", "none"},
      {"<meta content='charset=gbk'>", "none"},
      {"<meta name=description content='charset=gbk'>", "none"},
      {"<script charset=gbk></script>", "none"},
      {"<metal charset=gbk>", "none"},
      {"<!-- <meta charset=gbk> --><meta charset=sjis>", "Shift_JIS"},
      {"<!--><meta charset=gbk>", "GBK"},
      {"<a title='<meta charset=gbk>'><meta charset=sjis>", "Shift_JIS"},
      {"</a title='<meta charset=gbk>'><meta charset=sjis>", "Shift_JIS"},
      {"<!doctype '><meta charset=gbk>", "GBK"},
      {"<?php '><meta charset=gbk>", "GBK"},
      {"</ '><meta charset=gbk>", "GBK"},
      {"< meta charset=gbk>", "none"},
      {"<meta =charset=gbk charset=sjis>", "Shift_JIS"},
      {"<meta charset=gbk", "none"},
      {"<meta charset='gbk'", "none"},
      {"<meta charset=", "none"},
      {"<meta charset", "none"},
      {"<meta ", "none"},
      {"<!--", "none"},
      {"<!", "none"},
      {"<", "none"},
      {"<?xml version='1.0' encoding='gbk'?>", "GBK"},
      {"<?xml encoding = \"utf-16\"?>", "UTF-8"},
      {"<?xml encoding='gbk'?><meta charset=sjis>", "Shift_JIS"},
      {"<?xml encoding=gbk?>", "none"},
      {"<?xml encoding='gbk ?>", "none"},
      {"<?xml encoding=' gbk'?>", "none"},
      {"<?xml encoding='gbk'", "none"},
      {" <?xml encoding='gbk'?>", "none"},
      {"<\0?\0x\0"sv, "UTF-16LE"},
      {"\0<\0?\0x"sv, "UTF-16BE"},
  };
  for (const auto& test : kCases) EXPECT_EQ(in_document(test.document), test.want) << test.document;
}

}  // namespace
}  // namespace anchord
