#include "crawler/host_queue.h"

#include <algorithm>

#include "storage/codec.h"

namespace anchord {
namespace {

// Of each host in memory: what waits takes 50 bytes a URL there, what is due again 500.
constexpr std::size_t kWaitingReadMax = 64;
constexpr std::size_t kDueReadMax = 16;
constexpr std::size_t kRecordsPerLookMax = 4096;  // under the frontier's lock in one go

// The first key after `key`.
std::string after(std::string_view key) { return std::string(key).append(1, '\0'); }

}  // namespace

void HostQueue::found(std::string_view frontier_key) {
  if (!waiting_left_ || frontier_key < waiting_from_) {
    waiting_from_ =
        waiting_left_ ? std::min(waiting_from_, std::string(frontier_key)) : frontier_key;
  }
  waiting_left_ = true;
}

void HostQueue::scheduled(Time due) {
  next_due_ = std::min(next_due_.value_or(due), due);
  // A pass that is underway may be past the URL; one that is yet to begin will read it.
  if (!due_from_.empty()) pass_due_ = std::min(pass_due_.value_or(due), due);
}

void HostQueue::skip_waiting() {
  if (buffer_.empty() && waiting_.empty() && !waiting_left_) return;
  buffer_.remove_if([](const QueuedUrl& url) { return !url.frontier_key.empty(); });
  waiting_.clear();
  waiting_left_ = false;
  waiting_from_.clear();
}

void HostQueue::skip_all() {
  buffer_.clear();
  waiting_.clear();
  waiting_left_ = false;
  waiting_from_.clear();
  due_from_.clear();
  pass_due_.reset();
  next_due_.reset();
}

Result<std::optional<QueuedUrl>> HostQueue::pop(const Database& db, Time now,
                                                const std::unordered_set<std::string>& in_flight) {
  if (buffer_.empty()) {
    auto waiting = next_waiting(db, in_flight);
    if (!waiting || *waiting) return waiting;
  }
  if (buffer_.empty() && next_due_ && *next_due_ <= now) {
    if (auto read = refill_due(db, now, in_flight); !read) return tl::unexpected(read.error());
  }
  if (buffer_.empty()) return std::optional<QueuedUrl>();
  std::optional<QueuedUrl> next(std::move(buffer_.front()));
  buffer_.pop_front();
  return next;
}

Result<std::optional<QueuedUrl>> HostQueue::next_waiting(
    const Database& db, const std::unordered_set<std::string>& in_flight) {
  if (waiting_.empty() && waiting_left_) {
    if (auto read = refill_waiting(db, in_flight); !read) return tl::unexpected(read.error());
  }
  if (waiting_.empty()) return std::optional<QueuedUrl>();
  Reader reader(std::string_view(waiting_).substr(waiting_at_));
  std::string key = host_;
  key += reader.str();
  waiting_at_ = waiting_.size() - reader.left();
  if (reader.at_end()) waiting_.clear();
  auto parsed = parse_frontier_key(key);
  if (!parsed) return corruption("a frontier key of " + host_text_of_key(host_));
  UrlRecord record;
  record.depth = parsed->depth;
  record.links_class = parsed->links_class;
  record.is_sitemap = parsed->is_sitemap;
  record.last_attempt = parsed->found;
  record.due = parsed->found;
  return QueuedUrl{std::move(parsed->page), record, std::nullopt, std::move(key)};
}

// What is in flight must be left out here: by the time it would be handed out it may be settled.
Status HostQueue::refill_waiting(const Database& db,
                                 const std::unordered_set<std::string>& in_flight) {
  waiting_at_ = 0;
  const std::string begin = waiting_from_.empty() ? host_ + '\0' : waiting_from_;
  Cursor cursor = db.scan(Family::kFrontier, begin, host_ + '\x01');
  for (std::size_t read = 0; read < kWaitingReadMax && cursor.valid(); cursor.next()) {
    waiting_from_ = after(cursor.key());
    const auto parsed = parse_frontier_key(cursor.key());
    if (parsed && in_flight.contains(parsed->page)) continue;
    put_str(waiting_, cursor.key().substr(host_.size()));
    ++read;
  }
  waiting_left_ = cursor.valid();
  return cursor.status();
}

// Goes on with the pass over the host's known URLs. A pass is spread over many calls; while it goes
// on, next_due_ stays in the past.
Status HostQueue::refill_due(const Database& db, Time now,
                             const std::unordered_set<std::string>& in_flight) {
  KeyRange range = pages_of_host(host_);
  if (!due_from_.empty()) range.begin = due_from_;
  Cursor urls = db.scan(Family::kUrls, range.begin, range.end);
  Cursor pages = db.scan(Family::kPages, range.begin, range.end);
  for (std::size_t looked = 0; urls.valid() && buffer_.size() < kDueReadMax; urls.next()) {
    auto record = decode_url_record(urls.value());
    if (!record) return corruption("URL record of " + href_of_key(urls.key()));
    due_from_ = after(urls.key());
    const bool is_due = record->due <= now || record->last_attempt < recrawl_before_;
    const bool is_free = record->state != FetchState::kWaiting;
    std::string key(urls.key());
    if (is_free && !in_flight.contains(key)) {
      if (is_due) {
        if (pages.valid() && pages.key() < urls.key()) pages.seek(key);
        QueuedUrl queued{key, *record, std::nullopt, {}};
        if (pages.valid() && pages.key() == urls.key()) {
          auto page = decode_page_record(pages.value());
          if (!page) return corruption("page record of " + href_of_key(key));
          queued.page_before = std::move(*page);
        }
        buffer_.push_back(std::move(queued));
      } else {
        pass_due_ = std::min(pass_due_.value_or(record->due), record->due);
      }
    }
    if (++looked == kRecordsPerLookMax) break;
  }
  if (!urls.valid()) {
    due_from_.clear();
    next_due_ = pass_due_;
    pass_due_.reset();
  }
  return urls.status();
}

}  // namespace anchord
