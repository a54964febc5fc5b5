#include "indexer/xml_reader.h"

#include <libxml/parser.h>

#include <algorithm>
#include <memory>
#include <string>

#include "indexer/xml_input.h"

namespace anchord {
namespace {

// Pieces are gathered into chunks of about this size: the parser looks at each chunk anew.
constexpr std::size_t kChunkBytes = 32U << 10U;

std::string_view view_of(const xmlChar* text) {
  return text == nullptr ? std::string_view() : reinterpret_cast<const char*>(text);
}

struct Reading {
  XmlVisitor& visitor;
  xmlParserCtxtPtr parser = nullptr;
  std::size_t depth = 0;
  bool is_stopped = false;
};

void open_element(void* context, const xmlChar* name, const xmlChar** attributes) {
  Reading& reading = *static_cast<Reading*>(context);
  if (reading.is_stopped) return;
  if (++reading.depth <= kXmlDepthMax &&
      reading.visitor.open(XmlElement(view_of(name), attributes))) {
    return;
  }
  reading.is_stopped = true;
  xmlStopParser(reading.parser);
}

void close_element(void* context, const xmlChar* /*name*/) {
  Reading& reading = *static_cast<Reading*>(context);
  if (reading.is_stopped || reading.depth == 0) return;
  --reading.depth;
  reading.visitor.close();
}

void take_text(void* context, const xmlChar* text, int size) {
  Reading& reading = *static_cast<Reading*>(context);
  if (reading.is_stopped || size <= 0) return;
  reading.visitor.text({reinterpret_cast<const char*>(text), static_cast<std::size_t>(size)});
}

// The first version of the interface: the second resolves namespaces, in time that grows with the
// square of their number.
xmlSAXHandler handlers() {
  xmlSAXHandler handler{};
  handler.startElement = open_element;
  handler.endElement = close_element;
  handler.characters = take_text;
  handler.ignorableWhitespace = take_text;
  handler.cdataBlock = take_text;
  return handler;
}

void feed(Reading& reading, std::string_view bytes, bool is_last) {
  xmlParseChunk(reading.parser, bytes.data(), static_cast<int>(bytes.size()), is_last ? 1 : 0);
}

void feed_all(Reading& reading, XmlInput& input) {
  std::string chunk;
  for (std::string_view piece = input.next(); !piece.empty(); piece = input.next()) {
    while (!piece.empty() && !reading.is_stopped) {
      const std::size_t taken = std::min(piece.size(), kChunkBytes - chunk.size());
      chunk.append(piece.substr(0, taken));
      piece.remove_prefix(taken);
      if (chunk.size() < kChunkBytes) continue;
      feed(reading, chunk, false);
      chunk.clear();
    }
    if (reading.is_stopped) return;
  }
  feed(reading, chunk, true);
}

}  // namespace

XmlElement::XmlElement(std::string_view qualified_name, const unsigned char* const* attributes)
    : name_(qualified_name), attributes_(attributes) {
  const std::size_t colon = qualified_name.find(':');
  if (colon == std::string_view::npos) return;
  prefix_ = qualified_name.substr(0, colon);
  name_ = qualified_name.substr(colon + 1);
}

std::string_view XmlElement::attribute(std::string_view name) const {
  for (const auto* at = attributes_; at != nullptr && *at != nullptr; at += 2) {
    if (view_of(*at) == name) return view_of(at[1]);
  }
  return {};
}

bool read_xml(std::string_view document, XmlVisitor& visitor) {
  static const bool kIsReady = [] {
    xmlInitParser();  // before the first of many threads
    return true;
  }();
  Reading reading{.visitor = visitor};
  xmlSAXHandler handler = handlers();
  const std::unique_ptr<xmlParserCtxt, decltype(&xmlFreeParserCtxt)> parser(
      xmlCreatePushParserCtxt(&handler, &reading, nullptr, 0, nullptr), &xmlFreeParserCtxt);
  if (!kIsReady || parser == nullptr) return false;
  reading.parser = parser.get();
  xmlCtxtUseOptions(parser.get(), XML_PARSE_RECOVER | XML_PARSE_NONET | XML_PARSE_NOERROR |
                                      XML_PARSE_NOWARNING | XML_PARSE_SAX1);
  XmlInput input(document);
  feed_all(reading, input);
  return !reading.is_stopped && !input.is_mended() && parser->wellFormed != 0;
}

}  // namespace anchord
