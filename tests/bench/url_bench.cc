// Parsing, resolving and grouping of URLs, one core. Figures are in items (URLs) a second.

#include <benchmark/benchmark.h>

#include <array>
#include <cstddef>
#include <optional>
#include <string_view>

#include "storage/domain.h"
#include "storage/url.h"

namespace anchord {
namespace {

constexpr std::array<std::string_view, 8> kAbsolute = {
    "https://www.example.com/",
    "https://en.wikipedia.org/wiki/Uniform_Resource_Locator#Syntax",
    "http://www.example.co.uk/shop/category/item-12345.html?ref=nav&page=2",
    "https://shop.example.de/de/produkte/schuhe/herren?farbe=schwarz&groesse=43",
    "https://news.example.org/2023/04/17/world/europe/some-longer-headline-of-an-article.html",
    "https://cdn.example.net:8443/assets/js/app.min.js?v=1681731234",
    "http://forum.example.info/viewtopic.php?f=12&t=34567&start=20#p98765",
    "https://WWW.Example.com/a/b/../c/./d%20e/index.php?x=1&amp;y=2",
};

constexpr std::array<std::string_view, 8> kRelative = {
    "/",
    "/wiki/Main_Page",
    "../images/logo.png",
    "item-12346.html?ref=related",
    "?page=3",
    "#top",
    "//static.example.com/style.css",
    "../../2022/12/24/index.html#comments",
};

constexpr std::array<std::string_view, 6> kInternational = {
    "https://b\xC3\xBC"
    "cher.example/regal",
    "https://\xE4\xBE\x8B\xE3\x81\x88.jp/",
    "https://fa\xC3\x9F.de/stra\xC3\x9F"
    "e",
    "https://\xD0\xBF\xD1\x80\xD0\xB8.\xD1\x80\xD1\x84/",
    "https://www.caf\xC3\xA9.fr/menu?plat=1",
    "https://xn--bcher-kva.example/",
};

constexpr std::array<std::string_view, 6> kHosts = {
    "www.example.com",   "shop.example.co.uk", "user.github.io",
    "a.b.c.example.org", "192.0.2.17",         "en.m.wikipedia.org",
};

template <std::size_t kSize>
void parse_all(benchmark::State& state, const std::array<std::string_view, kSize>& inputs,
               const Url* base) {
  for (auto _ : state) {
    for (const std::string_view input : inputs) {
      benchmark::DoNotOptimize(Url::parse(input, base));
    }
  }
  state.SetItemsProcessed(state.iterations() * static_cast<std::int64_t>(kSize));
}

void BM_ParseAbsolute(benchmark::State& state) { parse_all(state, kAbsolute, nullptr); }
BENCHMARK(BM_ParseAbsolute);

void BM_ResolveRelative(benchmark::State& state) {
  const auto base = Url::parse("https://www.example.com/shop/category/item-12345.html?page=2");
  parse_all(state, kRelative, &*base);
}
BENCHMARK(BM_ResolveRelative);

void BM_ParseInternational(benchmark::State& state) { parse_all(state, kInternational, nullptr); }
BENCHMARK(BM_ParseInternational);

void BM_RegistrableDomain(benchmark::State& state) {
  for (auto _ : state) {
    for (const std::string_view host : kHosts) {
      benchmark::DoNotOptimize(registrable_domain(host));
    }
  }
  state.SetItemsProcessed(state.iterations() * static_cast<std::int64_t>(kHosts.size()));
}
BENCHMARK(BM_RegistrableDomain);

}  // namespace
}  // namespace anchord

BENCHMARK_MAIN();
