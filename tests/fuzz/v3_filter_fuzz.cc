#include "indexer/v3_filter.h"
#include "tests/fuzz/fuzzing.h"

// The input: version 3's filter, and before it a byte that says for which report.
namespace anchord {

void check(std::string_view input) {
  constexpr bool kReports[] = {false, true};
  const bool is_internal = take_choice(input, kReports);
  auto filter = parse_v3_filter(input, is_internal);
  if (!filter) {
    require(filter.error().code == ErrorCode::kInvalidInput);
    require(filter.error().message.starts_with("where: "));
    return;
  }
  // Jumps from term to term must end, whatever was joined to what.
  V3Group group;
  group.anchor = "docs";
  group.links = 2;
  const bool matches = filter->having.matches(group);
  require(filter->having.matches(group) == matches);
}

}  // namespace anchord
