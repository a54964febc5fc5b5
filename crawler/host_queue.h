#pragma once

#include <list>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_set>

#include "storage/database.h"
#include "storage/format.h"

namespace anchord {

// A URL to be asked for, as the frontier hands it out.
struct QueuedUrl {
  std::string key;  // page key
  UrlRecord before;
  std::optional<PageRecord> page_before;
  std::string frontier_key;  // of a waiting URL, else empty
};

// The URLs of one host that are due, read from disk some at a time: first those never asked for, by
// depth and age, then those due again. Not thread-safe.
class HostQueue {
 public:
  // `host`: host key. `recrawl_before`: URLs last asked before it count as due.
  HostQueue(std::string host, Time recrawl_before)
      : host_(std::move(host)), recrawl_before_(recrawl_before) {}

  // The next URL that is due at `now` and not in `in_flight` (page keys); nullopt where none is.
  Result<std::optional<QueuedUrl>> pop(const Database& db, Time now,
                                       const std::unordered_set<std::string>& in_flight);

  // Makes `url`, which pop() gave, the next one again.
  void put_back(QueuedUrl url) { buffer_.push_front(std::move(url)); }

  // Whether pop() will give a URL without looking at the disk.
  bool has_next() const { return !buffer_.empty() || !waiting_.empty(); }

  // Passes over all URLs that wait, or all there are, until found(), scheduled() or restart().
  void skip_waiting();
  void skip_all();
  // Looks at everything again.
  void restart() { *this = HostQueue(std::move(host_), recrawl_before_); }

  // A URL waits under this frontier key since the last commit.
  void found(std::string_view frontier_key);

  // A URL of the host falls due at `due` since the last commit.
  void scheduled(Time due);

  // After pop() found nothing: when to look again, because a known URL falls due or because there
  // is more to read; nullopt where nothing will fall due.
  std::optional<Time> next_due() const { return next_due_; }

 private:
  Result<std::optional<QueuedUrl>> next_waiting(const Database& db,
                                                const std::unordered_set<std::string>& in_flight);
  Status refill_waiting(const Database& db, const std::unordered_set<std::string>& in_flight);
  Status refill_due(const Database& db, Time now, const std::unordered_set<std::string>& in_flight);

  std::string host_;
  Time recrawl_before_;
  std::list<QueuedUrl> buffer_;   // a deque takes 600 bytes even while it is empty
  std::string waiting_;           // frontier keys that were read, without the host, as by put_str()
  std::size_t waiting_at_ = 0;    // those before this have been handed out
  std::string waiting_from_;      // frontier keys before this have been read
  bool waiting_left_ = true;      // there may be waiting URLs beyond it
  std::string due_from_;          // page keys before this have been looked at in this pass
  std::optional<Time> pass_due_;  // earliest due time met in this pass
  std::optional<Time> next_due_{Time{}};
};

}  // namespace anchord
