#include "crawler/log.h"

#include <array>
#include <atomic>

namespace anchord {
namespace {

constexpr std::array<std::string_view, kLogKinds> kKindNames = {
    "pauses of hosts",     "robots.txt",        "robots.txt without a usable answer",
    "pages beyond limits", "URLs not followed", "redirects of seeds"};

// Since the last status line, by LogKind.
std::array<std::atomic<std::uint32_t>, kLogKinds> g_lines{};

}  // namespace

std::string escaped(std::string_view text) {
  static constexpr std::string_view kDigits = "0123456789abcdef";
  constexpr std::size_t kBytesMax = 500;
  std::string out;
  for (const char c : text.substr(0, kBytesMax)) {
    const auto byte = static_cast<unsigned char>(c);
    if (byte >= 0x20 && byte < 0x7F) {
      out += c;
    } else {
      out.append("\\x").append(1, kDigits[byte >> 4U]).append(1, kDigits[byte & 15U]);
    }
  }
  return out;
}

bool may_log(LogKind kind) { return g_lines[static_cast<std::size_t>(kind)]++ < kLogLinesMax; }

std::string take_unlogged() {
  std::string text;
  for (std::size_t i = 0; i < kLogKinds; ++i) {
    const std::uint32_t lines = g_lines[i].exchange(0);
    if (lines <= kLogLinesMax) continue;
    text.append(text.empty() ? "" : ", ").append(std::to_string(lines - kLogLinesMax));
    text.append(" ").append(kKindNames[i]);
  }
  return text;
}

}  // namespace anchord
