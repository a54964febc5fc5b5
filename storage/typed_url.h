#pragma once

#include <optional>
#include <string_view>

#include "storage/url.h"

// URLs as people type them: "example.com/docs" is one under http. What is typed has a scheme or has
// none by this file alone, be it a seed, a target of a report or a host.
namespace anchord {

// What `text` begins with as its scheme: "https://", "HTTP:\\", "http:" of "http:/a.example/", the
// white space before it included; "" where it has none. A scheme is a name (RFC 3986, 3.1) with
// "://" behind it, where the slashes may be backslashes as in browsers. http, https, ws, wss, ftp,
// file and mailto are schemes without slashes too, unless a port follows: "ftp:8021" is a host. So
// no "://" in a path or query is taken for one, nor the colon of a port.
std::string_view scheme_prefix(std::string_view text);

// The URL that `text` stands for, under http where it names no scheme; nullopt where that is no
// http or https URL of at most kUrlBytesMax. In stored form.
std::optional<Url> parse_typed_url(std::string_view text);

}  // namespace anchord
