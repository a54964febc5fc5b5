#pragma once

#include <string>
#include <string_view>

#include "storage/link_block.h"
#include "tests/indexer/sample_index.h"

// What an index holds of a page's history and of its anchor counts, as one line to compare.
namespace anchord {

inline std::string day_text(Time time) {
  if (time == kNever) return "-";
  return std::to_string((time - day(0)) / std::chrono::days(1));
}

// "bee 0-4 (3) original": first seen on day 0, last on day 4, before that on day 3; "original?": it
// is not known whether the first visit of the page saw it.
inline std::string link_text(std::string_view anchor, const LinkDates& dates) {
  return std::string(anchor) + " " + day_text(dates.first_seen) + "-" +
         day_text(dates.last_visited) + " (" + day_text(dates.prev_visited) + ")" +
         (!dates.original   ? " original?"
          : *dates.original ? " original"
                            : "");
}

inline LinkBlock stored_links(SampleIndex& index, std::string_view href) {
  const auto bytes = index.db().get(Family::kLinks, SampleIndex::key_of(href)).value();
  return bytes ? decode_link_block(*bytes).value() : LinkBlock{};
}

// The links of a page, live ones first: "bee 0-4 (3) original; lost ex 0-1 (0)".
inline std::string links_of(SampleIndex& index, std::string_view href) {
  const LinkBlock block = stored_links(index, href);
  const UrlRecord page =
      decode_url_record(index.get(Family::kUrls, SampleIndex::key_of(href))).value();
  std::string text;
  for (std::size_t i = 0; i < block.links.links.size(); ++i) {
    text += text.empty() ? "" : "; ";
    text += i < block.live ? "" : "lost ";
    text += link_text(block.links.view(block.links.links[i].anchor), dates_of(block, i, page));
  }
  return text;
}

// Every anchor count of a host or a registrable domain: "bee 0+1, ex 2+0" (internal + external).
inline std::string counts_of(SampleIndex& index, AnchorScope scope, std::string_view host) {
  const std::string begin = anchor_key(scope, labels_key(host), "");
  std::string end = begin;
  end.back() = '\x01';
  std::string text;
  for (Cursor at = index.db().scan(Family::kAnchors, begin, end); at.valid(); at.next()) {
    const AnchorCounts counts = decode_anchor_counts(at.value()).value();
    if (counts == AnchorCounts{}) continue;
    text += text.empty() ? "" : ", ";
    text.append(parse_anchor_key(at.key())->anchor) +=
        " " + std::to_string(counts.internal) + "+" + std::to_string(counts.external);
  }
  return text;
}

}  // namespace anchord
