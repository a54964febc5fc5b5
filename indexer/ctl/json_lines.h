#pragma once

#include <functional>
#include <nlohmann/json.hpp>
#include <string>
#include <string_view>

#include "storage/result.h"

// JSON lines: a question a line on standard input, an answer a line on standard output.
namespace anchord {

using JsonAnswer = std::function<Result<nlohmann::ordered_json>(const nlohmann::json& question)>;

// `line` with U+FFFD for each lone surrogate among its \u escapes: JSON can write those, text
// cannot have them.
std::string without_lone_surrogates(std::string_view line);

// Answers each line of standard input, in order, empty ones passed over. A line that is no JSON
// object, or that `answer` fails, is answered by {"error": why}, and the next one goes on. Returns
// the exit code: kExitBadInput where a line failed. Fails with kIo where nothing can be written.
Result<int> answer_json_lines(const JsonAnswer& answer);

// The string `name` of a question; fails with kInvalidInput, naming it, where it is none.
Result<std::string> string_of(const nlohmann::json& question, const char* name);
// The same, where null and absent are "".
Result<std::string> string_or_null_of(const nlohmann::json& question, const char* name);

}  // namespace anchord
