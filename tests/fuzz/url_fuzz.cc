#include <algorithm>
#include <string>

#include "storage/domain.h"
#include "storage/format.h"
#include "storage/url.h"
#include "tests/fuzz/fuzzing.h"

// The input: a base and a URL, with a zero byte between them.
namespace anchord {
namespace {

// Of the output per byte of the input: %EF%BF%BD for an ill-formed byte, and what IDNA makes of
// the code points that stand for whole phrases.
constexpr std::size_t kGrowthMax = 64;

void check_url(const Url& url, std::size_t input_size) {
  const std::string_view href = url.href();
  require(std::all_of(href.begin(), href.end(), [](char c) { return c >= ' ' && c <= '~'; }));
  require(href.size() <= kGrowthMax * (input_size + 1));
  const std::optional<Url> again = Url::parse(href);
  require(again && *again == url && again->host() == url.host() && again->path() == url.path());
  require(url.host().ends_with(registrable_domain(url.host())) || url.host().ends_with('.'));
}

void check_stored(const Url& url) {
  const Url stored = url.stored_form();
  require(stored.username().empty() && stored.password().empty() && !stored.has_fragment());
  require(stored.stored_form() == stored);
  require(stored.host() == url.host() && stored.path_and_query() == url.path_and_query());
  require(href_of_key(page_key(stored)) == stored.href());
}

}  // namespace

void check(std::string_view input) {
  const std::size_t size = input.size();
  const std::optional<Url> base = Url::parse(take_field(input));
  const std::optional<Url> url = Url::parse(input, base ? &*base : nullptr);
  if (!url) return;
  check_url(*url, size);
  if (url->is_http()) check_stored(*url);
}

}  // namespace anchord
