#include "crawler/seeds.h"

#include <fstream>

#include "crawler/log.h"

namespace anchord {
namespace {

constexpr std::string_view kWhiteSpace = " \t\r\n\f\v";
constexpr std::string_view kByteOrderMark = "\xEF\xBB\xBF";

std::string_view trimmed(std::string_view text) {
  const std::size_t begin = text.find_first_not_of(kWhiteSpace);
  if (begin == std::string_view::npos) return {};
  return text.substr(begin, text.find_last_not_of(kWhiteSpace) - begin + 1);
}

}  // namespace

Result<Url> parse_seed(std::string_view text) {
  text = trimmed(text);
  const bool has_scheme = text.find("://") != std::string_view::npos;
  const auto url = Url::parse(has_scheme ? std::string(text) : "http://" + std::string(text));
  if (url && url->is_http() && url->href().size() <= kUrlBytesMax) return url->stored_form();
  return invalid_input("\"" + escaped(text) + "\": want an http or https URL of at most " +
                       std::to_string(kUrlBytesMax) + " bytes");
}

Result<SeedList> read_seeds(const std::filesystem::path& file) {
  std::ifstream in(file);
  if (!in || std::filesystem::is_directory(file)) {
    return invalid_input(file.string() + ": cannot be read");
  }
  SeedList seeds;
  std::string line;
  for (std::size_t number = 1; std::getline(in, line); ++number) {
    std::string_view text = line;
    if (number == 1 && text.starts_with(kByteOrderMark)) text.remove_prefix(kByteOrderMark.size());
    text = trimmed(text.substr(0, text.find('#')));
    if (text.empty()) continue;
    auto url = parse_seed(text);
    if (url) {
      seeds.urls.push_back(std::move(*url));
    } else {
      seeds.refused.push_back(file.string() + ":" + std::to_string(number) + ": " +
                              url.error().message);
    }
  }
  return seeds;
}

}  // namespace anchord
