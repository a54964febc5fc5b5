#pragma once

#include <cstdint>
#include <optional>
#include <string_view>

#include "storage/link_block.h"
#include "storage/records.h"
#include "storage/url.h"

namespace anchord {

// A page and its links as they are to be stored from now on.
struct UpgradedPage {
  std::optional<Url> url;  // nullopt: nothing is to be stored, the key or the record is damaged
  PageRecord record;
  LinkBlock links;               // empty if they do not decode: their bytes stay as they are
  std::uint32_t unreadable = 0;  // records that do not decode
};

// What becomes of the stored bytes of one page; `format` wrote them, an earlier one or today's.
// Which links are internal is decided anew, by today's public suffix list. `link_bytes`: "" if the
// page has none.
UpgradedPage upgraded_page(std::uint64_t format, std::string_view key, std::string_view page_bytes,
                           std::string_view link_bytes);

}  // namespace anchord
