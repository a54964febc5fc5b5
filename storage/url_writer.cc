#include "storage/url_writer.h"

#include <algorithm>
#include <utility>

#include "storage/url_host.h"
#include "storage/url_percent.h"

namespace anchord {
namespace {

Scheme scheme_of(std::string_view name) {
  if (name == "https") return Scheme::kHttps;
  if (name == "http") return Scheme::kHttp;
  if (name == "file") return Scheme::kFile;
  if (name == "ftp") return Scheme::kFtp;
  if (name == "wss") return Scheme::kWss;
  if (name == "ws") return Scheme::kWs;
  return Scheme::kNotSpecial;
}

std::optional<unsigned> default_port(Scheme scheme) {
  switch (scheme) {
    case Scheme::kHttp:
    case Scheme::kWs:
      return 80;
    case Scheme::kHttps:
    case Scheme::kWss:
      return 443;
    case Scheme::kFtp:
      return 21;
    case Scheme::kFile:
    case Scheme::kNotSpecial:
      break;
  }
  return std::nullopt;
}

}  // namespace

bool is_windows_drive_letter(std::string_view text) {
  if (text.size() != 2 || (text[1] != ':' && text[1] != '|')) return false;
  return (text[0] >= 'a' && text[0] <= 'z') || (text[0] >= 'A' && text[0] <= 'Z');
}

bool is_normalized_windows_drive_letter(std::string_view text) {
  return is_windows_drive_letter(text) && text[1] == ':';
}

void UrlWriter::write_scheme(std::string_view name, std::size_t more_bytes) {
  url_.href_.reserve(name.size() + more_bytes);
  for (const char c : name) {
    url_.href_.push_back(c >= 'A' && c <= 'Z' ? static_cast<char>(c | 32) : c);
  }
  url_.scheme_end_ = written();
  url_.href_.push_back(':');
  scheme_ = scheme_of(scheme_name());
}

void UrlWriter::copy_authority(const Url& base, std::size_t more_bytes) {
  const std::uint32_t end = base.authority_end();
  url_.href_.clear();
  url_.href_.reserve(base.path_end_ + more_bytes);
  url_.href_.append(base.href_, 0, end);
  url_.scheme_end_ = base.scheme_end_;
  url_.username_end_ = base.username_end_;
  url_.host_start_ = base.host_start_;
  url_.host_end_ = base.host_end_;
  url_.path_start_ = end;
  url_.port_ = base.port_;
  scheme_ = scheme_of(scheme_name());
}

void UrlWriter::drop_authority() {
  url_.href_.resize(url_.scheme_end_ + 1);
  url_.port_.reset();
}

void UrlWriter::open_host() {
  url_.href_.append("//");
  url_.username_end_ = written();
  url_.host_start_ = written();
}

void UrlWriter::write_credentials(std::string_view user_and_password) {
  const std::size_t colon = std::min(user_and_password.find(':'), user_and_password.size());
  const std::string_view user = user_and_password.substr(0, colon);
  const std::string_view password =
      user_and_password.substr(std::min(colon + 1, user_and_password.size()));
  if (user.empty() && password.empty()) return;
  append_percent_encoded(user, PercentEncodeSet::kUserinfo, url_.href_);
  url_.username_end_ = written();
  if (!password.empty()) {
    url_.href_.push_back(':');
    append_percent_encoded(password, PercentEncodeSet::kUserinfo, url_.href_);
  }
  url_.href_.push_back('@');
  url_.host_start_ = written();
}

bool UrlWriter::write_host(std::string_view host) {
  if (!append_host(host, !is_special(), url_.href_)) return false;
  const bool is_local = std::string_view(url_.href_).substr(url_.host_start_) == "localhost";
  if (is_local && scheme_ == Scheme::kFile) url_.href_.resize(url_.host_start_);
  return true;
}

void UrlWriter::close_host() {
  url_.host_end_ = written();
  url_.path_start_ = written();
}

bool UrlWriter::write_port(std::string_view digits) {
  unsigned port = 0;
  for (const char c : digits) {
    if (c < '0' || c > '9') return false;
    port = port * 10 + static_cast<unsigned>(c - '0');
    if (port > UINT16_MAX) return false;
  }
  if (!digits.empty() && port != default_port(scheme_)) {
    url_.port_ = static_cast<std::uint16_t>(port);
    url_.href_.append(":").append(std::to_string(port));
    url_.path_start_ = written();
  }
  return true;
}

void UrlWriter::no_host() {
  url_.username_end_ = written();
  url_.host_start_ = written();
  close_host();
}

void UrlWriter::append_segment(std::string_view segment) {
  const bool is_drive =
      scheme_ == Scheme::kFile && path().empty() && is_windows_drive_letter(segment);
  url_.href_.push_back('/');
  if (is_drive) {
    url_.href_.push_back(segment[0]);
    url_.href_.push_back(':');
  } else {
    append_percent_encoded(segment, PercentEncodeSet::kPath, url_.href_);
  }
}

void UrlWriter::shorten_path() {
  if (path().empty()) return;
  const bool is_only_a_drive =
      scheme_ == Scheme::kFile && is_normalized_windows_drive_letter(path().substr(1));
  if (!is_only_a_drive) url_.href_.resize(url_.href_.rfind('/'));
}

void UrlWriter::write_opaque_path(std::string_view path, bool encodes_last_space) {
  if (encodes_last_space) path.remove_suffix(1);
  append_percent_encoded(path, PercentEncodeSet::kC0Control, url_.href_);
  if (encodes_last_space) url_.href_.append("%20");
}

void UrlWriter::close_path() {
  if (!url_.has_host() && path().starts_with("//")) {
    url_.href_.insert(url_.path_start_, "/.");
    url_.path_start_ += 2;
  }
  url_.path_end_ = written();
}

void UrlWriter::copy_query(const Url& base) {
  url_.href_.append(base.slice(base.path_end_, base.query_end_));
}

void UrlWriter::write_query(std::string_view query, const QueryEncoder& encoder) {
  url_.href_.push_back('?');
  const bool heeds_encoding = is_special() && scheme_ != Scheme::kWs && scheme_ != Scheme::kWss;
  if (heeds_encoding && encoder) {
    url_.href_.append(encoder(to_well_formed_utf8(query), is_special()));
  } else {
    append_percent_encoded(
        query, is_special() ? PercentEncodeSet::kSpecialQuery : PercentEncodeSet::kQuery,
        url_.href_);
  }
}

void UrlWriter::write_fragment(std::string_view fragment) {
  url_.href_.push_back('#');
  append_percent_encoded(fragment, PercentEncodeSet::kFragment, url_.href_);
}

std::optional<Url> UrlWriter::finish() {
  if (url_.href_.size() > UINT32_MAX) return std::nullopt;
  return std::move(url_);
}

}  // namespace anchord
