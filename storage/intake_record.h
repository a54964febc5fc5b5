#pragma once

#include <cstdint>

// How far a file of orders was taken in. Layout of the bytes: format.h.
namespace anchord {

// Written in the batch that has the effect of the lines it counts, so that each line has its effect
// once, whenever the service ends.
struct IntakeRecord {
  // Which file it is: another one of the same name begins anew.
  std::uint64_t inode = 0;
  std::uint64_t size = 0;
  std::uint64_t modified_ns = 0;  // since 1970
  // What was taken of it.
  std::uint64_t offset = 0;  // of the first byte not taken
  std::uint64_t lines = 0;
  std::uint64_t refused = 0;       // of these lines
  std::uint64_t report_bytes = 0;  // what the report has of them

  bool is_same_file(const IntakeRecord& other) const {
    return inode == other.inode && size == other.size && modified_ns == other.modified_ns;
  }
  bool operator==(const IntakeRecord&) const = default;
};

}  // namespace anchord
