#include "indexer/session_id.h"

#include <algorithm>

#include "indexer/ascii.h"

namespace anchord {
namespace {

constexpr std::string_view kCertainNames[] = {
    "jsessionid", "phpsessid", "aspsessionid", "cfid", "cftoken", "oscsid", "zenid", "osadcsid"};
constexpr std::string_view kLikelyNames[] = {"sid",       "s",          "sess",   "session",
                                             "sessionid", "session_id", "sessid", "sess_id"};

bool looks_random(std::string_view value) {
  const bool has_digit = std::any_of(value.begin(), value.end(), is_ascii_digit);
  const bool has_letter = std::any_of(value.begin(), value.end(), is_ascii_alpha);
  const bool is_word = std::all_of(value.begin(), value.end(), [](char c) {
    return is_ascii_digit(c) || is_ascii_alpha(c) || c == '-' || c == '_' || c == ',' || c == '.';
  });
  return value.size() >= kSessionIdBytesMin && has_digit && has_letter && is_word;
}

// Whether "name=value" carries a session.
bool is_session(std::string_view parameter) {
  const std::size_t equals = parameter.find('=');
  if (equals == std::string_view::npos || equals + 1 == parameter.size()) return false;
  const std::string_view name = parameter.substr(0, equals);
  const std::string_view value = parameter.substr(equals + 1);
  for (const std::string_view certain : kCertainNames) {
    if (equals_ignore_case(name, certain)) return true;
  }
  if (starts_with_ignore_case(name, "aspsessionid")) return true;
  return looks_random(value) &&
         std::any_of(std::begin(kLikelyNames), std::end(kLikelyNames),
                     [name](std::string_view likely) { return equals_ignore_case(name, likely); });
}

// "(S(lit3py55t21z5v55vlm25s55))", as ASP.NET puts it before the page.
bool is_session_segment(std::string_view segment) {
  return segment.size() > 5 && segment.starts_with('(') && is_ascii_alpha(segment[1]) &&
         segment[2] == '(' && segment.ends_with("))");
}

// Copies to `out` the pieces of `text` between `separator`s that are no session, with the
// separators before them. The first piece is kept where it `stays`.
void copy_pieces(std::string_view text, char separator, bool stays, std::string& out) {
  while (true) {
    const std::size_t end = text.find(separator, 1);
    const std::string_view piece = text.substr(0, end);
    const std::string_view bare = piece.substr(piece.starts_with(separator) ? 1 : 0);
    if (stays || !is_session(bare)) out += piece;
    stays = false;
    if (end == std::string_view::npos) return;
    text.remove_prefix(end);
  }
}

void copy_path(std::string_view path, std::string& out) {
  while (!path.empty()) {
    const std::string_view segment = path.substr(0, path.find('/', 1));
    if (!is_session_segment(segment.substr(1))) copy_pieces(segment, ';', true, out);
    path.remove_prefix(segment.size());
  }
}

}  // namespace

std::optional<std::string> without_session(std::string_view path_and_query) {
  const std::size_t mark = std::min(path_and_query.find('?'), path_and_query.size());
  std::string out;
  out.reserve(path_and_query.size());
  copy_path(path_and_query.substr(0, mark), out);
  if (out.empty()) out += '/';
  if (mark < path_and_query.size()) {
    std::string query;
    copy_pieces(path_and_query.substr(mark + 1), '&', false, query);
    if (query.starts_with('&') && path_and_query[mark + 1] != '&') query.erase(0, 1);
    const bool was_all_session = query.empty() && mark + 1 < path_and_query.size();
    if (!was_all_session) out.append("?").append(query);
  }
  return out == path_and_query ? std::nullopt : std::optional(out);
}

}  // namespace anchord
