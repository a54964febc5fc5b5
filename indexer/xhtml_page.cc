#include "indexer/xhtml_page.h"

#include <algorithm>
#include <optional>
#include <string>
#include <vector>

#include "indexer/xml_document.h"

namespace anchord {
namespace {

constexpr std::string_view kSvgNamespace = "http://www.w3.org/2000/svg";
constexpr std::string_view kMathNamespace = "http://www.w3.org/1998/Math/MathML";
constexpr std::string_view kXlinkNamespace = "http://www.w3.org/1999/xlink";
constexpr std::string_view kXlinkPrefix = "xlink:";

// Names are those of HTML in lower case only.
Tag tag_of(const XmlNode& node) {
  if (node.space() == kXhtmlNamespace) {
    const bool has_upper_case = std::any_of(node.name().begin(), node.name().end(),
                                            [](char c) { return c >= 'A' && c <= 'Z'; });
    return has_upper_case ? Tag::kOther : tag_named(node.name());
  }
  if (node.space() == kSvgNamespace) return svg_tag_named(node.name());
  return node.space() == kMathNamespace ? math_tag_named(node.name()) : Tag::kOther;
}

bool is_walked_into(Tag tag) {
  return tag != Tag::kScript && tag != Tag::kStyle && tag != Tag::kTemplate;
}

class XhtmlElement final : public HtmlElement {
 public:
  // `node`: null for an element that is being closed.
  XhtmlElement(Tag tag, bool is_svg, const XmlNode* node)
      : tag_(tag), is_svg_(is_svg), node_(node) {}

  Tag tag() const override { return tag_; }
  bool is_svg() const override { return is_svg_; }
  const char* source() const override { return nullptr; }  // no tag makes more than one
  std::string_view attribute(std::string_view name) const override {
    if (node_ == nullptr) return {};
    if (!name.starts_with(kXlinkPrefix)) return node_->attribute("", name);
    return node_->attribute(kXlinkNamespace, name.substr(kXlinkPrefix.size()));
  }

 private:
  const Tag tag_;
  const bool is_svg_;
  const XmlNode* const node_;
};

// What a visitor of HTML is told of: not what stands in a script, style or template element.
class Walk : public XmlNodeVisitor {
 public:
  void open(const XmlNode& node) final {
    if (passed_over_ > 0) {
      ++passed_over_;
      return;
    }
    const Tag tag = tag_of(node);
    open_elements_.push_back({tag, node.space() == kSvgNamespace});
    enter(node, open_elements_.back());
    if (!is_walked_into(tag)) passed_over_ = 1;
  }

  void close() final {
    if (passed_over_ > 0 && --passed_over_ > 0) return;
    leave(open_elements_.back());
    open_elements_.pop_back();
  }

  void text(std::string_view utf8) final {
    if (passed_over_ == 0) take_text(utf8);
  }

 protected:
  struct Open {
    Tag tag;
    bool is_svg;
  };
  ~Walk() = default;
  virtual void enter(const XmlNode& node, const Open& element) = 0;
  virtual void leave(const Open& element) = 0;
  virtual void take_text(std::string_view utf8) = 0;

 private:
  std::vector<Open> open_elements_;
  std::size_t passed_over_ = 0;  // open elements, from one that is not walked into downward
};

// The first reading: whether it is XHTML, and its base.
class Survey final : public Walk {
 public:
  bool has_xhtml() const { return has_xhtml_; }
  const std::optional<std::string>& base() const { return base_; }

 private:
  void enter(const XmlNode& node, const Open& element) override {
    has_xhtml_ = has_xhtml_ || node.space() == kXhtmlNamespace;
    if (element.tag != Tag::kBase || base_) return;
    const std::string_view href = node.attribute("", "href");
    if (href.data() != nullptr) base_ = href;
  }
  void leave(const Open& /*element*/) override {}
  void take_text(std::string_view /*utf8*/) override {}

  bool has_xhtml_ = false;
  std::optional<std::string> base_;
};

class Teller final : public Walk {
 public:
  explicit Teller(HtmlVisitor& visitor) : visitor_(visitor) {}

 private:
  void enter(const XmlNode& node, const Open& element) override {
    visitor_.open(XhtmlElement(element.tag, element.is_svg, &node));
  }
  void leave(const Open& element) override {
    visitor_.close(XhtmlElement(element.tag, element.is_svg, nullptr));
  }
  void take_text(std::string_view utf8) override { visitor_.text(utf8); }

  HtmlVisitor& visitor_;
};

}  // namespace

bool parse_xhtml(std::string_view utf8, const ParseLimits& limits, HtmlVisitor& visitor) {
  Survey survey;
  if (!read_xml_document(utf8, limits.cpu_max, survey) || !survey.has_xhtml()) return false;
  if (survey.base()) visitor.base(*survey.base());
  Teller teller(visitor);
  // What was read once within the limits is read again without a clock, to its end.
  return read_xml_document(utf8, std::chrono::hours(1), teller);
}

}  // namespace anchord
