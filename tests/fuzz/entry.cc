#include <cstddef>
#include <cstdint>
#include <vector>

#include "tests/fuzz/fuzzing.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::vector<char> block(data, data + size);
  anchord::check({block.data(), block.size()});
  return 0;
}
