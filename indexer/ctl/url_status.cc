#include <chrono>

#include "indexer/ctl/command.h"
#include "indexer/ctl/facts.h"
#include "indexer/ctl/options.h"
#include "indexer/explanation.h"
#include "indexer/robots.h"
#include "storage/url.h"

namespace anchord {
namespace {

class UrlStatusCommand final : public Command {
 public:
  void add_options(CLI::App& app) override {
    app.add_option("URL", url_, "http or https URL")->required();
  }

  Result<int> run(const std::filesystem::path& data) override {
    const auto url = Url::parse(url_);
    if (!url || !url->is_http()) {
      return invalid_input("\"" + url_ + "\": want an http or https URL");
    }
    const auto db = open_index(data);
    if (!db) return tl::unexpected(db.error());
    const Url stored = url->stored_form();
    const auto facts = explain_url(**db, stored, kProductToken, time_now());
    if (!facts) return tl::unexpected(facts.error());
    print_facts({{"URL", std::string(stored.href())}});
    print_facts(*facts);
    return kExitDone;
  }

 private:
  std::string url_;
};

}  // namespace

std::unique_ptr<Command> make_url_status_command() { return std::make_unique<UrlStatusCommand>(); }

}  // namespace anchord
