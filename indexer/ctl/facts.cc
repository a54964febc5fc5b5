#include "indexer/ctl/facts.h"

#include <iostream>
#include <string>

namespace anchord {

void print_facts(const std::vector<Fact>& facts) {
  constexpr std::size_t kNameColumns = 12;
  for (const Fact& fact : facts) {
    std::cout << fact.name << std::string(kNameColumns - fact.name.size(), ' ') << fact.value
              << '\n';
  }
}

}  // namespace anchord
