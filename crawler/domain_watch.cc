#include "crawler/domain_watch.h"

#include "storage/domain.h"
#include "storage/format.h"

namespace anchord {
namespace {

constexpr Instant kNotYet{};

// "www.example.com:8080" -> "example.com".
std::string domain_of(std::string_view host_key) {
  const std::string host = host_text_of_key(host_key);
  const std::size_t colon = host.rfind(':');
  const bool has_port = colon != std::string::npos && host.find(']', colon) == std::string::npos;
  return std::string(
      registrable_domain(std::string_view(host).substr(0, has_port ? colon : host.npos)));
}

}  // namespace

void DomainWatch::see(std::string_view host, HostState state) {
  std::string name = domain_of(host);
  auto found = domains_.find(name);
  if (found == domains_.end()) {
    if (domains_.size() == kDomainsWatchedMax) return;
    found = domains_.emplace(std::move(name), Domain{}).first;
  }
  const bool is_held = state == HostState::kPaused || state == HostState::kRobotsUnknown;
  found->second.is_held |= is_held;
  found->second.is_moving |= !is_held && state != HostState::kIdle;
}

void DomainWatch::take_as_known() {
  for (auto& [name, domain] : domains_) {
    domain.told_begin = true;
    domain.told_complete = !domain.is_moving && !domain.is_held;
    domain.is_moving = domain.is_held = false;
  }
}

std::vector<std::string> DomainWatch::news(Instant now) {
  std::vector<std::string> lines;
  const auto tell = [&lines](bool& told, const std::string& line) {
    if (told || lines.size() == kNewsMax) return;
    told = true;
    lines.push_back(line);
  };
  for (auto& [name, domain] : domains_) {
    tell(domain.told_begin, name + ": the crawl begins");
    if (domain.is_moving || domain.moved == kNotYet) domain.moved = now;
    if (!domain.is_moving && !domain.is_held) {
      tell(domain.told_complete, name + ": the crawl is complete, nothing is due");
    } else if (now - domain.moved >= kStalledAfter) {
      tell(domain.told_stalled, name + ": the crawl is stalled, its hosts cannot be asked");
    }
    domain.is_moving = domain.is_held = false;
  }
  return lines;
}

}  // namespace anchord
