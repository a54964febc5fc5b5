#include "crawler/answer_headers.h"

#include <gtest/gtest.h>

#include <memory>
#include <string>
#include <vector>

namespace anchord {
namespace {

using Progress = AnswerHeaders::Progress;

// Reads the lines from exact-size heap blocks and returns what the last one came to.
Progress read_all(AnswerHeaders& headers, const std::vector<std::string>& lines, Answer& answer) {
  Progress progress = Progress::kMore;
  for (const std::string& line : lines) {
    const std::vector<char> block(line.begin(), line.end());
    progress = headers.read({block.data(), block.size()}, answer);
  }
  return progress;
}

Answer read(const std::vector<std::string>& lines) {
  AnswerHeaders headers;
  headers.reset(1U << 20U);
  Answer answer;
  EXPECT_EQ(read_all(headers, lines, answer), Progress::kComplete);
  return answer;
}

std::string location_of(const std::vector<std::string>& fields) {
  std::vector<std::string> lines = {"HTTP/1.1 301 Moved\r\n"};
  lines.insert(lines.end(), fields.begin(), fields.end());
  lines.emplace_back("\r\n");
  return read(lines).headers.location;
}

TEST(AnswerHeadersTest, ValuesAreTrimmedUnfoldedAndFreeOfControlBytes) {
  const struct {
    std::vector<std::string> fields;
    std::string want;
  } cases[] = {
      {{"Location: /a\r\n"}, "/a"},
      {{"LOCATION:/a\n"}, "/a"},
      {{"location: \t /a \t\r\n"}, "/a"},
      {{"Location: /a\r\n", " b\r\n", "\tc\r\n"}, "/a b c"},
      {{"Location:\r\n", " /a\r\n"}, "/a"},
      {{" /folds nothing\r\n", "Location: /a\r\n", "X: y\r\n", " z\r\n"}, "/a"},
      {{std::string("Location: /a\0b\x1B\x7F\r\n", 17)}, "/a b  "},
      {{"Location: /a\rSet-Cookie: b\r\n"}, "/a Set-Cookie: b"},
      {{"Location: /\xC3\xA4\r\n"}, "/\xC3\xA4"},
      {{"Location: /a\r\n", "Location: /b\r\n"}, "/a"},
      {{"no colon\r\n", ":\r\n", "Locations: /b\r\n"}, ""},
  };
  for (const auto& c : cases) EXPECT_EQ(location_of(c.fields), c.want) << c.fields.front();
}

TEST(AnswerHeadersTest, ATooLongValueIsAbsentNotCut) {
  const std::string longest = "/" + std::string(kHeaderValueBytesMax - 1, 'a');
  EXPECT_EQ(location_of({"Location: " + longest + "\r\n"}), longest);
  EXPECT_EQ(location_of({"Location: " + longest + "a\r\n"}), "");
  EXPECT_EQ(location_of({"Location: " + longest + "\r\n", " folded\r\n", " again\r\n"}), "");
}

TEST(AnswerHeadersTest, LinesOfContentTypeAreOneList) {
  const struct {
    std::vector<std::string> fields;
    std::string want;
  } cases[] = {
      {{"Content-Type: text/html; charset=gbk\r\n", "Content-Type: text/html\r\n"},
       "text/html; charset=gbk, text/html"},
      {{"Content-Type: text/html\r\n", "X: y\r\n", "content-type: a/b\r\n", " ;c=d\r\n"},
       "text/html, a/b ;c=d"},
      {{"Content-Type:\r\n", "Content-Type: text/html\r\n"}, "text/html"},
      {{"Content-Type: text/html\r\n"}, "text/html"},
      {{"X: y\r\n"}, ""},
      {{"Content-Type: " + std::string(kHeaderValueBytesMax - 2, 'a') + "\r\n",
        "Content-Type: b\r\n"},
       ""},
  };
  for (const auto& c : cases) {
    std::vector<std::string> lines = {"HTTP/1.1 200 OK\r\n"};
    lines.insert(lines.end(), c.fields.begin(), c.fields.end());
    lines.emplace_back("\r\n");
    EXPECT_EQ(read(lines).headers.content_type, c.want) << c.fields.front().substr(0, 80);
  }
}

TEST(AnswerHeadersTest, OnlySoManyLinkFieldsAreKept) {
  std::vector<std::string> lines = {"HTTP/1.1 200 OK\r\n"};
  for (std::size_t i = 0; i <= kHeaderRepeatsMax; ++i) {
    lines.push_back("Link: <" + std::to_string(i) + ">\r\n");
  }
  lines.emplace_back("\r\n");
  const Answer answer = read(lines);
  ASSERT_EQ(answer.headers.link.size(), kHeaderRepeatsMax);
  EXPECT_EQ(answer.headers.link.back(), "<63>");
}

TEST(AnswerHeadersTest, AllLinesTogetherAreBounded) {
  AnswerHeaders headers;
  Answer answer;
  headers.reset(40);
  EXPECT_EQ(read_all(headers, {"HTTP/1.1 100 Continue\r\n", "\r\n"}, answer), Progress::kMore);
  EXPECT_EQ(read_all(headers, {"HTTP/1.1 200 OK\r\n"}, answer), Progress::kTooLarge);
}

TEST(AnswerHeadersTest, CodingsAndLengthAreCounted) {
  const struct {
    std::string field;
    int codings;
    std::optional<std::uint64_t> length;
  } cases[] = {
      {"Content-Encoding: gzip", 1, std::nullopt},
      {"Content-Encoding: gzip ,, BR", 2, std::nullopt},
      {"Content-Encoding: Identity,", 0, std::nullopt},
      {"Transfer-Encoding: gzip, Chunked", 1, std::nullopt},
      {"Content-Length: 18446744073709551615", 0, 18446744073709551615U},
      {"Content-Length: 18446744073709551616", 0, std::nullopt},
      {"Content-Length: -1", 0, std::nullopt},
      {"Content-Length: 5, 5", 0, std::nullopt},
  };
  for (const auto& c : cases) {
    AnswerHeaders headers;
    Answer answer;
    headers.reset(1000);
    read_all(headers, {"HTTP/1.1 200 OK\r\n", c.field + "\r\n", "\r\n"}, answer);
    EXPECT_EQ(headers.codings(), c.codings) << c.field;
    EXPECT_EQ(headers.content_length(), c.length) << c.field;
  }
}

TEST(AnswerHeadersTest, TextToParseIsToldByItsType) {
  for (const char* type : {"",
                           "text/html",
                           "Text/HTML; charset=utf-8",
                           " text/html,text/html",
                           "application/xhtml+xml",
                           "text/plain",
                           "text/xml",
                           "application/xml",
                           "application/rss+xml",
                           "application/atom+xml",
                           "html",
                           ";",
                           "text/",
                           "/",
                           "text/html charset=utf-8",
                           "*/*",
                           "unknown/unknown",
                           "nonsense, ,",
                           "application/unknown",
                           "image/png, text/html",
                           "text/html, nonsense"}) {
    EXPECT_TRUE(is_text_to_parse(type)) << type;
  }
  for (const char* type : {"image/svg+xml", "image/png", "application/json", "text/css",
                           "application/pdf", "video/mp4", "application/octet-stream",
                           "text/html, image/png", "image/png, nonsense", "text/htm"}) {
    EXPECT_FALSE(is_text_to_parse(type)) << type;
  }
}

}  // namespace
}  // namespace anchord
