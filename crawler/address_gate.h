#pragma once

#include <chrono>
#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>

#include "crawler/clock.h"

namespace anchord {

// How much one address may be asked, however many hosts it serves: so many requests at a time, and
// so much time between two. Who is refused gets a turn, each a later one, so that those who wait
// keep their order. While some wait, turns follow one another at that distance however late each is
// taken: then two requests may be closer, but of any three the last is a whole distance after the
// first. Remembers only addresses that are busy. Not thread-safe.
class AddressGate {
 public:
  AddressGate(int requests_max, std::chrono::milliseconds delay);

  // Takes a place at `ip` (as text) where it has one at `now`.
  bool enter(std::string_view ip, Instant now);
  // The turn: when to try again, after enter() said no.
  Instant next_turn(std::string_view ip, Instant now);
  // A turn for who cannot come before `earliest`, where others wait for longer than that anyway: so
  // that its own delay and its wait here pass at the same time, not one after the other.
  std::optional<Instant> turn_ahead(std::string_view ip, Instant earliest);
  // Gives the place back.
  void leave(std::string_view ip, Instant now, std::chrono::milliseconds elapsed);

  void set_delay(std::chrono::milliseconds delay) { delay_ = delay; }

  std::size_t size() const { return addresses_.size(); }

 private:
  struct Address {
    int requests = 0;
    Instant next_request{};
    Instant last_turn{};                    // the latest that was given out
    std::chrono::milliseconds elapsed{10};  // of the last request
  };

  std::chrono::milliseconds spacing(const Address& address) const;

  int requests_max_;
  std::chrono::milliseconds delay_;
  std::unordered_map<std::string, Address> addresses_;
  std::size_t look_through_at_;  // so many addresses are looked through for idle ones
};

}  // namespace anchord
