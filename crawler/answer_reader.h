#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "crawler/answer_headers.h"
#include "crawler/content_decoder.h"
#include "crawler/transport.h"

namespace anchord {

// How much of an unwanted body is read past to keep its connection: about what a new one costs.
inline constexpr std::size_t kReadPastBytesMax = 32U << 10U;

// Makes an answer of the header lines and the decoded body bytes of one transfer, within the
// limits, and says when it has enough. Not kept are the bodies of redirects and, where only text is
// wanted, those that are no text (is_text_to_parse); a short one is read past nevertheless, so
// that its connection can serve again.
class AnswerReader {
 public:
  // Starts a new transfer; `url` is what was asked for.
  void reset(const FetchLimits& limits, bool text_only, std::string_view url = {});

  // Each takes what came next, the body as it is on the wire but for chunks, and returns whether
  // the transfer should go on.
  bool take_header(std::string_view line);
  bool take_body(std::string_view bytes);

  // No more of the body is wanted: what there is of it makes a truncated answer.
  void cut() { end(Ending::kBodyFull); }

  std::size_t body_bytes() const { return answer_.body.size(); }

  // What the transfer came to, to be asked once, when it has ended. `failure` is what the network
  // says went wrong, if anything; it counts only where something that is wanted is missing.
  FetchOutcome finish(std::optional<Unreachable> failure);

 private:
  // Why we, and not the server or the network, ended the transfer.
  enum class Ending : std::uint8_t {
    kNotOurs,
    kHeadersTooLarge,
    kCodings,
    kUnwanted,
    kBodyFull,
    kDecoded,  // the compressed body is complete or damaged, and more follows
  };

  bool begin_body();
  bool read_past(std::string_view bytes, Ending ending);
  bool decode(std::string_view bytes);
  bool append(std::string_view decoded);
  bool end(Ending ending);

  FetchLimits limits_;
  bool text_only_ = true;
  std::string url_;
  bool keep_body_ = true;
  Ending ending_ = Ending::kNotOurs;
  std::size_t read_past_ = 0;
  AnswerHeaders headers_;
  std::optional<ContentDecoder> decoder_;
  Answer answer_;
};

}  // namespace anchord
