#pragma once

#include <cstddef>
#include <string_view>

namespace anchord {

// A start tag may have so many attributes: the parser compares each with each.
inline constexpr std::size_t kXmlAttributesMax = 64;

// A document (well-formed UTF-8), piece by piece, as it is best given to an XML parser. What the
// web calls XML often is not: it has URLs with a bare "&", and it ends where a limit cut it. So:
//
// - It begins at the first start tag. The declaration is left out, for the text is UTF-8 whatever
// it
//   says, and so is the DOCTYPE: without it there are no entities, none that expand and none that
//   fetch something, and no default attributes.
// - An "&" that begins no reference to a character or to one of XML's own five entities stands for
//   itself, and so does a "<" that begins no markup. Zero bytes are left out.
// - It ends before what nothing ends: a text without a tag after it, a tag without its ">", an open
//   comment or CDATA section. A URL is never cut so. It ends before a tag with too many attributes.
//
// Linear in the document.
class XmlInput {
 public:
  // `document` is borrowed.
  explicit XmlInput(std::string_view document);

  // The next piece, a view into the document or of a constant; empty at the end.
  std::string_view next();

  // Whether something had to be mended or left out since the start tag.
  bool is_mended() const { return is_mended_; }

 private:
  // What stands at a place that may need mending.
  struct Token {
    std::size_t size = 1;          // of its bytes; 0: the document ends before it
    bool is_sound = true;          // to be given as it is
    std::string_view replacement;  // else this instead
  };
  std::size_t root() const;  // where the first sound start tag begins
  Token token_at(std::size_t at) const;
  Token tag_at(std::size_t at) const;
  Token section_at(std::size_t at, std::string_view end) const;

  std::string_view document_;
  std::size_t at_ = 0;
  bool is_mended_ = false;
};

}  // namespace anchord
