#include <gtest/gtest.h>

#include <algorithm>
#include <functional>
#include <map>
#include <nlohmann/json.hpp>
#include <string>
#include <vector>

#include "indexer/encoding.h"
#include "indexer/encoding_sniff.h"
#include "tests/files.h"
#include "tests/indexer/encoding_testing.h"

// The encodings against the tests of w3lib, which follows the standards but not everywhere.
namespace anchord {
namespace {

using nlohmann::json;

// Python's names of codecs.
std::string standard_name(const json& codec) {
  if (codec.is_null()) return "none";
  static const std::map<std::string, std::string> kNames = {
      {"cp1252", "windows-1252"},  {"cp1251", "windows-1251"}, {"big5hkscs", "Big5"},
      {"utf-16", "UTF-16LE"},      {"utf-16-be", "UTF-16BE"},  {"utf-16-le", "UTF-16LE"},
      {"iso8859-4", "ISO-8859-4"}, {"ascii", "windows-1252"}};
  const auto found = kNames.find(codec);
  if (found != kNames.end()) return found->second;
  const Encoding* const encoding = encoding_for_label(codec.get<std::string>());
  return encoding == nullptr ? codec.get<std::string>() : std::string(name_of(*encoding));
}

std::string argument(const json& value) {
  if (value.is_null()) return "";
  return value.is_object() ? from_base64(value["b64"].get<std::string>())
                           : value.get<std::string>();
}

// The value of a header that may come with its name.
std::string header_value(const json& value) {
  const std::string header = argument(value);
  constexpr std::string_view kName = "Content-Type: ";
  return header.rfind(kName, 0) == 0 ? header.substr(kName.size()) : header;
}

// gb18030 and GBK have one decoder, and w3lib reads the one for the other.
std::string without_gbk(const std::string& name) { return name == "GBK" ? "gb18030" : name; }

// A case of w3lib's in which this project holds to the standards, or to its own two rules, instead.
struct Deviation {
  const char* input;
  const char* got;
  const char* why;
};

constexpr const char* kUtf32 = "the standard has no UTF-32";
constexpr const char* kOpenQuote = "Fetch, collect an HTTP quoted string: the end closes it";
constexpr const char* kAfterQuote =
    "MIME Sniffing, parse a MIME type: what follows a quoted string is passed over";
constexpr const char* kSpaceInTag = "HTML 13.2.3.2: '< meta' is no tag";
constexpr const char* kIsUtf8 = "own rule: bytes that are UTF-8 are taken for it";
constexpr const char* kIsNotUtf8 =
    "own rule: a header that says UTF-8 of other bytes is passed over";

using Outcome = std::function<std::string(const json&)>;

void expect_outcomes(const char* section, std::size_t size, const Outcome& ours,
                     const Outcome& theirs, const std::vector<Deviation>& deviations) {
  const json cases = json::parse(bytes_of(data_file("w3lib.json")))[section];
  EXPECT_EQ(cases.size(), size);
  std::vector<bool> met(deviations.size());
  for (const json& test : cases) {
    const std::string input = test["args"].dump();
    const std::string got = ours(test["args"]);
    const std::string want = theirs(test["result"]);
    if (got == want) continue;
    const auto deviation = std::find_if(deviations.begin(), deviations.end(),
                                        [&](const Deviation& each) { return input == each.input; });
    if (deviation == deviations.end()) {
      ADD_FAILURE() << input << ": " << got << ", not " << want;
      continue;
    }
    met[static_cast<std::size_t>(deviation - deviations.begin())] = true;
    EXPECT_EQ(got, deviation->got) << input << ": " << deviation->why;
  }
  EXPECT_EQ(std::count(met.begin(), met.end(), false), 0) << "deviations that no case has";
}

TEST(EncodingW3lib, Headers) {
  SKIP_WITHOUT(data_file("w3lib.json"));
  expect_outcomes(
      "http_content_type_encoding", 39,
      [](const json& args) {
        return without_gbk(name_or_none(encoding_of_content_type(header_value(args[0]))));
      },
      standard_name,
      {{R"(["Content-Type: text/html; charset=utf-32"])", "none", kUtf32},
       {R"(["text/html; charset=\"utf-8"])", "UTF-8", kOpenQuote},
       {R"(["text/html; charset=\"utf-8\"x"])", "UTF-8", kAfterQuote},
       {R"(["text/html; charset=\"utf-8\"extra"])", "UTF-8", kAfterQuote},
       {R"(["foo=bar; charset=\"utf-8\""])", "none",
        "MIME Sniffing, parse a MIME type: no slash, no MIME type"},
       {R"(["text/html; foo=\"bar; charset=utf-7;\"; charset=\"\"; charset=utf-8"])", "none",
        "MIME Sniffing, parse a MIME type: the first charset counts, an empty one too"},
       {R"(["text/html; charset=utf-8, text/plain; charset=utf-16"])", "UTF-16LE",
        "Fetch, extract a MIME type: the last of several types counts"}});
}

TEST(EncodingW3lib, Declarations) {
  SKIP_WITHOUT(data_file("w3lib.json"));
  expect_outcomes(
      "html_body_declared_encoding", 20,
      [](const json& args) { return without_gbk(name_or_none(prescan(argument(args[0])))); },
      standard_name,
      {{R"(["blah blah < meta   http-equiv=\"Content-Type\"\n            content=\"text/html; )"
        R"(charset=iso-8859-1\"> other stuff"])",
        "none", kSpaceInTag},
       {R"([" bad html still supported < meta http-equiv='Content-Type'\n content=\"text/html; )"
        R"(charset=utf-8\">"])",
        "none", kSpaceInTag},
       {R"(["\n            <head></head><body>\n            this isn't searched\n            )"
        R"(<meta charset=\"utf-8\">\n        "])",
        "UTF-8", "HTML 13.2.3.2: the prescan knows no body"},
       {R"(["<meta http-equiv=\"Fake-Content-Type-Header\" content=\"text/html; )"
        R"(charset=utf-8\">"])",
        "none", "HTML 13.2.3.2: the pragma is content-type and nothing else"},
       {R"(["<meta httpequiv=\"ContentType\" content=\"text/html; charset=gbk\" />"])", "none",
        "HTML 13.2.3.2: content without the pragma declares nothing"}});
}

TEST(EncodingW3lib, ByteOrderMarks) {
  SKIP_WITHOUT(data_file("w3lib.json"));
  expect_outcomes(
      "read_bom", 26,
      [](const json& args) { return name_or_none(byte_order_mark_of(argument(args[0])).encoding); },
      [](const json& result) { return standard_name(result[0]); },
      {{R"([{"b64":"AAD+/wAAAGgAAABp"}])", "none", kUtf32},
       {R"([{"b64":"//4AAGgAAABpAAAA"}])", "UTF-16LE", kUtf32},
       {R"([{"b64":"AAD+/wAAbDQ="}])", "none", kUtf32},
       {R"([{"b64":"//4AADRsAAA="}])", "UTF-16LE", kUtf32}});
}

TEST(EncodingW3lib, Pages) {
  SKIP_WITHOUT(data_file("w3lib.json"));
  const std::string meta =
      "blah blah < meta   http-equiv=\"Content-Type\"\n            content=\"text/html; "
      "charset=iso-8859-1\"> other stuff";
  const std::string with_meta = "UTF-8 " + meta;
  const std::string without_meta = json::array({nullptr, meta}).dump();
  const auto ours = [](const json& args) {
    const std::string body = argument(args[1]);
    const EncodingChoice choice = choose_encoding(body, header_value(args[0]));
    std::string text = decoded(body, *choice.encoding);
    std::replace(text.begin(), text.end(), '\0', '0');
    return without_gbk(std::string(name_of(*choice.encoding))) + " " + text;
  };
  expect_outcomes(
      "html_to_unicode", 35, ours,
      [](const json& result) {
        return standard_name(result[0]) + " " + result[1].get<std::string>();
      },
      {{R"([null,"no encoding info"])", "UTF-8 no encoding info", kIsUtf8},
       {without_meta.c_str(), with_meta.c_str(), kIsUtf8},
       {R"(["Content-Type: text/html; charset=utf-8",{"b64":"UFJFRklY46tTVUZGSVg="}])",
        "windows-1252 PREFIXã«SUFFIX", kIsNotUtf8},
       {R"(["Content-Type: text/html; charset=utf-8",{"b64":"8DxzcGFuPnZhbHVlPC9zcGFuPg=="}])",
        "windows-1252 ð<span>value</span>", kIsNotUtf8},
       {R"(["Content-Type: text/html; charset=utf-32",{"b64":"AAD+/wAAAGgAAABp"}])",
        "windows-1252 00þÿ000h000i", kUtf32},
       {R"([null,{"b64":"AAD+/wAAAGgAAABp"}])", "windows-1252 00þÿ000h000i", kUtf32},
       {R"(["Content-Type: text/html; charset=utf-32",{"b64":"//4AAGgAAABpAAAA"}])",
        "UTF-16LE 0h0i0", kUtf32},
       {R"([null,{"b64":"//4AAGgAAABpAAAA"}])", "UTF-16LE 0h0i0", kUtf32},
       {R"(["Content-Type: text/html; charset=utf-32","\u0000\u0000\u0000h\u0000\u0000\u0000i"])",
        "UTF-8 000h000i", kUtf32},
       {R"(["Content-Type: text/html; charset=utf-16","\u0000h\u0000i"])", "UTF-16LE 栀椀",
        "Encoding 4.2: the label utf-16 is UTF-16LE"}});
}

}  // namespace
}  // namespace anchord
