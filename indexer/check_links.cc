#include <algorithm>
#include <string>

#include "indexer/check_parts.h"
#include "indexer/extractor.h"
#include "storage/domain.h"

namespace anchord {
namespace {

void check_target(const std::string& name, const Url& from, std::string_view href, bool internal,
                  CheckReport& report) {
  const auto target = Url::parse(href);
  if (!target || !target->is_http() || target->stored_form().href() != href) {
    report.add(name + ": no canonical URL in stored form");
  } else if (internal != same_site(from.host(), target->host())) {
    report.add(name + ": marked as " + (internal ? "internal" : "external") + ", but is not");
  }
}

void check_attributes(const std::string& name, const Link& link, CheckReport& report) {
  if (link.redirect != 0 && link.type != LinkType::kRedirect) {
    report.add(name + ": has a redirect status, but is no redirect");
  }
  if (link.anchor.size != 0 && link.type != LinkType::kHref) {
    report.add(name + ": has an anchor text, but is no href");
  }
}

void check_history(const std::string& name, const UrlRecord& page, const LinkDates& dates,
                   CheckReport& report) {
  if (dates.first_seen < page.first_visited || dates.first_seen > dates.last_visited ||
      dates.last_visited > page.last_visited) {
    report.add(name + ": its dates are not within the page's visits");
  }
  if (dates.prev_visited != kNever &&
      (dates.prev_visited < dates.first_seen || dates.prev_visited >= dates.last_visited)) {
    report.add(name + ": its visit before the last is out of order");
  }
}

// What a loss, a return and a partial visit leave in the history of a link.
void check_changes(const std::string& name, const UrlRecord& page, const LinkBlock& block,
                   std::size_t index, CheckReport& report) {
  const LinkHistory& history = block.histories[index];
  const bool is_lost = index >= block.live;
  if (is_lost && history.lost_at != kNever &&
      (history.lost_at <= history.last_seen || history.lost_at > page.last_attempt)) {
    report.add(name + ": its loss is not after the last visit that saw it");
  }
  if (history.nofollow_since != kNever && history.nofollow_since < history.first_seen) {
    report.add(name + ": nofollow before it was first seen");
  }
  Time before = kNever;
  for (const Presence& presence : block.earlier(history)) {
    if (presence.from != kNever && (presence.from < before || presence.from > presence.to)) {
      report.add(name + ": its presences are out of order");
    }
    before = presence.to;
  }
  if (history.present_since != kNever && history.present_since <= before) {
    report.add(name + ": it returned before it was lost");
  }
}

// A visit that did not see all of the page leaves nothing that lets the next one do without
// parsing, and it alone leaves links that it did not reach.
void check_partial(const std::string& page_name, const PageRecord& page, const LinkBlock& block,
                   CheckReport& report) {
  const auto live_end = block.histories.begin() + static_cast<std::ptrdiff_t>(block.live);
  const bool has_unreached =
      std::any_of(block.histories.begin(), live_end,
                  [](const LinkHistory& history) { return history.unreached; });
  if (page.partial == 0) {
    if (has_unreached) report.add(page_name + ": has unreached links, but was seen whole");
    return;
  }
  PageRecord without = page;
  without.forget_contents();
  if (without != page) report.add(page_name + ": partial, but keeps fingerprints or validators");
}

}  // namespace

void check_links(const Url& url, const UrlRecord& record, const PageRecord& page,
                 const LinkBlock& block, CheckReport& report) {
  const std::string page_name(url.href());
  const LinkSet& links = block.links;
  report.links += links.links.size();
  for (std::size_t i = 0; i < links.links.size(); ++i) {
    const Link& link = links.links[i];
    const std::string_view target = links.target(link);
    const std::string name =
        page_name + ": link " + std::to_string(i + 1) + " to " + std::string(target);
    check_target(name, url, target, link.internal, report);
    check_attributes(name, link, report);
    check_history(name, record, dates_of(block, i, record), report);
    check_changes(name, record, block, i, report);
  }
  const bool is_gone = record.state == FetchState::kGone;
  if (is_gone && block.live > 0) report.add(page_name + ": is gone, but has live links");
  check_partial(page_name, page, block, report);
  // A page that went has no fingerprint until it is back.
  if (page.partial != 0) return;
  if (page.link_set == Fingerprint{} && block.live == 0) return;
  if (page.link_set != link_set_fingerprint(live_links(block))) {
    report.add(page_name + ": the fingerprint of its links is not that of its live links");
  }
}

}  // namespace anchord
