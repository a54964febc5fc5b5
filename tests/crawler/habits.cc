#include "tests/crawler/habits.h"

#include <brotli/encode.h>

#include "tests/indexer/gzip_testing.h"

namespace anchord {
namespace {

using Reply = LoopbackServer::Reply;
using Then = LoopbackServer::Then;
using std::chrono::milliseconds;

const std::string kPage = "<a href=http://elsewhere.example/>x</a>";

// Each page leads to the next, of which there are endlessly many: `path` of the n-th.
Habit endless(const std::string& host, const std::function<std::string(int)>& path) {
  return {host, {}, "visited 1 link", [path](const std::string&, int before) {
            return Reply{.bytes = ok("<a href=\"" + path(before + 1) + "\">next</a>")};
          }};
}

std::string brotli(const std::string& bytes) {
  std::size_t size = BrotliEncoderMaxCompressedSize(bytes.size());
  std::string encoded(size, '\0');
  BrotliEncoderCompress(1, BROTLI_MAX_WINDOW_BITS, BROTLI_MODE_GENERIC, bytes.size(),
                        reinterpret_cast<const std::uint8_t*>(bytes.data()), &size,
                        reinterpret_cast<std::uint8_t*>(encoded.data()));
  encoded.resize(size);
  return encoded;
}

}  // namespace

std::string ok(const std::string& body, const std::string& fields) {
  return "HTTP/1.1 200 OK\r\n" + fields + "Content-Length: " + std::to_string(body.size()) +
         "\r\n\r\n" + body;
}

std::string with_status(const std::string& status, const std::string& fields) {
  return "HTTP/1.1 " + status + "\r\n" + fields + "Content-Length: 0\r\n\r\n";
}

std::vector<Habit> endless_habits() {
  const auto with_number = [](const std::string& before, const std::string& after) {
    return [=](int n) { return before + std::to_string(n) + after; };
  };
  return {
      endless("has-an-endless-calendar",
              [](int n) { return "/calendar/" + std::to_string(2020 + n) + "/5/17"; }),
      endless("has-a-session-in-the-path",
              [](int n) {
                const std::string digits = std::to_string(100'000'000 + n);
                return "/(S(a1b2c3d4e5f6g7h" + digits + "))/page";
              }),
      endless("has-a-session-in-a-parameter", with_number("/page;jsessionid=0123456789ABCDEF", "")),
      endless("grows-its-path",
              [](int n) {
                std::string path;
                for (int i = 0; i < n; ++i) path += "/a/b";
                return path;
              }),
      {"redirects-a-million-times",
       {},
       "visited 1 link",
       [](const std::string& /*path*/, int before) {
         return Reply{.bytes = with_status("302 Found",
                                           "Location: /" + std::to_string(before + 1) + "\r\n")};
       }},
  };
}

std::vector<Habit> habits() {
  const std::string html = "HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n";
  const std::string bomb = gzipped(std::string(50'000'000, 'x'));
  const std::string brotli_bomb = brotli(std::string(50'000'000, 'x'));
  const std::string filler(1000, 'x');
  return {
      {"drops", {.then = Then::kClose}, "unreachable"},
      {"hangs", {}, "unreachable"},
      {"is-no-http", {.bytes = "220 mail ready\r\n\r\n", .then = Then::kClose}, "unreachable"},
      {"ends-early",
       {.bytes = html + "Content-Length: 1000\r\n\r\n" + kPage, .then = Then::kClose},
       "unreachable"},
      {"says-too-little",
       {.bytes =
            html + "Content-Length: " + std::to_string(kPage.size()) + "\r\n\r\n" + kPage + filler},
       "visited 1 link"},
      {"has-broken-chunks",
       {.bytes = html + "Transfer-Encoding: chunked\r\n\r\n5\r\nhello\r\nzz\r\n",
        .then = Then::kClose},
       "unreachable"},
      {"never-ends",
       {.bytes = html + "\r\n" + kPage, .repeated = filler, .repeats = 1'000'000},
       "visited 1 link truncated"},
      {"drips",
       {.bytes = "HTTP/1.1 200 OK\r\nX-Drip: ",
        .repeated = "x",
        .repeats = 1000,
        .between = milliseconds(50)},
       "unreachable"},
      {"floods-headers",
       {.bytes = "HTTP/1.1 200 OK\r\n", .repeated = "X-Flood: " + filler + "\r\n", .repeats = 1000},
       "unreachable"},
      {"has-a-gzip-bomb",
       {.bytes = html + "Content-Encoding: gzip\r\nContent-Length: " + std::to_string(bomb.size()) +
                 "\r\n\r\n" + bomb},
       "visited truncated"},
      {"has-a-brotli-bomb",
       {.bytes = html + "Content-Encoding: br\r\nContent-Length: " +
                 std::to_string(brotli_bomb.size()) + "\r\n\r\n" + brotli_bomb},
       "visited truncated"},
      {"lies-about-gzip",
       {.bytes = ok(kPage, "Content-Type: text/html\r\nContent-Encoding: gzip\r\n")},
       "visited 1 link"},
      {"redirects-to-itself",
       {.bytes = with_status("302 Found", "Location: /\r\n")},
       "visited 1 link"},
      {"redirects-inside",
       {.bytes = with_status("301 Moved", "Location: http://10.0.0.1/\r\n")},
       "visited 1 link"},
      {"redirects-nowhere",
       {.bytes = with_status("301 Moved", "Location: http://[/\r\n")},
       "visited"},
      {"has-a-long-url",
       {.bytes = ok("<a href=/" + std::string(64U << 10U, 'x') + ">x</a>" + kPage)},
       "visited 1 link 1 dropped"},
      {"has-zero-bytes", {.bytes = ok(std::string(100, '\0') + kPage)}, "visited 1 link"},
      {"has-another-charset",
       {.bytes = ok(kPage + "\xE9", "Content-Type: text/html; charset=utf-8\r\n")},
       "visited 1 link"},
      {"is-busy", {.bytes = with_status("503 Busy", "Retry-After: 1\r\n")}, "refused"},
      {"is-busy-by-date",
       {.bytes = with_status("429 Slow", "Retry-After: Mon, 01 Jan 2029 00:00:00 GMT\r\n")},
       "refused"},
      {"fails", {.bytes = with_status("500 Oops", "")}, "refused"},
      {"is-gone", {.bytes = with_status("410 Gone", "")}, "gone"},
  };
}

}  // namespace anchord
