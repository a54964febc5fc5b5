#include "indexer/media_type.h"

#include <gtest/gtest.h>

#include <string>
#include <string_view>
#include <vector>

namespace anchord {
namespace {

using namespace std::string_view_literals;

std::string extracted(std::string_view content_type) {
  const std::vector<char> block(content_type.begin(), content_type.end());
  const auto type = extract_media_type({block.data(), block.size()});
  if (!type) return "none";
  return type->charset ? type->essence + " " + *type->charset : type->essence;
}

TEST(MediaTypeTest, WhatAHeaderSays) {
  const struct {
    std::string_view header;
    std::string_view want;
  } kCases[] = {
      {"text/html", "text/html"},
      {" TEXT/Html ;x=y", "text/html"},
      {"text/html,text/html", "text/html"},
      {"text/html, text/plain", "text/plain"},
      {"text/html, nonsense", "text/html"},
      {"text/html;;charset=GBK", "text/html GBK"},
      {"text/html;charset", "text/html"},
      {"text/html;=;charset=gbk", "text/html gbk"},
      {"text/html;x=\",image/png\"", "text/html"},
      {"text/html;charset=\"utf-8", "text/html utf-8"},
      {"text/html;charset=\"utf-8, text/plain", "text/html utf-8, text/plain"},
      {"text/html;charset=\" utf-8 \"", "text/html  utf-8 "},
      {"text/html;charset='utf-8'", "text/html 'utf-8'"},
      {"text/html;charset=gbk, */*;charset=sjis", "text/html gbk"},
      {"text/html;charset=gbk, text/html;x=y", "text/html gbk"},
      {"text/html;charset=gbk, text/plain, text/html", "text/html"},
      {"text/html;charset=gbk, text/html;charset=sjis, text/html", "text/html gbk"},
      {"image/png, text/html;charset=gbk,text/html", "text/html gbk"},
      {"text/html charset=utf-8", "none"},
      {"text/html: charset=utf-8", "none"},
      {"Content-Type: text/html", "none"},
      {"\"text/html\"", "none"},
      {"text/html/x", "none"},
      {"text/ html", "none"},
      {"text/", "none"},
      {"/html", "none"},
      {"html", "none"},
      {"*/*", "none"},
      {",;,", "none"},
      {"", "none"},
  };
  for (const auto& test : kCases) EXPECT_EQ(extracted(test.header), test.want) << test.header;
}

TEST(MediaTypeTest, AnUnknownTypeSaysNothing) {
  for (const char* header : {"", "html", "*/*", "unknown/unknown", "Application/Unknown; x=y",
                             "text/html, unknown/unknown", "text/html charset=utf-8"}) {
    EXPECT_EQ(media_type_of(header), "") << header;
  }
  EXPECT_EQ(media_type_of("unknown/unknown, image/png"), "image/png");
  EXPECT_EQ(media_type_of("application/octet-stream"), "application/octet-stream");
  EXPECT_EQ(media_type_of("text/unknown"), "text/unknown");
}

TEST(MediaTypeTest, WhatTheFirstBytesSay) {
  const std::string spaces(5000, ' ');
  const struct {
    std::string body;
    SniffedType want;
  } cases[] = {
      {"<!doctype HTML>", SniffedType::kHtml},
      {"\n\t<HTML lang=en>", SniffedType::kHtml},
      {"<p>x", SniffedType::kHtml},
      {"<a\nhref=/x>", SniffedType::kHtml},
      {"<!--x-->", SniffedType::kHtml},
      {"<h1>\0", SniffedType::kHtml},
      {"<main>x", SniffedType::kHtml},
      {"<?php echo 1 ?><b>", SniffedType::kHtml},
      {"\xEF\xBB\xBF<ul>", SniffedType::kHtml},
      {spaces + "<html>", SniffedType::kHtml},
      {"<p>" + spaces + "\x01", SniffedType::kHtml},
      {std::string("\xFF\xFE<\0p\0>\0", 8), SniffedType::kHtml},
      {std::string("\xFE\xFF\0<\0p\0>", 8), SniffedType::kHtml},
      {"<?xml version='1.0'?><html/>", SniffedType::kXml},
      {std::string("<\0?\0x\0m\0l\0 \0", 12), SniffedType::kXml},
      {"", SniffedType::kOther},
      {"<", SniffedType::kOther},
      {"< 3 apples", SniffedType::kOther},
      {"x <a href=/a>", SniffedType::kOther},
      {"%PDF-1.7 <a href=/a>", SniffedType::kOther},
      {"%!PS-Adobe-3.0", SniffedType::kOther},
      {"GIF89a<a href=/a>", SniffedType::kOther},
      {"\x89PNG\r\n\x1A\n<html>", SniffedType::kOther},
      {std::string("\0\0\0<ftypisom", 12), SniffedType::kOther},
      {std::string("<tag\0\0>", 7), SniffedType::kOther},
      {"PK\x03\x04<html>", SniffedType::kOther},
      {"\x1F\x8B<html>", SniffedType::kOther},
  };
  for (const auto& c : cases) {
    const std::vector<char> block(c.body.begin(), c.body.end());
    EXPECT_EQ(sniff_type({block.data(), block.size()}), c.want) << c.body.substr(0, 40);
  }
}

}  // namespace
}  // namespace anchord
