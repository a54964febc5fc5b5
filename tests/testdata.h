#pragma once

#include <cstdlib>
#include <filesystem>
#include <string>

namespace anchord {

// The folder of the conformance data: $ANCHORD_TESTDATA, else ../shared/testdata beside the
// checkout. A test that needs it and finds it absent skips and says so; CI refuses that.
inline std::filesystem::path testdata() {
  const char* chosen = std::getenv("ANCHORD_TESTDATA");
  return chosen != nullptr ? std::filesystem::path(chosen)
                           : std::filesystem::path(ANCHORD_SOURCE_DIR) / "../shared/testdata";
}

}  // namespace anchord
