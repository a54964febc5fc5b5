#include "crawler/answer_headers.h"

#include <algorithm>
#include <array>

#include "indexer/ascii.h"
#include "indexer/media_type.h"

namespace anchord {
namespace {

constexpr std::string_view kBlank = " \t\r\n";

std::string_view trim(std::string_view text) {
  const auto first = text.find_first_not_of(kBlank);
  if (first == std::string_view::npos) return {};
  return text.substr(first, text.find_last_not_of(kBlank) - first + 1);
}

char to_lower(char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c; }

bool equals_ignoring_case(std::string_view text, std::string_view lower) {
  return std::equal(text.begin(), text.end(), lower.begin(), lower.end(),
                    [](char a, char b) { return to_lower(a) == b; });
}

bool is_control(char c) { return static_cast<unsigned char>(c) < 0x20 || c == 0x7F; }

// Takes the next comma-separated element off the front of `list`.
std::string_view next_element(std::string_view& list) {
  const auto comma = list.find(',');
  const std::string_view element = trim(list.substr(0, comma));
  list = comma == std::string_view::npos ? std::string_view() : list.substr(comma + 1);
  return element;
}

struct Field {
  std::string_view name;
  std::size_t bytes_max;
  std::string* (*value)(Answer&);  // null: no more of these are kept
  bool joins_lines = false;        // of several lines all count, with commas between them
};

std::string* next_of(std::vector<std::string>& values) {
  return values.size() < kHeaderRepeatsMax ? &values.emplace_back() : nullptr;
}

constexpr std::array kFields = {
    Field{"content-type", kHeaderValueBytesMax,
          [](Answer& a) -> std::string* { return &a.headers.content_type; }, true},
    Field{"link", kHeaderValueBytesMax,
          [](Answer& a) -> std::string* { return next_of(a.headers.link); }},
    Field{"x-robots-tag", kHeaderValueBytesMax,
          [](Answer& a) -> std::string* { return next_of(a.headers.robots_tag); }},
    Field{"refresh", kHeaderValueBytesMax,
          [](Answer& a) -> std::string* { return &a.headers.refresh; }},
    Field{"location", kHeaderValueBytesMax,
          [](Answer& a) -> std::string* {
            return a.headers.location.empty() ? &a.headers.location : nullptr;
          }},
    Field{"etag", kValidatorBytesMax, [](Answer& a) -> std::string* { return &a.etag; }},
    Field{"last-modified", kValidatorBytesMax,
          [](Answer& a) -> std::string* { return &a.last_modified; }},
    Field{"retry-after", kValidatorBytesMax,
          [](Answer& a) -> std::string* { return &a.retry_after; }},
};

}  // namespace

bool is_text_to_parse(std::string_view content_type) {
  const std::string type = media_type_of(content_type);
  return type.empty() || type == "text/html" || type == "text/plain" || is_xml_type(type);
}

void AnswerHeaders::reset(std::size_t bytes_max) {
  *this = AnswerHeaders();
  bytes_left_ = bytes_max;
}

AnswerHeaders::Progress AnswerHeaders::read(std::string_view line, Answer& answer) {
  if (line.size() > bytes_left_) return Progress::kTooLarge;
  bytes_left_ -= line.size();
  if (complete_) return Progress::kMore;
  if (at_status_line_) {
    begin_section(line, answer);
    return Progress::kMore;
  }
  if (!line.empty() && (line.front() == ' ' || line.front() == '\t')) {
    if (folding_ != nullptr) keep(trim(line));
    return Progress::kMore;
  }
  if (line.find_first_not_of("\r\n") != std::string_view::npos) {
    read_field(line, answer);
    return Progress::kMore;
  }
  at_status_line_ = true;
  complete_ = answer.status >= 200;
  if (complete_) read_codings();
  return complete_ ? Progress::kComplete : Progress::kMore;
}

void AnswerHeaders::begin_section(std::string_view status_line, Answer& answer) {
  at_status_line_ = false;
  folding_ = nullptr;
  coding_names_.clear();
  content_length_.reset();
  answer = Answer();
  const auto space = status_line.find(' ');
  if (space == std::string_view::npos) return;
  answer.status = parse_number<int>(trim(status_line.substr(space)).substr(0, 3)).value_or(0);
}

void AnswerHeaders::read_field(std::string_view line, Answer& answer) {
  folding_ = nullptr;
  const auto colon = line.find(':');
  if (colon == std::string_view::npos) return;
  const std::string_view name = trim(line.substr(0, colon));
  const std::string_view value = trim(line.substr(colon + 1));
  if (equals_ignoring_case(name, "content-length")) {
    content_length_ = parse_number<std::uint64_t>(value);
  } else if (equals_ignoring_case(name, "content-encoding") ||
             equals_ignoring_case(name, "transfer-encoding")) {
    folding_ = &coding_names_;
    folding_max_ = kHeaderValueBytesMax;
    coding_names_ += ',';
    return keep(value);
  }
  const auto* field = std::find_if(kFields.begin(), kFields.end(), [name](const Field& known) {
    return equals_ignoring_case(name, known.name);
  });
  if (field == kFields.end()) return;
  folding_ = field->value(answer);
  if (folding_ == nullptr) return;
  if (!field->joins_lines) folding_->clear();
  if (!folding_->empty()) *folding_ += ',';
  folding_max_ = field->bytes_max;
  keep(value);
}

void AnswerHeaders::read_codings() {
  std::string_view names = coding_names_;
  while (!names.empty()) {
    const auto coding = coding_of(next_element(names));
    if (!coding) continue;
    coding_ = coding;
    ++codings_;
  }
}

void AnswerHeaders::keep(std::string_view value) {
  const std::size_t separator = folding_->empty() ? 0 : 1;
  if (folding_->size() + separator + value.size() > folding_max_) {
    folding_->clear();
    folding_ = nullptr;
    return;
  }
  folding_->append(separator, ' ');
  const std::size_t start = folding_->size();
  folding_->append(value);
  std::replace_if(folding_->begin() + static_cast<std::ptrdiff_t>(start), folding_->end(),
                  is_control, ' ');
}

}  // namespace anchord
