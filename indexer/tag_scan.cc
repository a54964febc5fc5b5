#include <algorithm>
#include <deque>
#include <string>
#include <vector>

#include "indexer/ascii.h"
#include "indexer/char_refs.h"
#include "indexer/html_page.h"
#include "indexer/markup.h"
#include "indexer/raw_text.h"

namespace anchord {
namespace {

class ScannedElement final : public HtmlElement {
 public:
  std::string_view name;
  std::vector<RawAttribute> attributes;
  const char* start = nullptr;
  bool in_svg = false;

  Tag tag() const override {
    if (!in_svg) return tag_named(name);
    return equals_ignore_case(name, "a") ? Tag::kA : Tag::kOther;
  }
  const char* source() const override { return start; }
  bool is_svg() const override { return in_svg; }
  std::string_view attribute(std::string_view wanted) const override {
    const auto found = std::find_if(
        attributes.begin(), attributes.end(),
        [&](const RawAttribute& attribute) { return equals_ignore_case(attribute.name, wanted); });
    if (found == attributes.end()) return {};
    return decode_char_refs(found->value, CharRefPlace::kAttribute, decoded_.emplace_back());
  }
  void forget() {
    attributes.clear();
    decoded_.clear();
  }

 private:
  mutable std::deque<std::string> decoded_;  // what attribute() gave views of
};

class TagScanner {
 public:
  TagScanner(std::string_view utf8, HtmlVisitor& visitor) : source_(utf8), visitor_(visitor) {}

  void scan() {
    while (at_ < source_.size()) {
      const std::size_t tag = std::min(find_markup(at_), source_.size());
      tell_text(at_, tag);
      at_ = tag;
      if (at_ < source_.size()) scan_markup();
    }
  }

 private:
  char peek(std::size_t ahead) const {
    return at_ + ahead < source_.size() ? source_[at_ + ahead] : '\0';
  }

  // The next "<" that starts a tag, a comment or a declaration.
  std::size_t find_markup(std::size_t from) const {
    for (std::size_t at = source_.find('<', from); at != std::string_view::npos;
         at = source_.find('<', at + 1)) {
      const char next = at + 1 < source_.size() ? source_[at + 1] : '\0';
      if (is_ascii_alpha(next) || next == '/' || next == '!' || next == '?') return at;
    }
    return std::string_view::npos;
  }

  void tell_text(std::size_t begin, std::size_t end) {
    if (begin == end || templates_ > 0) return;
    visitor_.text(decode_char_refs(source_.substr(begin, end - begin), CharRefPlace::kText, text_));
  }

  void scan_markup() {
    if (source_.substr(at_).starts_with("<!--")) {
      at_ = behind_comment(source_, at_);
    } else if (is_ascii_alpha(peek(1))) {
      scan_start_tag();
    } else if (peek(1) == '/' && is_ascii_alpha(peek(2))) {
      scan_end_tag();
    } else {
      skip_behind(">", at_ + 1);
    }
  }

  void skip_behind(std::string_view mark, std::size_t from) {
    const std::size_t found = source_.find(mark, from);
    at_ = found == std::string_view::npos ? source_.size() : found + mark.size();
  }

  // Reads the name and the attributes of the tag, which starts `name_offset` before its name, into
  // element_ and stops behind its ">". False at the end of the source: then it is no tag.
  bool take_tag(std::size_t name_offset) {
    element_.forget();
    element_.start = source_.data() + at_;
    at_ += name_offset;
    const std::size_t name_end = behind_tag_name(source_, at_);
    element_.name = source_.substr(at_, name_end - at_);
    at_ = name_end;
    RawAttribute attribute;
    while (take_attribute(source_, at_, attribute)) {
      if (element_.attributes.size() < kAttributesPerTagMax) {
        element_.attributes.push_back(attribute);
      }
    }
    if (at_ == source_.size()) return false;
    is_self_closing_ = source_[at_ - 1] == '/';
    ++at_;
    return true;
  }

  bool is_named(std::string_view name) const { return equals_ignore_case(element_.name, name); }

  void scan_start_tag() {
    if (!take_tag(1)) return;
    const bool is_foreign_root = is_named("svg") || is_named("math");
    if (is_foreign_root && !is_self_closing_) ++foreign_;
    if (is_block(tag_named(element_.name))) foreign_ = 0;  // as the tree builder breaks out
    element_.in_svg = foreign_ > 0;
    if (templates_ == 0) visitor_.open(element_);
    if (foreign_ > 0) {
      if (is_self_closing_) tell_close();
      return;
    }
    const std::string name = ascii_lowered(element_.name);
    if (name == "template") {
      ++templates_;
    } else if (is_void_element(name)) {
      tell_close();
    } else if (is_raw_text_element(name)) {
      scan_raw_text(name);
    }
  }

  void tell_close() {
    if (templates_ == 0) visitor_.close(element_);
  }

  void scan_end_tag() {
    if (!take_tag(2)) return;
    if (foreign_ > 0 && (is_named("svg") || is_named("math"))) --foreign_;
    if (templates_ > 0 && is_named("template")) --templates_;
    element_.in_svg = foreign_ > 0;
    element_.start = nullptr;
    element_.forget();
    tell_close();
  }

  // Stops at the end tag, which is left to scan_end_tag().
  void scan_raw_text(std::string_view name) {
    const std::size_t end = find_raw_text_end(source_, at_, name);
    if (name == "title") {
      tell_text(at_, end);
    } else if ((name == "xmp" || name == "plaintext") && templates_ == 0) {
      visitor_.text(source_.substr(at_, end - at_));
    }
    at_ = end;
  }

  const std::string_view source_;
  HtmlVisitor& visitor_;
  std::size_t at_ = 0;
  std::size_t foreign_ = 0;    // open svg and math elements, in which no text is raw
  std::size_t templates_ = 0;  // open template elements, whose content is inert
  bool is_self_closing_ = false;
  ScannedElement element_;
  std::string text_;
};

// Hands the first base element's href on and nothing else.
class BaseFinder final : public HtmlVisitor {
 public:
  explicit BaseFinder(HtmlVisitor& visitor) : visitor_(visitor) {}
  void base(std::string_view) override {}
  void open(const HtmlElement& element) override {
    if (is_told_ || element.tag() != Tag::kBase) return;
    const std::string_view href = element.attribute("href");
    if (href.data() == nullptr) return;
    is_told_ = true;
    visitor_.base(href);
  }
  void close(const HtmlElement&) override {}
  void text(std::string_view) override {}

 private:
  HtmlVisitor& visitor_;
  bool is_told_ = false;
};

}  // namespace

void scan_tags(std::string_view utf8, HtmlVisitor& visitor) {
  if (mentions_base(utf8)) {
    BaseFinder base_finder(visitor);
    TagScanner(utf8, base_finder).scan();
  }
  TagScanner(utf8, visitor).scan();
}

}  // namespace anchord
