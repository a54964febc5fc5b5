#pragma once

#include <cstddef>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "storage/link_block.h"
#include "storage/link_set.h"

namespace anchord {

// Finds the links of a visit among those stored, each stored one for at most one found. The same
// link has the same type, target, anchor and alt; the n-th of its kind is the n-th occurrence, live
// ones before lost ones.
class LinkMatcher {
 public:
  static constexpr std::size_t kNone = static_cast<std::size_t>(-1);

  // `stored` is borrowed and must outlive this.
  explicit LinkMatcher(const LinkBlock& stored);

  // The index of the next stored link that is the same as `link` of `found`; kNone if none is left.
  std::size_t take(const LinkSet& found, const Link& link);
  // The index of the next stored live link with the type and the target of `link`.
  std::size_t take_by_target(const LinkSet& found, const Link& link);
  // Whether a stored live link has the type and the target of `link`, taken or not.
  bool has_target(const LinkSet& found, const Link& link);
  bool is_taken(std::size_t index) const { return taken_[index]; }

 private:
  struct Identity {
    LinkType type;
    std::string_view target;
    std::string_view anchor;
    std::string_view alt;
    bool operator==(const Identity&) const = default;
  };
  struct IdentityHash {
    std::size_t operator()(const Identity& identity) const;
  };
  // The links of one identity: the first that is left, and for each link the next one.
  using First = std::unordered_map<Identity, std::size_t, IdentityHash>;

  void chain(std::size_t count, bool with_words, First& first, std::vector<std::size_t>& next);
  void know_targets();

  const LinkBlock& stored_;
  First first_;
  std::vector<std::size_t> next_;
  First first_of_target_;  // filled when it is first asked for
  std::vector<std::size_t> next_of_target_;
  std::vector<bool> taken_;
};

}  // namespace anchord
