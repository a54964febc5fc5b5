#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

// Undoes the content coding of a body piece by piece (RFC 9110 8.4.1), as forgiving as browsers
// are. The only door to the decoders of bodies: zlib, Brotli and Zstandard.
namespace anchord {

enum class Coding : std::uint8_t { kGzip, kDeflate, kBrotli, kZstd };

// What we can undo, for Accept-Encoding.
inline constexpr std::string_view kKnownCodings = "gzip, deflate, br, zstd";

// The coding of this name, without regard to case; "x-gzip" is "gzip". nullopt: no coding that we
// know, so that a body which is said to have it is taken as it is.
std::optional<Coding> coding_of(std::string_view name);

// Whatever the bytes are, memory is bounded by the window of the coding (gzip and deflate 32 KB,
// the others 16 MB) and a piece at a time goes out.
class ContentDecoder {
 public:
  explicit ContentDecoder(Coding coding);
  ~ContentDecoder();
  ContentDecoder(ContentDecoder&&) noexcept;
  ContentDecoder& operator=(ContentDecoder&&) noexcept;

  // Takes decoded bytes, at most kPieceBytes; returns false to have no more of them.
  using Sink = std::function<bool(std::string_view)>;
  static constexpr std::size_t kPieceBytes = 32U << 10U;

  // Takes the next bytes of the body. A body that is not in this coding at all is handed on as it
  // is. Returns false once `sink` has.
  bool take(std::string_view bytes, const Sink& sink);
  // The body is complete. Hands on what is still held back.
  void finish(const Sink& sink);

  // Whether the compressed body is damaged or, after finish(), cut short: what has been handed on
  // is its beginning.
  bool is_damaged() const { return state_ == State::kDamaged; }
  // Whether the compressed body has come to its end: what follows is passed over, but for further
  // members of gzip (RFC 1952 2.2), with zeros between them or not.
  bool is_complete() const { return state_ == State::kComplete; }

 private:
  enum class State : std::uint8_t {
    kUnproven,  // too little has come to tell whether this is the coding; both forms are held back
    kProven,
    kComplete,
    kDamaged,
    kAsItIs,
  };
  struct Decompressor;
  struct Gzip;
  struct Deflate;
  struct Brotli;
  struct Zstd;

  bool decode(std::string_view bytes, const Sink& sink);
  bool prove(const Sink& sink);
  bool give_up(const Sink& sink);

  State state_ = State::kUnproven;
  std::unique_ptr<Decompressor> decompressor_;
  std::string raw_held_;      // kUnproven: all that has come
  std::string decoded_held_;  // kUnproven: what it comes to
};

}  // namespace anchord
