#include "indexer/api_subscription.h"

#include <utility>

#include "indexer/output.h"
#include "indexer/output_php.h"
#include "indexer/output_xml.h"

namespace anchord {
namespace {

class TextAnswer final : public ApiAnswer {
 public:
  TextAnswer(std::string_view type, std::string body) : type_(type), body_(std::move(body)) {}

  int status() const override { return 200; }
  std::string_view content_type() const override { return type_; }
  Result<std::string> next_piece() override { return std::exchange(body_, {}); }

 private:
  std::string_view type_;
  std::string body_;
};

// A name is letters, digits, "_", "-" and ".": nothing that any format would have to escape.
std::string json_of(const ApiLedger::Balance& balance) {
  return "{\"rows_left\":" + std::to_string(balance.rows_left) +
         ",\"rows_limit\":" + std::to_string(balance.rows_limit) + ",\"subscription\":\"" +
         balance.name + "\"}";
}

std::string xml_of(const ApiLedger::Balance& balance) {
  return std::string(kXmlStart) + "<info><rows_left>" + std::to_string(balance.rows_left) +
         "</rows_left><rows_limit>" + std::to_string(balance.rows_limit) +
         "</rows_limit><subscription>" + balance.name + "</subscription></info>" +
         std::string(kXmlEnd);
}

std::string php_of(const ApiLedger::Balance& balance) {
  std::string text = "a:1:{";
  append_php_string(text, "info");
  text += "a:3:{";
  append_php_string(text, "rows_left");
  text += "i:" + std::to_string(balance.rows_left) + ";";
  append_php_string(text, "rows_limit");
  text += "i:" + std::to_string(balance.rows_limit) + ";";
  append_php_string(text, "subscription");
  append_php_string(text, balance.name);
  return text + "}}";
}

}  // namespace

std::unique_ptr<ApiAnswer> answer_subscription(const std::vector<ApiParameter>& parameters,
                                               const ApiLedger::Balance& balance) {
  const ApiOutput output = output_of(parameters);
  const std::string_view type = content_type_of(output);
  switch (output) {
    case ApiOutput::kXml:
      return std::make_unique<TextAnswer>(type, xml_of(balance));
    case ApiOutput::kPhp:
      return std::make_unique<TextAnswer>(type, php_of(balance));
    case ApiOutput::kNdjson:
      return std::make_unique<TextAnswer>(type, json_of(balance) + "\n");
    case ApiOutput::kCsv:
      return std::make_unique<TextAnswer>(
          type, "rows_left,rows_limit,subscription\r\n" + std::to_string(balance.rows_left) + "," +
                    std::to_string(balance.rows_limit) + "," + balance.name + "\r\n");
    case ApiOutput::kJson:
      break;
  }
  return std::make_unique<TextAnswer>(type, "{\"info\":" + json_of(balance) + "}\n");
}

}  // namespace anchord
