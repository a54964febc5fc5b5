#include "indexer/ctl/files.h"

#include <filesystem>
#include <fstream>
#include <iostream>
#include <iterator>

namespace anchord {

Result<std::string> read_all(const std::string& path) {
  std::error_code error;
  std::ifstream file;
  if (path != "-") {
    file.open(path, std::ios::binary);
    if (!file || std::filesystem::is_directory(path, error)) {
      return invalid_input(path + ": want a file that can be read, or - for standard input");
    }
  }
  std::istream& in = path == "-" ? std::cin : file;
  std::string bytes{std::istreambuf_iterator<char>(in), std::istreambuf_iterator<char>()};
  if (in.bad()) return io_error(path + ": cannot read");
  return bytes;
}

}  // namespace anchord
