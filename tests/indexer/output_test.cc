#include "indexer/output.h"

#include <gtest/gtest.h>

#include <nlohmann/json.hpp>
#include <sstream>

#include "indexer/dates.h"
#include "indexer/output_table.h"
#include "tests/indexer/sample_index.h"

namespace anchord {
namespace {

using Rows = std::vector<std::vector<Value>>;

std::string written(OutputFormat format, const Rows& rows) {
  std::ostringstream out;
  const auto writer = make_row_writer(format, "anchors", {"anchor", "n", "ok", "when"}, out);
  for (const auto& row : rows) writer->row(row);
  writer->finish();
  return out.str();
}

const Rows& sample_rows() {
  static const Rows kRows = {
      {std::string_view("plain"), std::int64_t{-7}, true, day(0)},
      {std::string_view("q\"u,o\nte\\ \x1b[31m \xC3\xA9 \xFF"), std::int64_t{1234567}, false,
       std::monostate()},
  };
  return kRows;
}

TEST(OutputTest, Json) {
  EXPECT_EQ(written(OutputFormat::kJson, sample_rows()),
            R"({"anchors":[{"anchor":"plain","n":-7,"ok":true,"when":"2024-01-01T00:00:00Z"},)"
            "\n"
            R"({"anchor":"q\"u,o\nte\\ \u001b[31m é �","n":1234567,"ok":false,"when":null}]})"
            "\n");
  EXPECT_EQ(written(OutputFormat::kJson, {}), "{\"anchors\":[]}\n");
}

TEST(OutputTest, EveryJsonParses) {
  const auto whole = nlohmann::json::parse(written(OutputFormat::kJson, sample_rows()));
  EXPECT_EQ(whole["anchors"][1]["anchor"], "q\"u,o\nte\\ \x1b[31m é \xEF\xBF\xBD");
  EXPECT_TRUE(whole["anchors"][1]["when"].is_null());
  std::istringstream lines(written(OutputFormat::kNdjson, sample_rows()));
  std::size_t count = 0;
  for (std::string line; std::getline(lines, line); ++count) {
    EXPECT_EQ(nlohmann::json::parse(line), whole["anchors"][count]);
  }
  EXPECT_EQ(count, 2U);
}

TEST(OutputTest, CsvQuotesAsRfc4180) {
  EXPECT_EQ(written(OutputFormat::kCsv, sample_rows()),
            "anchor,n,ok,when\r\n"
            "plain,-7,true,2024-01-01T00:00:00Z\r\n"
            "\"q\"\"u,o\nte\\ \x1b[31m \xC3\xA9 \xFF\",1234567,false,\r\n");
}

TEST(OutputTest, TableAlignsAndCannotSteerTheTerminal) {
  EXPECT_EQ(written(OutputFormat::kTable, sample_rows()),
            "anchor                           n  ok     when\n"
            "plain                           -7  true   2024-01-01T00:00:00Z\n"
            "q\"u,o\\x0ate\\ \\x1b[31m é �  1234567  false  \n");
  EXPECT_EQ(written(OutputFormat::kTable, {}), "anchor  n  ok  when\n");
}

TEST(OutputTest, TableCutsLaterRowsToTheWidthOfTheFirst) {
  std::ostringstream out;
  TableWriter writer({"a"}, out);
  for (std::size_t i = 0; i < kTableRowsAligned; ++i) writer.row({std::string_view("xxx")});
  writer.row({std::string_view("yyyyyy")});
  writer.finish();
  const std::string text = out.str();
  EXPECT_EQ(text.substr(text.size() - 6), "yy…\n");
}

TEST(OutputTest, TerminalTextIsCutByColumns) {
  struct {
    std::string_view text;
    std::size_t columns_max;
    const char* want;
    std::size_t columns;
  } const cases[] = {
      {"abc", 3, "abc", 3},
      {"abcd", 3, "ab…", 3},
      {"日本語", 6, "日本語", 6},
      {"日本語", 5, "日本…", 5},
      {"日本語", 4, "日…", 3},
      {"e\xCC\x81", 1, "e\xCC\x81", 1},
      {"\xE2\x80\xAEtxt", 20, "\\u202etxt", 9},
      {"\xC2\x85", 20, "\\u0085", 6},
      {"\x7F", 20, "\\x7f", 4},
      {std::string_view("\0", 1), 20, "\\x00", 4},
      {"", 3, "", 0},
  };
  for (const auto& c : cases) {
    const TerminalText shown = terminal_text(c.text, c.columns_max);
    EXPECT_EQ(shown.text, c.want);
    EXPECT_EQ(shown.columns, c.columns) << c.want;
  }
}

TEST(OutputTest, AHeapOfMarksIsCut) {
  std::string zalgo = "a";
  for (int i = 0; i < 10'000; ++i) zalgo += "\xCC\x81";
  EXPECT_LT(terminal_text(zalgo, 60).text.size(), 1000U);
}

TEST(OutputTest, FormatsHaveNames) {
  EXPECT_EQ(output_format_named("csv").value(), OutputFormat::kCsv);
  EXPECT_EQ(output_format_named("xml").error().message,
            "output \"xml\": want one of table, json, csv, ndjson");
}

TEST(DatesTest, AreWrittenAndRead) {
  EXPECT_EQ(iso8601(Time(std::chrono::seconds(1375988640))), "2013-08-08T19:04:00Z");
  EXPECT_EQ(iso8601(kNever), "1970-01-01T00:00:00Z");
  struct {
    const char* text;
    const char* want;
  } const cases[] = {
      {"2013-08-08", "2013-08-08T00:00:00Z 2013-08-08T23:59:59Z"},
      {"2013-08-08T19:04:00Z", "2013-08-08T19:04:00Z 2013-08-08T19:04:00Z"},
      {"2013-08-08 19:04:00", "2013-08-08T19:04:00Z 2013-08-08T19:04:00Z"},
      {"2024-02-29", "2024-02-29T00:00:00Z 2024-02-29T23:59:59Z"},
      {"2023-02-29", "none"},
      {"2023-13-01", "none"},
      {"2013-08-08T24:00:00Z", "none"},
      {"2013-08-08T19:04", "none"},
      {"2013-08-08Z", "none"},
      {"2013-8-8", "none"},
      {"", "none"},
  };
  for (const auto& c : cases) {
    const auto span = parse_date(c.text);
    EXPECT_EQ(span ? iso8601(span->first) + " " + iso8601(span->last) : "none", c.want) << c.text;
  }
}

}  // namespace
}  // namespace anchord
