#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "storage/result.h"

namespace anchord {

// Reads the lines of a file, of any length, in constant memory. One thread.
class LineReader {
 public:
  // From byte `begin` up to byte `end` of `fd`, which is borrowed. Lines longer than
  // `line_bytes_max` are passed over.
  LineReader(int fd, std::uint64_t begin, std::uint64_t end, std::size_t line_bytes_max)
      : fd_(fd), read_to_(begin), offset_(begin), end_(end), line_bytes_max_(line_bytes_max) {}

  struct Line {
    std::string_view text;  // without its line feed; empty where it is too long
    bool is_too_long = false;
  };
  // The next line, valid until the next call; nullopt at the end, and where reading failed. What
  // follows the last line feed is a line if it has a byte.
  std::optional<Line> next();

  // Of the first byte after the lines that next() gave.
  std::uint64_t offset() const { return offset_; }

  // To be asked once next() gave nullopt.
  const Status& status() const { return status_; }

 private:
  bool fill();

  int fd_;
  std::uint64_t read_to_;  // of the file: what is before it was read
  std::uint64_t offset_;
  std::uint64_t end_;
  std::size_t line_bytes_max_;
  std::string buffer_;
  std::string_view left_;  // of the buffer: not yet given
  std::string line_;       // one that is spread over several buffers
  Status status_ = Ok{};
};

}  // namespace anchord
