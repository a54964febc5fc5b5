#pragma once

#include <cstddef>
#include <random>
#include <string>
#include <vector>

#include "tests/system/site_server.h"

namespace anchord {

// A web of generated pages, the same for the same seed: a tree that reaches every page, links
// across it and across hosts, many of one anchor, and some pages that redirect, fail or are gone.
class LinkedWeb {
 public:
  LinkedWeb(SiteServer& server, int hosts, int pages_per_host)
      : server_(server), hosts_(hosts), pages_(pages_per_host) {
    for (int host = 0; host < hosts_; ++host) {
      for (int page = 0; page < pages_; ++page) server_.set(url(host, page), make(host, page, 0));
    }
  }

  // Rewrites every third page: other links, other answers.
  void change() {
    for (int host = 0; host < hosts_; ++host) {
      for (int page = 1; page < pages_; page += 3)
        server_.set(url(host, page), make(host, page, 1));
    }
  }

  std::vector<std::string> seeds() const {
    std::vector<std::string> seeds;
    for (int host = 0; host < hosts_; ++host) seeds.push_back(url(host, 0));
    return seeds;
  }
  std::size_t size() const { return static_cast<std::size_t>(hosts_ * pages_); }

 private:
  static constexpr int kChildren = 4;

  std::string url(int host, int page) const {
    return server_.url(page == 0 ? "/" : "/page/" + std::to_string(page), host);
  }

  static std::string link(const std::string& href, const std::string& anchor) {
    return "<li>see <a href=\"" + href + "\">" + anchor + "</a> there</li>\n";
  }

  SitePage make(int host, int page, unsigned edition) const {
    std::mt19937 random(static_cast<unsigned>(host * pages_ + page) * 2U + edition);
    const auto below = [&random](int limit) {
      return static_cast<int>(random() % static_cast<unsigned>(limit));
    };
    // What leads on in the tree always answers.
    const bool is_leaf = kChildren * page + 1 >= pages_;
    const int fate = is_leaf ? below(20) : 19;
    if (fate == 0) return {.status = 404};
    if (fate == 1) return {.status = 500};
    if (fate == 2) return {.status = 301, .location = url(host, below(pages_))};
    std::string body = "<title>" + std::to_string(page) + "</title><nav>" +
                       link(url(host, 0), "home") + "</nav><ul>";
    for (int child = kChildren * page + 1; child <= kChildren * page + kChildren; ++child) {
      if (child < pages_) body += link(url(host, child), "page " + std::to_string(child));
    }
    for (int left = below(12); left > 0; --left) {
      body += link(url(below(hosts_), below(pages_)), "topic " + std::to_string(below(40)));
    }
    body += link("http://outside.example/" + std::to_string(below(5)), "outside");
    SitePage made{.body = body};
    if (page % 2 == 0) made.etag = "\"" + std::to_string(random()) + "\"";
    return made;
  }

  SiteServer& server_;
  int hosts_;
  int pages_;
};

}  // namespace anchord
