#include "storage/target.h"

#include <algorithm>
#include <array>

#include "storage/format.h"
#include "storage/typed_url.h"

namespace anchord {
namespace {

constexpr std::array<std::string_view, 4> kModeNames = {"exact", "prefix", "domain", "subdomains"};

std::string next_after(char separator) { return std::string(1, static_cast<char>(separator + 1)); }

// The first key after all that start with `prefix`, whose last byte is never 0xFF.
std::string after_prefix(std::string prefix) {
  prefix.back() = static_cast<char>(prefix.back() + 1);
  return prefix;
}

// Whether the authority of `text` ends in a port, even where it is the scheme's default.
bool has_port(std::string_view text) {
  text.remove_prefix(scheme_prefix(text).size());
  text = text.substr(0, text.find_first_of("/?#\\"));
  const std::size_t colon = text.rfind(':');
  return colon != std::string_view::npos && colon + 1 < text.size() &&
         text.find_first_not_of("0123456789", colon + 1) == std::string_view::npos;
}

}  // namespace

std::string_view name_of(TargetMode mode) { return kModeNames[static_cast<std::size_t>(mode)]; }

Result<TargetMode> target_mode_named(std::string_view name) {
  const auto it = std::find(kModeNames.begin(), kModeNames.end(), name);
  if (it != kModeNames.end()) return static_cast<TargetMode>(it - kModeNames.begin());
  return invalid_input("mode \"" + std::string(name) +
                       "\": want one of exact, prefix, domain, subdomains");
}

Target::Target(Url url, TargetMode mode, bool names_scheme, bool names_port)
    : url_(std::move(url)), mode_(mode), names_scheme_(names_scheme), names_port_(names_port) {
  const bool every_port =
      mode_ == TargetMode::kSubdomains || (mode_ == TargetMode::kDomain && !names_port_);
  host_ = every_port ? labels_key(url_.host()) : host_key(url_);
}

Result<Target> Target::parse(std::string_view text, TargetMode mode) {
  auto url = parse_typed_url(text);
  if (!url) {
    return invalid_input("target \"" + std::string(text) +
                         "\": want a host, a host with a path, or an http(s) URL");
  }
  return Target(*std::move(url), mode, !scheme_prefix(text).empty(), has_port(text));
}

Target Target::around(const Url& url, TargetMode mode) {
  return Target(url.stored_form(), mode, false, url.port().has_value());
}

bool Target::is_same(const Target& other) const {
  const KeyRange own = pages();
  const KeyRange others = other.pages();
  return own.begin == others.begin && own.end == others.end && url_.port() == other.url_.port() &&
         names_port_ == other.names_port_ && names_scheme_ == other.names_scheme_ &&
         (!names_scheme_ || url_.scheme() == other.url_.scheme());
}

KeyRange Target::pages() const {
  const std::string path = std::string(1, kPathSeparator).append(url_.path_and_query());
  switch (mode_) {
    case TargetMode::kExact: {
      const std::string page = host_ + path + kSchemeSeparator;
      return {page, after_prefix(page)};
    }
    case TargetMode::kPrefix:
      return {host_ + path, after_prefix(host_ + path)};
    case TargetMode::kDomain:
      return {host_ + kPathSeparator,
              host_ + next_after(names_port_ ? kPathSeparator : kPortSeparator)};
    case TargetMode::kSubdomains:
      break;
  }
  return {host_ + kPathSeparator, host_ + next_after(kLabelSeparator)};
}

KeyRange Target::hosts() const {
  if (mode_ == TargetMode::kSubdomains) return {host_, host_ + next_after(kLabelSeparator)};
  if (mode_ == TargetMode::kDomain && !names_port_) {
    return {host_, host_ + next_after(kPortSeparator)};
  }
  return {host_, host_ + next_after(kSchemeSeparator)};
}

bool Target::is_whole_range() const {
  return !names_scheme_ && !(names_port_ && mode_ == TargetMode::kSubdomains);
}

bool Target::covers(std::string_view page_key) const {
  if (names_scheme_ && (page_key.back() == 's') != (url_.scheme() == "https")) return false;
  if (!names_port_ || mode_ != TargetMode::kSubdomains) return true;
  const std::string_view host = host_of_key(page_key);
  const std::size_t separator = host.find(kPortSeparator);
  const std::string_view port =
      separator == std::string_view::npos ? std::string_view() : host.substr(separator + 1);
  return url_.port() ? port == std::to_string(*url_.port()) : port.empty();
}

}  // namespace anchord
