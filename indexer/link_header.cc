#include "indexer/link_header.h"

#include <algorithm>

#include "indexer/ascii.h"

namespace anchord {
namespace {

// Line ends too: a field value that was folded may still have them.
constexpr std::string_view kOptionalSpace = " \t\r\n";

// The functions below take what they read off the front of `rest`.
void skip_space(std::string_view& rest) {
  rest.remove_prefix(std::min(rest.find_first_not_of(kOptionalSpace), rest.size()));
}

bool take(std::string_view& rest, char c) {
  if (!rest.starts_with(c)) return false;
  rest.remove_prefix(1);
  return true;
}

std::string_view take_until(std::string_view& rest, std::string_view stops) {
  const std::string_view taken = rest.substr(0, rest.find_first_of(stops));
  rest.remove_prefix(taken.size());
  return taken;
}

// Appendix B.4, behind the opening quote.
std::string take_quoted(std::string_view& rest) {
  std::string value;
  while (!rest.empty() && !take(rest, '"')) {
    take(rest, '\\');
    if (rest.empty()) break;
    value += rest.front();
    rest.remove_prefix(1);
  }
  return value;
}

// Appendix B.3.
std::vector<std::pair<std::string, std::string>> take_parameters(std::string_view& rest) {
  std::vector<std::pair<std::string, std::string>> parameters;
  while (true) {
    skip_space(rest);
    if (!take(rest, ';')) return parameters;
    skip_space(rest);
    std::string name = ascii_lowered(take_until(rest, " \t\r\n=;,"));
    std::string value;
    skip_space(rest);
    if (take(rest, '=')) {
      skip_space(rest);
      value = take(rest, '"') ? take_quoted(rest) : std::string(trimmed(take_until(rest, ";,")));
    }
    if (!name.empty()) parameters.emplace_back(std::move(name), std::move(value));
  }
}

}  // namespace

const std::string* HeaderLink::parameter(std::string_view name) const {
  const auto found = std::find_if(parameters.begin(), parameters.end(),
                                  [&](const auto& parameter) { return parameter.first == name; });
  return found == parameters.end() ? nullptr : &found->second;
}

std::vector<HeaderLink> parse_link_header(std::string_view value) {
  std::vector<HeaderLink> links;
  while (true) {
    value.remove_prefix(std::min(value.find_first_not_of(", \t\r\n"), value.size()));
    if (!take(value, '<')) return links;
    const std::string_view target = take_until(value, ">");
    if (!take(value, '>')) return links;
    HeaderLink link{std::string(trimmed(target)), take_parameters(value)};
    links.push_back(std::move(link));
    take_until(value, ",");
  }
}

}  // namespace anchord
