#pragma once

#include <httplib.h>

#include <chrono>
#include <condition_variable>
#include <cstddef>
#include <map>
#include <memory>
#include <mutex>
#include <string>
#include <string_view>
#include <thread>
#include <vector>

namespace anchord {

struct SitePage {
  int status = 200;
  std::string body{};
  std::string etag{};      // "": the server sends no validator
  std::string location{};  // of a redirect
  bool hangs = false;      // answers only when the server ends
};

// A web of some hosts, 127.0.0.1 and up, each on a port of its own, whose pages a test changes
// while it is served. Keeps a log of what was asked for. Thread-safe.
class SiteServer {
 public:
  explicit SiteServer(int hosts = 1) {
    for (int i = 0; i < hosts; ++i) {
      const std::string address = "127.0.0." + std::to_string(i + 1);
      auto& server = servers_.emplace_back(std::make_unique<httplib::Server>());
      server->new_task_queue = [] { return new httplib::ThreadPool(kConnectionsPerHost); };
      server->set_tcp_nodelay(true);
      server->set_keep_alive_max_count(1'000'000);
      origins_.push_back("http://" + address + ":" +
                         std::to_string(server->bind_to_any_port(address.c_str())));
      server->Get(".*", [this, i](const httplib::Request& request, httplib::Response& response) {
        answer(url(request.path, i), request, response);
      });
      threads_.emplace_back([at = server.get()] { at->listen_after_bind(); });
      while (!server->is_running()) std::this_thread::yield();  // stop() has no effect before
    }
  }

  ~SiteServer() {
    {
      const std::lock_guard lock(mutex_);
      is_ending_ = true;
    }
    changed_.notify_all();
    for (const auto& server : servers_) server->stop();
    for (std::thread& thread : threads_) thread.join();
  }
  SiteServer(const SiteServer&) = delete;
  SiteServer& operator=(const SiteServer&) = delete;

  // "http://127.0.0.1:41234/path"; `host` counts from 0.
  std::string url(std::string_view path, int host = 0) const {
    return origins_[static_cast<std::size_t>(host)] + std::string(path);
  }

  void set(const std::string& url, SitePage page) {
    const std::lock_guard lock(mutex_);
    pages_[url] = std::move(page);
  }
  void remove(const std::string& url) {
    const std::lock_guard lock(mutex_);
    pages_.erase(url);
  }

  // The URLs asked for so far, in order, without those of robots.txt.
  std::vector<std::string> served() const {
    const std::lock_guard lock(mutex_);
    return served_;
  }
  std::size_t served_count() const {
    const std::lock_guard lock(mutex_);
    return served_.size();
  }
  // Waits until so many have been asked for since the server began; false: it took too long.
  bool wait_for_served(std::size_t count) const {
    std::unique_lock lock(mutex_);
    return changed_.wait_for(lock, std::chrono::seconds(30),
                             [&] { return served_.size() >= count; });
  }

 private:
  static constexpr std::size_t kConnectionsPerHost = 16;

  void answer(const std::string& asked, const httplib::Request& request,
              httplib::Response& response) {
    std::unique_lock lock(mutex_);
    if (request.path != "/robots.txt") {
      served_.push_back(asked);
      changed_.notify_all();
    }
    const auto it = pages_.find(asked);
    if (it == pages_.end()) {
      response.status = 404;
      return;
    }
    const SitePage page = it->second;
    if (page.hangs) changed_.wait(lock, [this] { return is_ending_; });
    lock.unlock();
    response.status = page.status;
    if (!page.location.empty()) response.set_header("Location", page.location);
    if (!page.etag.empty()) {
      response.set_header("ETag", page.etag);
      if (request.get_header_value("If-None-Match") == page.etag) {
        response.status = 304;
        return;
      }
    }
    response.set_content(page.body, "text/html");
  }

  std::vector<std::unique_ptr<httplib::Server>> servers_;
  std::vector<std::string> origins_;
  std::vector<std::thread> threads_;
  mutable std::mutex mutex_;
  mutable std::condition_variable changed_;
  bool is_ending_ = false;
  std::map<std::string, SitePage> pages_;  // by URL
  std::vector<std::string> served_;
};

}  // namespace anchord
