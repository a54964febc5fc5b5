#include "indexer/upgraded_page.h"

#include <utility>
#include <vector>

#include "indexer/extractor.h"
#include "storage/domain.h"
#include "storage/format.h"
#include "storage/format_4.h"

namespace anchord {
namespace {

// Returns whether a link became internal or external that was not.
bool tell_internal(const Url& url, LinkSet& links) {
  std::vector<std::optional<bool>> internal(links.target_count());
  bool changed = false;
  for (Link& link : links.links) {
    auto& known = internal[link.target];
    if (!known) {
      const auto target = Url::parse(links.target(link));
      known = target && same_site(url.host(), target->host());
    }
    changed = changed || link.internal != *known;
    link.internal = *known;
  }
  return changed;
}

// What format 4 did not say of a page, but its links do.
void complete_record_4(PageRecord& record, const LinkBlock& block) {
  record.redirect_to = first_redirect(live_links(block));
  const bool is_full = block.live >= kLinksPerPageMax && record.links_dropped > 0;
  if (is_full) record.partial |= kPartialLinks;
  if (record.partial != 0) record.forget_contents();
}

}  // namespace

UpgradedPage upgraded_page(std::uint64_t format, std::string_view key, std::string_view page_bytes,
                           std::string_view link_bytes) {
  const bool is_4 = format == 4;
  UpgradedPage page;
  auto record = is_4 ? decode_page_record_4(page_bytes) : decode_page_record(page_bytes);
  auto url = Url::parse(href_of_key(key));
  if (!record || !url) {
    page.unreadable = 1;
    return page;
  }
  if (!link_bytes.empty()) {
    auto block =
        is_4 ? decode_link_block_4(link_bytes, record->nofollow) : decode_link_block(link_bytes);
    if (block) page.links = std::move(*block);
    if (!block) page.unreadable = 1;
  }
  const bool changed = tell_internal(*url, page.links.links);
  if (changed && record->link_set != Fingerprint{}) {
    record->link_set = link_set_fingerprint(live_links(page.links));
  }
  if (is_4) complete_record_4(*record, page.links);
  page.record = std::move(*record);
  page.url = std::move(url);
  return page;
}

}  // namespace anchord
