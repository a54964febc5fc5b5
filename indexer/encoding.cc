#include "indexer/encoding.h"

#include "indexer/encoding_decoders.h"
#include "indexer/encoding_encoders.h"
#include "indexer/encoding_sniff.h"
#include "indexer/encoding_table.h"
#include "indexer/encoding_utf8.h"

namespace anchord {
namespace {

void append_decoded(std::string_view body, const Encoding& encoding, std::string& out) {
  switch (encoding.kind) {
    case EncodingKind::kUtf8:
      return append_repaired_utf8(body, out);
    case EncodingKind::kSingleByte:
      return decode_single_byte(body, encoding, out);
    case EncodingKind::kGbk:
    case EncodingKind::kGb18030:
      return decode_gb18030(body, out);
    case EncodingKind::kBig5:
      return decode_big5(body, out);
    case EncodingKind::kEucJp:
      return decode_euc_jp(body, out);
    case EncodingKind::kIso2022Jp:
      return decode_iso_2022_jp(body, out);
    case EncodingKind::kShiftJis:
      return decode_shift_jis(body, out);
    case EncodingKind::kEucKr:
      return decode_euc_kr(body, out);
    case EncodingKind::kReplacement:
      if (!body.empty()) out += "\uFFFD";
      return;
    case EncodingKind::kUtf16Be:
      return decode_utf16(body, true, out);
    case EncodingKind::kUtf16Le:
      return decode_utf16(body, false, out);
    case EncodingKind::kUserDefined:
      return decode_user_defined(body, out);
  }
}

// True where the bytes are what they decode to, so that they need no copy.
bool is_utf8_already(std::string_view body, const Encoding& encoding) {
  if (encoding.kind == EncodingKind::kUtf8) return is_valid_utf8(body);
  return keeps_ascii(encoding) && ascii_length(body) == body.size();
}

bool is_mostly_bad_utf8(std::string_view body) {
  if (is_utf8_but_for_its_end(body)) return false;
  const SequenceCounts counts = count_sequences(body);
  return counts.bad > counts.good;
}

bool has_few_bad_sequences(std::string_view body) {
  const SequenceCounts counts = count_sequences(body);
  return counts.good / kGoodPerBadMin >= counts.bad;
}

// Whether a body that is labelled as something else than UTF-8 is UTF-8 nevertheless. Bytes below
// 0x80 prove it of a label of UTF-16 alone.
bool is_surely_utf8(std::string_view body, const Encoding& label) {
  if (!is_utf8_but_for_its_end(body)) return false;
  const bool is_utf16 =
      label.kind == EncodingKind::kUtf16Be || label.kind == EncodingKind::kUtf16Le;
  if (is_utf16) return body.find('\0') == std::string_view::npos;
  return ascii_length(body) < body.size();
}

// URL Standard 1.3: the query percent-encode sets, for one byte of an encoder's output.
bool is_escaped_in_query(char byte, bool is_special) {
  constexpr std::string_view kEscaped = " \"#<>";
  return byte <= 0x1F || byte == 0x7F || kEscaped.find(byte) != std::string_view::npos ||
         (is_special && byte == '\'');
}

std::string percent_encoded(std::string_view bytes, bool is_special) {
  constexpr std::string_view kHex = "0123456789ABCDEF";
  std::string text;
  text.reserve(bytes.size());
  for (const char byte : bytes) {
    if (static_cast<unsigned char>(byte) < 0x80 && !is_escaped_in_query(byte, is_special)) {
      text += byte;
      continue;
    }
    text += '%';
    text += kHex[static_cast<unsigned char>(byte) >> 4U];
    text += kHex[static_cast<unsigned char>(byte) & 0x0FU];
  }
  return text;
}

// "Percent-encode after encoding" (URL Standard 1.3).
std::string encoded_query(const Encoding& encoding, std::string_view query, bool is_special) {
  Encoder encoder(encoding);
  std::string text;
  std::string bytes;
  const auto flush = [&] {
    text += percent_encoded(bytes, is_special);
    bytes.clear();
  };
  while (!query.empty()) {
    const DecodedCodePoint step = decode_utf8_code_point(query);
    query.remove_prefix(step.bytes);
    if (const std::optional<char32_t> unencodable = encoder.append(step.code_point, bytes)) {
      flush();
      text += "%26%23" + std::to_string(static_cast<std::uint32_t>(*unencodable)) + "%3B";
    }
  }
  encoder.finish(bytes);
  flush();
  return text;
}

}  // namespace

EncodingChoice choose_encoding(std::string_view body, std::string_view content_type) {
  if (const Encoding* const marked = byte_order_mark_of(body).encoding) {
    return {marked, EncodingSource::kByteOrderMark};
  }
  const Encoding* const in_header = encoding_of_content_type(content_type);
  if (in_header != nullptr && (in_header != &kUtf8 || !is_mostly_bad_utf8(body))) {
    return {in_header, EncodingSource::kContentType};
  }
  if (const Encoding* const in_document = prescan(body.substr(0, kPrescanBytesMax))) {
    return {in_document, EncodingSource::kMeta};
  }
  // A header that said UTF-8 and was passed over has had the bytes looked at already.
  if (in_header == nullptr && is_utf8_but_for_its_end(body)) {
    return {&kUtf8, EncodingSource::kValidUtf8};
  }
  if (const Encoding* const further_down = late_declaration(body)) {
    return {further_down, EncodingSource::kMeta};
  }
  if (in_header == nullptr && has_few_bad_sequences(body)) {
    return {&kUtf8, EncodingSource::kValidUtf8};
  }
  return {&kWindows1252, EncodingSource::kFallback};
}

std::optional<EncodingChoice> choose_xml_encoding(std::string_view body,
                                                  std::string_view content_type) {
  EncodingChoice choice{byte_order_mark_of(body).encoding, EncodingSource::kByteOrderMark};
  if (choice.encoding == nullptr) {
    choice = {encoding_of_content_type(content_type), EncodingSource::kContentType};
  }
  if (choice.encoding == nullptr) {
    choice = {utf16_of_xml_declaration(body), EncodingSource::kMeta};
  }
  if (choice.encoding == nullptr) {
    choice = {encoding_of_xml_declaration(body), EncodingSource::kMeta};
  }
  if (choice.encoding == nullptr) choice = {&kUtf8, EncodingSource::kValidUtf8};
  if (choice.encoding == &kUtf8 && !is_valid_utf8(body)) return std::nullopt;
  return choice;
}

EncodingChoice choose_list_encoding(std::string_view body, std::string_view content_type) {
  const EncodingChoice choice = choose_encoding(body, content_type);
  if (choice.source == EncodingSource::kByteOrderMark) return choice;
  const bool is_unlabelled = choice.source == EncodingSource::kFallback;
  if (choice.encoding == &kUtf8 || is_unlabelled) {
    if (is_mostly_bad_utf8(body)) return {&kWindows1252, EncodingSource::kFallback};
    return is_unlabelled ? EncodingChoice{&kUtf8, EncodingSource::kValidUtf8} : choice;
  }
  return is_surely_utf8(body, *choice.encoding) ? EncodingChoice{&kUtf8, EncodingSource::kValidUtf8}
                                                : choice;
}

std::string_view decode(std::string_view body, const Encoding& encoding, std::string& storage) {
  const ByteOrderMark mark = byte_order_mark_of(body);
  if (mark.encoding == &encoding) body.remove_prefix(mark.bytes);
  if (is_utf8_already(body, encoding)) return body;
  storage.clear();
  storage.reserve(body.size() + body.size() / 2);
  append_decoded(body, encoding, storage);
  return storage;
}

QueryEncoder query_encoder_for(const Encoding& encoding) {
  switch (encoding.kind) {
    case EncodingKind::kUtf8:
    case EncodingKind::kReplacement:
    case EncodingKind::kUtf16Be:
    case EncodingKind::kUtf16Le:
      return nullptr;
    default:
      return [&encoding](std::string_view query, bool is_special) {
        return encoded_query(encoding, query, is_special);
      };
  }
}

}  // namespace anchord
