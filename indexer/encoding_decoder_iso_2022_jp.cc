#include <cstdint>
#include <optional>

#include "indexer/encoding_decoders.h"
#include "indexer/encoding_index.h"
#include "indexer/encoding_utf8.h"
#include "indexer/utf8.h"

namespace anchord {
namespace {

constexpr unsigned kEscape = 0x1B;

// Encoding Standard 12.2.1. The states "trail byte", "escape start" and "escape" of the standard
// are looked ahead for instead of entered.
class Iso2022JpDecoder {
 public:
  Iso2022JpDecoder(std::string_view bytes, std::string& out)
      : bytes_(bytes), out_(out), jis0208_(jis0208_index()) {}

  void run() {
    while (at_ < bytes_.size()) {
      const unsigned byte = byte_at(at_);
      if (byte == kEscape) {
        take_escape();
      } else if (state_ == State::kTwoBytes) {
        take_two_bytes(byte);
      } else {
        ++at_;
        emit(one_byte(byte));
      }
    }
  }

 private:
  enum class State : std::uint8_t { kAscii, kRoman, kKatakana, kTwoBytes };

  unsigned byte_at(std::size_t at) const { return static_cast<unsigned char>(bytes_[at]); }

  void emit(char32_t code_point) {
    append_code_point(code_point, out_);
    just_switched_ = false;
  }

  char32_t one_byte(unsigned byte) const {
    if (state_ == State::kKatakana) {
      return byte >= 0x21 && byte <= 0x5F ? 0xFF61 - 0x21 + byte : kReplacementCharacter;
    }
    if (byte > 0x7F || byte == 0x0E || byte == 0x0F) return kReplacementCharacter;
    if (state_ == State::kRoman && byte == 0x5C) return 0xA5;
    if (state_ == State::kRoman && byte == 0x7E) return 0x203E;
    return byte;
  }

  void take_two_bytes(unsigned lead) {
    ++at_;
    const bool is_lead = lead >= 0x21 && lead <= 0x7E;
    if (!is_lead || at_ == bytes_.size() || byte_at(at_) == kEscape) {
      emit(kReplacementCharacter);
      return;
    }
    const unsigned trail = byte_at(at_);
    ++at_;
    char32_t code_point = 0;
    if (trail >= 0x21 && trail <= 0x7E) {
      code_point = code_point_at(jis0208_, std::size_t{lead - 0x21} * 94 + trail - 0x21);
    }
    emit(code_point != 0 ? code_point : kReplacementCharacter);
  }

  // Two switches with no character between them are an error, so that text cannot be hidden from
  // a filter by them.
  void take_escape() {
    const std::string_view sequence = bytes_.substr(at_ + 1, 2);
    const std::optional<State> next = state_after(sequence);
    ++at_;
    if (!next) {
      emit(kReplacementCharacter);
      return;
    }
    at_ += sequence.size();
    state_ = *next;
    if (just_switched_) append_code_point(kReplacementCharacter, out_);
    just_switched_ = true;
  }

  static std::optional<State> state_after(std::string_view sequence) {
    if (sequence == "(B") return State::kAscii;
    if (sequence == "(J") return State::kRoman;
    if (sequence == "(I") return State::kKatakana;
    if (sequence == "$@" || sequence == "$B") return State::kTwoBytes;
    return std::nullopt;
  }

  std::string_view bytes_;
  std::string& out_;
  const Index& jis0208_;
  std::size_t at_ = 0;
  State state_ = State::kAscii;
  bool just_switched_ = false;
};

}  // namespace

void decode_iso_2022_jp(std::string_view bytes, std::string& out) {
  Iso2022JpDecoder(bytes, out).run();
}

}  // namespace anchord
