#include "crawler/dns_cache.h"

#include <algorithm>
#include <utility>

namespace anchord {
namespace {

std::chrono::seconds holds(const DnsAnswer& answer) {
  switch (answer.result) {
    case DnsResult::kFound:
      return std::clamp(answer.ttl, DnsCache::kTtlMin, DnsCache::kTtlMax);
    case DnsResult::kNoName:
      return DnsCache::kNoNameHolds;
    case DnsResult::kFailed:
      break;
  }
  return DnsCache::kFailureHolds;
}

}  // namespace

const DnsAnswer* DnsCache::find(const std::string& name, Instant now) const {
  for (const Names* names : {&young_, &old_}) {
    const auto it = names->find(name);
    if (it != names->end()) return now < it->second.until ? &it->second.answer : nullptr;
  }
  return nullptr;
}

void DnsCache::put(const std::string& name, DnsAnswer answer, Instant now) {
  if (young_.size() >= std::max<std::size_t>(names_max_ / 2, 1)) {
    old_ = std::exchange(young_, {});
  }
  const Instant until = now + holds(answer);
  young_.insert_or_assign(name, Entry{std::move(answer), until});
}

}  // namespace anchord
