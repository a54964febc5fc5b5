#include "crawler/budgets.h"

#include "storage/format.h"

namespace anchord {

Result<std::uint64_t> Budgets::asked(const std::string& tally_key) {
  if (const auto it = used_.find(tally_key); it != used_.end()) return it->second.asked;
  const auto bytes = db_.get(Family::kTallies, tally_key);
  if (!bytes) return tl::unexpected(bytes.error());
  Used used;
  if (*bytes) {
    const auto tally = decode_tally(**bytes);
    if (!tally) return tl::unexpected(tally.error());
    used.asked = static_cast<std::uint64_t>(tally->asked);
  }
  return used_.emplace(tally_key, used).first->second.asked;
}

void Budgets::add(const std::string& tally_key, std::int64_t asked) {
  const auto it = used_.find(tally_key);
  if (it != used_.end()) it->second.asked += static_cast<std::uint64_t>(asked);
}

Status Budgets::use(const std::string& tally_key) {
  const auto known = asked(tally_key);
  if (!known) return tl::unexpected(known.error());
  ++used_.at(tally_key).users;
  return Ok{};
}

void Budgets::drop(const std::string& tally_key) {
  const auto it = used_.find(tally_key);
  if (it != used_.end() && --it->second.users == 0) used_.erase(it);
}

}  // namespace anchord
