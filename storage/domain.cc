#include "storage/domain.h"

#include <libpsl.h>

#include <cstddef>
#include <fstream>
#include <iterator>
#include <string>

namespace anchord {
namespace {

// The longest rule of the list has seven labels, the registrable domain has one more, and what is
// before them cannot matter. Without this bound a host of thousands of labels costs quadratic time.
constexpr std::size_t kLabelsMax = 10;

constexpr std::string_view kWww = "www.";

std::string_view last_labels(std::string_view host) {
  std::size_t start = host.size();
  for (std::size_t labels = 0; labels < kLabelsMax; ++labels) {
    if (start == 0) return host;
    const std::size_t dot = host.rfind('.', start - 1);
    if (dot == std::string_view::npos) return host;
    start = dot;
  }
  return host.substr(start + 1);
}

struct SuffixList {
  const psl_ctx_t* rules = psl_builtin();
  Fingerprint fingerprint = fingerprint_of(psl_builtin_sha1sum());
};

SuffixList newest_list() {
  const char* const path = psl_dist_filename();
  if (psl_builtin_outdated() != 1 || path == nullptr) return {};
  std::ifstream file(path, std::ios::binary);
  const std::string bytes(std::istreambuf_iterator<char>(file), {});
  const psl_ctx_t* const rules = psl_load_file(path);  // never freed: it lasts as long as we do
  if (bytes.empty() || rules == nullptr) return {};
  return {rules, fingerprint_of(bytes)};
}

const SuffixList& suffix_list() {
  static const SuffixList kList = newest_list();
  return kList;
}

}  // namespace

Fingerprint public_suffix_list_fingerprint() { return suffix_list().fingerprint; }

bool is_ip_address(std::string_view host) {
  if (host.starts_with('[')) return true;
  const char last = host.empty() ? '\0' : host.back();
  if (last < '0' || last > '9') return false;
  const std::string_view label = host.substr(host.rfind('.') + 1);
  return label.find_first_not_of("0123456789") == std::string_view::npos;
}

std::string_view without_final_dot(std::string_view host) {
  return host.size() > 1 && host.ends_with('.') ? host.substr(0, host.size() - 1) : host;
}

std::string_view registrable_domain(std::string_view host) {
  host = without_final_dot(host);
  if (is_ip_address(host)) return host;
  const std::string name(last_labels(host));
  const char* const domain = psl_registrable_domain(suffix_list().rules, name.c_str());
  if (domain == nullptr) return host;
  const std::size_t skipped = static_cast<std::size_t>(domain - name.c_str());
  return host.substr(host.size() - (name.size() - skipped));
}

std::optional<std::string> www_twin(std::string_view host) {
  host = without_final_dot(host);
  const bool is_www = host.starts_with(kWww);
  const std::string bare(host.substr(is_www ? kWww.size() : 0));
  // Below "www." there is no further one: else each would lead to the next, without end.
  if (bare.empty() || bare.starts_with(kWww) || is_ip_address(bare)) return std::nullopt;
  constexpr int kListedOnly = PSL_TYPE_ANY | PSL_TYPE_NO_STAR_RULE;
  const std::string name(last_labels(bare));
  if (psl_is_public_suffix2(suffix_list().rules, name.c_str(), kListedOnly) != 0)
    return std::nullopt;
  return is_www ? bare : std::string(kWww) + bare;
}

bool same_site(std::string_view host_a, std::string_view host_b) {
  return host_a == host_b || registrable_domain(host_a) == registrable_domain(host_b);
}

}  // namespace anchord
