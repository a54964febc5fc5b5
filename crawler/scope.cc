#include "crawler/scope.h"

#include <algorithm>

#include "crawler/loopback.h"

namespace anchord {
namespace {

std::string target_key(const Url& url) { return std::string(kTargetPrefix) + page_key(url); }

bool lies_in(const Target& target, std::string_view page) {
  const KeyRange range = target.pages();
  return page >= range.begin && page < range.end && target.covers(page);
}

// A seed names its port where it is not the default; its scheme only leads to the first page.
Result<Target> target_of(const Url& seed, TargetMode mode) {
  const std::string_view href = seed.href();
  return Target::parse(href.substr(href.find("://") + 3), mode);
}

}  // namespace

Result<Scope> Scope::load(const Database& db) {
  Scope scope;
  const std::string prefix(kTargetPrefix);
  std::string end = prefix;
  end.back() = '\x01';
  Cursor cursor = db.scan(Family::kMeta, prefix, end);
  for (; cursor.valid(); cursor.next()) {
    const auto url = Url::parse(href_of_key(cursor.key().substr(prefix.size())));
    const std::string_view mode = cursor.value();
    if (!url || mode.size() != 1 || mode[0] > static_cast<char>(TargetMode::kSubdomains)) {
      return corruption("a crawl target does not decode");
    }
    const auto target = target_of(*url, static_cast<TargetMode>(mode[0]));
    if (!target) return tl::unexpected(target.error());
    scope.remember(*target);
  }
  if (auto status = cursor.status(); !status) return tl::unexpected(status.error());
  return scope;
}

void Scope::add(Batch& batch, const Url& seed, TargetMode mode) {
  const auto target = target_of(seed, mode);
  if (!target) return;
  batch.put(Family::kMeta, target_key(seed), std::string(1, static_cast<char>(mode)));
  remember(*target);
}

void Scope::remember(const Target& target) {
  std::vector<Target>& known = targets_[labels_key(target.url().host())];
  const bool is_known = std::any_of(known.begin(), known.end(), [&target](const Target& other) {
    return other.url() == target.url() && other.mode() == target.mode();
  });
  if (!is_known) known.push_back(target);
}

std::optional<std::string> Scope::host_elsewhere() const {
  for (const auto& [labels, targets] : targets_) {
    const std::string_view host = targets.front().url().host();
    if (!is_loopback_host(host)) return std::string(host);
  }
  return std::nullopt;
}

bool Scope::covers(const Url& url) const {
  const std::string page = page_key(url);
  std::string labels = labels_key(url.host());
  while (true) {
    if (const auto it = targets_.find(labels); it != targets_.end()) {
      for (const Target& target : it->second) {
        if (lies_in(target, page)) return true;
      }
    }
    const std::size_t cut = labels.rfind(kLabelSeparator);
    if (cut == std::string::npos) return false;
    labels.resize(cut);
  }
}

}  // namespace anchord
