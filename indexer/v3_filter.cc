#include "indexer/v3_filter.h"

#include <algorithm>
#include <nlohmann/json.hpp>
#include <string>
#include <utility>

#include "indexer/condition_builder.h"
#include "indexer/v3_term.h"

namespace anchord {
namespace {

using Json = nlohmann::json;
using Joint = ConditionBuilder::Joint;

const std::string kTooDeep =
    "more than " + std::to_string(kConditionDepthMax) + " and, or and not inside one another";

tl::unexpected<Error> wrong(const std::string& what) { return invalid_input("where: " + what); }

// Brackets inside one another, as far as they count for a parser that keeps all of them.
bool is_deep(std::string_view text) {
  constexpr std::size_t kDepthMax = 4 * kConditionDepthMax;  // and its array, not and its object
  std::size_t depth = 0;
  for (const char c : text) {
    if (c == '{' || c == '[') ++depth;
    if ((c == '}' || c == ']') && depth > 0) --depth;
    if (depth > kDepthMax) return true;
  }
  return false;
}

bool is_object_of(const Json& json, const char* key) {
  return json.is_object() && json.size() == 1 && json.contains(key);
}

// Goes through JSON with a stack of its own and tells a builder what it meets.
class V3FilterParser {
 public:
  explicit V3FilterParser(bool is_internal) : is_internal_(is_internal) {}

  Result<V3Filter> parse(const Json& root);

 private:
  // What is left to do, last first.
  struct Step {
    enum class Kind : std::uint8_t { kVisit, kJoin, kClose };
    Kind kind;
    const Json* json = nullptr;
    Joint joint = Joint::kAnd;
    const V3Column* list = nullptr;  // within list_is: the column that conditions are on
  };

  Result<Condition> compile(const std::vector<const Json*>& filters);
  Status visit(const Step& step);
  Status visit_joined(const Step& step, const Json& list, Joint joint);
  Status visit_field(const Json& json);
  Status add(const V3Column& column, const Json& condition);
  // Whether a filter is on groups; an error where it is on both.
  Result<bool> is_on_groups(const Json& filter);

  bool is_internal_;
  ConditionBuilder builder_;
  std::vector<Step> steps_;
  std::size_t regexes_ = 0;
  std::vector<const V3Column*> columns_;
};

Result<V3Filter> V3FilterParser::parse(const Json& root) {
  std::vector<const Json*> open = {&root};
  std::vector<const Json*> on_links;
  std::vector<const Json*> on_groups;
  while (!open.empty()) {
    const Json& filter = *open.back();
    open.pop_back();
    if (is_object_of(filter, "and") && filter["and"].is_array() && !filter["and"].empty()) {
      for (const Json& part : filter["and"]) open.push_back(&part);
      continue;
    }
    const auto is_group = is_on_groups(filter);
    if (!is_group) return tl::unexpected(is_group.error());
    (*is_group ? on_groups : on_links).push_back(&filter);
  }
  auto where = compile(on_links);
  if (!where) return tl::unexpected(where.error());
  auto having = compile(on_groups);
  if (!having) return tl::unexpected(having.error());
  return V3Filter{std::move(*where), std::move(*having), std::move(columns_)};
}

Result<bool> V3FilterParser::is_on_groups(const Json& filter) {
  bool has_link = false;
  bool has_group = false;
  std::vector<const Json*> open = {&filter};
  while (!open.empty()) {
    const Json& json = *open.back();
    open.pop_back();
    if (json.is_object() && json.contains("field") && json["field"].is_string()) {
      const V3Column* const column =
          v3_column_named(json["field"].get_ref<const std::string&>(), false);
      if (column == nullptr) continue;
      has_link |= column->column.of_group == nullptr;
      has_group |= column->column.of_link == nullptr;
    } else if (json.is_structured()) {
      for (const Json& part : json) open.push_back(&part);
    }
  }
  if (has_link && has_group) {
    return wrong(
        "\"or\" and \"not\" cannot join conditions on links with those on " +
        v3_names(false, [](const V3Column& column) { return column.column.of_link == nullptr; }) +
        ", which are counted of the links that are left");
  }
  return has_group;
}

Result<Condition> V3FilterParser::compile(const std::vector<const Json*>& filters) {
  builder_ = ConditionBuilder();
  if (filters.empty()) return Condition();
  for (const Json* filter : filters) {
    if (filter != filters.front()) builder_.join(Joint::kAnd, 0);
    steps_.push_back({.kind = Step::Kind::kVisit, .json = filter});
    while (!steps_.empty()) {
      const Step step = steps_.back();
      steps_.pop_back();
      if (step.kind == Step::Kind::kJoin) {
        builder_.join(step.joint, 0);
      } else if (step.kind == Step::Kind::kClose) {
        builder_.close();
      } else if (auto visited = visit(step); !visited) {
        return tl::unexpected(visited.error());
      }
    }
  }
  return builder_.finish().value_or(Condition());
}

Status V3FilterParser::visit(const Step& step) {
  const Json& json = *step.json;
  if (is_object_of(json, "and")) return visit_joined(step, json["and"], Joint::kAnd);
  if (is_object_of(json, "or")) return visit_joined(step, json["or"], Joint::kOr);
  if (is_object_of(json, "not")) {
    if (!builder_.open(Joint::kNot, 0)) return wrong(kTooDeep);
    Step inner = step;
    inner.json = &json["not"];
    steps_.push_back(inner);
    return Ok{};
  }
  if (step.list != nullptr) return add(*step.list, json);
  return visit_field(json);
}

Status V3FilterParser::visit_joined(const Step& step, const Json& list, Joint joint) {
  if (!list.is_array() || list.empty()) {
    return wrong("\"and\" and \"or\" want an array with at least one filter");
  }
  if (!builder_.open(Joint::kGroup, 0)) return wrong(kTooDeep);
  steps_.push_back({.kind = Step::Kind::kClose});
  for (auto it = list.rbegin(); it != list.rend(); ++it) {
    Step inner = step;
    inner.json = &*it;
    steps_.push_back(inner);
    if (std::next(it) != list.rend()) {
      steps_.push_back({.kind = Step::Kind::kJoin, .joint = joint});
    }
  }
  return Ok{};
}

Status V3FilterParser::visit_field(const Json& json) {
  const bool has_is = json.is_object() && json.contains("is");
  const bool has_list = json.is_object() && json.contains("list_is");
  if (json.is_object() && json.contains("modifier")) {
    return wrong("\"modifier\" is not known here: want an operator that begins with i");
  }
  if (!json.is_object() || !json.contains("field") || json.size() != 2 || has_is == has_list) {
    return wrong(
        "want {\"and\":[...]}, {\"or\":[...]}, {\"not\":...}, {\"field\":NAME,\"is\":[OPERATOR,"
        "VALUE]} or {\"field\":NAME,\"list_is\":{\"any\":[OPERATOR,VALUE]}}");
  }
  const Json& name = json["field"];
  const V3Column* const column =
      name.is_string() ? v3_column_named(name.get_ref<const std::string&>(), is_internal_)
                       : nullptr;
  if (column == nullptr) {
    return wrong("unknown field " + name.dump(-1, ' ', true, Json::error_handler_t::replace) +
                 ": want one of " + v3_names(is_internal_, [](const V3Column&) { return true; }));
  }
  columns_.push_back(column);
  if ((column->list != V3List::kNone) != has_list) {
    return wrong("\"" + std::string(column->column.name) + "\" wants " +
                 (has_list ? "is" : "list_is"));
  }
  if (has_is) return add(*column, json["is"]);
  const Json& list = json["list_is"];
  const bool is_any = is_object_of(list, "any");
  if (!is_any && !is_object_of(list, "all")) {
    return wrong("list_is wants {\"any\":...} or {\"all\":...}");
  }
  if (column->list == V3List::kEmpty) {
    // Of none "any" is false and "all" is true, whatever is asked of them.
    Condition::Term settled;
    settled.column = &column->column;
    settled.outside = !is_any;
    if (!builder_.open(Joint::kGroup, 0) || !builder_.add(std::move(settled))) {
      return wrong(kTooDeep);
    }
    builder_.join(is_any ? Joint::kAnd : Joint::kOr, 0);
    steps_.push_back({.kind = Step::Kind::kClose});
  }
  steps_.push_back(
      {.kind = Step::Kind::kVisit, .json = &list[is_any ? "any" : "all"], .list = column});
  return Ok{};
}

Status V3FilterParser::add(const V3Column& column, const Json& condition) {
  auto term = make_v3_term(column.column, condition);
  if (!term) return wrong("\"" + std::string(column.column.name) + "\" " + term.error().message);
  regexes_ += term->kind == Condition::Kind::kRegex ? 1 : 0;
  if (regexes_ > kRegexesMax) {
    return wrong("more than " + std::to_string(kRegexesMax) + " regular expressions");
  }
  if (!builder_.add(std::move(*term))) {
    return wrong("more than " + std::to_string(kConditionTermsMax) + " conditions");
  }
  return Ok{};
}

}  // namespace

Result<V3Filter> parse_v3_filter(std::string_view text, bool is_internal) {
  if (text.empty()) return V3Filter{};
  if (text.size() > kConditionBytesMax) {
    return wrong("longer than " + std::to_string(kConditionBytesMax) + " bytes");
  }
  if (is_deep(text)) return wrong(kTooDeep);
  const Json root = Json::parse(text, nullptr, false);
  if (root.is_discarded()) return wrong("not JSON");
  return V3FilterParser(is_internal).parse(root);
}

}  // namespace anchord
