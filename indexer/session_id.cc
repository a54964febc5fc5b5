#include "indexer/session_id.h"

#include <algorithm>

#include "indexer/ascii.h"

namespace anchord {
namespace {

// Of servers and shops, which give them no other meaning.
constexpr std::string_view kCertainNames[] = {
    "jsessionid", "jsessionidsso", "phpsessid",     "phpsessionid", "aspsessionid",
    "cfid",       "cftoken",       "oscsid",        "oscadminid",   "osadcsid",
    "zenid",      "zenadminid",    "xtcsid",        "modsid",       "asp.net_sessionid",
    "wosid",      "mscssid",       "sap-sessionid", "bv_sessionid"};
// These name sessions too, but a plain word or number may stand there.
constexpr std::string_view kTellingNames[] = {
    "sesskey",       "session_key", "sessionkey",   "sess_key",  "sessiontoken",
    "session_token", "sessionhash", "session_hash", "force_sid", "force_admin_sid"};
constexpr std::string_view kLikelyNames[] = {
    "sid",    "s",       "sess",    "session",  "sessionid",    "session_id",  "session-id",
    "sessid", "sess_id", "usersid", "user_sid", "user_session", "usersession", "ssid",
    "psid",   "ses",     "ses_id",  "s_id",     "sidsess",      "ci_session",  "laravel_session"};

constexpr std::size_t kTellingIdBytesMin = 6;

template <std::size_t N>
bool is_one_of(const std::string_view (&names)[N], std::string_view name) {
  return std::any_of(std::begin(names), std::end(names),
                     [name](std::string_view known) { return equals_ignore_case(name, known); });
}

bool is_id_text(std::string_view value) {
  return std::all_of(value.begin(), value.end(), [](char c) {
    return is_ascii_digit(c) || is_ascii_alpha(c) || c == '-' || c == '_' || c == ',' || c == '.';
  });
}

bool looks_random(std::string_view value) {
  const bool has_digit = std::any_of(value.begin(), value.end(), is_ascii_digit);
  const bool has_letter = std::any_of(value.begin(), value.end(), is_ascii_alpha);
  return value.size() >= kSessionIdBytesMin && has_digit && has_letter && is_id_text(value);
}

// Letters and digits together, or letters of both cases behind one another as no word has them.
bool is_no_word(std::string_view value) {
  const bool has_digit = std::any_of(value.begin(), value.end(), is_ascii_digit);
  const bool has_letter = std::any_of(value.begin(), value.end(), is_ascii_alpha);
  const auto is_upper = [](char c) { return c >= 'A' && c <= 'Z'; };
  const auto is_lower = [](char c) { return c >= 'a' && c <= 'z'; };
  bool is_mixed = false;
  for (std::size_t i = 2; i < value.size(); ++i) {
    is_mixed |= is_lower(value[i - 2]) && is_upper(value[i - 1]) && is_upper(value[i]);
    is_mixed |= is_upper(value[i - 2]) && is_lower(value[i - 1]) && is_upper(value[i]);
  }
  return value.size() >= kTellingIdBytesMin && is_id_text(value) &&
         ((has_digit && has_letter) || is_mixed);
}

// Whether "name=value" carries a session.
bool is_session(std::string_view parameter) {
  const std::size_t equals = parameter.find('=');
  if (equals == std::string_view::npos || equals + 1 == parameter.size()) return false;
  const std::string_view name = parameter.substr(0, equals);
  const std::string_view value = parameter.substr(equals + 1);
  if (is_one_of(kCertainNames, name) || starts_with_ignore_case(name, "aspsessionid")) return true;
  if (is_one_of(kTellingNames, name)) return is_no_word(value);
  return looks_random(value) && is_one_of(kLikelyNames, name);
}

// "(S(lit3py55t21z5v55vlm25s55))", as ASP.NET puts it before the page.
bool is_session_segment(std::string_view segment) {
  return segment.size() > 5 && segment.starts_with('(') && is_ascii_alpha(segment[1]) &&
         segment[2] == '(' && segment.ends_with("))");
}

// Copies to `out` the pieces of `text` between `separators` that are no session, with the
// separators before them. The first piece is kept where it `stays`.
void copy_pieces(std::string_view text, std::string_view separators, bool stays, std::string& out) {
  while (true) {
    const std::size_t end = text.find_first_of(separators, 1);
    const std::string_view piece = text.substr(0, end);
    const bool is_led = !piece.empty() && separators.find(piece.front()) != separators.npos;
    const std::string_view bare = piece.substr(is_led ? 1 : 0);
    if (stays || !is_session(bare)) out += piece;
    stays = false;
    if (end == std::string_view::npos) return;
    text.remove_prefix(end);
  }
}

void copy_path(std::string_view path, std::string& out) {
  while (!path.empty()) {
    const std::string_view segment = path.substr(0, path.find('/', 1));
    if (!is_session_segment(segment.substr(1))) copy_pieces(segment, ";", true, out);
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
    copy_pieces(path_and_query.substr(mark + 1), "&;", false, query);
    const auto is_separator = [](char c) { return c == '&' || c == ';'; };
    const bool has_lost_first =
        !query.empty() && is_separator(query.front()) && !is_separator(path_and_query[mark + 1]);
    if (has_lost_first) query.erase(0, 1);
    const bool was_all_session = query.empty() && mark + 1 < path_and_query.size();
    if (!was_all_session) out.append("?").append(query);
  }
  return out == path_and_query ? std::nullopt : std::optional(out);
}

}  // namespace anchord
