#include "crawler/content_decoder.h"

#include <brotli/decode.h>
#include <zlib.h>
#include <zstd.h>

#include <algorithm>
#include <array>
#include <new>
#include <utility>

namespace anchord {
namespace {

// Other bytes may pass for a short stream of a coding that has no signature; not for so much.
constexpr std::size_t kProofBytes = 512;
constexpr std::size_t kUnprovenBytesMax = 64U << 10U;
constexpr int kZstdWindowLogMax = 24;
constexpr std::string_view kGzipSignature = "\x1F\x8B\x08";
constexpr std::string_view kZstdSignature = "\x28\xB5\x2F\xFD";

enum class Step { kMore, kEnd, kError };

// zlib reads only, though its C interface does not say so in every build.
Bytef* input_of(std::string_view bytes) {
  return reinterpret_cast<Bytef*>(const_cast<char*>(bytes.data()));
}

}  // namespace

struct ContentDecoder::Decompressor {
  Decompressor() = default;
  virtual ~Decompressor() = default;
  Decompressor(const Decompressor&) = delete;
  Decompressor& operator=(const Decompressor&) = delete;

  // Takes bytes off the front of `in`, writes to `out` and lessens `room` by what it wrote. With
  // kMore and room left it has taken all.
  virtual Step step(std::string_view& in, char* out, std::size_t& room) = 0;
  // What a body in this coding begins with; "": that does not tell.
  virtual std::string_view signature() const { return {}; }
  // Whether the body may end here although step() has not said so.
  virtual bool may_end() const { return false; }
};

struct ContentDecoder::Gzip final : Decompressor {
  Gzip() {
    if (inflateInit2(&stream, 16 + MAX_WBITS) != Z_OK) throw std::bad_alloc();
  }
  ~Gzip() override { inflateEnd(&stream); }

  std::string_view signature() const override { return kGzipSignature; }
  bool may_end() const override { return between_members; }

  Step step(std::string_view& in, char* out, std::size_t& room) override {
    if (between_members && !begin_member(in)) return ended ? Step::kEnd : Step::kMore;
    stream.next_in = input_of(in);
    stream.avail_in = static_cast<uInt>(in.size());
    stream.next_out = reinterpret_cast<Bytef*>(out);
    stream.avail_out = static_cast<uInt>(room);
    const int result = inflate(&stream, Z_NO_FLUSH);
    member_has_bytes = member_has_bytes || stream.avail_out < room;
    in.remove_prefix(in.size() - stream.avail_in);
    room = stream.avail_out;
    if (result == Z_STREAM_END) {
      members += 1;
      between_members = true;
      matched = 0;
      return Step::kMore;
    }
    if (result == Z_OK || result == Z_BUF_ERROR) return Step::kMore;
    // What begins like a member and is none is no damage of those before it.
    return members > 0 && !member_has_bytes ? Step::kEnd : Step::kError;
  }

  // Reads up to where the next member has begun. Padding of zeros is passed over; what is neither
  // ends the body.
  bool begin_member(std::string_view& in) {
    while (!in.empty() && matched < kGzipSignature.size()) {
      const char c = in.front();
      if (matched == 0 && c == '\0') {
        in.remove_prefix(1);
        continue;
      }
      if (c != kGzipSignature[matched]) {
        ended = true;
        return false;
      }
      in.remove_prefix(1);
      ++matched;
    }
    if (matched < kGzipSignature.size()) return false;
    between_members = false;
    member_has_bytes = false;
    inflateReset(&stream);
    std::array<Bytef, 1> nowhere{};
    stream.next_in = input_of(kGzipSignature);
    stream.avail_in = static_cast<uInt>(kGzipSignature.size());
    stream.next_out = nowhere.data();
    stream.avail_out = 1;
    inflate(&stream, Z_NO_FLUSH);
    return true;
  }

  z_stream stream{};
  std::size_t members = 0;       // that are complete
  bool between_members = false;  // after a member
  std::size_t matched = 0;       // bytes of the signature of the next one
  bool member_has_bytes = false;
  bool ended = false;
};

// As RFC 9110 8.4.1.2 has it, in the format of zlib, or, as some servers send it, without.
struct ContentDecoder::Deflate final : Decompressor {
  ~Deflate() override {
    if (is_ready) inflateEnd(&stream);
  }

  Step step(std::string_view& in, char* out, std::size_t& room) override {
    if (!is_ready) {
      if (begin.empty() && !in.empty()) {
        begin = in.substr(0, 1);
        in.remove_prefix(1);
      }
      if (in.empty()) return Step::kMore;
      start(static_cast<unsigned char>(begin[0]), static_cast<unsigned char>(in.front()));
      std::string_view first = begin;
      if (run(first, out, room) == Step::kError) return Step::kError;
    }
    return run(in, out, room);
  }

  void start(unsigned method, unsigned flags) {
    const bool has_header =
        (method & 0xFU) == 8 && method >> 4U <= 7 && (method << 8U | flags) % 31 == 0;
    if (inflateInit2(&stream, has_header ? MAX_WBITS : -MAX_WBITS) != Z_OK) throw std::bad_alloc();
    is_ready = true;
  }

  Step run(std::string_view& in, char*& out, std::size_t& room) {
    stream.next_in = input_of(in);
    stream.avail_in = static_cast<uInt>(in.size());
    stream.next_out = reinterpret_cast<Bytef*>(out);
    stream.avail_out = static_cast<uInt>(room);
    const int result = inflate(&stream, Z_NO_FLUSH);
    in.remove_prefix(in.size() - stream.avail_in);
    out += room - stream.avail_out;
    room = stream.avail_out;
    if (result == Z_STREAM_END) return Step::kEnd;
    return result == Z_OK || result == Z_BUF_ERROR ? Step::kMore : Step::kError;
  }

  z_stream stream{};
  bool is_ready = false;
  std::string begin;  // the first byte
};

struct ContentDecoder::Brotli final : Decompressor {
  Brotli() {
    if (state == nullptr) throw std::bad_alloc();
  }
  ~Brotli() override { BrotliDecoderDestroyInstance(state); }

  Step step(std::string_view& in, char* out, std::size_t& room) override {
    const auto* next_in = reinterpret_cast<const std::uint8_t*>(in.data());
    auto* next_out = reinterpret_cast<std::uint8_t*>(out);
    std::size_t left = in.size();
    const auto result =
        BrotliDecoderDecompressStream(state, &left, &next_in, &room, &next_out, nullptr);
    in.remove_prefix(in.size() - left);
    if (result == BROTLI_DECODER_RESULT_ERROR) return Step::kError;
    return result == BROTLI_DECODER_RESULT_SUCCESS ? Step::kEnd : Step::kMore;
  }

  BrotliDecoderState* state = BrotliDecoderCreateInstance(nullptr, nullptr, nullptr);
};

struct ContentDecoder::Zstd final : Decompressor {
  Zstd() {
    if (state == nullptr) throw std::bad_alloc();
    ZSTD_DCtx_setParameter(state, ZSTD_d_windowLogMax, kZstdWindowLogMax);
  }
  ~Zstd() override { ZSTD_freeDCtx(state); }

  std::string_view signature() const override { return kZstdSignature; }

  Step step(std::string_view& in, char* out, std::size_t& room) override {
    ZSTD_inBuffer input{in.data(), in.size(), 0};
    ZSTD_outBuffer output{out, room, 0};
    const std::size_t result = ZSTD_decompressStream(state, &output, &input);
    in.remove_prefix(input.pos);
    room -= output.pos;
    frame_has_bytes = frame_has_bytes || output.pos > 0;
    // What follows a frame and is none is no damage of it.
    if (ZSTD_isError(result) != 0) return may_end() ? Step::kEnd : Step::kError;
    if (result == 0) {
      frames += 1;
      frame_has_bytes = false;
    }
    return Step::kMore;
  }
  bool may_end() const override { return frames > 0 && !frame_has_bytes; }

  ZSTD_DCtx* state = ZSTD_createDCtx();
  std::size_t frames = 0;  // that are complete
  bool frame_has_bytes = false;
};

std::optional<Coding> coding_of(std::string_view name) {
  std::string lower(name);
  std::transform(lower.begin(), lower.end(), lower.begin(),
                 [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c; });
  if (lower == "gzip" || lower == "x-gzip") return Coding::kGzip;
  if (lower == "deflate") return Coding::kDeflate;
  if (lower == "br") return Coding::kBrotli;
  if (lower == "zstd") return Coding::kZstd;
  return std::nullopt;
}

ContentDecoder::ContentDecoder(Coding coding) {
  switch (coding) {
    case Coding::kGzip:
      decompressor_ = std::make_unique<Gzip>();
      break;
    case Coding::kDeflate:
      decompressor_ = std::make_unique<Deflate>();
      break;
    case Coding::kBrotli:
      decompressor_ = std::make_unique<Brotli>();
      break;
    case Coding::kZstd:
      decompressor_ = std::make_unique<Zstd>();
      break;
  }
}

ContentDecoder::~ContentDecoder() = default;
ContentDecoder::ContentDecoder(ContentDecoder&&) noexcept = default;
ContentDecoder& ContentDecoder::operator=(ContentDecoder&&) noexcept = default;

bool ContentDecoder::take(std::string_view bytes, const Sink& sink) {
  switch (state_) {
    case State::kAsItIs:
      return sink(bytes);
    case State::kComplete:
    case State::kDamaged:
      return true;
    case State::kProven:
      return decode(bytes, sink);
    case State::kUnproven:
      break;
  }
  raw_held_.append(bytes);
  const std::string_view signature = decompressor_->signature();
  if (signature.empty()) return decode(bytes, sink);
  if (raw_held_.size() < signature.size()) return true;
  if (!raw_held_.starts_with(signature)) return give_up(sink);
  state_ = State::kProven;
  return decode(std::exchange(raw_held_, {}), sink);
}

bool ContentDecoder::decode(std::string_view bytes, const Sink& sink) {
  std::array<char, kPieceBytes> piece;
  std::size_t room = 0;
  Step step = Step::kMore;
  while (step == Step::kMore && (!bytes.empty() || room == 0)) {
    room = piece.size();
    step = decompressor_->step(bytes, piece.data(), room);
    const std::string_view decoded(piece.data(), piece.size() - room);
    if (state_ == State::kUnproven) {
      decoded_held_.append(decoded);
      const bool ends_at_once = step == Step::kEnd && decoded_held_.empty() && !bytes.empty();
      if (step == Step::kError || ends_at_once) return give_up(sink);
      const bool is_proven = step == Step::kEnd || decoded_held_.size() >= kProofBytes ||
                             raw_held_.size() >= kUnprovenBytesMax;
      if (is_proven && !prove(sink)) return false;
    } else if (!decoded.empty() && !sink(decoded)) {
      return false;
    }
  }
  if (step == Step::kEnd) state_ = State::kComplete;
  if (step == Step::kError) state_ = State::kDamaged;
  return true;
}

bool ContentDecoder::prove(const Sink& sink) {
  state_ = State::kProven;
  raw_held_ = {};
  const std::string decoded = std::exchange(decoded_held_, {});
  return decoded.empty() || sink(decoded);
}

bool ContentDecoder::give_up(const Sink& sink) {
  state_ = State::kAsItIs;
  decoded_held_ = {};
  const std::string raw = std::exchange(raw_held_, {});
  return raw.empty() || sink(raw);
}

void ContentDecoder::finish(const Sink& sink) {
  if (state_ == State::kUnproven) {
    if (decoded_held_.empty()) {
      give_up(sink);
      return;
    }
    prove(sink);
  }
  if (state_ != State::kProven) return;
  state_ = decompressor_->may_end() ? State::kComplete : State::kDamaged;
}

}  // namespace anchord
