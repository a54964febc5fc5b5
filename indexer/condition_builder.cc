#include "indexer/condition_builder.h"

#include <utility>

namespace anchord {

bool ConditionBuilder::open(Joint opening, std::size_t at) {
  if (depth_ == kConditionDepthMax) return false;
  ++depth_;
  pending_.push_back({opening, at});
  return true;
}

bool ConditionBuilder::add(Term term) {
  if (terms_.size() == kConditionTermsMax) return false;
  operands_.push_back(terms_.size());
  terms_.push_back(std::move(term));
  return true;
}

bool ConditionBuilder::close() {
  join_down_to(Joint::kComma);
  if (pending_.empty()) return false;
  pending_.pop_back();
  --depth_;
  return true;
}

void ConditionBuilder::join(Joint joint, std::size_t at) {
  join_down_to(joint);
  pending_.push_back({joint, at});
}

std::optional<Condition> ConditionBuilder::finish() {
  join_down_to(Joint::kComma);
  if (!pending_.empty()) return std::nullopt;
  Condition condition;
  condition.terms_ = std::move(terms_);
  return condition;
}

// Joins whatever binds as closely as `joint` or closer.
void ConditionBuilder::join_down_to(Joint joint) {
  while (!pending_.empty() && pending_.back().joint >= joint) join_last();
}

void ConditionBuilder::join_last() {
  const Joint joint = pending_.back().joint;
  pending_.pop_back();
  const std::size_t last = operands_.back();
  if (joint == Joint::kNot) {
    --depth_;
    for (std::size_t i = last; i < terms_.size(); ++i) {
      for (std::int32_t* exit : {&terms_[i].if_true, &terms_[i].if_false}) {
        if (*exit < 0) *exit = *exit == Condition::kTrue ? Condition::kFalse : Condition::kTrue;
      }
    }
    return;
  }
  const std::int32_t unsettled = joint == Joint::kOr ? Condition::kFalse : Condition::kTrue;
  operands_.pop_back();
  for (std::size_t i = operands_.back(); i < last; ++i) {
    for (std::int32_t* exit : {&terms_[i].if_true, &terms_[i].if_false}) {
      if (*exit == unsettled) *exit = static_cast<std::int32_t>(last);
    }
  }
}

}  // namespace anchord
