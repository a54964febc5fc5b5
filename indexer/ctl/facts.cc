#include "indexer/ctl/facts.h"

#include <chrono>
#include <iostream>
#include <string>

namespace anchord {

Time time_now() {
  return std::chrono::floor<std::chrono::seconds>(std::chrono::system_clock::now());
}

void print_facts(const std::vector<Fact>& facts) {
  constexpr std::size_t kNameColumns = 12;
  for (const Fact& fact : facts) {
    std::cout << fact.name << std::string(kNameColumns - fact.name.size(), ' ') << fact.value
              << '\n';
  }
}

}  // namespace anchord
