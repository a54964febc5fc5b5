#pragma once

namespace anchord {

// From here on an exception that nobody caught, of any thread, ends the process with one line on
// standard error and exit code 1: the system was short of memory, threads or descriptors. What was
// committed is on disk, as after a kill. `program` begins the line, and must outlive the process.
void set_last_resort(const char* program);

}  // namespace anchord
