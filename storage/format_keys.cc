#include <algorithm>

#include "storage/domain.h"
#include "storage/format.h"

namespace anchord {
namespace {

constexpr std::size_t kFrontierOrderBytes = 7;            // 00 depth fewness found
constexpr std::uint8_t kSitemapBit = kLinksClassMax + 1;  // of fewness
constexpr std::size_t kAgendaOrderBytes = 6;              // 'd' urgency time

// Seconds since 1970 in four bytes, so that earlier times sort before later ones.
void append_big_endian(std::string& key, Time time) {
  const std::int64_t count = time.time_since_epoch().count();
  const auto seconds = static_cast<std::uint32_t>(std::clamp<std::int64_t>(count, 0, UINT32_MAX));
  for (unsigned shift = 32; shift > 0; shift -= 8) {
    key.push_back(static_cast<char>(seconds >> (shift - 8)));
  }
}

// `bytes` has four at least.
Time read_big_endian(std::string_view bytes) {
  std::uint32_t seconds = 0;
  for (std::size_t i = 0; i < 4; ++i) seconds = seconds << 8U | static_cast<std::uint8_t>(bytes[i]);
  return Time(std::chrono::seconds(seconds));
}

std::string text_of_labels(std::string_view labels) {
  std::string host;
  while (true) {
    const std::size_t cut = labels.rfind(kLabelSeparator);
    if (cut == std::string_view::npos) return host.append(labels);
    host.append(labels.substr(cut + 1)).push_back('.');
    labels = labels.substr(0, cut);
  }
}

}  // namespace

std::string labels_key(std::string_view host) {
  host = without_final_dot(host);
  if (is_ip_address(host)) return std::string(host);
  std::string key;
  key.reserve(host.size());
  while (true) {
    const std::size_t dot = host.rfind('.');
    if (dot == std::string_view::npos) return key.append(host);
    key.append(host.substr(dot + 1)).push_back(kLabelSeparator);
    host = host.substr(0, dot);
  }
}

std::string host_key(const Url& url) {
  std::string key = labels_key(url.host());
  if (const auto port = url.port()) key.append(1, kPortSeparator).append(std::to_string(*port));
  return key;
}

std::string page_key(const Url& url) {
  std::string key = host_key(url);
  key.append(1, kPathSeparator).append(url.path_and_query());
  key.append(1, kSchemeSeparator).append(1, url.scheme() == "https" ? 's' : 'h');
  return key;
}

std::string target_key(std::string_view page_key) {
  return std::string(kTargetPrefix).append(page_key);
}

KeyRange keys_with_prefix(std::string_view prefix) {
  std::string end(prefix);
  ++end.back();
  return {std::string(prefix), std::move(end)};
}

std::string_view host_of_key(std::string_view key) {
  const auto end = std::find_if(
      key.begin(), key.end(), [](char c) { return c == kSchemeSeparator || c == kPathSeparator; });
  return key.substr(0, static_cast<std::size_t>(end - key.begin()));
}

KeyRange pages_of_host(std::string_view host_key) {
  return {std::string(host_key) + kPathSeparator, std::string(host_key) + kPortSeparator};
}

std::string_view path_of_key(std::string_view page_key) {
  page_key.remove_prefix(host_of_key(page_key).size());
  return page_key.size() < 3 ? std::string_view() : page_key.substr(1, page_key.size() - 3);
}

std::string host_text_of_key(std::string_view host_key) {
  const std::size_t port = host_key.find(kPortSeparator);
  std::string text = text_of_labels(host_key.substr(0, port));
  if (port != std::string_view::npos) text.append(1, ':').append(host_key.substr(port + 1));
  return text;
}

std::string href_of_key(std::string_view page_key) {
  const std::string_view host = host_of_key(page_key);
  std::string_view rest = page_key.substr(host.size());
  if (rest.size() < 3) return {};
  const bool secure = rest.back() == 's';
  rest = rest.substr(1, rest.size() - 3);
  std::string href = secure ? "https://" : "http://";
  return href.append(host_text_of_key(host)).append(rest);
}

std::string domain_labels_of(std::string_view host_key) {
  return labels_key(
      registrable_domain(text_of_labels(host_key.substr(0, host_key.find(kPortSeparator)))));
}

std::string anchor_key(AnchorScope scope, std::string_view host, std::string_view anchor) {
  std::string key(1, static_cast<char>(scope));
  return key.append(host).append(1, '\0').append(anchor);
}

std::optional<AnchorKey> parse_anchor_key(std::string_view key) {
  const std::size_t cut = key.find('\0');
  if (cut == std::string_view::npos || (key[0] != 'h' && key[0] != 'd')) return std::nullopt;
  return AnchorKey{static_cast<AnchorScope>(key[0]), key.substr(1, cut - 1), key.substr(cut + 1)};
}

std::string frontier_key(std::string_view page, std::uint8_t depth, std::uint8_t links_class,
                         Time found) {
  return frontier_key(page, {.depth = depth, .links_class = links_class, .last_attempt = found});
}

std::string frontier_key(std::string_view page, const UrlRecord& waiting) {
  const std::string_view host = host_of_key(page);
  std::string key(host);
  key.append(1, '\0').append(1, static_cast<char>(waiting.depth));
  key.push_back(static_cast<char>((kLinksClassMax - waiting.links_class) |
                                  (waiting.is_sitemap ? kSitemapBit : 0)));
  append_big_endian(key, waiting.last_attempt);
  return key.append(page.substr(host.size()));
}

std::optional<FrontierKey> parse_frontier_key(std::string_view key) {
  const std::size_t cut = key.find('\0');
  if (cut == std::string_view::npos || key.size() < cut + kFrontierOrderBytes) return std::nullopt;
  const auto order = static_cast<std::uint8_t>(key[cut + 2]);
  if (order > (kSitemapBit | kLinksClassMax)) return std::nullopt;
  const std::uint8_t fewness = order & kLinksClassMax;
  FrontierKey parsed{std::string(key.substr(0, cut)), static_cast<std::uint8_t>(key[cut + 1]),
                     static_cast<std::uint8_t>(kLinksClassMax - fewness),
                     (order & kSitemapBit) != 0, read_big_endian(key.substr(cut + 3))};
  parsed.page += key.substr(cut + kFrontierOrderBytes);
  return parsed;
}

std::string agenda_order_key(const AgendaRecord& record, std::string_view host) {
  std::string key = agenda_band(record.priority).begin;
  append_big_endian(key, record.at);
  return key.append(host);
}

std::optional<AgendaKey> parse_agenda_order_key(std::string_view key) {
  if (key.size() <= kAgendaOrderBytes || key[0] != 'd') return std::nullopt;
  const auto urgency = static_cast<std::uint8_t>(key[1]);
  if (urgency > kPriorityMax) return std::nullopt;
  const auto priority = static_cast<std::uint8_t>(kPriorityMax - urgency);
  return AgendaKey{{read_big_endian(key.substr(2)), priority}, key.substr(kAgendaOrderBytes)};
}

KeyRange agenda_band(std::uint8_t priority) {
  const auto urgency = static_cast<char>(kPriorityMax - priority);
  return {{'d', urgency}, {'d', static_cast<char>(urgency + 1)}};
}

std::string agenda_host_key(std::string_view host) { return std::string(1, 'h').append(host); }

std::string tally_key(TallyScope scope, std::string_view name) {
  return std::string(1, static_cast<char>(scope)).append(name);
}

}  // namespace anchord
