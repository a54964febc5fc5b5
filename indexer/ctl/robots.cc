#include "indexer/robots.h"

#include "indexer/ctl/command.h"
#include "indexer/ctl/json_lines.h"
#include "storage/url.h"

namespace anchord {
namespace {

using nlohmann::json;
using nlohmann::ordered_json;

// "Bot/2.1 (x)" is asked for as "Bot".
std::string_view product_token_of(std::string_view agent) {
  agent = agent.substr(0, agent.find('/'));
  return agent.substr(0, agent.find_last_not_of(' ') + 1);
}

// Of what is no URL, the part that would be its path and query.
std::string path_of(std::string_view text) {
  if (const auto url = Url::parse(text); url && url->is_http()) {
    return std::string(url->path_and_query());
  }
  text = text.substr(0, text.find('#'));
  const std::size_t slashes = text.find("//");
  const bool has_authority =
      slashes == 0 || (slashes != std::string_view::npos && text[slashes - 1] == ':');
  const std::size_t path = text.find_first_of("/?", has_authority ? slashes + 2 : 0);
  if (path == std::string_view::npos) return "/";
  return std::string(text[path] == '?' ? "/" : "").append(text.substr(path));
}

Result<ordered_json> answer(const json& question) {
  const auto robots = string_of(question, "robots");
  if (!robots) return tl::unexpected(robots.error());
  const auto agent = string_of(question, "agent");
  if (!agent) return tl::unexpected(agent.error());
  const auto url = string_of(question, "url");
  if (!url) return tl::unexpected(url.error());
  const RobotsRules rules = RobotsRules::parse(*robots, product_token_of(*agent));
  return ordered_json{{"allowed", rules.allows(path_of(*url))}};
}

class RobotsCommand final : public Command {
 public:
  void add_options(CLI::App& app) override {
    app.description(app.get_description() +
                    ".\nReads JSON lines {\"robots\", \"agent\", \"url\"} and prints for each "
                    "{\"allowed\": true or false}.");
  }
  Result<int> run(const std::filesystem::path& /*data*/) override {
    return answer_json_lines(answer);
  }
};

}  // namespace

std::unique_ptr<Command> make_robots_command() { return std::make_unique<RobotsCommand>(); }

}  // namespace anchord
