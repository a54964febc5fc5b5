#include "crawler/address_gate.h"

#include <algorithm>

namespace anchord {
namespace {

using std::chrono::milliseconds;

constexpr std::size_t kAddressesMin = 4096;  // not worth a look for idle ones
constexpr milliseconds kElapsedMax{1'000};   // a server that hangs tells nothing of the next turn

}  // namespace

AddressGate::AddressGate(int requests_max, milliseconds delay)
    : requests_max_(requests_max), delay_(delay), look_through_at_(kAddressesMin) {}

bool AddressGate::enter(std::string_view ip, Instant now) {
  Address& address = addresses_[std::string(ip)];
  if (address.requests >= requests_max_ || address.next_request > now) return false;
  ++address.requests;
  if (delay_ <= milliseconds(0)) {
    address.next_request = now;
  } else if (address.last_turn > now) {
    address.next_request = now - (now - address.next_request) % delay_ + delay_;
  } else {
    address.next_request = now + kClockStep + delay_;
  }
  return true;
}

// Places come free about so often; where they come sooner, a turn is taken a little late.
milliseconds AddressGate::spacing(const Address& address) const {
  return std::max({delay_, address.elapsed / requests_max_, milliseconds(1)});
}

Instant AddressGate::next_turn(std::string_view ip, Instant now) {
  Address& address = addresses_[std::string(ip)];
  const milliseconds apart = spacing(address);
  const Instant free = address.next_request > now ? address.next_request : now + apart;
  address.last_turn = std::max(address.last_turn + apart, free);
  return address.last_turn;
}

std::optional<Instant> AddressGate::turn_ahead(std::string_view ip, Instant earliest) {
  const auto it = addresses_.find(std::string(ip));
  if (it == addresses_.end() || it->second.last_turn < earliest) return std::nullopt;
  it->second.last_turn += spacing(it->second);
  return it->second.last_turn;
}

void AddressGate::leave(std::string_view ip, Instant now, milliseconds elapsed) {
  const auto it = addresses_.find(std::string(ip));
  if (it == addresses_.end()) return;
  it->second.requests = std::max(it->second.requests - 1, 0);
  it->second.elapsed = std::min(elapsed, kElapsedMax);
  if (addresses_.size() < look_through_at_) return;
  std::erase_if(addresses_, [now](const auto& entry) {
    const Address& address = entry.second;
    return address.requests == 0 && address.next_request <= now && address.last_turn <= now;
  });
  look_through_at_ = std::max(kAddressesMin, 2 * addresses_.size());
}

}  // namespace anchord
