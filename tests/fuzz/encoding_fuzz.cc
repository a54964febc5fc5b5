#include <algorithm>
#include <string>

#include "indexer/encoding.h"
#include "tests/fuzz/fuzzing.h"

// The input: a byte that chooses an encoding, a Content-Type, a zero byte, and a body.
namespace anchord {
namespace {

constexpr const char* kLabels[] = {
    "utf-8",  "windows-1252", "windows-874", "iso-8859-8-i", "macintosh",      "x-user-defined",
    "gbk",    "gb18030",      "big5",        "euc-jp",       "iso-2022-jp",    "shift_jis",
    "euc-kr", "utf-16be",     "utf-16le",    "replacement",  "x-mac-cyrillic", "koi8-u"};
constexpr std::size_t kGrowthMax = 3;  // bytes out per byte in

void check_decoding(std::string_view body, const Encoding& encoding) {
  std::string storage;
  const std::string_view text = decode(body, encoding, storage);
  require(is_valid_utf8(text));
  require(text.size() <= kGrowthMax * body.size());
  const QueryEncoder encoder = query_encoder_for(encoding);
  if (!encoder) return;
  for (const bool is_special : {true, false}) {
    const std::string query = encoder(text, is_special);
    require(std::all_of(query.begin(), query.end(),
                        [](char c) { return c > ' ' && c <= '~' && c != '#'; }));
  }
}

}  // namespace

void check(std::string_view input) {
  const Encoding* const encoding = encoding_for_label(take_choice(input, kLabels));
  const std::string_view content_type = take_field(input);
  check_decoding(input, *encoding);
  const EncodingChoice choice = choose_encoding(input, content_type);
  require(choice.source != EncodingSource::kNone);
  check_decoding(input, *choice.encoding);
}

}  // namespace anchord
