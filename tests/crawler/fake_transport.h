#pragma once

#include <condition_variable>
#include <map>
#include <mutex>
#include <string>
#include <utility>
#include <vector>

#include "crawler/answer_headers.h"
#include "crawler/clock.h"
#include "crawler/transport.h"

namespace anchord {

// A web of a few pages in memory. What is not there answers 404. It answers each request at once.
class FakeTransport final : public Transport {
 public:
  std::map<std::string, FetchOutcome, std::less<>> site;  // by URL
  std::vector<std::string> asked;                         // in order

  void set_admission(Admission) override {}
  void start(FetchId id, const FetchRequest& request) override {
    asked.emplace_back(request.url.href());
    const auto it = site.find(request.url.href());
    const bool is_there = it != site.end();
    answers_.push_back({.id = id, .outcome = is_there ? it->second : Answer{.status = 404}});
    auto* answer = std::get_if<Answer>(&answers_.back().outcome);
    if (answer != nullptr && request.text_only && !is_text_to_parse(answer->headers.content_type)) {
      answer->body.clear();
    }
  }
  std::vector<Fetched> wait(std::chrono::milliseconds timeout) override {
    std::unique_lock lock(mutex_);
    if (answers_.empty()) woken_.wait_for(lock, timeout, [this] { return is_woken_; });
    is_woken_ = false;
    return std::exchange(answers_, {});
  }
  void wake() override {
    const std::lock_guard lock(mutex_);
    is_woken_ = true;
    woken_.notify_one();
  }
  void cancel_all() override { answers_.clear(); }
  std::size_t bytes_in_flight() const override { return 0; }

 private:
  std::vector<Fetched> answers_;
  std::mutex mutex_;
  std::condition_variable woken_;
  bool is_woken_ = false;
};

// An answer of a web server that sends no validators.
inline Answer html(std::string body) {
  Answer answer{.status = 200};
  answer.headers.content_type = "text/html; charset=utf-8";
  answer.size = body.size();
  answer.body = std::move(body);
  return answer;
}
inline Answer typed(std::string content_type, std::string body) {
  Answer answer{.status = 200};
  answer.headers.content_type = std::move(content_type);
  answer.body = std::move(body);
  return answer;
}
inline Answer plain(std::string body) { return typed("text/plain", std::move(body)); }
inline Answer redirect_to(std::string location, int status = 301) {
  Answer answer{.status = status};
  answer.headers.location = std::move(location);
  return answer;
}

// Stands still until it is set.
class FakeClock final : public Clock {
 public:
  Instant time{std::chrono::sys_days(std::chrono::January / 1 / 2024)};
  Instant now() const override { return time; }
};

}  // namespace anchord
