#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "indexer/extractor.h"
#include "storage/url.h"

// The seam to the network: many GETs at a time, no policy.
namespace anchord {

struct FetchLimits {
  std::size_t body_bytes_max = 10U << 20U;    // decoded; a longer body is cut here and says so
  std::size_t header_bytes_max = 64U << 10U;  // all header lines together; more: unreachable
  std::chrono::milliseconds connect_timeout{10'000};
  std::chrono::milliseconds idle_timeout{20'000};   // no byte for so long
  std::chrono::milliseconds total_timeout{60'000};  // from start to last byte
};

struct FetchRequest {
  Url url;
  std::string if_none_match;      // "": not sent
  std::string if_modified_since;  // "": not sent
  bool text_only = true;  // stop after the headers of an answer that is not text to be parsed
};

// What the world can answer.
struct Answer {
  int status = 0;  // 200, 301, 304, 404, ...
  std::string ip;  // connected address, as text
  PageHeaders headers;
  std::string etag;
  std::string last_modified;
  std::string retry_after;
  std::string body;        // decoded; empty where text_only stopped it
  std::uint64_t size = 0;  // bytes of the decoded body; of one not read, Content-Length or 0
  bool truncated = false;  // cut at body_bytes_max
  bool damaged = false;    // the compressed body is cut or damaged: the rest is missing
};
// Whether a status asks for a pause: 429 Too Many Requests, 503 Service Unavailable.
constexpr bool is_busy(int status) { return status == 429 || status == 503; }

enum class UnreachableReason : std::uint8_t {
  kNoName,  // there is no such name
  kDns,
  kConnect,
  kTls,
  kTimeout,
  kProtocol,
  kTooLarge,
  kForbidden,  // by our own guard: the address or the port
  kCancelled,
};
std::string_view name_of(UnreachableReason reason);
struct Unreachable {
  UnreachableReason reason = UnreachableReason::kConnect;
  std::string detail;  // for the log; escaped by the logger
};
using FetchOutcome = std::variant<Answer, Unreachable>;

using FetchId = std::uint64_t;
struct Fetched {
  FetchId id = 0;
  FetchOutcome outcome;
  std::chrono::milliseconds elapsed{0};
  bool is_postponed = false;  // not admitted: nothing was asked, and `outcome` tells nothing
};

// Asked, by the thread that drives the transport, of each request once its address is known and
// before anything is sent to it: may it go there now?
using Admission = std::function<bool(FetchId id, std::string_view ip)>;

// One thread drives it; only wake() may be called from others.
class Transport {
 public:
  virtual ~Transport() = default;

  // Before the first start(); without it every request is admitted.
  virtual void set_admission(Admission admission) = 0;

  // Starts one GET: no redirect followed, no retry, no cookie, no credentials. Its outcome comes
  // back through wait(), under the caller's `id`, exactly once.
  virtual void start(FetchId id, const FetchRequest& request) = 0;

  // Lets transfers go on for at most `timeout`, and returns what has finished; returns early as
  // soon as something has, or on wake().
  virtual std::vector<Fetched> wait(std::chrono::milliseconds timeout) = 0;

  // Ends the current or the next wait() at once. Thread-safe.
  virtual void wake() = 0;

  // Drops every transfer in flight; their outcomes do not come back.
  virtual void cancel_all() = 0;

  // Bytes of bodies held by transfers in flight.
  virtual std::size_t bytes_in_flight() const = 0;
};

}  // namespace anchord
