#pragma once

#include <cstddef>
#include <string>
#include <string_view>

// Paths as RFC 9309 compares them (2.2.2, 2.2.3).
namespace anchord {

// `path` in the one spelling in which a rule and a URL meet: escapes of unreserved characters
// decoded, all others with upper-case digits; every byte that RFC 3986 does not allow bare in a
// path or query escaped, and `*`, `$` and `'` too (the first two so that they cannot be taken for
// wildcards, the last because browsers escape it in queries). `/` and `%2F` stay different. A `%`
// that begins no escape becomes `%25`. Idempotent.
//
// The result is `path` itself where that is already so, which is usual and allocates nothing; else
// it lies in `storage`. It lives as long as both.
std::string_view normal_octets(std::string_view path, std::string& storage);

// The path of one Allow or Disallow line: `*` is any number of octets, a last `$` the end.
class RobotsPattern {
 public:
  // `written`: as in the file, any bytes. Where it, or its text before a `*`, ends inside an
  // escape, any escape that begins so matches: "/*%" and "/a%2" do for "/a%20". A `%` without
  // digits in a path is the escape `%25` here too, and what normal_octets() escapes or decodes is
  // what matches.
  explicit RobotsPattern(std::string_view written);

  // The number of its octets: of two patterns that match, the one with more decides.
  std::size_t priority() const { return octets_.size() + (anchored_ ? 1 : 0); }

  // As it would be written, in normal octets.
  std::string text() const { return octets_ + (anchored_ ? "$" : ""); }

  bool has_wildcard() const { return literals_ < octets_.size(); }

  // Whether a path in normal octets begins so (or, with `$`, is so). Linear in path and pattern,
  // however they were made: no recursion and no backtracking, since the leftmost place of each part
  // is as good as any later one. A pattern with more literal octets than `path` costs one
  // comparison.
  bool matches(std::string_view path) const;

 private:
  std::string octets_;        // normal but for the `*`, which is a wildcard; without the `$`
  std::size_t literals_ = 0;  // octets that are no wildcard
  bool anchored_ = false;     // ended in `$`
};

}  // namespace anchord
