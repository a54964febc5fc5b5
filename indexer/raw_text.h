#pragma once

#include <cstddef>
#include <string_view>

namespace anchord {

// True for elements whose content is no markup: it ends at their own end tag alone.
bool is_raw_text_element(std::string_view lower_case_name);

// Where the end tag of the raw text element `lower_case_name` starts, whose content starts at
// `from`; the end of `source` where there is none.
std::size_t find_raw_text_end(std::string_view source, std::size_t from,
                              std::string_view lower_case_name);

}  // namespace anchord
