#include "crawler/transport.h"

namespace anchord {

std::string_view name_of(UnreachableReason reason) {
  switch (reason) {
    case UnreachableReason::kNoName:
      return "no_name";
    case UnreachableReason::kDns:
      return "dns";
    case UnreachableReason::kConnect:
      return "connect";
    case UnreachableReason::kTls:
      return "tls";
    case UnreachableReason::kTimeout:
      return "timeout";
    case UnreachableReason::kProtocol:
      return "protocol";
    case UnreachableReason::kTooLarge:
      return "too_large";
    case UnreachableReason::kForbidden:
      return "forbidden";
    case UnreachableReason::kCancelled:
      return "cancelled";
  }
  return "unknown";
}

}  // namespace anchord
