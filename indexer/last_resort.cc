#include "indexer/last_resort.h"

#include <unistd.h>

#include <cstdlib>
#include <cstring>
#include <exception>
#include <new>
#include <system_error>

namespace anchord {
namespace {

const char* g_program = "";

// Takes no memory: there may be none.
void say(const char* text) {
  if (write(STDERR_FILENO, text, std::strlen(text)) < 0) return;
}

void say_what_happened() {
  try {
    throw;
  } catch (const std::bad_alloc&) {
    say("out of memory");
  } catch (const std::system_error& error) {
    const bool is_thread = error.code() == std::errc::resource_unavailable_try_again;
    say(is_thread ? "no more threads can be had: " : "short of something: ");
    say(error.what());
  } catch (const std::exception& error) {
    say(error.what());
  } catch (...) {
    say("ended for an unknown reason");
  }
}

[[noreturn]] void end() {
  say(g_program);
  say(": ");
  if (std::current_exception()) say_what_happened();
  say("\n");
  _exit(1);
}

}  // namespace

void set_last_resort(const char* program) {
  g_program = program;
  std::set_terminate(end);
}

}  // namespace anchord
