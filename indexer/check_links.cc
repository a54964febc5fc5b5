#include <string>

#include "indexer/check_parts.h"
#include "indexer/extractor.h"
#include "storage/domain.h"

namespace anchord {
namespace {

// The live links of a block, as the page's last visit found them.
LinkSet live_links(const LinkBlock& block) {
  LinkSet links = block.links;
  links.links.resize(block.live);
  return links;
}

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
  }
  const bool is_gone = record.state == FetchState::kGone;
  if (is_gone && block.live > 0) report.add(page_name + ": is gone, but has live links");
  // A page that went has no fingerprint until it is back.
  if (page.link_set == Fingerprint{} && block.live == 0) return;
  if (page.link_set != link_set_fingerprint(live_links(block))) {
    report.add(page_name + ": the fingerprint of its links is not that of its live links");
  }
}

}  // namespace anchord
