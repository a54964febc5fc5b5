#include "indexer/ctl/json_lines.h"

#include <algorithm>
#include <charconv>
#include <iostream>
#include <optional>

#include "indexer/ctl/command.h"

namespace anchord {

using nlohmann::json;
using nlohmann::ordered_json;

namespace {

constexpr std::size_t kEscapeSize = 6;  // of \uXXXX

// The code unit that the escape at the start of `text` stands for; nullopt where there is none.
std::optional<unsigned> code_unit(std::string_view text) {
  if (text.size() < kEscapeSize || !text.starts_with("\\u")) return std::nullopt;
  unsigned unit = 0;
  const char* const end = text.data() + kEscapeSize;
  const auto [stop, error] = std::from_chars(text.data() + 2, end, unit, 16);
  if (error != std::errc() || stop != end) return std::nullopt;
  return unit;
}

bool is_lead(unsigned unit) { return unit >= 0xD800 && unit <= 0xDBFF; }
bool is_trail(unsigned unit) { return unit >= 0xDC00 && unit <= 0xDFFF; }

}  // namespace

std::string without_lone_surrogates(std::string_view line) {
  std::string mended;
  while (!line.empty()) {
    const std::optional<unsigned> unit = code_unit(line);
    std::size_t taken = unit ? kEscapeSize : line.starts_with('\\') ? 2 : 1;
    std::string_view text = line.substr(0, taken);
    if (unit && is_lead(*unit)) {
      const std::optional<unsigned> next = code_unit(line.substr(kEscapeSize));
      const bool is_pair = next && is_trail(*next);
      if (is_pair) taken += kEscapeSize;
      text = is_pair ? line.substr(0, taken) : "\\uFFFD";
    } else if (unit && is_trail(*unit)) {
      text = "\\uFFFD";
    }
    mended += text;
    line.remove_prefix(std::min(taken, line.size()));
  }
  return mended;
}

Result<int> answer_json_lines(const JsonAnswer& answer) {
  int exit_code = kExitDone;
  for (std::string line; std::getline(std::cin, line);) {
    if (line.find_first_not_of(" \t\r") == std::string::npos) continue;
    const json question = json::parse(without_lone_surrogates(line), nullptr, false);
    auto answered = question.is_object()
                        ? answer(question)
                        : Result<ordered_json>(invalid_input("want a JSON object a line"));
    if (!answered) {
      exit_code = kExitBadInput;
      answered = ordered_json{{"error", answered.error().message}};
    }
    std::cout << answered->dump(-1, ' ', false, json::error_handler_t::replace) << '\n';
    if (std::cin.rdbuf()->in_avail() <= 0) std::cout.flush();  // who asks may wait for it
  }
  std::cout.flush();
  if (std::cin.bad()) return io_error("standard input: cannot read");
  if (!std::cout) return io_error("standard output: cannot write");
  return exit_code;
}

Result<std::string> string_of(const json& question, const char* name) {
  const auto it = question.find(name);
  if (it != question.end() && it->is_string()) return it->get<std::string>();
  return invalid_input("\"" + std::string(name) + "\": want a string");
}

Result<std::string> string_or_null_of(const json& question, const char* name) {
  const auto it = question.find(name);
  if (it == question.end() || it->is_null()) return std::string();
  if (it->is_string()) return it->get<std::string>();
  return invalid_input("\"" + std::string(name) + "\": want a string or null");
}

}  // namespace anchord
