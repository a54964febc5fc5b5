#pragma once

#include <cstdint>
#include <string_view>

namespace anchord {

// The elements that extraction looks at; every other one is kOther or, where it starts and ends a
// line of text (CSS display block, list-item, table parts), kBlock.
enum class Tag : std::uint8_t {
  kOther,
  kBlock,
  kUnrendered,  // its text is not shown: datalist, noframes, video's fallback, SVG's desc, ...
  kSvgTitle,    // the title of a picture, not shown either
  kA,
  kArea,
  kBase,
  kBr,
  kFrame,
  kIframe,
  kForm,
  kImg,
  kLink,
  kMeta,
  kScript,
  kStyle,
  kTemplate,
  kTitle,
  kNoscript,
  kTextarea,
  kSelect,
  kBody,
  kHead,
  kHtml,
  kNav,
  kHeader,
  kFooter,
  kAside,
  kMain,
  kSection,  // article, section
};

// Of an HTML element by its name, in any ASCII case.
Tag tag_named(std::string_view name);

// Of an element of SVG or MathML by its name, in any ASCII case: what extraction asks of it, never
// an HTML element of the same name.
Tag svg_tag_named(std::string_view name);
Tag math_tag_named(std::string_view name);

// True where the element starts and ends a line of text.
bool is_block(Tag tag);

// True where the text inside the element is not rendered as text of the page.
bool is_unrendered(Tag tag);

// Whether an HTML element of this name, in any ASCII case, may have a shadow root (DOM Standard,
// "valid shadow host name").
bool is_shadow_host_name(std::string_view name);

// True for elements that have no content and no end tag.
bool is_void_element(std::string_view lower_case_name);

// False where the page surely has no base element, so that none needs to be looked for.
bool mentions_base(std::string_view utf8);

}  // namespace anchord
