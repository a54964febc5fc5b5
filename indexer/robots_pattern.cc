#include "indexer/robots_pattern.h"

#include <algorithm>
#include <array>
#include <cstring>

#include "storage/url_percent.h"

namespace anchord {
namespace {

bool is_unreserved(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '-' ||
         c == '.' || c == '_' || c == '~';
}

bool stands_bare(char c) {
  return is_unreserved(c) || (c != '\0' && std::strchr("/?:@!&()+,;=", c) != nullptr);
}

bool begins_escape(std::string_view text) {
  return text.size() >= 3 && text[0] == '%' && hex_value(text[1]) >= 0 && hex_value(text[2]) >= 0;
}

char escaped_octet(std::string_view escape) {
  return static_cast<char>(hex_value(escape[1]) * 16 + hex_value(escape[2]));
}

bool is_lower_hex(char c) { return c >= 'a' && c <= 'f'; }

bool is_normal_escape(std::string_view text) {
  return begins_escape(text) && !is_unreserved(escaped_octet(text)) && !is_lower_hex(text[1]) &&
         !is_lower_hex(text[2]);
}

std::size_t normal_prefix(std::string_view path) {
  std::size_t at = 0;
  while (at < path.size()) {
    if (stands_bare(path[at])) {
      at += 1;
    } else if (is_normal_escape(path.substr(at))) {
      at += 3;
    } else {
      break;
    }
  }
  return at;
}

void append_escape(std::string& out, char octet) {
  constexpr std::string_view kDigits = "0123456789ABCDEF";
  const auto value = static_cast<unsigned char>(octet);
  out += {'%', kDigits[value / 16U], kDigits[value % 16U]};
}

void append_normal(std::string& out, std::string_view path) {
  for (std::size_t at = 0; at < path.size();) {
    if (begins_escape(path.substr(at))) {
      const char octet = escaped_octet(path.substr(at));
      is_unreserved(octet) ? out.push_back(octet) : append_escape(out, octet);
      at += 3;
    } else {
      stands_bare(path[at]) ? out.push_back(path[at]) : append_escape(out, path[at]);
      at += 1;
    }
  }
}

// What `part` ends in of an escape that is not all there: "%" of "/a%", "%2" of "/a%2"; else "".
std::string_view begun_escape(std::string_view part) {
  const std::size_t size = part.size();
  if (size >= 1 && part[size - 1] == '%') return part.substr(size - 1);
  const bool has_digit = size >= 2 && part[size - 2] == '%' && hex_value(part[size - 1]) >= 0;
  return has_digit ? part.substr(size - 2) : std::string_view();
}

// A piece of a pattern behind which anything may follow: also the rest of an escape.
void append_normal_prefix(std::string& out, std::string_view part) {
  const std::string_view begun = begun_escape(part);
  append_normal(out, part.substr(0, part.size() - begun.size()));
  out += begun;
}

// glibc's memmem is linear; std::string_view::find is quadratic for "aaa...b" in "aaa...".
std::size_t find(std::string_view text, std::string_view part) {
  if (part.empty()) return 0;
  const void* found = memmem(text.data(), text.size(), part.data(), part.size());
  return found == nullptr ? std::string_view::npos
                          : static_cast<std::size_t>(static_cast<const char*>(found) - text.data());
}

// "%c" at the end of a piece begins the escapes "%C0" to "%CF", and is the bare "%c" of a path that
// is spelled "%25c"; "%" and "%2" are how both begin.
bool has_two_spellings(std::string_view piece) {
  const std::string_view begun = begun_escape(piece);
  return begun.size() == 2 && (begun[1] < '0' || begun[1] > '9');
}

std::array<std::string, 2> spellings_of(std::string_view piece) {
  const char digit = piece.back();
  const char upper = is_lower_hex(digit) ? static_cast<char>(digit - 'a' + 'A') : digit;
  const std::string head(piece.substr(0, piece.size() - 1));
  return {head + upper, head + "25" + digit};
}

// The end of the piece at the start of `text`; npos: it is not there.
std::size_t end_of_prefix(std::string_view text, std::string_view piece) {
  if (text.starts_with(piece) && !has_two_spellings(piece)) return piece.size();
  if (!has_two_spellings(piece)) return std::string_view::npos;
  for (const std::string& spelling : spellings_of(piece)) {
    if (text.starts_with(spelling)) return spelling.size();
  }
  return std::string_view::npos;
}

// The first end of the piece in `text`; npos: it is not there.
std::size_t first_end(std::string_view text, std::string_view piece) {
  const auto end_in = [text](std::string_view part) {
    const std::size_t at = find(text, part);
    return at == std::string_view::npos ? at : at + part.size();
  };
  if (!has_two_spellings(piece)) return end_in(piece);
  const auto spellings = spellings_of(piece);
  return std::min(end_in(spellings[0]), end_in(spellings[1]));
}

}  // namespace

std::string_view normal_octets(std::string_view path, std::string& storage) {
  const std::size_t kept = normal_prefix(path);
  if (kept == path.size()) return path;
  storage.reserve(kept + 3 * (path.size() - kept));
  storage.assign(path.substr(0, kept));
  append_normal(storage, path.substr(kept));
  return storage;
}

RobotsPattern::RobotsPattern(std::string_view written) : anchored_(written.ends_with('$')) {
  if (anchored_) written.remove_suffix(1);
  std::size_t wildcards = 0;
  for (auto star = written.find('*'); star != std::string_view::npos; star = written.find('*')) {
    append_normal_prefix(octets_, written.substr(0, star));
    octets_ += '*';
    wildcards += 1;
    written.remove_prefix(star + 1);
  }
  anchored_ ? append_normal(octets_, written) : append_normal_prefix(octets_, written);
  literals_ = octets_.size() - wildcards;
}

bool RobotsPattern::matches(std::string_view path) const {
  if (literals_ > path.size()) return false;
  std::string_view pattern = octets_;
  std::size_t star = pattern.find('*');
  std::size_t end = end_of_prefix(path, pattern.substr(0, star));
  if (end == std::string_view::npos) return false;
  if (star == std::string_view::npos) return !anchored_ || path.size() == end;
  path.remove_prefix(end);
  for (;;) {
    pattern.remove_prefix(star + 1);
    star = pattern.find('*');
    if (star == std::string_view::npos) break;
    end = first_end(path, pattern.substr(0, star));
    if (end == std::string_view::npos) return false;
    path.remove_prefix(end);
  }
  return anchored_ ? path.ends_with(pattern) : first_end(path, pattern) != std::string_view::npos;
}

}  // namespace anchord
