#include "crawler/robots_policy.h"

namespace anchord {
namespace {

constexpr std::string_view kUsualSitemap = "/sitemap.xml";

}  // namespace

HostRecord with_robots(HostRecord host, const FetchOutcome& outcome, Instant now,
                       std::chrono::hours ttl) {
  const Answer* answer = std::get_if<Answer>(&outcome);
  host.robots_fetched = to_seconds(now);
  host.robots_status = static_cast<std::uint16_t>(answer != nullptr ? answer->status : 0);
  host.robots_body.clear();
  const bool answered = answer != nullptr && answer->status < 500 && answer->status != 429;
  host.robots_expires = host.robots_fetched + (answered ? std::chrono::seconds(ttl) : kRobotsRetry);
  if (!answered) host.not_before = host.robots_expires;
  if (answered && answer->status / 100 == 2) {
    host.robots_body = answer->body.substr(0, kRobotsBytesMax);
  }
  return host;
}

std::optional<RobotsRules> rules_of(const HostRecord& host, std::string_view product_token) {
  const int status = host.robots_status;
  if (status == 0 || status >= 500 || status == 429) return std::nullopt;
  // A redirect that leads nowhere within the limit is as good as no file (RFC 9309 2.3.1.2).
  if (status / 100 != 2) return RobotsRules::allow_all();
  return RobotsRules::parse(host.robots_body, product_token);
}

std::vector<SitemapEntry> sitemaps_of(const HostRecord& host, const Url& robots_url,
                                      std::string_view product_token) {
  std::vector<SitemapEntry> sitemaps;
  const std::optional<RobotsRules> rules = rules_of(host, product_token);
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
