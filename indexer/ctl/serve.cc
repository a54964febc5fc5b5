#include <pthread.h>

#include <csignal>
#include <iostream>

#include "indexer/api_server.h"
#include "indexer/ctl/command.h"
#include "indexer/ctl/options.h"

namespace anchord {
namespace {

constexpr int kThreadsMax = 256;
constexpr int kDeadlineMsMax = 3'600'000;

class ServeCommand final : public Command {
 public:
  void add_options(CLI::App& app) override {
    app.add_option("--listen", options_.listen,
                   "Address and port, of this machine alone; port 0 is one that is free")
        ->capture_default_str();
    app.add_option("--threads", options_.threads, "Requests answered at a time")
        ->check(CLI::Range(1, kThreadsMax))
        ->capture_default_str();
    app.add_option("--deadline-ms", deadline_ms_, "Time that a request may take")
        ->check(CLI::Range(1, kDeadlineMsMax))
        ->capture_default_str();
  }

  Result<int> run(const std::filesystem::path& data) override {
    // Blocked before there are threads, so that all of them leave the signals to sigwait().
    sigset_t ending{};
    sigemptyset(&ending);
    sigaddset(&ending, SIGINT);
    sigaddset(&ending, SIGTERM);
    pthread_sigmask(SIG_BLOCK, &ending, nullptr);
    std::signal(SIGPIPE, SIG_IGN);

    const auto db = open_index(data);
    if (!db) return tl::unexpected(db.error());
    options_.deadline = std::chrono::milliseconds(deadline_ms_);
    const auto server = ApiServer::start(**db, options_);
    if (!server) return tl::unexpected(server.error());
    std::cerr << "anchorctl: serving " << (*server)->url() << std::endl;
    int signal = 0;
    sigwait(&ending, &signal);
    return kExitDone;
  }

 private:
  ApiServerOptions options_;
  int deadline_ms_ = static_cast<int>(ApiServerOptions().deadline.count());
};

}  // namespace

std::unique_ptr<Command> make_serve_command() { return std::make_unique<ServeCommand>(); }

}  // namespace anchord
