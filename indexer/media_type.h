#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

// What a body is, by its Content-Type header (Fetch Standard) and by its first bytes (MIME Sniffing
// Standard).
namespace anchord {

struct MediaType {
  std::string essence;                 // "text/html", in lower case
  std::optional<std::string> charset;  // as written
};

// "Extract a MIME type" (Fetch Standard 2.2.2) from the header's value; the values of several lines
// stand in it with commas between them. The last type that parses counts, and the charset of an
// earlier one holds for it where both are of the same essence. nullopt where none parses. Linear.
std::optional<MediaType> extract_media_type(std::string_view content_type);

// The essence that the header names; "" where it says nothing, and the bytes have to: there is no
// type that parses, or it is "unknown/unknown" or "application/unknown" (MIME Sniffing Standard 7).
std::string media_type_of(std::string_view content_type);

// Whether an essence is XML's, pictures and the like left out.
bool is_xml_type(std::string_view essence);

enum class SniffedType : std::uint8_t { kHtml, kXml, kOther };

// What a body is whose header says nothing, after the "rules for identifying an unknown MIME type"
// (MIME Sniffing Standard 7.1), but for two things: a byte-order mark may stand before the markup,
// and text that begins with a tag which the standard does not list is HTML too.
SniffedType sniff_type(std::string_view body);

}  // namespace anchord
