#pragma once

#include <string_view>

namespace anchord {

// What a page asks of robots that read it.
struct RobotsDirectives {
  bool noindex = false;
  bool nofollow = false;

  // Adds the directives of `<meta name=robots content>` or of one that names our product:
  // comma-separated, in any ASCII case; "none" is both.
  void add_meta(std::string_view content);

  // Adds those of an X-Robots-Tag header that are for all robots or for `product_token`:
  // "noindex", "otherbot: noindex, nofollow", "otherbot: none, anchord: nofollow".
  void add_header(std::string_view value, std::string_view product_token);

 private:
  void add_directive(std::string_view directive);
};

// True for the name of a meta element whose content speaks to us.
bool is_robots_meta_name(std::string_view name, std::string_view product_token);

}  // namespace anchord
