#include "indexer/condition.h"

#include <algorithm>

#include "storage/domain.h"
#include "storage/typed_url.h"

namespace anchord {
namespace {

std::int64_t as_number(const Value& value) {
  if (const auto* number = std::get_if<std::int64_t>(&value)) return *number;
  if (const auto* flag = std::get_if<bool>(&value)) return *flag ? 1 : 0;
  return std::get<Time>(value).time_since_epoch().count();
}

// The host of a URL; of any other text what could be one.
std::string_view host_in(std::string_view text) {
  text.remove_prefix(scheme_prefix(text).size());
  text = text.substr(0, text.find_first_of("/?#"));
  return text.starts_with('[') ? text : without_final_dot(text.substr(0, text.find(':')));
}

bool is_at_or_below(std::string_view host, std::string_view domain) {
  if (!host.ends_with(domain)) return false;
  host.remove_suffix(domain.size());
  return host.empty() || host.ends_with('.');
}

// Of words as WordFolder gives them, spaces around each.
std::string_view longest_word(std::string_view words) {
  std::string_view longest;
  while (!words.empty()) {
    const std::string_view word = words.substr(0, words.find(' '));
    if (word.size() > longest.size()) longest = word;
    words.remove_prefix(std::min(word.size() + 1, words.size()));
  }
  return longest;
}

}  // namespace

void Condition::Term::limit_to(const Bounds& bounds) {
  const bool has_floor = op != Operator::kLess && op != Operator::kLessOrEqual;
  const bool has_ceiling = op != Operator::kGreater && op != Operator::kGreaterOrEqual;
  if (has_floor) low = op == Operator::kGreater ? bounds.above : bounds.from;
  if (has_ceiling) high = op == Operator::kLess ? bounds.below : bounds.up_to;
}

bool Condition::holds(const Term& term, const Value& value) {
  if (std::holds_alternative<std::monostate>(value)) {
    return term.outside || term.kind == Kind::kUnknown;
  }
  if (term.kind == Kind::kUnknown) return false;
  if (term.kind == Kind::kInterval) {
    const std::int64_t number = as_number(value);
    return (number >= term.low && number <= term.high) != term.outside;
  }
  return holds(term, std::get<std::string_view>(value));
}

bool Condition::holds(const Term& term, std::string_view text) {
  switch (term.kind) {
    case Kind::kSubstring:
      return folder_.fold(text).find(term.text) != std::string_view::npos;
    case Kind::kWord:
      return words_.words(text).find(term.text) != std::string_view::npos;
    case Kind::kSubdomain:
      return is_at_or_below(folder_.fold(host_in(text)), term.text);
    case Kind::kContains:
      return text.find(term.text) != std::string_view::npos;
    case Kind::kPrefix:
      return text.starts_with(term.text);
    case Kind::kSuffix:
      return text.ends_with(term.text);
    case Kind::kRegex:
      return term.regex.matches(text);
    case Kind::kInterval:
    case Kind::kText:
    case Kind::kUnknown:
      break;
  }
  const int order = text.compare(term.text);
  switch (term.op) {
    case Operator::kEqual:
      return order == 0;
    case Operator::kNotEqual:
      return order != 0;
    case Operator::kLess:
      return order < 0;
    case Operator::kLessOrEqual:
      return order <= 0;
    case Operator::kGreater:
      return order > 0;
    case Operator::kGreaterOrEqual:
      break;
  }
  return order >= 0;
}

template <class Read>
bool Condition::is_fulfilled(const Read& read) {
  std::int32_t at = terms_.empty() ? kTrue : 0;
  while (at >= 0) {
    const Term& term = terms_[static_cast<std::size_t>(at)];
    at = holds(term, read(*term.column)) ? term.if_true : term.if_false;
  }
  return at == kTrue;
}

unsigned Condition::reads() const {
  unsigned reads = kReadsNothing;
  for (const Term& term : terms_) reads |= term.column->reads;
  return reads;
}

// A text holds what its pieces hold; only what it lacks is certain.
bool Condition::may_hold_for_pieces_of(const Term& term, std::string_view texts,
                                       std::string_view folded) {
  if (term.column->reads != kReadsText) return true;
  switch (term.kind) {
    case Kind::kSubstring:
      return folded.find(term.text) != std::string_view::npos;
    case Kind::kWord:
      return folded.find(longest_word(term.text)) != std::string_view::npos;
    case Kind::kText:
      return term.op != Operator::kEqual || texts.find(term.text) != std::string_view::npos;
    case Kind::kSubdomain:
    case Kind::kInterval:
    case Kind::kContains:
    case Kind::kPrefix:
    case Kind::kSuffix:
    case Kind::kRegex:
    case Kind::kUnknown:
      break;
  }
  return true;
}

bool Condition::may_match_pieces_of(std::string_view texts) {
  if (terms_.empty()) return true;
  const bool folds = std::any_of(terms_.begin(), terms_.end(), [](const Term& term) {
    return term.column->reads == kReadsText && term.kind != Kind::kText;
  });
  const std::string_view folded = folds ? folder_.fold(texts) : std::string_view();
  // A term may be false whatever the texts are; it may be true where they allow it. Terms go on
  // with later ones alone, so one pass finds all that can be reached.
  std::fill(reached_.begin(), reached_.end(), false);
  reached_.resize(terms_.size());
  reached_[0] = true;
  for (std::size_t i = 0; i < terms_.size(); ++i) {
    if (!reached_[i]) continue;
    const Term& term = terms_[i];
    for (const bool holds : {false, true}) {
      if (holds && !may_hold_for_pieces_of(term, texts, folded)) continue;
      const std::int32_t next = holds ? term.if_true : term.if_false;
      if (next == kTrue) return true;
      if (next >= 0) reached_[static_cast<std::size_t>(next)] = true;
    }
  }
  return false;
}

bool Condition::matches(const LinkRow& row) {
  return is_fulfilled([&](const Column& column) { return column.of_link(row); });
}

bool Condition::matches(const AnchorGroup& group) {
  return is_fulfilled([&](const Column& column) { return column.of_group(group); });
}

}  // namespace anchord
