#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <variant>

#include "storage/link_block.h"
#include "storage/link_set.h"
#include "storage/records.h"
#include "storage/result.h"
#include "storage/time.h"

// The columns of the reports over links: what each is called, what it holds, where in a request it
// may stand, and how it is read. Everything that knows a column knows it from this table.
namespace anchord {

enum class ColumnType : std::uint8_t { kText, kInteger, kBoolean, kDate };
// "text", "integer", "boolean", "date".
std::string_view name_of(ColumnType type);

// The monostate is "not known": null in JSON. Views live as long as what they were read from.
using Value = std::variant<std::monostate, std::string_view, std::int64_t, bool, Time>;

// What must be read for a column beside the link itself, its texts and its page's URL: bits.
inline constexpr unsigned kReadsNothing = 0;
inline constexpr unsigned kReadsTarget = 1;
inline constexpr unsigned kReadsDates = 2;
inline constexpr unsigned kReadsPage = 4;
inline constexpr unsigned kReadsAll = 7;
// No more to read: the value is a piece of LinkSet::text.
inline constexpr unsigned kReadsText = 8;

// One link of one page. Everything is borrowed. What was not read must not be asked for.
struct LinkRow {
  std::string_view url_from;
  const PageRecord* page = nullptr;
  const LinkSet* links = nullptr;
  const Link* link = nullptr;
  bool page_nofollow = false;      // as the last visit that saw the link found its page
  std::optional<LinkDates> dates;  // nullopt: a link that is not stored and so has no history

  bool is_nofollow() const { return link->rel != 0 || page_nofollow; }
};

// The links of a target that have one anchor: a row of linked_anchors.
struct AnchorGroup {
  std::string anchor;
  std::int64_t internal = 0;
  std::int64_t external = 0;
  bool operator==(const AnchorGroup&) const = default;
};

// Parts of a request that name columns: over linked_anchors and, the last one, over its links.
enum class Clause : std::uint8_t { kSelect, kWhere, kHaving, kOrderBy, kLinkSelect };
// "select", "where", "having", "order_by", "select".
std::string_view name_of(Clause clause);

struct Column {
  std::string_view name;
  ColumnType type;
  std::string_view description;
  Value (*of_link)(const LinkRow& row);
  // Null for a column that a group of links does not have: it stands in `where` alone.
  Value (*of_group)(const AnchorGroup& group);
  unsigned reads = kReadsAll;

  bool may_stand_in(Clause clause) const {
    return clause == Clause::kWhere || clause == Clause::kLinkSelect || of_group != nullptr;
  }
};

inline constexpr std::size_t kColumns = 28;
// In the order in which reports print them: those of the API, then ours.
const std::array<Column, kColumns>& columns();

// The column of that name; fails with kInvalidInput, naming those that may stand in `clause`.
Result<const Column*> column_in_clause(std::string_view name, Clause clause);

}  // namespace anchord
