#pragma once

#include <algorithm>
#include <array>
#include <cstdint>
#include <functional>
#include <nlohmann/json.hpp>
#include <random>
#include <string>
#include <vector>

#include "indexer/columns.h"

namespace anchord {

using Json = nlohmann::ordered_json;
using Holds = std::function<bool(const Json& row)>;

// A condition as text, and what it means.
struct Drawn {
  std::string text;
  Holds holds;
};

// The vocabulary has no letters beyond ASCII but this one.
inline std::string lowered(std::string text) {
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (text[i] >= 'A' && text[i] <= 'Z') text[i] = static_cast<char>(text[i] + 'a' - 'A');
    if (text.compare(i, 2, "\xC3\x89") == 0) text[i + 1] = '\xA9';
  }
  return text;
}

inline std::vector<std::string> words_of(const std::string& text) {
  std::vector<std::string> words;
  bool in_word = false;
  for (const char c : lowered(text)) {
    const bool is_part = (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || (c & 0x80) != 0;
    if (is_part && !in_word) words.emplace_back();
    if (is_part) words.back().push_back(c);
    in_word = is_part;
  }
  return words;
}

inline std::string host_of(const std::string& text) {
  const std::size_t scheme = text.find("://");
  const std::string rest = scheme == std::string::npos ? text : text.substr(scheme + 3);
  return lowered(rest.substr(0, rest.find_first_of("/?#:")));
}

template <class T>
bool compares(const std::string& op, const T& a, const T& b) {
  if (op == "=") return a == b;
  if (op == "<>") return a != b;
  if (op == "<") return a < b;
  if (op == "<=") return a <= b;
  if (op == ">") return a > b;
  return a >= b;
}

// Dates are text in ISO 8601, where the order of time is the order of bytes.
inline bool date_compares(const std::string& op, const Json& value, const std::string& date) {
  if (value.is_null()) return op == "<>";
  const auto text = value.get<std::string>();
  if (date.size() > 10) return compares(op, text, date);
  if (op == "<" || op == ">" || op == ">=") return compares(op, text, date + "T00:00:00Z");
  return compares(op, text.substr(0, 10), date);
}

// Conditions that follow the grammar, with values of `rows`, each with what it means.
class RandomConditions {
 public:
  RandomConditions(const Json& rows, std::uint32_t seed) : rows_(rows), random_(seed) {}

  // conditions := either ("," either)*, and so on: see indexer/condition.h.
  Drawn conditions(Clause clause, int depth) { return joined(clause, depth, 0); }

  std::size_t below(std::size_t end) { return random_() % end; }
  bool chance(unsigned percent) { return random_() % 100 < percent; }
  template <class List>
  const auto& one_of(const List& list) {
    return list[below(list.size())];
  }
  const Column& column_for(Clause clause) {
    std::vector<const Column*> may;
    for (const Column& column : columns()) {
      if (column.may_stand_in(clause)) may.push_back(&column);
    }
    return *one_of(may);
  }

 private:
  Drawn joined(Clause clause, int depth, std::size_t level) {
    static constexpr std::array<const char*, 3> kJoints = {",", " or ", " and "};
    if (level == kJoints.size()) return single(clause, depth);
    Drawn all = joined(clause, depth, level + 1);
    while (chance(depth > 0 ? 25 : 8)) {
      const Drawn next = joined(clause, depth, level + 1);
      const bool is_or = level == 1;
      all.holds = [a = all.holds, b = next.holds, is_or](const Json& row) {
        return is_or ? a(row) || b(row) : a(row) && b(row);
      };
      all.text += kJoints[level] + next.text;
    }
    return all;
  }

  Drawn single(Clause clause, int depth) {
    if (depth > 0 && chance(15)) {
      Drawn inner = single(clause, depth - 1);
      return {"not " + inner.text, [a = inner.holds](const Json& row) { return !a(row); }};
    }
    if (depth > 0 && chance(20)) {
      Drawn inner = conditions(clause, depth - 1);
      return {"(" + inner.text + ")", inner.holds};
    }
    return leaf(clause);
  }

  Drawn leaf(Clause clause) {
    const Column& column = column_for(clause);
    const std::string name(column.name);
    // Values that occur, so that conditions are true now and then.
    const Json value = clause == Clause::kHaving && column.type == ColumnType::kInteger
                           ? Json(below(12))
                           : one_of(rows_)[name];
    switch (column.type) {
      case ColumnType::kInteger:
        return number(name, value.get<int>() + static_cast<int>(below(3)) - 1);
      case ColumnType::kBoolean: {
        const bool wanted = chance(50);
        const bool equal = chance(70);
        return {name + (equal ? "=" : "<>") + (wanted ? "true" : "false"),
                [=](const Json& row) { return (row[name].get<bool>() == wanted) == equal; }};
      }
      case ColumnType::kDate:
        return date(name, value);
      case ColumnType::kText:
        break;
    }
    return chance(60) ? function(name, value.get<std::string>())
                      : text(name, value.get<std::string>());
  }

  Drawn number(const std::string& name, int value) {
    const std::string op = one_of(kOperators);
    const bool has_half = chance(15);
    const double wanted = value + (has_half ? 0.5 : 0);
    // -1 + 0.5 is not "-1.5".
    if (wanted < 0 && has_half) return number(name, 0);
    std::string literal = std::to_string(value) + (has_half ? ".5" : "");
    if (chance(20)) literal = quoted(literal);
    return {name + spaces() + op + spaces() + literal,
            [=](const Json& row) { return compares(op, row[name].get<double>(), wanted); }};
  }

  Drawn date(const std::string& name, const Json& value) {
    const std::string op = one_of(kOperators);
    std::string wanted = value.is_null() ? "2024-01-02T00:00:00Z" : value.get<std::string>();
    if (chance(60)) wanted.resize(10);
    return {name + op + quoted(wanted),
            [=](const Json& row) { return date_compares(op, row[name], wanted); }};
  }

  Drawn text(const std::string& name, const std::string& value) {
    const std::string op = one_of(kOperators);
    return {name + op + quoted(value),
            [=](const Json& row) { return compares(op, row[name].get<std::string>(), value); }};
  }

  Drawn function(const std::string& name, const std::string& value) {
    const std::size_t kind = below(3);
    const std::vector<std::string> words = words_of(value);
    if (kind == 0 && !words.empty()) {
      const std::size_t begin = below(words.size());
      const std::size_t count = 1 + below(std::min<std::size_t>(3, words.size() - begin));
      const std::vector<std::string> wanted(
          words.begin() + static_cast<std::ptrdiff_t>(begin),
          words.begin() + static_cast<std::ptrdiff_t>(begin + count));
      std::string said;
      for (const std::string& word : wanted) said += (said.empty() ? "" : "-") + word;
      return {call("word", name, said), [=](const Json& row) {
                const auto have = words_of(row[name].get<std::string>());
                return std::search(have.begin(), have.end(), wanted.begin(), wanted.end()) !=
                       have.end();
              }};
    }
    if (kind == 1 && !host_of(value).empty() && host_of(value).find(' ') == std::string::npos) {
      std::string domain = host_of(value);
      if (domain.find('.') != std::string::npos && chance(60))
        domain.erase(0, domain.find('.') + 1);
      if (domain.empty() || (domain.find('\xC3') != std::string::npos)) return text(name, value);
      return {call("subdomain", name, domain), [=](const Json& row) {
                const std::string host = host_of(row[name].get<std::string>());
                return host == domain || host.ends_with("." + domain);
              }};
    }
    const std::size_t begin = value.empty() ? 0 : ascii_start(value, below(value.size()));
    const std::string part = value.substr(begin, value.empty() ? 0 : ascii_length(value, begin));
    return {call("substring", name, part), [=](const Json& row) {
              return lowered(row[name].get<std::string>()).find(lowered(part)) != std::string::npos;
            }};
  }

  static bool is_inside(const std::string& text, std::size_t at) {
    return at < text.size() && (text[at] & 0xC0) == 0x80;
  }
  static std::size_t ascii_start(const std::string& text, std::size_t at) {
    return is_inside(text, at) ? at - 1 : at;
  }
  std::size_t ascii_length(const std::string& text, std::size_t begin) {
    const std::size_t length = 1 + below(6);
    return is_inside(text, begin + length) ? length + 1 : length;
  }

  std::string call(const char* function, const std::string& name, const std::string& value) {
    return std::string(function) + "(" + spaces() + name + spaces() + "," + spaces() +
           quoted(value) + ")";
  }
  std::string quoted(const std::string& value) {
    const char quote = chance(70) ? '"' : '\'';
    std::string text(1, quote);
    for (const char c : value) {
      if (c == quote || c == '\\' || (c == '\'' && chance(50))) text.push_back('\\');
      text.push_back(c);
    }
    return text + quote;
  }
  std::string spaces() { return chance(15) ? " " : ""; }

  static constexpr std::array<const char*, 6> kOperators = {"=", "<>", "<", "<=", ">", ">="};
  const Json& rows_;
  std::mt19937 random_;
};

}  // namespace anchord
