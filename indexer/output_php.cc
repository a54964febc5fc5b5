#include "indexer/output_php.h"

namespace anchord {
namespace {

void append_php(std::string& out, const Value& value) {
  if (std::holds_alternative<std::monostate>(value)) {
    out += "N;";
  } else if (const auto* text = std::get_if<std::string_view>(&value)) {
    append_php_string(out, *text);
  } else if (const auto* flag = std::get_if<bool>(&value)) {
    out += *flag ? "b:1;" : "b:0;";
  } else if (const auto* number = std::get_if<std::int64_t>(&value)) {
    out.append("i:").append(std::to_string(*number)).append(";");
  } else {
    append_php_string(out, plain_text(value));
  }
}

}  // namespace

void append_php_string(std::string& out, std::string_view text) {
  out.append("s:").append(std::to_string(text.size())).append(":\"").append(text).append("\";");
}

PhpWriter::PhpWriter(std::string_view rows, std::uint64_t count,
                     const std::vector<std::string_view>& columns, std::ostream& out,
                     std::size_t tails)
    : out_(out) {
  for (const std::string_view column : columns) append_php_string(names_.emplace_back(), column);
  std::string start = "a:" + std::to_string(1 + tails) + ":{";
  append_php_string(start, rows);
  out_ << start << "a:" << count << ":{";
}

void PhpWriter::row(const std::vector<Value>& values) {
  text_.assign("i:").append(std::to_string(rows_written_++)).append(";a:");
  text_.append(std::to_string(names_.size())).append(":{");
  for (std::size_t i = 0; i < names_.size(); ++i) {
    text_ += names_[i];
    append_php(text_, values[i]);
  }
  out_ << text_.append("}");
}

void PhpWriter::tail(const TailObject& object) {
  text_ = in_rows_ ? "}" : "";
  in_rows_ = false;
  append_php_string(text_, object.name);
  text_.append("a:").append(std::to_string(object.names.size())).append(":{");
  for (std::size_t i = 0; i < object.names.size(); ++i) {
    append_php_string(text_, object.names[i]);
    append_php(text_, object.values[i]);
  }
  out_ << text_.append("}");
}

void PhpWriter::finish() { out_ << (in_rows_ ? "}}" : "}"); }

}  // namespace anchord
