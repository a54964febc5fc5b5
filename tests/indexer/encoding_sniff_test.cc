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
      {"text/html;charset=gbk, text/html;charset=sjis", "Shift_JIS"},
      {"text/html;charset=gbk, text/html;charset=sjis, text/html", "GBK"},
      {"image/png;charset=gbk, text/html, TEXT/HTML;charset=UTF8", "UTF-8"},
      {"text/html;charset=utf-8, text/html charset=gbk", "UTF-8"},
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

TEST(EncodingSniff, ALateDeclarationIsAMetaElementOfThePage) {
  const struct {
    std::string_view document;
    std::string_view want;
  } kCases[] = {
      {"<script>'<meta charset=gbk>'</script>", "none"},
      {"<script>'<meta charset=gbk>'</script><meta charset=sjis>", "Shift_JIS"},
      {"<SCRIPT src=x>'<meta charset=gbk>'</Script ><meta charset=sjis>", "Shift_JIS"},
      {"<script><!-- <script> </script> <meta charset=gbk> --></script><meta charset=sjis>",
       "Shift_JIS"},
      {"<style>/*<meta charset=gbk>*/</style>", "none"},
      {"<textarea><meta charset=gbk></textarea>", "none"},
      {"<title><meta charset=gbk></title>", "none"},
      {"<title/><meta charset=gbk></title><meta charset=sjis>", "Shift_JIS"},
      {"<xmp><meta charset=gbk></xmp>", "none"},
      {"<iframe src=x><meta charset=gbk></iframe>", "none"},
      {"<noembed><meta charset=gbk></noembed>", "none"},
      {"<noframes><meta charset=gbk></noframes>", "none"},
      {"<plaintext></plaintext><meta charset=gbk>", "none"},
      {"<textarea>", "none"},
      {"<title>x<meta charset=gbk>", "none"},
      {"<!-- > <meta charset=gbk> --!><meta charset=sjis>", "Shift_JIS"},
      {"<!--><meta charset=gbk>", "GBK"},
      {"<!-- <meta charset=gbk>", "none"},
      {"<a title='<meta charset=gbk>'>", "none"},
      {"</title><meta charset=gbk>", "GBK"},
      {"<titles><meta charset=gbk>", "GBK"},
      {"<noscript><meta charset=gbk></noscript>", "GBK"},
      {"<body><p><meta http-equiv=content-type content='text/html; charset=gbk'>", "GBK"},
      {"<?xml version='1.0' encoding='gbk'?><title><meta charset=sjis></title>", "GBK"},
  };
  for (const auto& test : kCases) {
    const std::vector<char> block(test.document.begin(), test.document.end());
    EXPECT_EQ(name_or_none(late_declaration({block.data(), block.size()})), test.want)
        << test.document;
  }
}

}  // namespace
}  // namespace anchord
