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

// The charset of a Content-Type header's value (Fetch Standard, "legacy extract an encoding", over
// "extract a MIME type", for a value that may hold several, with commas between).
const Encoding* encoding_of_content_type(std::string_view content_type);

// "Prescan a byte stream to determine its encoding" (HTML Standard 13.2.3.2) over all of `bytes`:
// a meta element, else an XML declaration. Takes time in proportion to the bytes.
const Encoding* prescan(std::string_view bytes);

// "Extracting a character encoding from a meta element" (HTML Standard): the content
// attribute of <meta http-equiv=content-type>.
const Encoding* encoding_of_meta_content(std::string_view content);

}  // namespace anchord
