#include "indexer/output.h"

#include <algorithm>
#include <array>
#include <nlohmann/json.hpp>
#include <utility>

#include "indexer/dates.h"
#include "indexer/output_table.h"

namespace anchord {
namespace {

constexpr std::array<std::string_view, 4> kFormatNames = {"table", "json", "csv", "ndjson"};

bool needs_no_escape(std::string_view text) {
  return std::all_of(text.begin(), text.end(),
                     [](char c) { return c >= ' ' && c <= '~' && c != '"' && c != '\\'; });
}

// Ill-formed UTF-8 becomes U+FFFD.
void append_json_string(std::string& out, std::string_view text) {
  if (needs_no_escape(text)) {
    out.append(1, '"').append(text).append(1, '"');
  } else {
    out += nlohmann::json(text).dump(-1, ' ', false, nlohmann::json::error_handler_t::replace);
  }
}

void append_json(std::string& out, const Value& value) {
  if (std::holds_alternative<std::monostate>(value)) {
    out += "null";
  } else if (const auto* text = std::get_if<std::string_view>(&value)) {
    append_json_string(out, *text);
  } else if (const auto* time = std::get_if<Time>(&value)) {
    append_json_string(out, iso8601(*time));
  } else {
    out += plain_text(value);
  }
}

class JsonRows {
 public:
  explicit JsonRows(const std::vector<std::string_view>& columns) {
    for (const std::string_view column : columns) {
      std::string name(names_.empty() ? "{" : ",");
      append_json_string(name, column);
      names_.push_back(name.append(1, ':'));
    }
  }

  // Valid until the next call.
  const std::string& object(const std::vector<Value>& values) {
    object_.clear();
    for (std::size_t i = 0; i < names_.size(); ++i) {
      object_ += names_[i];
      append_json(object_, values[i]);
    }
    return object_.append(1, '}');
  }

 private:
  std::vector<std::string> names_;
  std::string object_;
};

class JsonWriter final : public RowWriter {
 public:
  JsonWriter(std::string_view envelope, const std::vector<std::string_view>& columns,
             std::ostream& out)
      : rows_(columns), out_(out) {
    std::string start = "{";
    append_json_string(start, envelope);
    out_ << start << ":[";
  }
  void row(const std::vector<Value>& values) override {
    out_ << (first_ ? "" : ",\n") << rows_.object(values);
    first_ = false;
  }
  void tail(const TailObject& object) override {
    std::string member = in_rows_ ? "],\n" : ",\n";
    append_json_string(member, object.name);
    out_ << member << ":" << JsonRows(object.names).object(object.values);
    in_rows_ = false;
  }
  void finish() override { out_ << (in_rows_ ? "]}\n" : "}\n"); }

 private:
  JsonRows rows_;
  std::ostream& out_;
  bool first_ = true;
  bool in_rows_ = true;
};

class NdjsonWriter final : public RowWriter {
 public:
  NdjsonWriter(const std::vector<std::string_view>& columns, std::ostream& out)
      : rows_(columns), out_(out) {}
  void row(const std::vector<Value>& values) override { out_ << rows_.object(values) << '\n'; }
  void finish() override {}

 private:
  JsonRows rows_;
  std::ostream& out_;
};

// RFC 4180: lines end in CR LF; fields with a quote, comma or line end are quoted.
class CsvWriter final : public RowWriter {
 public:
  CsvWriter(const std::vector<std::string_view>& columns, std::ostream& out) : out_(out) {
    for (const std::string_view column : columns) append(column);
    end_line();
  }
  void row(const std::vector<Value>& values) override {
    for (const Value& value : values) {
      const auto* const text = std::get_if<std::string_view>(&value);
      append(text != nullptr ? *text : std::string_view(plain_text(value)));
    }
    end_line();
  }
  void finish() override {}

 private:
  void append(std::string_view field) {
    if (!first_) line_.push_back(',');
    first_ = false;
    if (field.find_first_of("\",\r\n") == std::string_view::npos) {
      line_ += field;
      return;
    }
    line_.push_back('"');
    for (const char c : field) line_.append(c == '"' ? 2 : 1, c);
    line_.push_back('"');
  }
  void end_line() {
    out_ << line_ << "\r\n";
    line_.clear();
    first_ = true;
  }

  std::ostream& out_;
  std::string line_;
  bool first_ = true;
};

}  // namespace

Result<OutputFormat> output_format_named(std::string_view name) {
  const auto* const it = std::find(kFormatNames.begin(), kFormatNames.end(), name);
  if (it != kFormatNames.end()) return static_cast<OutputFormat>(it - kFormatNames.begin());
  return invalid_input("output \"" + std::string(name) +
                       "\": want one of table, json, csv, ndjson");
}

std::string plain_text(const Value& value) {
  if (const auto* text = std::get_if<std::string_view>(&value)) return std::string(*text);
  if (const auto* number = std::get_if<std::int64_t>(&value)) return std::to_string(*number);
  if (const auto* flag = std::get_if<bool>(&value)) return *flag ? "true" : "false";
  if (const auto* time = std::get_if<Time>(&value)) return iso8601(*time);
  return {};
}

std::unique_ptr<RowWriter> make_row_writer(OutputFormat format, std::string_view envelope,
                                           const std::vector<std::string_view>& columns,
                                           std::ostream& out, bool is_terminal) {
  switch (format) {
    case OutputFormat::kJson:
      return std::make_unique<JsonWriter>(envelope, columns, out);
    case OutputFormat::kCsv:
      return std::make_unique<CsvWriter>(columns, out);
    case OutputFormat::kNdjson:
      return std::make_unique<NdjsonWriter>(columns, out);
    case OutputFormat::kTable:
      break;
  }
  return std::make_unique<TableWriter>(columns, out,
                                       is_terminal ? kTableColumnsMax : kTableColumnsAny);
}

}  // namespace anchord
