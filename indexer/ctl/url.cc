#include "storage/url.h"

#include <iostream>

#include "indexer/ctl/command.h"
#include "indexer/ctl/json_lines.h"
#include "storage/domain.h"

namespace anchord {
namespace {

using nlohmann::json;
using nlohmann::ordered_json;

Result<ordered_json> answer(const json& question) {
  const auto input = string_of(question, "input");
  if (!input) return tl::unexpected(input.error());
  const auto base_text = string_or_null_of(question, "base");
  if (!base_text) return tl::unexpected(base_text.error());
  const std::optional<Url> base = base_text->empty() ? std::nullopt : Url::parse(*base_text);
  const std::optional<Url> url =
      base_text->empty() || base ? Url::parse(*input, base ? &*base : nullptr) : std::nullopt;
  if (!url) return ordered_json{{"failure", true}};
  return ordered_json{{"href", url->href()},
                      {"host", url->host()},
                      {"registrable_domain", registrable_domain(url->host())}};
}

// Why the URL Standard has no URL for `input`.
std::string reason_of_failure(const std::string& input, bool has_base) {
  static const std::optional<Url> kSomeBase = Url::parse("http://example.com/");
  if (!has_base && Url::parse(input, &*kSomeBase)) return "it is relative: give a --base";
  return "it has no scheme that fits, or its host or port is not valid";
}

// What becomes of a valid URL as a link, in words.
std::string fate_of(const Url& url) {
  if (!url.is_http()) return "counted by its scheme; only http and https are links and pages";
  const Url stored = url.stored_form();
  if (stored.href().size() > kUrlBytesMax) {
    return "dropped and counted: longer than " + std::to_string(kUrlBytesMax) + " bytes";
  }
  if (stored == url) return "as it stands";
  return std::string(stored.href()) + " (without fragment, user name and password)";
}

std::string port_of(const Url& url) {
  if (url.port()) return std::to_string(*url.port());
  if (url.is_http()) return url.scheme() == "http" ? "80, its scheme's" : "443, its scheme's";
  return "";
}

void explain(const Url& url) {
  const auto line = [](const char* name, std::string_view value) {
    if (!value.empty()) std::cout << name << value << '\n';
  };
  line("URL                 ", url.href());
  line("scheme              ", url.scheme());
  line("user name           ", url.username());
  line("password            ", url.password());
  line("host                ", url.host());
  line("registrable domain  ", registrable_domain(url.host()));
  line("port                ", port_of(url));
  line("path                ", url.path());
  line("query               ", url.query());
  line("fragment            ", url.fragment());
  line("kept in the index   ", fate_of(url));
}

class UrlCommand final : public Command {
 public:
  void add_options(CLI::App& app) override {
    app.add_option("--base", base_, "URL that it is relative to");
    app.add_option(
        "URL", url_,
        "URL to explain; without one, JSON lines {\"input\": ..., \"base\": ... or null} "
        "on standard input are answered, by URL or failure");
  }

  Result<int> run(const std::filesystem::path& /*data*/) override {
    if (url_.empty()) return answer_json_lines(answer);
    std::optional<Url> base;
    if (!base_.empty()) {
      base = Url::parse(base_);
      if (!base) return invalid_input("--base: " + reason_of_failure(base_, false));
    }
    const auto url = Url::parse(url_, base ? &*base : nullptr);
    if (!url) return invalid_input("\"" + url_ + "\": " + reason_of_failure(url_, !base_.empty()));
    explain(*url);
    return kExitDone;
  }

 private:
  std::string url_;
  std::string base_;
};

}  // namespace

std::unique_ptr<Command> make_url_command() { return std::make_unique<UrlCommand>(); }

}  // namespace anchord
