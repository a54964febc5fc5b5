#include <gtest/gtest.h>

#include <map>
#include <nlohmann/json.hpp>
#include <sstream>
#include <string>
#include <vector>

#include "indexer/encoding.h"
#include "indexer/encoding_encoders.h"
#include "indexer/encoding_sniff.h"
#include "indexer/encoding_utf8.h"
#include "tests/files.h"
#include "tests/indexer/encoding_testing.h"

// The encodings against the conformance data: the Encoding Standard's own tables and the tests of
// html5lib.
namespace anchord {
namespace {

using nlohmann::json;

std::vector<std::string> lines_of(const std::string& text) {
  std::vector<std::string> lines;
  std::istringstream stream(text);
  for (std::string line; std::getline(stream, line);) lines.push_back(line);
  return lines;
}

std::string hex(std::string_view bytes) {
  constexpr std::string_view kHex = "0123456789ABCDEF";
  std::string text;
  for (const char c : bytes) {
    text += kHex[static_cast<unsigned char>(c) >> 4U];
    text += kHex[static_cast<unsigned char>(c) & 0xFU];
  }
  return text;
}

// The bytes of `utf8`; "?" in place of what has none.
std::string encoded(std::string_view utf8, const Encoding& encoding) {
  Encoder encoder(encoding);
  std::string bytes;
  while (!utf8.empty()) {
    const DecodedCodePoint step = decode_utf8_code_point(utf8);
    if (encoder.append(step.code_point, bytes)) bytes += '?';
    utf8.remove_prefix(step.bytes);
  }
  encoder.finish(bytes);
  return bytes;
}

TEST(EncodingConformance, EveryLabelOfTheStandard) {
  const auto path = data_file("labels.json");
  SKIP_WITHOUT(path);
  const json labels = json::parse(bytes_of(path));
  EXPECT_EQ(labels.size(), 228U);
  for (const auto& [label, name] : labels.items()) {
    EXPECT_EQ(name_or_none(encoding_for_label(label)), name) << label;
  }
}

TEST(EncodingConformance, EveryEncodingOfTheStandardHasItsName) {
  const auto path = data_file("encodings.json");
  SKIP_WITHOUT(path);
  std::size_t encodings = 0;
  for (const json& group : json::parse(bytes_of(path))) {
    for (const json& encoding : group["encodings"]) {
      ++encodings;
      for (const json& label : encoding["labels"]) {
        EXPECT_EQ(name_or_none(encoding_for_label(label.get<std::string>())), encoding["name"]);
      }
    }
  }
  EXPECT_EQ(encodings, 40U);
}

TEST(EncodingConformance, EverySingleByteTable) {
  const auto path = data_file("single_byte_tables.json");
  SKIP_WITHOUT(path);
  const json tables = json::parse(bytes_of(path))["tables"];
  EXPECT_EQ(tables.size(), 27U);
  for (const auto& [name, table] : tables.items()) {
    const Encoding* const encoding = encoding_for_label(name);
    ASSERT_NE(encoding, nullptr) << name;
    for (int at = 0; at < 128; ++at) {
      const char byte = static_cast<char>(0x80 + at);
      const json& entry = table[static_cast<std::size_t>(at)];
      const std::string want = entry.is_null() ? "FFFD" : entry.get<std::string>().substr(2);
      std::string utf16;  // the code point, all below U+10000 here, as UTF-16BE bytes
      for (const std::size_t digit : {0U, 2U}) {
        utf16 += static_cast<char>(std::stoi(want.substr(digit, 2), nullptr, 16));
      }
      EXPECT_EQ(decoded({&byte, 1}, *encoding), decoded(utf16, *encoding_for_label("utf-16be")))
          << name << " " << hex({&byte, 1});
      if (!entry.is_null()) {
        const std::string query =
            query_encoder_for(*encoding)(decoded({&byte, 1}, *encoding), true);
        EXPECT_EQ(query, "%" + hex({&byte, 1})) << name;
      }
    }
  }
}

struct IndexFile {
  const char* file;
  const char* label;
};

class EncodingIndexIn : public testing::TestWithParam<IndexFile> {};
class EncodingIndexOut : public testing::TestWithParam<IndexFile> {};

TEST_P(EncodingIndexIn, EveryEntryIsDecoded) {
  const auto path = data_file(std::string("multibyte/") + GetParam().file + "_in.txt");
  SKIP_WITHOUT(path);
  const std::string bytes = bytes_of(path);
  const std::string want =
      bytes_of(data_file(std::string("multibyte/") + GetParam().file + "_in_ref.txt"));
  const Encoding& encoding = *encoding_for_label(GetParam().label);
  const std::vector<std::string> wanted = lines_of(want);
  const std::vector<std::string> lines = lines_of(bytes);
  ASSERT_EQ(lines.size(), wanted.size());
  for (std::size_t at = 0; at < lines.size(); ++at) {
    EXPECT_EQ(decoded(lines[at], encoding), wanted[at]) << hex(lines[at]);
  }
  EXPECT_TRUE(decoded(bytes, encoding) == want) << "read in one piece it differs";
}

TEST_P(EncodingIndexOut, EveryEntryIsEncoded) {
  const auto path = data_file(std::string("multibyte/") + GetParam().file + "_out.txt");
  SKIP_WITHOUT(path);
  const std::vector<std::string> texts = lines_of(bytes_of(path));
  const std::vector<std::string> wanted =
      lines_of(bytes_of(data_file(std::string("multibyte/") + GetParam().file + "_out_ref.txt")));
  const Encoding& encoding = *encoding_for_label(GetParam().label);
  ASSERT_EQ(texts.size(), wanted.size());
  for (std::size_t at = 0; at < texts.size(); ++at) {
    EXPECT_EQ(hex(encoded(texts[at], encoding)), hex(wanted[at])) << texts[at];
  }
}

constexpr IndexFile kIndexFiles[] = {
    {"big5", "big5"},      {"euc_kr", "euc-kr"},           {"gb18030", "gb18030"},
    {"jis0208", "euc-jp"}, {"iso_2022_jp", "iso-2022-jp"}, {"shift_jis", "shift_jis"}};

std::string file_of(const testing::TestParamInfo<IndexFile>& info) { return info.param.file; }

INSTANTIATE_TEST_SUITE_P(All, EncodingIndexIn, testing::ValuesIn(kIndexFiles), file_of);
INSTANTIATE_TEST_SUITE_P(All, EncodingIndexOut, testing::ValuesIn(kIndexFiles), file_of);
// This one is only ever decoded.
INSTANTIATE_TEST_SUITE_P(Jis0212, EncodingIndexIn, testing::Values(IndexFile{"jis0212", "euc-jp"}),
                         file_of);

// The bytes that are UTF-8 and of which their first 1,024 declare nothing: html5lib expects
// windows-1252, or a declaration further down, and here UTF-8 comes before both.
TEST(EncodingConformance, Html5libSniffing) {
  const auto path = data_file("html5lib_sniff.json");
  SKIP_WITHOUT(path);
  const json cases = json::parse(bytes_of(path));
  EXPECT_EQ(cases.size(), 82U);
  std::map<std::string, int> taken_for_utf8;
  for (const json& test : cases) {
    const std::string data = test.contains("data")
                                 ? test["data"].get<std::string>()
                                 : from_base64(test["data_b64"].get<std::string>());
    const EncodingChoice choice = choose_encoding(data, "");
    if (choice.source == EncodingSource::kValidUtf8) {
      ++taken_for_utf8[test["whatwg_name"]];
      const Encoding* const declared = prescan(data);
      EXPECT_EQ(declared == nullptr ? "windows-1252" : name_of(*declared), test["whatwg_name"]);
    } else {
      EXPECT_EQ(name_of(*choice.encoding), test["whatwg_name"]) << data;
    }
  }
  const std::map<std::string, int> expected = {{"ISO-8859-2", 6}, {"windows-1252", 32}};
  EXPECT_EQ(taken_for_utf8, expected);
}

TEST(EncodingConformance, UrlQueriesInLegacyEncodings) {
  const auto path = testdata() / "url" / "percent-encoding.json";
  SKIP_WITHOUT(path);
  std::size_t outputs = 0;
  for (const json& test : json::parse(bytes_of(path))) {
    if (!test.is_object()) continue;
    const std::string input = test["input"];
    for (const auto& [label, want] : test["output"].items()) {
      const Encoding* const encoding = encoding_for_label(label);
      ASSERT_NE(encoding, nullptr) << label;
      ++outputs;
      const auto url = Url::parse("http://a/?" + input, nullptr, query_encoder_for(*encoding));
      ASSERT_TRUE(url) << input;
      EXPECT_EQ(url->query(), want) << label << " " << input;
    }
  }
  EXPECT_EQ(outputs, 16U);
}

}  // namespace
}  // namespace anchord
