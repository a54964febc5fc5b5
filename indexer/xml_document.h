#pragma once

#include <chrono>
#include <cstddef>
#include <string_view>

// A door to libxml2, for documents as a browser reads them: well-formed, with their namespaces and
// entities. No file and no network address is ever looked up.
namespace anchord {

// A document that goes beyond one of these is not read.
inline constexpr std::size_t kXmlEntityBytesMax = 4U << 10U;      // of an entity that it declares
inline constexpr std::size_t kXmlExpandedBytesMax = 256U << 10U;  // of all references to entities
inline constexpr std::size_t kXmlDeclaredAttributesMax = 256;
inline constexpr std::size_t kXmlDocumentAttributesMax = 256;  // of one start tag
inline constexpr std::size_t kXmlDocumentDepthMax = 256;       // open elements; libxml2's own

// A start tag whose namespaces are resolved; valid during the call only.
class XmlNode {
 public:
  // `attributes`: five pointers each, as libxml2 has them: name, prefix, namespace, value, its end.
  XmlNode(std::string_view space, std::string_view name, const unsigned char* const* attributes,
          std::size_t attribute_count)
      : space_(space), name_(name), attributes_(attributes), attribute_count_(attribute_count) {}

  std::string_view space() const { return space_; }  // its namespace; "" for none
  std::string_view name() const { return name_; }    // without prefix
  // The value of an attribute of the namespace `space`, "" for none; a null data() where the
  // element has none.
  std::string_view attribute(std::string_view space, std::string_view name) const;

 private:
  std::string_view space_;
  std::string_view name_;
  const unsigned char* const* attributes_;
  std::size_t attribute_count_;
};

// Told of a document in its order.
class XmlNodeVisitor {
 public:
  virtual void open(const XmlNode& node) = 0;
  virtual void close() = 0;
  virtual void text(std::string_view utf8) = 0;  // references and CDATA resolved; in pieces

 protected:
  ~XmlNodeVisitor() = default;
};

// Reads `document` (UTF-8, whatever its declaration says). Returns whether it was well-formed and
// within the limits; where it was not, the visitor was told a part of it. Entities are those that
// the document itself declares and, where its DOCTYPE names a DTD, the 253 of XHTML 1.0, as
// browsers have them built in. `cpu_max`: of the calling thread. Thread-safe.
bool read_xml_document(std::string_view document, std::chrono::nanoseconds cpu_max,
                       XmlNodeVisitor& visitor);

}  // namespace anchord
