#include "indexer/ctl/answer_printer.h"

#include <iostream>
#include <nlohmann/json.hpp>

namespace anchord {
namespace {

Value value_of(const nlohmann::json& json) {
  if (json.is_string()) return std::string_view(json.get_ref<const std::string&>());
  if (json.is_boolean()) return json.get<bool>();
  if (json.is_number_integer()) return json.get<std::int64_t>();
  return std::monostate();
}

}  // namespace

AnswerPrinter::AnswerPrinter(bool is_table, const std::vector<std::string_view>& columns)
    : is_table_(is_table),
      columns_(columns),
      rows_(OutputFormat::kTable, {}, columns, kNoLimit, 0) {}

bool AnswerPrinter::take(std::string_view piece) {
  if (!is_table_) return static_cast<bool>(std::cout << piece);
  unfinished_.append(piece);
  std::size_t begin = 0;
  for (std::size_t end = 0; (end = unfinished_.find('\n', begin)) != std::string::npos;
       begin = end + 1) {
    if (!print_row(std::string_view(unfinished_).substr(begin, end - begin))) return false;
  }
  unfinished_.erase(0, begin);
  return rows_.wants_more();
}

Status AnswerPrinter::finish() {
  if (is_table_) return rows_.finish();
  std::cout.flush();
  if (!std::cout) return io_error("standard output: cannot write");
  return Ok{};
}

bool AnswerPrinter::print_row(std::string_view line) {
  const auto row = nlohmann::json::parse(line, nullptr, false);
  if (!row.is_object()) return false;
  std::vector<Value> values;
  for (const std::string_view column : columns_) {
    const auto it = row.find(std::string(column));
    values.push_back(it == row.end() ? Value(std::monostate()) : value_of(*it));
  }
  rows_.print(values);
  return true;
}

}  // namespace anchord
