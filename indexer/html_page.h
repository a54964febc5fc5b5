#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <string_view>

#include "indexer/html_tag.h"

// The only door to Gumbo: takes bytes, walks the tree of the page, iteratively.
namespace anchord {

// An element as the walk meets it; valid during the call only.
class HtmlElement {
 public:
  virtual Tag tag() const = 0;
  // The attribute's value, entities decoded; a null data() where the element has none. `name` in
  // lower case. Attributes of another namespace (xlink:href) are found as "xlink:href".
  virtual std::string_view attribute(std::string_view name) const = 0;
  // Identifies the start tag in the source: elements that the parser cloned from one tag (adoption
  // agency, reconstruction) share it. Null for an element that the source has no tag for.
  virtual const char* source() const = 0;
  virtual bool is_svg() const = 0;  // in the SVG namespace

 protected:
  ~HtmlElement() = default;
};

// Told of the page in document order. The content of script, style and template elements is not
// walked: opened and closed only. A template that is the shadow root of its parent is content:
// what stands in it is told at its place, and the other children of its host too.
class HtmlVisitor {
 public:
  // The href of the first base element that has one, told before everything else: it holds for the
  // whole page, for what stands before it too.
  virtual void base(std::string_view href) = 0;
  virtual void open(const HtmlElement& element) = 0;
  virtual void close(const HtmlElement& element) = 0;
  virtual void text(std::string_view utf8) = 0;  // entities decoded

 protected:
  ~HtmlVisitor() = default;
};

struct ParseLimits {
  std::size_t arena_bytes_max = 96U << 20U;  // memory for one document's tree
  std::chrono::milliseconds cpu_max{300};    // of the parsing thread
};

// Parses pages one after the other, keeping its arena between them. One a thread.
class HtmlParser {
 public:
  explicit HtmlParser(const ParseLimits& limits);
  ~HtmlParser();
  HtmlParser(const HtmlParser&) = delete;
  HtmlParser& operator=(const HtmlParser&) = delete;

  // Parses `utf8` (well-formed, at most 4 GiB) and walks the tree for `visitor`. False where a
  // limit ended the parsing: the visitor was told nothing, and scan_tags() may do instead.
  bool parse(std::string_view utf8, HtmlVisitor& visitor);

 private:
  struct Impl;
  std::unique_ptr<Impl> impl_;
};

// The fallback for pages that are too complex: one linear pass over the tags, no tree. Opens (and
// closes) elements as their tags stand, void ones at once; gives the text between tags.
void scan_tags(std::string_view utf8, HtmlVisitor& visitor);

}  // namespace anchord
