#pragma once

#include <string_view>

#include "storage/result.h"

namespace anchord {

// Whether `name` is `localhost` or lies below it: this machine, whatever DNS says (RFC 6761, 6.3).
bool is_localhost(std::string_view name);

// Whether `host`, as Url::host() gives it, is this machine by itself: a localhost name, or an
// address in 127.0.0.0/8, or ::1. No name is looked up.
bool is_loopback_host(std::string_view host);

// Refuses (kInvalidInput) to crawl `host` without a `contact`, unless it is this machine: nobody
// else's server is asked for anything by someone who cannot be reached.
Status check_contact(std::string_view contact, std::string_view host);

}  // namespace anchord
