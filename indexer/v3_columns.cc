#include "indexer/v3_columns.h"

#include <algorithm>
#include <array>

#include "storage/domain.h"

namespace anchord {
namespace {

using Row = LinkRow;
using Group = AnchorGroup;

const V3Group& whole(const Group& group) { return static_cast<const V3Group&>(group); }

// The host of a canonical URL, and its port, where it names one.
struct Authority {
  std::string_view host;
  std::string_view port;
};
Authority authority_of(std::string_view href) {
  const std::size_t begin = href.find("://") + 3;
  std::string_view text = href.substr(begin, href.find('/', begin) - begin);
  const std::size_t colon = text.rfind(':');
  if (colon == std::string_view::npos || text.find(']', colon) != std::string_view::npos) {
    return {text, {}};
  }
  return {text.substr(0, colon), text.substr(colon + 1)};
}

Value port_of(std::string_view href) {
  const std::string_view digits = authority_of(href).port;
  std::int64_t port = 0;
  for (const char digit : digits) port = 10 * port + (digit - '0');
  if (!digits.empty()) return port;
  return std::int64_t{href.starts_with("https:") ? 443 : 80};
}

bool is_nofollow(const Row& row) { return row.is_nofollow(); }

// Version 2's href is text, or image where there is no text but an alternative one.
std::string_view link_type(const Row& row) {
  if (row.link->type != LinkType::kHref) return name_of(row.link->type);
  const bool is_image =
      row.links->view(row.link->anchor).empty() && !row.links->view(row.link->alt).empty();
  return is_image ? "image" : "text";
}

Value unknown(const Row& /*row*/) { return std::monostate(); }

Value text(const Row& row, Span Link::*which) { return row.links->view(row.link->*which); }

constexpr auto kText = ColumnType::kText;
constexpr auto kInteger = ColumnType::kInteger;
constexpr auto kBoolean = ColumnType::kBoolean;
constexpr auto kDate = ColumnType::kDate;

const auto kTable = std::to_array<V3Column>({
    {{"anchor", kText, "text of the link", [](const Row& row) { return text(row, &Link::anchor); },
      [](const Group& group) -> Value { return std::string_view(group.anchor); }}},
    {{"links_from_target", kInteger, "links that have the anchor", nullptr,
      [](const Group& group) -> Value { return whole(group).links; }}},
    {{"dofollow_links", kInteger, "those that are not nofollow", nullptr,
      [](const Group& group) -> Value { return whole(group).dofollow; }}},
    {{"linked_pages", kInteger, "different pages linked with it", nullptr,
      [](const Group& group) -> Value { return whole(group).pages; }}},
    {{"linked_domains", kInteger, "different registrable domains linked with it", nullptr,
      [](const Group& group) -> Value { return whole(group).domains; }},
     V3List::kNone,
     true},
    {{"first_seen", kDate, "first visit that saw such a link", nullptr,
      [](const Group& group) -> Value { return whole(group).first_seen; }}},
    {{"domain", kText, "registrable domain of the page that has the link",
      [](const Row& row) -> Value { return registrable_domain(authority_of(row.url_from).host); },
      nullptr}},
    {{"domain_rating", kInteger, "rating of that domain; 0 until there are ratings",
      [](const Row&) -> Value { return std::int64_t{0}; }, nullptr}},
    {{"is_content", kBoolean, "whether the link is in the page's content",
      [](const Row& row) -> Value {
        return row.link->position == Position::kContent || row.link->position == Position::kMain;
      },
      nullptr}},
    {{"is_dofollow", kBoolean, "whether neither the link nor its page is nofollow",
      [](const Row& row) -> Value { return !is_nofollow(row); }, nullptr}},
    {{"is_nofollow", kBoolean, "whether the link or its page is nofollow",
      [](const Row& row) -> Value { return is_nofollow(row); }, nullptr}},
    {{"is_non_html", kBoolean, "not known here", unknown, nullptr}},
    {{"is_sponsored", kBoolean, "whether the link's rel has sponsored",
      [](const Row& row) -> Value { return (row.link->rel & kRelSponsored) != 0; }, nullptr}},
    {{"is_ugc", kBoolean, "whether the link's rel has ugc",
      [](const Row& row) -> Value { return (row.link->rel & kRelUgc) != 0; }, nullptr}},
    {{"languages", kText, "not known here", unknown, nullptr}, V3List::kEmpty},
    {{"len_url_redirect", kInteger, "not known here", unknown, nullptr}},
    {{"link_type", kText, "redirect, frame, text, form, canonical, alternate, rss or image",
      [](const Row& row) -> Value { return link_type(row); }, nullptr}},
    {{"linked_domains_source", kInteger, "not known here", unknown, nullptr}},
    {{"links_external", kInteger, "not known here", unknown, nullptr}},
    {{"port_source", kInteger, "port of the page that has the link",
      [](const Row& row) { return port_of(row.url_from); }, nullptr}},
    {{"port_target", kInteger, "port of the page that the link points to",
      [](const Row& row) { return port_of(row.links->target(*row.link)); }, nullptr}},
    {{"positions", kInteger, "not known here", unknown, nullptr}},
    {{"powered_by", kText, "not known here", unknown, nullptr}, V3List::kEmpty},
    {{"refdomains_source", kInteger, "not known here", unknown, nullptr}, V3List::kNone, false, 5},
    {{"snippet_left", kText, "text right before the anchor",
      [](const Row& row) { return text(row, &Link::text_pre); }, nullptr}},
    {{"snippet_right", kText, "text right after the anchor",
      [](const Row& row) { return text(row, &Link::text_post); }, nullptr}},
    {{"title", kText, "title of the page that has the link",
      [](const Row& row) -> Value { return std::string_view(row.page->title); }, nullptr}},
    {{"traffic_page", kInteger, "not known here", unknown, nullptr}, V3List::kNone, false, 10},
    {{"url_from", kText, "page that has the link",
      [](const Row& row) -> Value { return row.url_from; }, nullptr}},
    {{"url_redirect", kText, "not known here", unknown, nullptr}, V3List::kEmpty},
    {{"url_redirect_with_target", kText, "the page that the link points to",
      [](const Row& row) -> Value { return row.links->target(*row.link); }, nullptr},
     V3List::kOne},
    {{"url_to", kText, "page that the link points to",
      [](const Row& row) -> Value { return row.links->target(*row.link); }, nullptr}},
});

}  // namespace

std::span<const V3Column> v3_columns() { return kTable; }

std::string_view host_of_href(std::string_view href) { return authority_of(href).host; }

std::string v3_names(bool is_internal, bool (*is_wanted)(const V3Column&)) {
  std::string names;
  for (const V3Column& column : kTable) {
    if ((is_internal && column.is_external_only) || !is_wanted(column)) continue;
    names.append(names.empty() ? "" : ", ").append(column.column.name);
  }
  return names;
}

const V3Column* v3_column_named(std::string_view name, bool is_internal) {
  const auto* const it = std::find_if(kTable.begin(), kTable.end(), [name](const V3Column& column) {
    return column.column.name == name;
  });
  return it == kTable.end() || (is_internal && it->is_external_only) ? nullptr : it;
}

}  // namespace anchord
