#include "indexer/host_robots.h"

namespace anchord {

std::optional<RobotsRules> rules_of(const HostRecord& host, std::string_view product_token,
                                    Time now) {
  const bool is_failing = host.robots_failing_since != kNever;
  if (is_failing && now - host.robots_failing_since >= kRobotsFailingMax) {
    return RobotsRules::allow_all();
  }
  if (host.robots_status == 0) return std::nullopt;
  // A redirect that leads nowhere within the limit is as good as no file (RFC 9309 2.3.1.2).
  if (host.robots_status / 100 != 2) return RobotsRules::allow_all();
  return RobotsRules::parse(host.robots_body, product_token);
}

}  // namespace anchord
