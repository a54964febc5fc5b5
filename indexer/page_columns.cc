#include "indexer/page_columns.h"

#include <array>

namespace anchord {
namespace {

using Stored = StoredPage;

Value number(std::uint64_t value) { return static_cast<std::int64_t>(value); }

Value date(Time time) {
  if (time == kNever) return std::monostate();
  return time;
}

Value rounded_hours(std::chrono::minutes interval) {
  if (interval == std::chrono::minutes(0)) return std::monostate();
  return std::chrono::round<std::chrono::hours>(interval).count();
}

Value text(const Stored& page, std::string PageRecord::*which) {
  if (!page.page) return std::monostate();
  return std::string_view((*page.page).*which);
}

Value flag(const Stored& page, bool PageRecord::*which) {
  if (!page.page) return std::monostate();
  return (*page.page).*which;
}

Value flag(const Stored& page, bool (PageRecord::*which)() const) {
  if (!page.page) return std::monostate();
  return ((*page.page).*which)();
}

std::string_view name_of(EncodingSource source) {
  static constexpr std::array<std::string_view, 6> kNames = {"none", "bom",        "content_type",
                                                             "meta", "valid_utf8", "fallback"};
  return kNames[static_cast<std::size_t>(source)];
}

Value count(const Stored& page, std::uint32_t PageRecord::*which) {
  if (!page.page) return std::monostate();
  return number((*page.page).*which);
}

constexpr auto kTable = std::to_array<PageColumn>({
    {"url", [](const Stored& page) -> Value { return std::string_view(page.href); }},
    {"state", [](const Stored& page) -> Value { return name_of(page.url.state); }},
    {"http_code", [](const Stored& page) { return number(page.url.http_status); }},
    {"size",
     [](const Stored& page) { return page.page ? number(page.page->size) : std::monostate(); }},
    {"ip", [](const Stored& page) { return text(page, &PageRecord::ip); }},
    {"encoding", [](const Stored& page) { return text(page, &PageRecord::encoding); }},
    {"encoding_source",
     [](const Stored& page) -> Value {
       if (!page.page) return std::monostate();
       return name_of(page.page->encoding_source);
     }},
    {"content_type", [](const Stored& page) { return text(page, &PageRecord::content_type); }},
    {"title", [](const Stored& page) { return text(page, &PageRecord::title); }},
    {"depth", [](const Stored& page) { return number(page.url.depth); }},
    {"first_visited", [](const Stored& page) { return date(page.url.first_visited); }},
    {"last_visited", [](const Stored& page) { return date(page.url.last_visited); }},
    {"prev_visited", [](const Stored& page) { return date(page.url.prev_visited); }},
    {"due", [](const Stored& page) { return date(page.url.due); }},
    {"interval_h", [](const Stored& page) { return rounded_hours(page.url.interval); }},
    {"failures", [](const Stored& page) { return number(page.url.failures); }},
    {"nofollow", [](const Stored& page) { return flag(page, &PageRecord::nofollow); }},
    {"noindex", [](const Stored& page) { return flag(page, &PageRecord::noindex); }},
    {"truncated", [](const Stored& page) { return flag(page, &PageRecord::truncated); }},
    {"too_complex", [](const Stored& page) { return flag(page, &PageRecord::too_complex); }},
    {"partial",
     [](const Stored& page) -> Value {
       if (!page.page) return std::monostate();
       return names_of_partial(page.page->partial);
     }},
    {"last_complete",
     [](const Stored& page) {
       return page.page ? date(last_complete_of(*page.page, page.url)) : std::monostate();
     }},
    {"redirect_to", [](const Stored& page) { return text(page, &PageRecord::redirect_to); }},
    {"links_live", [](const Stored& page) { return number(page.links.live); }},
    {"links_lost",
     [](const Stored& page) { return number(page.links.links.links.size() - page.links.live); }},
    {"links_dropped", [](const Stored& page) { return count(page, &PageRecord::links_dropped); }},
    {"attributes_dropped",
     [](const Stored& page) { return count(page, &PageRecord::attributes_dropped); }},
});

}  // namespace

std::span<const PageColumn> page_columns() { return kTable; }

}  // namespace anchord
