#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "indexer/extractor.h"
#include "storage/link_set.h"
#include "storage/url.h"

namespace anchord {

// What the tag of a link, or its value in a header, says beside the reference; "" where it is
// silent. UTF-8, but the tokens may be any bytes.
struct LinkTag {
  std::string_view rel{};
  std::string_view aria_label{};
  std::string_view title{};
  std::string_view hreflang{};
  std::string_view media_type{};
  Position position = Position::kContent;
  bool ignores_base = false;  // the reference is resolved against the page's own URL
};

// Turns the references of one page into links of its ExtractedPage: resolves them, leaves out
// those that are no links, keeps each target once, and counts what the limits drop.
class PageLinks {
 public:
  // Both are borrowed. `page_url` in stored form.
  PageLinks(const Url& page_url, ExtractedPage& page);

  // From here on references are resolved against the page's base element (HTML standard 4.2.3:
  // one that does not parse, or is a data: or javascript: URL, changes nothing).
  void set_base(std::string_view href);
  const Url& base() const { return base_ ? *base_ : page_url_; }
  // From here on queries are encoded so.
  void set_query_encoder(QueryEncoder encoder) { query_encoder_ = std::move(encoder); }

  // Adds a link to where `reference` leads; returns its index in ExtractedPage::links, or nullopt
  // where it is no link: it does not parse, leads within this page, has another scheme than http
  // and https, or is beyond a limit.
  std::optional<std::uint32_t> add(LinkType type, std::string_view reference,
                                   const LinkTag& tag = {}, std::uint16_t redirect = 0);

 private:
  // A page of links into itself or to nowhere costs time although it has no link; references
  // beyond this many are counted as dropped, unseen.
  static constexpr std::size_t kReferencesPerPageMax = 5 * kLinksPerPageMax;
  // Of the targets together; without it 20,000 long ones would take 160 MB.
  static constexpr std::size_t kTargetBytesMax = 16U << 20U;
  static constexpr std::size_t kOtherSchemesMax = 32;
  static constexpr std::size_t kSchemeBytesMax = 32;

  void count_other_scheme(std::string_view scheme);
  std::uint32_t target_index(std::string_view href);
  std::uint32_t add_attributes(const LinkTag& tag);
  bool is_internal(std::string_view host);
  void grow_table();

  const Url& page_url_;
  ExtractedPage& page_;
  std::string site_;  // registrable domain of the page
  std::optional<Url> base_;
  bool is_base_too_long_ = false;
  QueryEncoder query_encoder_;
  std::size_t references_ = 0;
  std::size_t target_bytes_ = 0;

  // Open addressing: hash of a target and its index plus one; 0 is an empty slot.
  struct Slot {
    std::uint64_t hash = 0;
    std::uint32_t index_plus_one = 0;
  };
  std::vector<Slot> table_;
  const std::uint64_t hash_seed_;
  std::unordered_map<std::string, bool> internal_by_host_;
};

}  // namespace anchord
