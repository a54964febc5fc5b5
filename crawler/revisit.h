#pragma once

#include "crawler/config.h"
#include "storage/records.h"

namespace anchord {

// `record`, whose last attempt has just ended in its state, with the time it is due again: a page
// that answers after the revisit interval, one that is gone or disallowed later, a failed one after
// a delay that doubles with every failure in a row.
UrlRecord scheduled(UrlRecord record, const Config::Revisit& policy);

}  // namespace anchord
