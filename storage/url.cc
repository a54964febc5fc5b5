#include "storage/url.h"

#include "storage/url_parser.h"

namespace anchord {

std::optional<Url> Url::parse(std::string_view input, const Url* base,
                              const QueryEncoder& query_encoder) {
  return UrlParser(input, base, query_encoder).run();
}

std::string_view Url::slice(std::size_t from, std::size_t to) const {
  return std::string_view(href_).substr(from, to - from);
}

std::string_view Url::scheme() const { return slice(0, scheme_end_); }

std::string_view Url::username() const {
  return has_host() ? slice(scheme_end_ + 3, username_end_) : std::string_view();
}

std::string_view Url::password() const {
  const bool has_password = host_start_ > username_end_ + 1;
  return has_password ? slice(username_end_ + 1, host_start_ - 1) : std::string_view();
}

std::string_view Url::host() const { return slice(host_start_, host_end_); }

std::optional<std::uint16_t> Url::port() const { return port_; }

std::string_view Url::path() const { return slice(path_start_, path_end_); }

std::string_view Url::query() const {
  return has_query() ? slice(path_end_ + 1, query_end_) : std::string_view();
}

std::string_view Url::fragment() const {
  return has_fragment() ? slice(query_end_ + 1, href_.size()) : std::string_view();
}

std::string_view Url::path_and_query() const { return slice(path_start_, query_end_); }

bool Url::is_http() const {
  const std::string_view name = scheme();
  return name == "http" || name == "https";
}

Url Url::stored_form() const {
  Url stored;
  const std::uint32_t credentials_start = has_host() ? scheme_end_ + 3 : host_start_;
  const std::uint32_t removed = host_start_ - credentials_start;
  stored.href_.reserve(query_end_ - removed);
  stored.href_.append(href_, 0, credentials_start);
  stored.href_.append(href_, host_start_, query_end_ - host_start_);
  stored.scheme_end_ = scheme_end_;
  stored.username_end_ = credentials_start;
  stored.host_start_ = credentials_start;
  stored.host_end_ = host_end_ - removed;
  stored.path_start_ = path_start_ - removed;
  stored.path_end_ = path_end_ - removed;
  stored.query_end_ = query_end_ - removed;
  stored.port_ = port_;
  return stored;
}

}  // namespace anchord
