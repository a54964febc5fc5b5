#include "indexer/page_links.h"

#include <algorithm>
#include <utility>

#include "indexer/ascii.h"
#include "indexer/text_run.h"
#include "storage/domain.h"
#include "storage/fingerprint.h"

namespace anchord {
namespace {

constexpr std::size_t kFirstTableSize = 256;  // a power of two, as all its sizes

std::uint8_t rel_bits(std::string_view rel) {
  unsigned bits = 0;
  for_each_token(rel, [&](std::string_view word) {
    if (equals_ignore_case(word, "nofollow")) bits |= kRelNofollow;
    if (equals_ignore_case(word, "ugc")) bits |= kRelUgc;
    if (equals_ignore_case(word, "sponsored")) bits |= kRelSponsored;
  });
  return static_cast<std::uint8_t>(bits);
}

Span add_label(LinkSet& links, std::string_view label) {
  if (label.empty()) return {};
  return links.add_text(rendered_text(label, kLabelBytesMax));
}

// Cut it would name another language or type.
Span add_token(LinkSet& links, std::string_view token) {
  token = trimmed(token);
  const bool is_printable =
      std::all_of(token.begin(), token.end(), [](char c) { return c >= ' ' && c <= '~'; });
  if (token.empty() || token.size() > kTokenBytesMax || !is_printable) return {};
  return links.add_text(token);
}

}  // namespace

PageLinks::PageLinks(const Url& page_url, ExtractedPage& page)
    : page_url_(page_url),
      page_(page),
      site_(registrable_domain(page_url.host())),
      table_(kFirstTableSize),
      // Differs from run to run, so that no page can be made to collide.
      hash_seed_(reinterpret_cast<std::uintptr_t>(this)) {}

void PageLinks::set_base(std::string_view href) {
  std::optional<Url> base = Url::parse(href, &page_url_, query_encoder_);
  if (!base || base->scheme() == "data" || base->scheme() == "javascript") return;
  is_base_too_long_ = base->href().size() > kUrlBytesMax;
  base_ = std::move(base);
}

std::optional<std::uint32_t> PageLinks::add(LinkType type, std::string_view reference,
                                            const LinkTag& tag, std::uint16_t redirect) {
  LinkSet& links = page_.links;
  if (++references_ > kReferencesPerPageMax || links.links.size() >= kLinksPerPageMax) {
    page_.links_cut = true;
    ++page_.links_dropped;
    return std::nullopt;
  }
  const bool is_lost_base = is_base_too_long_ && !tag.ignores_base;
  const Url* const context = tag.ignores_base ? &page_url_ : &base();
  std::optional<Url> url = Url::parse(reference, is_lost_base ? nullptr : context, query_encoder_);
  if (!url) {
    if (is_lost_base) ++page_.links_dropped;
    return std::nullopt;
  }
  if (!url->is_http()) {
    count_other_scheme(url->scheme());
    return std::nullopt;
  }
  // An empty href leads to the page as any other does; elsewhere an empty value is none.
  const bool is_part =
      url->has_fragment() || (type != LinkType::kHref && trimmed(reference).empty());
  const bool is_stored_form =
      !url->has_fragment() && url->username().empty() && url->password().empty();
  if (!is_stored_form) url = url->stored_form();
  if (is_part && *url == page_url_) return std::nullopt;
  if (url->href().size() > kUrlBytesMax || target_bytes_ > kTargetBytesMax) {
    page_.links_cut = page_.links_cut || target_bytes_ > kTargetBytesMax;
    ++page_.links_dropped;
    return std::nullopt;
  }
  Link link;
  link.type = type;
  link.rel = rel_bits(tag.rel);
  link.position = tag.position;
  link.redirect = redirect;
  link.attributes = add_attributes(tag);
  link.internal = is_internal(url->host());
  link.target = target_index(url->href());
  links.links.push_back(link);
  return static_cast<std::uint32_t>(links.links.size() - 1);
}

std::uint32_t PageLinks::add_attributes(const LinkTag& tag) {
  LinkSet& links = page_.links;
  const LinkAttributes attributes{.aria_label = add_label(links, tag.aria_label),
                                  .title = add_label(links, tag.title),
                                  .hreflang = add_token(links, tag.hreflang),
                                  .media_type = add_token(links, tag.media_type)};
  const bool has_some =
      std::any_of(kLinkAttributes.begin(), kLinkAttributes.end(),
                  [&](const Span LinkAttributes::*which) { return (attributes.*which).size > 0; });
  return has_some ? links.add_attributes(attributes) : 0;
}

void PageLinks::count_other_scheme(std::string_view scheme) {
  auto& counts = page_.other_schemes;
  const auto found = counts.find(scheme);
  if (found != counts.end()) {
    ++found->second;
  } else if (counts.size() + 1 < kOtherSchemesMax && scheme.size() <= kSchemeBytesMax) {
    counts.emplace(scheme, 1);
  } else {
    ++counts["other"];
  }
}

bool PageLinks::is_internal(std::string_view host) {
  if (host == page_url_.host()) return true;
  const auto [entry, is_new] = internal_by_host_.try_emplace(std::string(host), false);
  if (is_new) entry->second = registrable_domain(host) == site_;
  return entry->second;
}

std::uint32_t PageLinks::target_index(std::string_view href) {
  LinkSet& links = page_.links;
  if (links.target_count() >= table_.size() / 2) grow_table();
  const std::uint64_t hash = fingerprint_of(href, hash_seed_).low;
  for (std::size_t at = hash & (table_.size() - 1);; at = (at + 1) & (table_.size() - 1)) {
    Slot& slot = table_[at];
    if (slot.index_plus_one == 0) {
      target_bytes_ += href.size();
      slot = {hash, links.add_target(href) + 1};
      return slot.index_plus_one - 1;
    }
    const std::uint32_t index = slot.index_plus_one - 1;
    if (slot.hash == hash && links.target(index) == href) return index;
  }
}

void PageLinks::grow_table() {
  std::vector<Slot> grown(table_.size() * 2);
  for (const Slot& slot : table_) {
    if (slot.index_plus_one == 0) continue;
    std::size_t at = slot.hash & (grown.size() - 1);
    while (grown[at].index_plus_one != 0) at = (at + 1) & (grown.size() - 1);
    grown[at] = slot;
  }
  table_ = std::move(grown);
}

}  // namespace anchord
