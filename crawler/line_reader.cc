#include "crawler/line_reader.h"

#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstring>

namespace anchord {
namespace {

constexpr std::size_t kBufferBytes = 64U << 10U;

}  // namespace

// False at the end, and where reading failed.
bool LineReader::fill() {
  buffer_.resize(std::min<std::uint64_t>(kBufferBytes, end_ - read_to_));
  ssize_t count = 0;
  do {
    count = pread(fd_, buffer_.data(), buffer_.size(), static_cast<off_t>(read_to_));
  } while (count < 0 && errno == EINTR);
  if (count < 0) status_ = io_error(std::strerror(errno));
  if (count <= 0) return false;
  left_ = std::string_view(buffer_).substr(0, static_cast<std::size_t>(count));
  read_to_ += left_.size();
  return true;
}

std::optional<LineReader::Line> LineReader::next() {
  line_.clear();
  bool is_too_long = false;
  bool has_bytes = false;
  while (!left_.empty() || fill()) {
    has_bytes = true;
    const std::size_t size = std::min(left_.find('\n'), left_.size());
    const bool is_whole = size < left_.size();
    const std::string_view part = left_.substr(0, size);
    left_.remove_prefix(size + (is_whole ? 1 : 0));
    offset_ += size + (is_whole ? 1 : 0);
    is_too_long = is_too_long || line_.size() + size > line_bytes_max_;
    if (is_too_long) line_.clear();
    if (is_whole && is_too_long) return Line{{}, true};
    if (is_whole && line_.empty()) return Line{part, false};
    if (!is_too_long) line_.append(part);
    if (is_whole) return Line{line_, false};
  }
  if (!has_bytes || !status_) return std::nullopt;
  return Line{line_, is_too_long};
}

}  // namespace anchord
