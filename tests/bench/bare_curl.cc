#include <curl/curl.h>

#include "tests/bench/bare_limits.h"
#include "tests/bench/stopwatch.h"

namespace anchord {
namespace {

class BareFetch {
 public:
  BareFetch(const std::vector<std::string>& urls, std::size_t connections,
            std::vector<std::string>* bodies)
      : urls_(urls), bodies_(bodies), multi_(curl_multi_init()), transfers_(connections) {
    curl_multi_setopt(multi_, CURLMOPT_MAXCONNECTS, static_cast<long>(connections));
    if (bodies != nullptr) bodies->assign(urls.size(), {});
    for (Transfer& transfer : transfers_) {
      transfer.fetch = this;
      transfer.easy = curl_easy_init();
      curl_easy_setopt(transfer.easy, CURLOPT_NOSIGNAL, 1L);
      curl_easy_setopt(transfer.easy, CURLOPT_HTTP_VERSION, long{CURL_HTTP_VERSION_1_1});
      curl_easy_setopt(transfer.easy, CURLOPT_ACCEPT_ENCODING, "gzip, deflate, br");
      curl_easy_setopt(transfer.easy, CURLOPT_WRITEFUNCTION, &BareFetch::take);
      curl_easy_setopt(transfer.easy, CURLOPT_WRITEDATA, &transfer);
      curl_easy_setopt(transfer.easy, CURLOPT_PRIVATE, &transfer);
    }
  }
  ~BareFetch() {
    for (const Transfer& transfer : transfers_) curl_easy_cleanup(transfer.easy);
    curl_multi_cleanup(multi_);
  }
  BareFetch(const BareFetch&) = delete;
  BareFetch& operator=(const BareFetch&) = delete;

  void run(BareRun& result) {
    for (Transfer& transfer : transfers_) start_next(transfer);
    for (int running = 1; running > 0;) {
      curl_multi_perform(multi_, &running);
      int left = 0;
      while (const CURLMsg* message = curl_multi_info_read(multi_, &left)) {
        if (finish(message->easy_handle)) ++running;
      }
      if (running > 0) curl_multi_poll(multi_, nullptr, 0, 1000, nullptr);
    }
    result.pages = pages_;
    result.bytes = bytes_;
  }

 private:
  struct Transfer {
    BareFetch* fetch = nullptr;
    CURL* easy = nullptr;
    std::size_t url = 0;
  };

  static std::size_t take(char* data, std::size_t, std::size_t size, void* transfer_of) {
    const auto* transfer = static_cast<Transfer*>(transfer_of);
    BareFetch& fetch = *transfer->fetch;
    fetch.bytes_ += size;
    if (fetch.bodies_ != nullptr) (*fetch.bodies_)[transfer->url].append(data, size);
    return size;
  }

  // Returns whether another URL was started in its place.
  bool finish(CURL* easy) {
    long status = 0;
    curl_easy_getinfo(easy, CURLINFO_RESPONSE_CODE, &status);
    pages_ += status == 200 ? 1 : 0;
    char* transfer = nullptr;
    curl_easy_getinfo(easy, CURLINFO_PRIVATE, &transfer);
    curl_multi_remove_handle(multi_, easy);
    return start_next(*reinterpret_cast<Transfer*>(transfer));
  }

  bool start_next(Transfer& transfer) {
    if (next_ == urls_.size()) return false;
    transfer.url = next_++;
    curl_easy_setopt(transfer.easy, CURLOPT_URL, urls_[transfer.url].c_str());
    curl_multi_add_handle(multi_, transfer.easy);
    return true;
  }

  const std::vector<std::string>& urls_;
  std::vector<std::string>* const bodies_;
  CURLM* const multi_;
  std::vector<Transfer> transfers_;
  std::size_t next_ = 0;
  std::uint64_t pages_ = 0;
  std::uint64_t bytes_ = 0;
};

}  // namespace

BareRun fetch_with_curl(const std::vector<std::string>& urls, std::size_t connections,
                        std::vector<std::string>* bodies) {
  BareRun result;
  const Stopwatch stopwatch;
  BareFetch(urls, connections, bodies).run(result);
  result.wall_s = stopwatch.wall_s();
  result.cpu_s = stopwatch.cpu_s();
  return result;
}

}  // namespace anchord
