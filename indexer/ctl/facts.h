#pragma once

#include <vector>

#include "indexer/explanation.h"
#include "storage/time.h"

namespace anchord {

// What the clock says, for facts that are about now.
Time time_now();

// Prints one line a fact to standard output: its name, and its value in a column of its own.
void print_facts(const std::vector<Fact>& facts);

}  // namespace anchord
