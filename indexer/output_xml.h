#pragma once

#include <ostream>
#include <string>
#include <string_view>
#include <vector>

#include "indexer/output.h"

namespace anchord {

// What stands before and behind all of an answer.
inline constexpr std::string_view kXmlStart =
    "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<AhrefsApiResponse>";
inline constexpr std::string_view kXmlEnd = "</AhrefsApiResponse>\n";

// Appends `text` as the content of an element. What XML 1.0 cannot say, and ill-formed UTF-8, is
// U+FFFD; a carriage return is a reference, since a parser would make a line feed of it.
void append_xml_text(std::string& out, std::string_view text);

// The API's XML: <AhrefsApiResponse> with one element `rows` of elements `row`, in each one element
// a column. A value that is not known is an empty element. Names must be XML names.
class XmlWriter final : public RowWriter {
 public:
  XmlWriter(std::string_view rows, std::string_view row,
            const std::vector<std::string_view>& columns, std::ostream& out);
  void row(const std::vector<Value>& values) override;
  void tail(const TailObject& object) override;
  void finish() override;

 private:
  void append_element(std::string_view name, const Value& value);
  void end_rows();

  std::string rows_;
  std::string row_;
  std::vector<std::string> columns_;
  std::ostream& out_;
  std::string text_;
  bool in_rows_ = true;
};

}  // namespace anchord
