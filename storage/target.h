#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "storage/result.h"
#include "storage/url.h"

// What a report is about, or a crawl is for: a URL and how much around it.
namespace anchord {

// Stored as its number: never renumber.
enum class TargetMode : std::uint8_t {
  kExact = 0,       // one page, http and https alike
  kPrefix = 1,      // pages of one host whose path and query start so
  kDomain = 2,      // one host, all its ports or the one named
  kSubdomains = 3,  // a host and everything below it at a label boundary
};

// "exact", "prefix", "domain", "subdomains".
std::string_view name_of(TargetMode mode);
// Fails with kInvalidInput, naming what is allowed.
Result<TargetMode> target_mode_named(std::string_view name);

// Page keys from `begin` up to, not including, `end`.
struct KeyRange {
  std::string begin;
  std::string end;
};

// A value. Thread-safe.
class Target {
 public:
  // `text` is a host, a host with a path, or a URL: "example.com", "example.com/docs/",
  // "https://example.com:8443/". Without a scheme (typed_url.h)
  // both are covered; without a port `domain` and
  // `subdomains` cover every port, `exact` and `prefix` the scheme's default. Fails with
  // kInvalidInput.
  static Result<Target> parse(std::string_view text, TargetMode mode);

  // What the page at `url`, http or https, stands for: in both schemes, and where the URL has a
  // port of its own, on that one.
  static Target around(const Url& url, TargetMode mode);

  // Whether both hold the same pages.
  bool is_same(const Target& other) const;

  TargetMode mode() const { return mode_; }
  const Url& url() const { return url_; }

  // The smallest contiguous range of page keys that holds all of the target.
  KeyRange pages() const;
  // The range of host keys of the target's hosts.
  KeyRange hosts() const;

  // Whether a page key within pages() belongs to the target: a scheme or a port that the target
  // names may leave some out.
  bool covers(std::string_view page_key) const;
  // Whether pages() holds nothing but the target: covers() need not be asked.
  bool is_whole_range() const;

 private:
  Target(Url url, TargetMode mode, bool names_scheme, bool names_port);

  Url url_;
  TargetMode mode_;
  std::string host_;  // host key; of all ports: without port
  bool names_scheme_;
  bool names_port_;
};

}  // namespace anchord
