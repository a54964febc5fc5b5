#pragma once

#include <cstddef>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "storage/records.h"
#include "storage/url.h"

// Character encodings by the WHATWG Encoding Standard (https://encoding.spec.whatwg.org/).
namespace anchord {

struct Encoding;  // one of the standard's encodings; statically allocated, compare by address

// By label ("latin1", " UTF8 "), white space and ASCII case as the standard has it; null if
// unknown.
const Encoding* encoding_for_label(std::string_view label);
// The standard's name: "UTF-8", "windows-1252", "Shift_JIS".
std::string_view name_of(const Encoding& encoding);
// As the report's column has it: "utf8", else the standard's name in lower case.
std::string column_name_of(const Encoding& encoding);

struct EncodingChoice {
  const Encoding* encoding;  // never null
  EncodingSource source;     // what decided
};

// Chooses the encoding of an HTML document: byte-order mark, then the charset of the Content-Type
// header (whole header value; "" if none), then the prescan of the first 1,024 bytes for meta,
// then UTF-8 where the bytes are valid UTF-8, then a meta further down (where a browser would
// change the encoding while it parses), then UTF-8 where few sequences are bad (one in
// kGoodPerBadMin), then windows-1252. Where the header says UTF-8 and most of the sequences that
// are not ASCII are none, the header is passed over. A last sequence that the end of the body cuts
// off, as the fetch limit may, is not bad.
EncodingChoice choose_encoding(std::string_view body, std::string_view content_type);

inline constexpr std::size_t kGoodPerBadMin = 10;  // good sequences for each bad one

// Of an XML document (XML 1.0, 4.3.3, and RFC 7303): byte-order mark, header, XML declaration, else
// UTF-8. nullopt where that is UTF-8 and the body is not: it is no well-formed document.
std::optional<EncodingChoice> choose_xml_encoding(std::string_view body,
                                                  std::string_view content_type);

// Of a sitemap or feed. They are UTF-8 by their standards, and their labels are often wrong: what
// is UTF-8 beyond ASCII is so read whatever the label says. If a label says UTF-8, or there is
// none, it is windows-1252 if most sequences are bad UTF-8.
EncodingChoice choose_list_encoding(std::string_view body, std::string_view content_type);

// The body as well-formed UTF-8, without its byte-order mark: U+FFFD for each maximal bad
// sequence, as the standard's decoders have it. At most 3 bytes out per byte in. Where the bytes
// are UTF-8 already nothing is copied: the view is into `body`, else into `storage`. Thread-safe.
std::string_view decode(std::string_view body, const Encoding& encoding, std::string& storage);

// True for well-formed UTF-8.
bool is_valid_utf8(std::string_view bytes);

// How links of a page in `encoding` encode their query; null (UTF-8) for UTF-8, UTF-16 and
// replacement, as the standard asks.
QueryEncoder query_encoder_for(const Encoding& encoding);

}  // namespace anchord
