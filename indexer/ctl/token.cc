#include <iostream>

#include "indexer/api_ledger.h"
#include "indexer/ctl/command.h"
#include "indexer/ctl/options.h"
#include "indexer/secret_token.h"

namespace anchord {
namespace {

// `token add`: makes a token. The index does not know it; the configuration does, by its hash.
class TokenCommand final : public Command {
 public:
  void add_options(CLI::App& app) override {
    app.require_subcommand(1);
    CLI::App* const add = app.add_subcommand("add", "Makes a token and prints it, this once");
    add->add_option("NAME", token_.name, "Whose it is: letters, digits, \"_\", \"-\", \".\"")
        ->required();
    add->add_option("--rows", token_.rows_a_month, "Rows that it may use in a month")
        ->check(CLI::Range(std::uint64_t{1}, kTokenRowsMax))
        ->required();
  }

  Result<int> run(const std::filesystem::path& /*data*/) override {
    const auto secret = new_secret();
    if (!secret) return tl::unexpected(secret.error());
    token_.sha256 = sha256_hex(*secret);
    if (!parse_api_token(text_of(token_))) {
      return invalid_input("NAME: want up to " + std::to_string(kTokenNameBytesMax) +
                           " letters, digits, \"_\", \"-\" and \".\"");
    }
    std::cout << "token: " << *secret << "\n\n"
              << "It is not shown again. Add its hash to anchord's configuration and restart "
                 "anchord:\n\n[api]\ntokens = [\""
              << text_of(token_) << "\"]\n";
    return kExitDone;
  }

 private:
  ApiToken token_;
};

}  // namespace

std::unique_ptr<Command> make_token_command() { return std::make_unique<TokenCommand>(); }

}  // namespace anchord
