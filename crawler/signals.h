#pragma once

// What an operator asks of the running daemon by signals. One set for the process.
namespace anchord {

// Begins to take signals: SIGINT and SIGTERM ask it to stop, and a second of them ends the process
// at once with kExitInterrupted; SIGHUP asks it to read its configuration again, SIGUSR1 to say all
// that it knows of its state. SIGPIPE is ignored. To be called before there are other threads.
void catch_signals();

// Whether SIGINT or SIGTERM has come.
bool is_stop_asked();

// Whether SIGHUP, or SIGUSR1, has come since the last call; several within it count as one.
bool take_reload();
bool take_dump();

}  // namespace anchord
