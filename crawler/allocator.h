#pragma once

namespace anchord {

// Has what the index's buffers took up go back to the system as soon as they are freed: glibc would
// keep it, in pieces, between what lives longer. To be called before any thread is started.
void set_up_allocator();

}  // namespace anchord
