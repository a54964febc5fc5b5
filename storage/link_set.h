#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "storage/url.h"

// The links of one page as a fetch of it shows them: no history.
namespace anchord {

inline constexpr std::size_t kLinksPerPageMax = 20'000;    // the rest are counted, not kept
inline constexpr std::size_t kAnchorBytesMax = 1024;       // cut at a code point
inline constexpr std::size_t kAltBytesMax = 1024;          // cut at a code point
inline constexpr std::size_t kSnippetCodePointsMax = 100;  // text_pre and text_post, cut at a word
inline constexpr std::size_t kLabelBytesMax = 1024;  // aria-label and title, cut at a code point
inline constexpr std::size_t kTokenBytesMax = 128;   // hreflang and type; longer ones are left out

// Stored as its number: never renumber.
enum class LinkType : std::uint8_t {
  kHref = 0,       // a, area
  kRedirect = 1,   // 3xx, meta refresh, Refresh header
  kFrame = 2,      // frame, iframe
  kForm = 3,       // form action
  kCanonical = 4,  // link element or Link header
  kRss = 5,        // alternate with an RSS, Atom or JSON feed type
  kAlternate = 6,  // the other alternates
};
inline constexpr std::size_t kLinkTypes = 7;

// "href", "redirect", ... as reports print them.
std::string_view name_of(LinkType type);
std::optional<LinkType> link_type_named(std::string_view name);

// Bits of Link::rel; any of them makes the link nofollow. Stored: never renumber.
inline constexpr std::uint8_t kRelNofollow = 1;
inline constexpr std::uint8_t kRelUgc = 2;
inline constexpr std::uint8_t kRelSponsored = 4;

// Where on its page a link stands: in the nearest landmark around it (landmarks.h).
// Stored as its number: never renumber.
enum class Position : std::uint8_t {
  kContent = 0,  // in none of these
  kMain = 1,
  kNav = 2,
  kHeader = 3,
  kFooter = 4,
  kAside = 5,
};
inline constexpr std::size_t kPositions = 6;

// "content", "main", "nav", ... as reports print them.
std::string_view name_of(Position position);

// Whether a link holds an image. Stored as its number: never renumber.
enum class HoldsImage : std::uint8_t {
  kUnknown = 0,  // stored before the index kept it
  kNo = 1,
  kYes = 2,
};

// A piece of LinkSet::text.
struct Span {
  std::uint32_t begin = 0;  // bytes
  std::uint32_t size = 0;   // bytes
  bool operator==(const Span&) const = default;
};

// What else the tag of a link says. Most say nothing of it.
struct LinkAttributes {
  Span aria_label;
  Span title;
  Span hreflang;
  Span media_type;  // the type attribute
};
inline constexpr std::array kLinkAttributes = {&LinkAttributes::aria_label, &LinkAttributes::title,
                                               &LinkAttributes::hreflang,
                                               &LinkAttributes::media_type};

// One link, one a source tag. Its texts are well-formed UTF-8, white space collapsed, trimmed.
struct Link {
  LinkType type = LinkType::kHref;
  std::uint8_t rel = 0;   // kRel... bits
  bool internal = false;  // same registrable domain as the page
  Position position = Position::kContent;
  HoldsImage image = HoldsImage::kNo;
  std::uint16_t redirect = 0;  // the 3xx status of a redirect; 0 for the refreshes and other types
  std::uint32_t target = 0;    // index for LinkSet::target()
  std::uint32_t attributes = 0;  // for LinkSet::attributes(); 0: it has none
  Span anchor;                   // "" for all types but href
  Span alt;
  Span text_pre;
  Span text_post;
};

// Links in document order, with the strings that they share: targets are kept once each, and
// snippets of neighbouring links overlap in `text` instead of repeating it.
// A value: copying and moving it keeps every Span and index valid.
class LinkSet {
 public:
  std::string text;         // what the spans of `links` cut from; at most 4 GiB
  std::vector<Link> links;  // at most kLinksPerPageMax from an extraction

  std::string_view view(Span span) const {
    return std::string_view(text).substr(span.begin, span.size);
  }
  std::string_view target(std::uint32_t index) const {
    const Span span = targets_[index];
    return std::string_view(target_bytes_).substr(span.begin, span.size);
  }
  std::string_view target(const Link& link) const { return target(link.target); }
  std::size_t target_bytes() const { return target_bytes_.size(); }
  std::uint32_t target_count() const { return static_cast<std::uint32_t>(targets_.size()); }

  // Empties it; keeps its memory.
  void clear();

  // Appends a target (a canonical URL) and returns its index; does not look for an equal one.
  std::uint32_t add_target(std::string_view href);

  // Appends `piece` to `text` and returns its place.
  Span add_text(std::string_view piece);

  LinkAttributes attributes(const Link& link) const {
    return link.attributes == 0 ? LinkAttributes{} : attributes_[link.attributes - 1];
  }
  // Appends attributes and returns what Link::attributes is to be.
  std::uint32_t add_attributes(const LinkAttributes& attributes);

 private:
  std::string target_bytes_;
  std::vector<Span> targets_;
  std::vector<LinkAttributes> attributes_;
};

// Where the first link of type redirect leads, be it a 3xx or a refresh; "" if there is none.
std::string first_redirect(const LinkSet& links);

}  // namespace anchord
