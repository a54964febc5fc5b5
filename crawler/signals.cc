#include "crawler/signals.h"

#include <signal.h>
#include <unistd.h>

#include "crawler/options.h"

namespace anchord {
namespace {

volatile sig_atomic_t g_stop = 0;
volatile sig_atomic_t g_reload = 0;
volatile sig_atomic_t g_dump = 0;

extern "C" void on_stop(int /*signal*/) {
  if (g_stop != 0) _exit(kExitInterrupted);
  g_stop = 1;
}

extern "C" void on_reload(int /*signal*/) { g_reload = 1; }
extern "C" void on_dump(int /*signal*/) { g_dump = 1; }

void handle(int signal, void (*handler)(int)) {
  struct sigaction action {};
  action.sa_handler = handler;
  action.sa_flags = SA_RESTART;
  sigaction(signal, &action, nullptr);
}

bool take(volatile sig_atomic_t& flag) {
  if (flag == 0) return false;
  flag = 0;
  return true;
}

}  // namespace

void catch_signals() {
  handle(SIGINT, on_stop);
  handle(SIGTERM, on_stop);
  handle(SIGHUP, on_reload);
  handle(SIGUSR1, on_dump);
  handle(SIGPIPE, SIG_IGN);
}

bool is_stop_asked() { return g_stop != 0; }
bool take_reload() { return take(g_reload); }
bool take_dump() { return take(g_dump); }

}  // namespace anchord
