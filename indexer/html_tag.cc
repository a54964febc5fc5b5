#include "indexer/html_tag.h"

#include <algorithm>
#include <array>
#include <cstddef>

#include "indexer/ascii.h"

namespace anchord {
namespace {

struct NamedTag {
  std::string_view name;
  Tag tag;
};

// The display values of the HTML standard's rendering section, 15.3; sorted by name.
constexpr std::array kTags = std::to_array<NamedTag>({
    {"a", Tag::kA},
    {"address", Tag::kBlock},
    {"area", Tag::kArea},
    {"article", Tag::kSection},
    {"aside", Tag::kAside},
    {"audio", Tag::kUnrendered},
    {"base", Tag::kBase},
    {"blockquote", Tag::kBlock},
    {"body", Tag::kBody},
    {"br", Tag::kBr},
    {"canvas", Tag::kUnrendered},
    {"caption", Tag::kBlock},
    {"center", Tag::kBlock},
    {"col", Tag::kBlock},
    {"colgroup", Tag::kBlock},
    {"datalist", Tag::kUnrendered},
    {"dd", Tag::kBlock},
    {"details", Tag::kBlock},
    {"dialog", Tag::kBlock},
    {"dir", Tag::kBlock},
    {"div", Tag::kBlock},
    {"dl", Tag::kBlock},
    {"dt", Tag::kBlock},
    {"fieldset", Tag::kBlock},
    {"figcaption", Tag::kBlock},
    {"figure", Tag::kBlock},
    {"footer", Tag::kFooter},
    {"form", Tag::kForm},
    {"frame", Tag::kFrame},
    {"frameset", Tag::kBlock},
    {"h1", Tag::kBlock},
    {"h2", Tag::kBlock},
    {"h3", Tag::kBlock},
    {"h4", Tag::kBlock},
    {"h5", Tag::kBlock},
    {"h6", Tag::kBlock},
    {"head", Tag::kHead},
    {"header", Tag::kHeader},
    {"hgroup", Tag::kBlock},
    {"hr", Tag::kBlock},
    {"html", Tag::kHtml},
    {"iframe", Tag::kIframe},
    {"image", Tag::kImg},
    {"img", Tag::kImg},
    {"legend", Tag::kBlock},
    {"li", Tag::kBlock},
    {"link", Tag::kLink},
    {"listing", Tag::kBlock},
    {"main", Tag::kMain},
    {"menu", Tag::kBlock},
    {"meta", Tag::kMeta},
    {"nav", Tag::kNav},
    {"noembed", Tag::kUnrendered},
    {"noframes", Tag::kUnrendered},
    {"noscript", Tag::kNoscript},
    {"ol", Tag::kBlock},
    {"optgroup", Tag::kBlock},
    {"option", Tag::kBlock},
    {"p", Tag::kBlock},
    {"plaintext", Tag::kBlock},
    {"pre", Tag::kBlock},
    {"rp", Tag::kUnrendered},
    {"script", Tag::kScript},
    {"search", Tag::kBlock},
    {"section", Tag::kSection},
    {"select", Tag::kSelect},
    {"style", Tag::kStyle},
    {"summary", Tag::kBlock},
    {"table", Tag::kBlock},
    {"tbody", Tag::kBlock},
    {"td", Tag::kBlock},
    {"template", Tag::kTemplate},
    {"textarea", Tag::kTextarea},
    {"tfoot", Tag::kBlock},
    {"th", Tag::kBlock},
    {"thead", Tag::kBlock},
    {"title", Tag::kTitle},
    {"tr", Tag::kBlock},
    {"ul", Tag::kBlock},
    {"video", Tag::kUnrendered},
    {"xmp", Tag::kBlock},
});
constexpr auto kByName = [](const NamedTag& a, const NamedTag& b) { return a.name < b.name; };
static_assert(std::is_sorted(kTags.begin(), kTags.end(), kByName));
constexpr std::size_t kNameBytesMax = 10;

constexpr std::array kVoidElements = std::to_array<std::string_view>(
    {"area", "base", "basefont", "bgsound", "br", "col", "embed", "frame", "hr", "image", "img",
     "input", "keygen", "link", "meta", "param", "source", "track", "wbr"});
static_assert(std::is_sorted(kVoidElements.begin(), kVoidElements.end()));

}  // namespace

Tag tag_named(std::string_view name) {
  if (name.size() > kNameBytesMax) return Tag::kOther;
  std::array<char, kNameBytesMax> lowered;
  std::transform(name.begin(), name.end(), lowered.begin(), ascii_lower);
  const NamedTag wanted{{lowered.data(), name.size()}, Tag::kOther};
  const auto found = std::lower_bound(kTags.begin(), kTags.end(), wanted, kByName);
  return found != kTags.end() && found->name == wanted.name ? found->tag : Tag::kOther;
}

bool is_block(Tag tag) {
  switch (tag) {
    case Tag::kBlock:
    case Tag::kForm:
    case Tag::kBody:
    case Tag::kHead:
    case Tag::kHtml:
    case Tag::kNav:
    case Tag::kHeader:
    case Tag::kFooter:
    case Tag::kAside:
    case Tag::kMain:
    case Tag::kSection:
      return true;
    default:
      return false;
  }
}

Tag svg_tag_named(std::string_view name) {
  // Never rendered where they stand (SVG 2, 5.7 and 13.7).
  constexpr auto kUnrendered =
      std::to_array<std::string_view>({"clippath", "defs", "desc", "lineargradient", "marker",
                                       "mask", "metadata", "pattern", "radialgradient", "symbol"});
  constexpr auto kOthers = std::to_array<NamedTag>({{"a", Tag::kA},
                                                    {"script", Tag::kScript},
                                                    {"style", Tag::kStyle},
                                                    {"title", Tag::kSvgTitle}});
  for (const NamedTag& known : kOthers) {
    if (equals_ignore_case(name, known.name)) return known.tag;
  }
  const bool is_unrendered =
      std::any_of(kUnrendered.begin(), kUnrendered.end(),
                  [name](std::string_view known) { return equals_ignore_case(name, known); });
  return is_unrendered ? Tag::kUnrendered : Tag::kOther;
}

Tag math_tag_named(std::string_view name) {
  if (equals_ignore_case(name, "script")) return Tag::kScript;
  if (equals_ignore_case(name, "style")) return Tag::kStyle;
  const bool is_annotation =
      equals_ignore_case(name, "annotation") || equals_ignore_case(name, "annotation-xml");
  return is_annotation ? Tag::kUnrendered : Tag::kOther;
}

bool is_unrendered(Tag tag) {
  return tag == Tag::kUnrendered || tag == Tag::kSvgTitle || tag == Tag::kTitle ||
         tag == Tag::kIframe || tag == Tag::kTextarea;
}

bool is_shadow_host_name(std::string_view name) {
  constexpr auto kNames = std::to_array<std::string_view>(
      {"article", "aside", "blockquote", "body", "div", "footer", "h1", "h2", "h3", "h4", "h5",
       "h6", "header", "main", "nav", "p", "section", "span"});
  const bool is_custom = name.find('-') != std::string_view::npos;
  return is_custom || std::any_of(kNames.begin(), kNames.end(), [name](std::string_view known) {
           return equals_ignore_case(name, known);
         });
}

bool is_void_element(std::string_view lower_case_name) {
  return std::binary_search(kVoidElements.begin(), kVoidElements.end(), lower_case_name);
}

bool mentions_base(std::string_view utf8) {
  for (std::size_t at = utf8.find('<'); at != std::string_view::npos; at = utf8.find('<', at + 1)) {
    if (starts_with_ignore_case(utf8.substr(at), "<base")) return true;
  }
  return false;
}

}  // namespace anchord
