#pragma once

#include <string>
#include <tl/expected.hpp>
#include <utility>

// The one vocabulary of failure. What the web answers is data, never an Error: an Error is about
// us (bad input from a person, disk, our own bytes) and says what the caller can do next.
namespace anchord {

enum class ErrorCode {
  kInvalidInput,  // the outside world gave us nonsense: reject it, do not retry
  kIo,            // disk or network: retrying later may help
  kDiskFull,      // no space left: wait, then try the same again
  kCorruption,    // our own bytes do not decode: stop, a person must look
  kLimit,         // a request would take more than it may: ask for less
};

struct Error {
  ErrorCode code;
  std::string message;  // names the thing and, for bad input, what is allowed
};

// Either a T or the Error that prevented it. Absence is not an error: a lookup that may find
// nothing returns Result<std::optional<T>>.
template <class T>
class [[nodiscard]] Result : public tl::expected<T, Error> {
 public:
  using tl::expected<T, Error>::expected;
};

struct Ok {};
using Status = Result<Ok>;

inline tl::unexpected<Error> invalid_input(std::string message) {
  return tl::unexpected(Error{ErrorCode::kInvalidInput, std::move(message)});
}
inline tl::unexpected<Error> io_error(std::string message) {
  return tl::unexpected(Error{ErrorCode::kIo, std::move(message)});
}
inline tl::unexpected<Error> disk_full(std::string message) {
  return tl::unexpected(Error{ErrorCode::kDiskFull, std::move(message)});
}
inline tl::unexpected<Error> corruption(std::string message) {
  return tl::unexpected(Error{ErrorCode::kCorruption, std::move(message)});
}
inline tl::unexpected<Error> limit_reached(std::string message) {
  return tl::unexpected(Error{ErrorCode::kLimit, std::move(message)});
}

}  // namespace anchord
