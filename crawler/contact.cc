#include "crawler/contact.h"

#include <algorithm>

#include "storage/url.h"

namespace anchord {
namespace {

constexpr std::string_view kMailScheme = "mailto:";

bool is_web_page(std::string_view text) {
  const auto url = Url::parse(text);
  return url && url->is_http();
}

bool is_mail_address(std::string_view text) {
  if (text.starts_with(kMailScheme)) text.remove_prefix(kMailScheme.size());
  const std::size_t at = text.rfind('@');
  return at != std::string_view::npos && at > 0 && at + 1 < text.size();
}

}  // namespace

bool is_contact(std::string_view text) {
  const auto fits = [](char c) { return c > 0x20 && c < 0x7F && c != '(' && c != ')'; };
  return text.size() <= kContactBytesMax && std::all_of(text.begin(), text.end(), fits) &&
         (is_web_page(text) || is_mail_address(text));
}

std::string user_agent(std::string_view contact) {
  std::string agent = "Mozilla/5.0 (compatible; anchord/" ANCHORD_VERSION;
  if (!contact.empty()) agent.append("; +").append(contact);
  return agent.append(")");
}

}  // namespace anchord
