#pragma once

#include <cstddef>
#include <string_view>

// A door to libxml2, for what lists URLs and seldom is well-formed: takes text, tells of its
// elements. No entity, no file and no network address is ever looked up (indexer/xml_input.h).
namespace anchord {

inline constexpr std::size_t kXmlDepthMax = 256;  // open elements

// A start tag; valid during the call only. Namespaces are not resolved: a prefix is as written.
class XmlElement {
 public:
  // `attributes`: names and values in turns, ended by a null; null for none.
  XmlElement(std::string_view qualified_name, const unsigned char* const* attributes);

  std::string_view prefix() const { return prefix_; }  // "image" of <image:loc>
  std::string_view name() const { return name_; }      // "loc" of it
  // The value of an attribute by its qualified name, "" where there is none.
  std::string_view attribute(std::string_view name) const;

 private:
  std::string_view prefix_;
  std::string_view name_;
  const unsigned char* const* attributes_;
};

// Told of the document in its order. Every element that is opened is closed, the innermost first,
// but for those that are open where the document ends or is given up.
class XmlVisitor {
 public:
  virtual bool open(const XmlElement& element) = 0;  // false: enough, nothing more is told
  virtual void close() = 0;
  virtual void text(std::string_view utf8) = 0;  // references and CDATA resolved; in pieces

 protected:
  ~XmlVisitor() = default;
};

// Reads `document` (well-formed UTF-8), going on past what is not well-formed as far as it can.
// Returns whether all of it was well-formed and was read. Thread-safe.
bool read_xml(std::string_view document, XmlVisitor& visitor);

}  // namespace anchord
