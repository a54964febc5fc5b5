#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <vector>

#include "indexer/condition.h"

namespace anchord {

// Joins terms to a condition, as a grammar meets them: open what opens, add a term, close what
// closes, join to the next. Operator precedence with stacks of its own, so that no text nests
// calls. Operands are runs of terms; joining two sends what is settled by the first alone past the
// second.
class ConditionBuilder {
 public:
  using Term = Condition::Term;
  // In the order in which they bind, loosest first.
  enum class Joint : std::uint8_t { kGroup, kComma, kOr, kAnd, kNot };

  // A parenthesis (kGroup) or a kNot, before a term. False: more than kConditionDepthMax of them.
  bool open(Joint opening, std::size_t at);
  // False: more than kConditionTermsMax.
  bool add(Term term);
  // Closes the parenthesis opened last. False: there is none.
  bool close();
  // kComma, kOr or kAnd, between terms.
  void join(Joint joint, std::size_t at);
  // The whole. Nullopt where a parenthesis is open; open_at() tells where it was opened.
  std::optional<Condition> finish();

  std::size_t open_at() const { return pending_.back().at; }

 private:
  struct Pending {
    Joint joint;
    std::size_t at;
  };

  void join_down_to(Joint joint);
  void join_last();

  std::vector<Term> terms_;
  std::vector<std::size_t> operands_;  // where each begins in terms_; it ends with the next
  std::vector<Pending> pending_;
  std::size_t depth_ = 0;
};

}  // namespace anchord
