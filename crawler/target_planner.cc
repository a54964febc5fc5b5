#include "crawler/target_planner.h"

#include <utility>

#include "crawler/loopback.h"
#include "indexer/record_reader.h"
#include "indexer/seed_redirects.h"
#include "storage/format.h"

namespace anchord {
namespace {

// The same URL under http where it is https, and the other way round.
std::optional<Url> under_other_scheme(const Url& url) {
  const bool is_secure = url.scheme() == "https";
  const std::string_view rest = url.href().substr(url.scheme().size());
  auto other = Url::parse((is_secure ? "http" : "https") + std::string(rest));
  return other;
}

std::string told(std::string_view what, const Url& url) {
  return std::string(what).append(1, ' ').append(url.href());
}

}  // namespace

Result<TargetPlanner::Planned*> TargetPlanner::planned(const Url& seed) {
  std::string key = page_key(seed);
  if (const auto it = planned_.find(key); it != planned_.end()) return &it->second;
  const auto record = read_record(db_, Family::kMeta, target_key(key), decode_target_record);
  if (!record) return tl::unexpected(record.error());
  return &planned_.try_emplace(std::move(key), Planned{seed, *record, *record, false})
              .first->second;
}

Result<TargetPlanner::Planned*> TargetPlanner::planned_target(const SeedOrder& order) {
  auto found = planned(order.seed.url);
  if (!found || (*found)->after) return found;
  const auto other = order.names_scheme ? std::nullopt : under_other_scheme(order.seed.url);
  if (other) {
    auto found_other = planned(*other);
    if (!found_other || (*found_other)->after) return found_other;
  }
  return invalid_input(std::string(order.seed.url.href()) + ": no such target");
}

Result<std::string> TargetPlanner::add(const SeedOrder& order) {
  if (order.kind == SeedOrder::Kind::kAdd) return add_seed(order.seed);
  auto target = planned_target(order);
  if (!target) return tl::unexpected(target.error());
  Planned& planned = **target;
  if (order.kind == SeedOrder::Kind::kRemove) {
    planned.after.reset();
    return told("removed", planned.seed);
  }
  const bool is_pause = order.kind == SeedOrder::Kind::kPause;
  if (std::exchange(planned.after->paused, is_pause) == is_pause) {
    return told("unchanged", planned.seed);
  }
  return told(is_pause ? "paused" : "resumed", planned.seed);
}

Result<std::string> TargetPlanner::add_seed(const Seed& seed) {
  if (auto checked = check_contact(config_.contact, seed.url.host()); !checked) {
    return tl::unexpected(checked.error());
  }
  auto found = planned(seed.url);
  if (!found) return tl::unexpected(found.error());
  Planned& planned = **found;
  TargetRecord record = target_of(seed, config_.scope);
  if (planned.after) {
    record.paused = planned.after->paused;
    record.redirect_hosts = planned.after->redirect_hosts;
  }
  const auto where = follow_redirects(seed.url, record);
  if (!where) return tl::unexpected(where.error());
  const bool is_new = !planned.after;
  const bool is_same = planned.after == record;
  planned.after = std::move(record);
  planned.is_seed = true;
  if (is_same) return told("unchanged", seed.url) + *where;
  return told(is_new ? "added" : "changed", seed.url) + *where;
}

// What was found of the seed before decides here, since nobody may visit it again soon.
Result<std::string> TargetPlanner::follow_redirects(const Url& seed, TargetRecord& record) {
  std::string where;
  for (std::size_t i = 0; i <= kRedirectHostsMax; ++i) {
    const auto trace = trace_seed(db_, seed, record, nullptr);
    if (!trace) return tl::unexpected(trace.error());
    if (!trace->leaves) return where;
    const Url& to = trace->last();
    auto wider = widened(seed, record, to);
    if (!wider) {
      const auto other = planned(to);
      if (!other) return tl::unexpected(other.error());
      if ((*other)->after) return where;
      return where + ": redirects to " + std::string(to.href()) +
             ", out of its target: to crawl that, add it as a seed";
    }
    record = *std::move(wider);
    redirected_to_.push_back(page_key(to));
    where += ": redirects to " + std::string(to.href()) + ", which is in its target";
  }
  return where;
}

TargetPlan TargetPlanner::take() {
  TargetPlan plan;
  plan.seeds.reserve(planned_.size());
  plan.changes.reserve(planned_.size());
  while (!planned_.empty()) {
    auto node = planned_.extract(planned_.begin());
    Planned& planned = node.mapped();
    if (planned.before != planned.after) {
      plan.changes.push_back(
          {std::move(planned.seed), std::move(planned.before), std::move(planned.after)});
    }
    if (planned.is_seed) plan.seeds.push_back(std::move(node.key()));
  }
  for (std::string& key : std::exchange(redirected_to_, {})) plan.seeds.push_back(std::move(key));
  return plan;
}

}  // namespace anchord
