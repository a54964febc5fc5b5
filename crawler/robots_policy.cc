#include "crawler/robots_policy.h"

#include <algorithm>

namespace anchord {
namespace {

constexpr std::string_view kUsualSitemap = "/sitemap.xml";

}  // namespace

HostRecord with_robots(HostRecord host, const FetchOutcome& outcome, Instant now,
                       std::chrono::hours ttl) {
  const Answer* answer = std::get_if<Answer>(&outcome);
  host.robots_fetched = to_seconds(now);
  if (answer == nullptr || answer->status >= 500 || answer->status == 429) {
    if (host.robots_failing_since == kNever) host.robots_failing_since = host.robots_fetched;
    const auto failing_for = host.robots_fetched - host.robots_failing_since;
    host.robots_expires =
        host.robots_fetched + std::clamp<std::chrono::seconds>(failing_for, kRobotsRetry, ttl);
    return host;
  }
  host.robots_failing_since = kNever;
  host.robots_expires = host.robots_fetched + ttl;
  host.robots_status = static_cast<std::uint16_t>(answer->status);
  host.robots_body.clear();
  if (answer->status / 100 == 2) host.robots_body = answer->body.substr(0, kRobotsBytesMax);
  return host;
}

std::vector<SitemapEntry> sitemaps_of(const HostRecord& host, const Url& robots_url,
                                      std::string_view product_token) {
  std::vector<SitemapEntry> sitemaps;
  const std::optional<RobotsRules> rules = rules_of(host, product_token, host.robots_fetched);
  if (!rules) return sitemaps;
  const auto add = [&](std::string_view reference) {
    const std::optional<Url> url = Url::parse(reference, &robots_url);
    if (!url || !url->is_http()) return;
    const Url stored = url->stored_form();
    if (stored.href().size() > kUrlBytesMax) return;
    sitemaps.push_back({std::string(stored.href()), std::nullopt});
  };
  for (const std::string& named : rules->sitemaps()) add(named);
  if (sitemaps.empty() && rules->allows(kUsualSitemap)) add(kUsualSitemap);
  return sitemaps;
}

}  // namespace anchord
