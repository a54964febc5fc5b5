#include "indexer/arena.h"

#include <algorithm>
#include <cstdlib>
#include <utility>

namespace anchord {

Arena::~Arena() {
  while (first_ != nullptr) std::free(std::exchange(first_, first_->next));
}

void Arena::enter(Chunk* chunk) {
  current_ = chunk;
  bytes_entered_ += chunk->bytes;
  next_ = reinterpret_cast<char*>(chunk + 1);
  end_ = next_ + chunk->bytes;
}

void* Arena::allocate_elsewhere(std::size_t rounded, std::size_t size) {
  if (rounded < size || rounded > bytes_max_) return nullptr;
  Chunk* const kept = current_ == nullptr ? first_ : current_->next;
  const std::size_t bytes =
      kept != nullptr && kept->bytes >= rounded ? kept->bytes : std::max(rounded, kChunkBytes);
  if (bytes_entered_ + bytes > bytes_max_) return nullptr;
  if (kept != nullptr && kept->bytes >= rounded) {
    enter(kept);
  } else {
    auto* const made = static_cast<Chunk*>(std::malloc(sizeof(Chunk) + bytes));
    if (made == nullptr) return nullptr;
    made->next = kept;
    made->bytes = bytes;
    (current_ == nullptr ? first_ : current_->next) = made;
    enter(made);
  }
  return allocate(size);
}

void Arena::reset() {
  std::size_t kept = 0;
  Chunk** link = &first_;
  while (*link != nullptr) {
    if (kept + (*link)->bytes > kKeptBytes) {
      std::free(std::exchange(*link, (*link)->next));
    } else {
      kept += (*link)->bytes;
      link = &(*link)->next;
    }
  }
  bytes_entered_ = 0;
  current_ = nullptr;
  next_ = nullptr;
  end_ = nullptr;
}

}  // namespace anchord
