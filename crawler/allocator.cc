#include "crawler/allocator.h"

#include <malloc.h>

namespace anchord {
namespace {

constexpr int kMappedBytesMin = 256 << 10;  // RocksDB's memtables grow by a megabyte
constexpr int kArenasMax = 4;               // threads that allocate much, at a time

}  // namespace

void set_up_allocator() {
  mallopt(M_MMAP_THRESHOLD, kMappedBytesMin);
  mallopt(M_ARENA_MAX, kArenasMax);
}

}  // namespace anchord
