// What the transport costs beside bare libcurl: fetches a list of URLs by both, in turns.
//
//   fetch_bench URL_FILE [CONNECTIONS [ROUNDS]]
//
// Prints, for each round and way, pages per second, CPU seconds and CPU microseconds a page. Bare
// libcurl is a curl_multi whose handles are reused, that has no timeouts or limits, and whose
// bodies are dropped; the transport hands them over. Both keep twice as many connections as they
// use.
#include <curl/curl.h>
#include <sys/resource.h>

#include <chrono>
#include <cstddef>
#include <cstdio>
#include <cstdlib>
#include <fstream>
#include <functional>
#include <string>
#include <utility>
#include <vector>

#include "crawler/curl_transport.h"

namespace anchord {
namespace {

constexpr const char* kUserAgent = "fetch_bench/1.0";

struct Tally {
  std::size_t answers = 0;
  std::size_t bytes = 0;
};

double cpu_seconds() {
  rusage usage{};
  getrusage(RUSAGE_SELF, &usage);
  const auto seconds = [](const timeval& time) {
    return static_cast<double>(time.tv_sec) + static_cast<double>(time.tv_usec) / 1e6;
  };
  return seconds(usage.ru_utime) + seconds(usage.ru_stime);
}

void measure(const char* name, const std::function<Tally()>& fetch_all) {
  const double cpu_before = cpu_seconds();
  const auto start = std::chrono::steady_clock::now();
  const Tally tally = fetch_all();
  const std::chrono::duration<double> wall = std::chrono::steady_clock::now() - start;
  const double cpu = cpu_seconds() - cpu_before;
  const auto pages = static_cast<double>(tally.answers);
  std::printf("%-9s %9zu pages %12zu bytes %9.0f pages/s %8.3f CPU s %7.1f us/page\n", name,
              tally.answers, tally.bytes, pages / wall.count(), cpu, cpu * 1e6 / pages);
}

std::size_t count_bytes(char*, std::size_t, std::size_t size, void* tally) {
  static_cast<Tally*>(tally)->bytes += size;
  return size;
}

class BareMulti {
 public:
  BareMulti(const std::vector<Url>& urls, std::size_t connections)
      : urls_(urls), multi_(curl_multi_init()) {
    curl_multi_setopt(multi_, CURLMOPT_MAXCONNECTS, static_cast<long>(2 * connections));
    for (std::size_t i = 0; i < connections; ++i) {
      CURL* easy = handles_.emplace_back(curl_easy_init());
      curl_easy_setopt(easy, CURLOPT_NOSIGNAL, 1L);
      curl_easy_setopt(easy, CURLOPT_USERAGENT, kUserAgent);
      curl_easy_setopt(easy, CURLOPT_ACCEPT_ENCODING, "gzip, deflate, br, zstd");
      curl_easy_setopt(easy, CURLOPT_HTTP_VERSION, long{CURL_HTTP_VERSION_1_1});
      curl_easy_setopt(easy, CURLOPT_WRITEFUNCTION, &count_bytes);
      curl_easy_setopt(easy, CURLOPT_WRITEDATA, &tally_);
    }
  }
  ~BareMulti() {
    for (CURL* easy : handles_) curl_easy_cleanup(easy);
    curl_multi_cleanup(multi_);
  }
  BareMulti(const BareMulti&) = delete;
  BareMulti& operator=(const BareMulti&) = delete;

  Tally run() {
    for (CURL* easy : handles_) start_next(easy);
    for (int running = 1; running > 0;) {
      curl_multi_perform(multi_, &running);
      int left = 0;
      while (const CURLMsg* message = curl_multi_info_read(multi_, &left)) {
        CURL* easy = message->easy_handle;
        tally_.answers += message->data.result == CURLE_OK ? 1 : 0;
        curl_multi_remove_handle(multi_, easy);
        running += start_next(easy) ? 1 : 0;
      }
      if (running > 0) curl_multi_poll(multi_, nullptr, 0, 1000, nullptr);
    }
    return tally_;
  }

 private:
  bool start_next(CURL* easy) {
    if (next_ == urls_.size()) return false;
    curl_easy_setopt(easy, CURLOPT_URL, std::string(urls_[next_++].href()).c_str());
    curl_multi_add_handle(multi_, easy);
    return true;
  }

  const std::vector<Url>& urls_;
  CURLM* multi_;
  std::vector<CURL*> handles_;
  std::size_t next_ = 0;
  Tally tally_;
};

Tally run_transport(const std::vector<Url>& urls, std::size_t connections) {
  TransportOptions options;
  options.user_agent = kUserAgent;
  options.guard = AddressGuard({*IpRange::parse("0.0.0.0/0"), *IpRange::parse("::/0")});
  options.connections_max = 2 * connections;
  options.connections_per_host_max = connections;
  CurlTransport transport(options);
  Tally tally;
  std::size_t next = 0;
  for (std::size_t flying = 0; next < urls.size() || flying > 0;) {
    for (; flying < connections && next < urls.size(); ++flying, ++next) {
      transport.start(next, {urls[next], "", ""});
    }
    for (const Fetched& fetched : transport.wait(std::chrono::seconds(1))) {
      --flying;
      const auto* answer = std::get_if<Answer>(&fetched.outcome);
      tally.answers += answer != nullptr ? 1 : 0;
      tally.bytes += answer != nullptr ? answer->body.size() : 0;
    }
  }
  return tally;
}

int run(const char* file, std::size_t connections, int rounds) {
  std::vector<Url> urls;
  std::ifstream input(file);
  for (std::string line; std::getline(input, line);) {
    if (auto url = Url::parse(line)) urls.push_back(*std::move(url));
  }
  if (urls.empty()) {
    std::fprintf(stderr, "fetch_bench: no URLs in %s\n", file);
    return 1;
  }
  curl_global_init(CURL_GLOBAL_DEFAULT);
  for (int round = 0; round < rounds; ++round) {
    measure("bare", [&] { return BareMulti(urls, connections).run(); });
    measure("transport", [&] { return run_transport(urls, connections); });
  }
  return 0;
}

}  // namespace
}  // namespace anchord

int main(int argc, char** argv) {
  if (argc < 2) {
    std::fprintf(stderr, "usage: fetch_bench URL_FILE [CONNECTIONS [ROUNDS]]\n");
    return 2;
  }
  const auto number = [&](int at, int otherwise) {
    return argc > at ? std::atoi(argv[at]) : otherwise;
  };
  return anchord::run(argv[1], static_cast<std::size_t>(number(2, 64)), number(3, 3));
}
