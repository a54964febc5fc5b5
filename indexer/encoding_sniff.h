#pragma once

#include <cstddef>
#include <string_view>

#include "indexer/encoding.h"

// Where a document says which encoding it is in. Each returns null where nothing is said, or only
// a label that no encoding has.
namespace anchord {

// How much of a document the HTML Standard advises to prescan.
inline constexpr std::size_t kPrescanBytesMax = 1024;

// A byte-order mark at the start (Encoding Standard 6, "BOM sniff").
struct ByteOrderMark {
  const Encoding* encoding;
  std::size_t bytes;
};
ByteOrderMark byte_order_mark_of(std::string_view body);

// The charset of a Content-Type header's value (Fetch Standard, "legacy extract an encoding").
const Encoding* encoding_of_content_type(std::string_view content_type);

// "Prescan a byte stream to determine its encoding" (HTML Standard 13.2.3.2) over all of `bytes`:
// a meta element, else an XML declaration. Takes time in proportion to the bytes.
const Encoding* prescan(std::string_view bytes);

// The same over a whole document, but of meta elements those alone that a browser meets where it
// parses: none in the text of a script, style, textarea or title element and the like, nor in a
// comment. Takes time in proportion to the document.
const Encoding* late_declaration(std::string_view document);

// UTF-16 where an XML declaration without a byte-order mark shows it; else null.
const Encoding* utf16_of_xml_declaration(std::string_view bytes);

// What an XML declaration at the start says ("get an XML encoding", HTML Standard 13.2.3.2).
const Encoding* encoding_of_xml_declaration(std::string_view bytes);

// "Extracting a character encoding from a meta element" (HTML Standard): the content
// attribute of <meta http-equiv=content-type>.
const Encoding* encoding_of_meta_content(std::string_view content);

}  // namespace anchord
