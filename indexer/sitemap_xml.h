#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "indexer/sitemap.h"
#include "indexer/sitemap_entries.h"
#include "indexer/xml_reader.h"

namespace anchord {

// What a document with this root element is.
SitemapKind kind_of_root(const XmlElement& root);

// Finds the entries of a sitemap or feed in its XML. An entry begins wherever its element does, so
// that one that is never closed does not swallow the next.
class SitemapXml final : public XmlVisitor {
 public:
  // All are borrowed. `url`: of the document.
  SitemapXml(const Url& url, Sitemap& sitemap, SitemapEntries& entries);

  bool open(const XmlElement& element) override;
  void close() override;
  void text(std::string_view utf8) override;

  // To be called once the document has been told: its last entry may not have been closed.
  void finish() { end_entry(); }

 private:
  // What an element within an entry says.
  enum class Field : std::uint8_t { kNone, kLocation, kGuid, kLastmod, kPublished };
  struct Entry {
    std::string location;
    std::string guid;
    std::string own_text;
    Url base;
    std::optional<Time> lastmod;
    std::optional<Time> published;
    bool has_location = false;
    bool is_too_long = false;  // its location or guid
  };

  bool is_feed() const;
  bool is_entry(const XmlElement& element) const;
  Field field_of(const XmlElement& element) const;
  Url base_of(const XmlElement& element, const Url& outer) const;
  void begin_entry(const XmlElement& element);
  void begin_field(const XmlElement& element);
  void take_link(const XmlElement& element);
  void set_location(std::string_view location);
  void end_field();
  void end_entry();
  void flush_location();

  Sitemap& sitemap_;
  SitemapEntries& entries_;
  Url base_;  // of the document: its URL, or the xml:base of its root
  std::string root_prefix_;
  std::string entry_prefix_;
  std::optional<Entry> entry_;
  Field field_ = Field::kNone;
  Url field_base_;
  std::string field_text_;
  std::size_t depth_ = 0;  // open elements
  std::size_t entry_depth_ = 0;
  std::size_t field_depth_ = 0;
};

}  // namespace anchord
