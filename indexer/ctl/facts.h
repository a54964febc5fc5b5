#pragma once

#include <vector>

#include "indexer/explanation.h"

namespace anchord {

// Prints one line a fact to standard output: its name, and its value in a column of its own.
void print_facts(const std::vector<Fact>& facts);

}  // namespace anchord
