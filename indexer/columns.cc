#include "indexer/columns.h"

#include <algorithm>

namespace anchord {
namespace {

constexpr std::array<std::string_view, 4> kTypeNames = {"text", "integer", "boolean", "date"};
constexpr std::array<std::string_view, 5> kClauseNames = {"select", "where", "having", "order_by",
                                                          "select"};

Value date(const LinkRow& row, Time LinkDates::*which) {
  if (!row.dates || (*row.dates).*which == kNever) return std::monostate();
  return (*row.dates).*which;
}

Value original(const LinkRow& row) {
  if (!row.dates || !row.dates->original) return std::monostate();
  return *row.dates->original;
}

Value number(std::uint64_t value) { return static_cast<std::int64_t>(value); }
Value text(const LinkRow& row, Span Link::*which) { return row.links->view(row.link->*which); }

Value attribute(const LinkRow& row, Span LinkAttributes::*which) {
  return row.links->view(row.links->attributes(*row.link).*which);
}

Value has_rel(const LinkRow& row, std::uint8_t rel) { return (row.link->rel & rel) != 0; }

using Row = LinkRow;
using Group = AnchorGroup;

constexpr std::array<Column, kColumns> kTable = {{
    {"anchor", ColumnType::kText, "text of the link; empty for an image and all types but href",
     [](const Row& row) { return text(row, &Link::anchor); },
     [](const Group& group) -> Value { return std::string_view(group.anchor); }, kReadsText},
    {"links_internal", ColumnType::kInteger, "links to a page of the same registrable domain",
     [](const Row& row) { return number(row.link->internal ? 1 : 0); },
     [](const Group& group) -> Value { return group.internal; }, kReadsNothing},
    {"links_external", ColumnType::kInteger, "links to a page of another registrable domain",
     [](const Row& row) { return number(row.link->internal ? 0 : 1); },
     [](const Group& group) -> Value { return group.external; }, kReadsNothing},
    {"url_from", ColumnType::kText, "page that has the link",
     [](const Row& row) -> Value { return row.url_from; }, nullptr, kReadsNothing},
    {"url_to", ColumnType::kText, "page that the link points to",
     [](const Row& row) -> Value { return row.links->target(*row.link); }, nullptr, kReadsTarget},
    {"ahrefs_rank", ColumnType::kInteger, "rating of the page, 0 to 100; 0 until there are ratings",
     [](const Row&) { return number(0); }, nullptr, kReadsNothing},
    {"domain_rating", ColumnType::kInteger,
     "rating of the page's registrable domain, 0 to 100; 0 until there are ratings",
     [](const Row&) { return number(0); }, nullptr, kReadsNothing},
    {"ip", ColumnType::kText, "address of the page's server, at its last visit",
     [](const Row& row) -> Value { return std::string_view(row.page->ip); }, nullptr, kReadsPage},
    {"page_size", ColumnType::kInteger, "bytes of the page's decoded body",
     [](const Row& row) { return number(row.page->size); }, nullptr, kReadsPage},
    {"encoding", ColumnType::kText, "encoding of the page: utf8, iso-8859-2, ...; raw for no text",
     [](const Row& row) -> Value { return std::string_view(row.page->encoding); }, nullptr,
     kReadsPage},
    {"title", ColumnType::kText, "title of the page",
     [](const Row& row) -> Value { return std::string_view(row.page->title); }, nullptr,
     kReadsPage},
    {"first_seen", ColumnType::kDate, "first visit that saw the link",
     [](const Row& row) { return date(row, &LinkDates::first_seen); }, nullptr, kReadsDates},
    {"last_visited", ColumnType::kDate, "most recent visit that saw the link",
     [](const Row& row) { return date(row, &LinkDates::last_visited); }, nullptr, kReadsDates},
    {"prev_visited", ColumnType::kDate, "visit before last_visited, if it saw the link",
     [](const Row& row) { return date(row, &LinkDates::prev_visited); }, nullptr, kReadsDates},
    {"original", ColumnType::kBoolean, "whether the page's first visit saw the link; null: unknown",
     original, nullptr, kReadsDates},
    {"link_type", ColumnType::kText, "href, redirect, frame, form, canonical, rss or alternate",
     [](const Row& row) -> Value { return name_of(row.link->type); }, nullptr, kReadsNothing},
    {"redirect", ColumnType::kInteger, "3xx status of a redirect, else 0",
     [](const Row& row) { return number(row.link->redirect); }, nullptr, kReadsNothing},
    {"nofollow", ColumnType::kBoolean, "whether the link or its page is nofollow",
     [](const Row& row) -> Value { return row.is_nofollow(); }, nullptr, kReadsPage},
    {"alt", ColumnType::kText, "alternative text of the image in the link",
     [](const Row& row) { return text(row, &Link::alt); }, nullptr, kReadsText},
    {"text_pre", ColumnType::kText, "text right before the anchor",
     [](const Row& row) { return text(row, &Link::text_pre); }, nullptr, kReadsText},
    {"text_post", ColumnType::kText, "text right after the anchor",
     [](const Row& row) { return text(row, &Link::text_post); }, nullptr, kReadsText},
    {"ugc", ColumnType::kBoolean, "whether the link's rel has ugc: content of users",
     [](const Row& row) { return has_rel(row, kRelUgc); }, nullptr, kReadsNothing},
    {"sponsored", ColumnType::kBoolean, "whether the link's rel has sponsored",
     [](const Row& row) { return has_rel(row, kRelSponsored); }, nullptr, kReadsNothing},
    {"position", ColumnType::kText, "content, or main, nav, header, footer, aside around the link",
     [](const Row& row) -> Value { return name_of(row.link->position); }, nullptr, kReadsNothing},
    {"aria_label", ColumnType::kText, "aria-label attribute of the link",
     [](const Row& row) { return attribute(row, &LinkAttributes::aria_label); }, nullptr,
     kReadsText},
    {"link_title", ColumnType::kText, "title attribute of the link",
     [](const Row& row) { return attribute(row, &LinkAttributes::title); }, nullptr, kReadsText},
    {"hreflang", ColumnType::kText, "language of the target, as the link has it",
     [](const Row& row) { return attribute(row, &LinkAttributes::hreflang); }, nullptr, kReadsText},
    {"media_type", ColumnType::kText, "type attribute of the link",
     [](const Row& row) { return attribute(row, &LinkAttributes::media_type); }, nullptr,
     kReadsText},
}};

std::string names_in(Clause clause) {
  std::string names;
  for (const Column& column : kTable) {
    if (!column.may_stand_in(clause)) continue;
    names.append(names.empty() ? "" : ", ").append(column.name);
  }
  return names;
}

}  // namespace

std::string_view name_of(ColumnType type) { return kTypeNames[static_cast<std::size_t>(type)]; }
std::string_view name_of(Clause clause) { return kClauseNames[static_cast<std::size_t>(clause)]; }

const std::array<Column, kColumns>& columns() { return kTable; }

Result<const Column*> column_in_clause(std::string_view name, Clause clause) {
  const auto* const it = std::find_if(kTable.begin(), kTable.end(),
                                      [name](const Column& column) { return column.name == name; });
  if (it != kTable.end() && it->may_stand_in(clause)) return it;
  const std::string known = it == kTable.end() ? "unknown column \"" : "column \"";
  const std::string refused = it == kTable.end() ? "\"" : "\" cannot stand there";
  return invalid_input(known + std::string(name) + refused + ": " + std::string(name_of(clause)) +
                       " takes " + names_in(clause));
}

}  // namespace anchord
