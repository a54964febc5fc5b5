#pragma once

#include <cstdint>
#include <functional>
#include <string>
#include <string_view>
#include <unordered_map>

#include "storage/database.h"
#include "storage/format.h"
#include "storage/link_block.h"
#include "storage/url.h"

namespace anchord {

// Sums what a batch changes of the anchor counts, of hosts and of registrable domains, so that each
// is one merge per batch. One thread.
class AnchorCounting {
 public:
  // The live links of `page` are no longer those of `before`, but those of `after`.
  void replace(const Url& page, const LinkBlock& before, const LinkBlock& after);

  // Stages the sums, and begins anew.
  void stage(Batch& batch);

 private:
  // Found by a view, so that a link whose anchor is known costs no string.
  struct HashOfText {
    using is_transparent = void;
    std::size_t operator()(std::string_view text) const {
      return std::hash<std::string_view>()(text);
    }
  };
  using CountsByAnchor = std::unordered_map<std::string, AnchorCounts, HashOfText, std::equal_to<>>;
  struct HostCounts {
    std::string domain;  // labels key of the registrable domain
    CountsByAnchor anchors;
  };
  static void count(const LinkBlock& block, std::int64_t by, CountsByAnchor& counts);

  std::unordered_map<std::string, HostCounts> counts_;  // by host key
};

}  // namespace anchord
