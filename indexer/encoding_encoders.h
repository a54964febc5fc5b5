#pragma once

#include <optional>
#include <string>

#include "indexer/encoding_table.h"

// The encoders of the Encoding Standard, sections 9 to 14, for the legacy encodings.
namespace anchord {

// Encodes one text, code point by code point. Not thread-safe; cheap to make.
class Encoder {
 public:
  // `encoding` is not UTF-8, UTF-16 or replacement, which have no encoder.
  explicit Encoder(const Encoding& encoding) : encoding_(encoding) {}

  // Appends the bytes of `code_point`, a scalar value. Where it has none returns the code point to
  // name in its place (itself, but for a control character that would switch ISO-2022-JP), having
  // appended at most a switch back to ASCII.
  std::optional<char32_t> append(char32_t code_point, std::string& bytes);

  // Appends what the end of the text needs: in ISO-2022-JP, the switch back to ASCII.
  void finish(std::string& bytes);

 private:
  enum class Iso2022JpState : std::uint8_t { kAscii, kRoman, kJis0208 };

  std::optional<char32_t> append_iso_2022_jp(char32_t code_point, std::string& bytes);
  void switch_to(Iso2022JpState state, std::string& bytes);

  const Encoding& encoding_;
  Iso2022JpState state_ = Iso2022JpState::kAscii;
};

}  // namespace anchord
