#pragma once

#include <filesystem>
#include <string>
#include <string_view>
#include <vector>

#include "storage/result.h"
#include "storage/url.h"

namespace anchord {

// The URL of a seed as people write it: http or https, which may be left out; white space around it
// is ignored. Fails with kInvalidInput.
Result<Url> parse_seed(std::string_view text);

struct SeedList {
  std::vector<Url> urls;
  std::vector<std::string> refused;  // one message a bad line: "seeds.txt:3: ..."
};

// Reads a list of seeds: one URL a line, `#` starts a comment, blank lines are passed over. A bad
// line stops nothing. Fails with kInvalidInput where the file cannot be read.
Result<SeedList> read_seeds(const std::filesystem::path& file);

}  // namespace anchord
