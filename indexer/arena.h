#pragma once

#include <cstddef>

namespace anchord {

// Memory for one document at a time: pieces are cut off chunks one after the other and given back
// all at once. Chunks are kept for the next document, and their pages are touched only as pieces
// are asked for. Throws nothing, so that it can serve C code. Not thread-safe.
class Arena {
 public:
  explicit Arena(std::size_t bytes_max) : bytes_max_(bytes_max) {}
  ~Arena();
  Arena(const Arena&) = delete;
  Arena& operator=(const Arena&) = delete;

  // `size` bytes aligned for pointers and 64-bit numbers, valid until reset(); null where this
  // document would exceed its limit or the system has no memory.
  void* allocate(std::size_t size) {
    const std::size_t rounded = (size + (size == 0 ? 1 : 0) + (kAlignment - 1)) & ~(kAlignment - 1);
    if (rounded > static_cast<std::size_t>(end_ - next_) || rounded < size) {
      return allocate_elsewhere(rounded, size);
    }
    void* const piece = next_;
    next_ += rounded;
    return piece;
  }

  // Gives all pieces back. Keeps the first chunks, up to kKeptBytes, and frees the others.
  void reset();

 private:
  static constexpr std::size_t kAlignment = 8;
  static constexpr std::size_t kChunkBytes = 1U << 20U;
  static constexpr std::size_t kKeptBytes = 8U << 20U;

  struct Chunk {
    Chunk* next;
    std::size_t bytes;  // usable, behind this header
  };

  void* allocate_elsewhere(std::size_t rounded, std::size_t size);
  void enter(Chunk* chunk);

  const std::size_t bytes_max_;
  std::size_t bytes_entered_ = 0;  // of the chunks this document has got to
  Chunk* first_ = nullptr;
  Chunk* current_ = nullptr;
  char* next_ = nullptr;
  char* end_ = nullptr;
};

}  // namespace anchord
