#include "indexer/xml_document.h"

#include <libxml/HTMLparser.h>
#include <libxml/SAX2.h>
#include <libxml/parser.h>
#include <libxml/parserInternals.h>

#include <algorithm>
#include <climits>
#include <ctime>
#include <memory>
#include <string>

#include "indexer/markup.h"
#include "indexer/utf8.h"

namespace anchord {
namespace {

constexpr unsigned kEventsPerClockReading = 64;
constexpr std::size_t kReferenceCost = 16;  // bytes that a reference to an empty entity counts for
constexpr std::size_t kPointersPerAttribute = 5;

std::string_view view_of(const xmlChar* text) {
  return text == nullptr ? std::string_view() : reinterpret_cast<const char*>(text);
}

const xmlChar* xml_text(const std::string& text) {
  return reinterpret_cast<const xmlChar*>(text.c_str());
}

std::chrono::nanoseconds cpu_time() {
  timespec now{};
  clock_gettime(CLOCK_THREAD_CPUTIME_ID, &now);
  return std::chrono::seconds(now.tv_sec) + std::chrono::nanoseconds(now.tv_nsec);
}

// One reading of a document. libxml2 hands it to every handler; while it expands an entity it has a
// parser of its own for that, so `parser` is always that of the document.
class Reading {
 public:
  Reading(xmlParserCtxt& parser, std::chrono::nanoseconds cpu_max, XmlNodeVisitor& visitor)
      : parser_(parser), cpu_end_(cpu_time() + cpu_max), visitor_(visitor) {}

  bool is_stopped() const { return is_stopped_; }

  // `parser` found the document not to be well-formed: the rest of it need not be looked at.
  void give_up(void* parser) {
    if (parser != nullptr) xmlStopParser(static_cast<xmlParserCtxt*>(parser));
    stop();
  }

  void begin() { xmlSAX2StartDocument(&parser_); }

  void take_doctype(const xmlChar* name, const xmlChar* public_id, const xmlChar* system_id) {
    names_a_dtd_ = public_id != nullptr || system_id != nullptr;
    xmlSAX2InternalSubset(&parser_, name, public_id, system_id);
  }

  // One from outside is never fetched: it stands for nothing.
  void take_entity(const xmlChar* name, int type, xmlChar* content) {
    if (type == XML_EXTERNAL_GENERAL_UNPARSED_ENTITY) return;
    const bool is_outside =
        type == XML_EXTERNAL_GENERAL_PARSED_ENTITY || type == XML_EXTERNAL_PARAMETER_ENTITY;
    const bool is_parameter =
        type == XML_INTERNAL_PARAMETER_ENTITY || type == XML_EXTERNAL_PARAMETER_ENTITY;
    if (!is_outside && view_of(content).size() > kXmlEntityBytesMax) return stop();
    std::string nothing;
    xmlSAX2EntityDecl(
        &parser_, name, is_parameter ? XML_INTERNAL_PARAMETER_ENTITY : XML_INTERNAL_GENERAL_ENTITY,
        nullptr, nullptr, is_outside ? reinterpret_cast<xmlChar*>(nothing.data()) : content);
  }

  void take_declared_attribute() {
    if (++declared_attributes_ > kXmlDeclaredAttributesMax) stop();
  }

  // Every expansion of an entity asks here first, whether it stands in text, in an attribute or in
  // another entity: what all of them come to is bounded here.
  xmlEntity* entity(const xmlChar* name) {
    if (!go_on()) return nullptr;
    if (xmlEntity* const predefined = xmlGetPredefinedEntity(name)) return predefined;
    xmlEntity* entity = xmlGetDocEntity(parser_.myDoc, name);
    if (entity == nullptr && names_a_dtd_) entity = xhtml_entity(name);
    return counted(entity);
  }

  xmlEntity* parameter_entity(const xmlChar* name) {
    return go_on() ? counted(xmlGetParameterEntity(parser_.myDoc, name)) : nullptr;
  }

  void open(const XmlNode& node) {
    if (!go_on()) return;
    if (++depth_ > kXmlDocumentDepthMax) return stop();
    visitor_.open(node);
  }

  void close() {
    if (!go_on() || depth_ == 0) return;
    --depth_;
    visitor_.close();
  }

  void text(std::string_view utf8) {
    if (go_on()) visitor_.text(utf8);
  }

 private:
  void stop() {
    is_stopped_ = true;
    xmlStopParser(&parser_);
  }

  bool go_on() {
    if (!is_stopped_ && ++events_ % kEventsPerClockReading == 0 && cpu_time() > cpu_end_) stop();
    return !is_stopped_;
  }

  xmlEntity* counted(xmlEntity* entity) {
    if (entity == nullptr) return nullptr;
    expanded_bytes_ += kReferenceCost + static_cast<std::size_t>(std::max(entity->length, 0));
    if (expanded_bytes_ <= kXmlExpandedBytesMax) return entity;
    stop();
    return nullptr;
  }

  xmlEntity* xhtml_entity(const xmlChar* name) {
    const htmlEntityDesc* const known = htmlEntityLookup(name);
    if (known == nullptr) return nullptr;
    std::string content;
    append_code_point(known->value, content);
    return xmlAddDocEntity(parser_.myDoc, name, XML_INTERNAL_GENERAL_ENTITY, nullptr, nullptr,
                           xml_text(content));
  }

  xmlParserCtxt& parser_;
  const std::chrono::nanoseconds cpu_end_;
  XmlNodeVisitor& visitor_;
  std::size_t depth_ = 0;
  std::size_t expanded_bytes_ = 0;
  std::size_t declared_attributes_ = 0;
  unsigned events_ = 0;
  bool names_a_dtd_ = false;
  bool is_stopped_ = false;
};

Reading& reading_of(void* context) { return *static_cast<Reading*>(context); }

void start_document(void* context) { reading_of(context).begin(); }

void internal_subset(void* context, const xmlChar* name, const xmlChar* public_id,
                     const xmlChar* system_id) {
  reading_of(context).take_doctype(name, public_id, system_id);
}

void entity_declaration(void* context, const xmlChar* name, int type, const xmlChar* /*public_id*/,
                        const xmlChar* /*system_id*/, xmlChar* content) {
  reading_of(context).take_entity(name, type, content);
}

void attribute_declaration(void* context, const xmlChar* /*element*/, const xmlChar* /*name*/,
                           int /*type*/, int /*default*/, const xmlChar* /*value*/,
                           xmlEnumeration* values) {
  xmlFreeEnumeration(values);  // it is the handler's
  reading_of(context).take_declared_attribute();
}

xmlEntity* get_entity(void* context, const xmlChar* name) {
  return reading_of(context).entity(name);
}

xmlEntity* get_parameter_entity(void* context, const xmlChar* name) {
  return reading_of(context).parameter_entity(name);
}

void start_element(void* context, const xmlChar* name, const xmlChar* /*prefix*/,
                   const xmlChar* space, int /*namespaces*/, const xmlChar** /*of them*/,
                   int attributes, int /*by default*/, const xmlChar** values) {
  reading_of(context).open(
      XmlNode(view_of(space), view_of(name), values, static_cast<std::size_t>(attributes)));
}

void end_element(void* context, const xmlChar* /*name*/, const xmlChar* /*prefix*/,
                 const xmlChar* /*space*/) {
  reading_of(context).close();
}

void characters(void* context, const xmlChar* text, int size) {
  if (size <= 0) return;
  reading_of(context).text({reinterpret_cast<const char*>(text), static_cast<std::size_t>(size)});
}

void take_error(void* context, xmlError* error) {
  if (error->level == XML_ERR_FATAL) reading_of(context).give_up(error->ctxt);
}

xmlSAXHandler handlers() {
  xmlSAXHandler handler{};
  handler.initialized = XML_SAX2_MAGIC;
  handler.startDocument = start_document;
  handler.internalSubset = internal_subset;
  handler.entityDecl = entity_declaration;
  handler.attributeDecl = attribute_declaration;
  handler.getEntity = get_entity;
  handler.getParameterEntity = get_parameter_entity;
  handler.startElementNs = start_element;
  handler.endElementNs = end_element;
  handler.characters = characters;
  handler.ignorableWhitespace = characters;
  handler.cdataBlock = characters;
  handler.serror = take_error;
  return handler;
}

// The parser compares each attribute of a tag with each. In a well-formed document no "<" stands
// within a tag, so one that is looked through here is looked through once.
bool has_crowded_tag(std::string_view document) {
  for (std::size_t at = document.find('<'); at != std::string_view::npos;
       at = document.find('<', at + 1)) {
    const std::string_view rest = document.substr(at + 1);
    if (rest.empty() || rest[0] == '!' || rest[0] == '?' || rest[0] == '/') continue;
    const std::string_view tag = rest.substr(0, rest.find('<'));
    RawAttribute attribute;
    std::size_t place = behind_tag_name(tag, 0);
    std::size_t count = 0;
    while (take_attribute(tag, place, attribute)) {
      if (++count > kXmlDocumentAttributesMax) return true;
    }
  }
  return false;
}

void free_parser(xmlParserCtxt* parser) {
  if (parser == nullptr) return;
  if (parser->myDoc != nullptr) xmlFreeDoc(parser->myDoc);
  parser->myDoc = nullptr;
  xmlFreeParserCtxt(parser);
}

}  // namespace

std::string_view XmlNode::attribute(std::string_view space, std::string_view name) const {
  for (std::size_t i = 0; i < attribute_count_; ++i) {
    const unsigned char* const* const attribute = attributes_ + i * kPointersPerAttribute;
    if (view_of(attribute[0]) != name || view_of(attribute[2]) != space) continue;
    const char* const value = reinterpret_cast<const char*>(attribute[3]);
    return {value, static_cast<std::size_t>(attribute[4] - attribute[3])};
  }
  return {};
}

bool read_xml_document(std::string_view document, std::chrono::nanoseconds cpu_max,
                       XmlNodeVisitor& visitor) {
  static const bool kIsReady = [] {
    xmlInitParser();  // before the first of many threads
    return true;
  }();
  document.remove_prefix(std::min(document.find_first_not_of(" \t\r\n"), document.size()));
  if (!document.starts_with('<') || document.size() > INT_MAX || has_crowded_tag(document)) {
    return false;
  }
  const std::unique_ptr<xmlParserCtxt, decltype(&free_parser)> parser(
      xmlCreateMemoryParserCtxt(document.data(), static_cast<int>(document.size())), &free_parser);
  if (!kIsReady || parser == nullptr) return false;
  Reading reading(*parser, cpu_max, visitor);
  *parser->sax = handlers();
  parser->userData = &reading;
  xmlCtxtUseOptions(parser.get(), XML_PARSE_NOENT | XML_PARSE_NONET | XML_PARSE_NOERROR |
                                      XML_PARSE_NOWARNING | XML_PARSE_IGNORE_ENC);
  xmlParseDocument(parser.get());
  return !reading.is_stopped() && parser->wellFormed != 0;
}

}  // namespace anchord
