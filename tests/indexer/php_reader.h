#pragma once

#include <charconv>
#include <nlohmann/json.hpp>
#include <string_view>

namespace anchord {

// Reads what PHP's serialize() writes, as strictly as unserialize(), into JSON: an array with the
// keys 0, 1, 2, ... becomes an array, and the empty one too. Discarded where it is ill-formed.
class PhpReader {
 public:
  using Json = nlohmann::ordered_json;

  static Json read(std::string_view text) {
    PhpReader reader(text);
    Json value = reader.read_value();
    return reader.failed_ || !reader.text_.empty() ? Json(Json::value_t::discarded) : value;
  }

 private:
  explicit PhpReader(std::string_view text) : text_(text) {}

  Json fail() {
    failed_ = true;
    return nullptr;
  }
  bool take(std::string_view token) {
    if (!text_.starts_with(token)) return false;
    text_.remove_prefix(token.size());
    return true;
  }
  std::int64_t take_number(char end) {
    std::int64_t number = 0;
    const auto parsed = std::from_chars(text_.data(), text_.data() + text_.size(), number);
    text_.remove_prefix(static_cast<std::size_t>(parsed.ptr - text_.data()));
    if (parsed.ec != std::errc() || !take({&end, 1})) failed_ = true;
    return number;
  }

  Json read_value() {
    if (failed_) return nullptr;
    if (take("N;")) return nullptr;
    if (take("b:1;")) return true;
    if (take("b:0;")) return false;
    if (take("i:")) return take_number(';');
    if (take("s:")) return read_string();
    if (take("a:")) return read_array();
    return fail();
  }
  Json read_string() {
    const auto size = static_cast<std::size_t>(take_number(':'));
    if (failed_ || !take("\"") || size > text_.size()) return fail();
    const std::string value(text_.substr(0, size));
    text_.remove_prefix(size);
    return take("\";") ? Json(value) : fail();
  }
  Json read_array() {
    const std::int64_t count = take_number(':');
    if (!take("{")) return fail();
    Json list = Json::array();
    Json object = Json::object();
    for (std::int64_t i = 0; i < count && !failed_; ++i) {
      const Json key = read_value();
      Json value = read_value();
      if (key == Json(i))
        list.push_back(std::move(value));
      else if (key.is_string())
        object[key.get<std::string>()] = std::move(value);
      else
        return fail();
    }
    if (!take("}") || (!list.empty() && !object.empty())) return fail();
    return object.empty() ? list : object;
  }

  std::string_view text_;
  bool failed_ = false;
};

}  // namespace anchord
