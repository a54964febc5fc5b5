#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "crawler/content_decoder.h"
#include "crawler/transport.h"

// From the header lines of an answer to the fields a crawler needs (RFC 9110, RFC 9112).
namespace anchord {

// Caps on what one answer may make us keep. A longer value counts as absent: a URL or a validator
// cut in the middle would be another one.
inline constexpr std::size_t kHeaderValueBytesMax = 16U << 10U;
inline constexpr std::size_t kValidatorBytesMax = 1U << 10U;  // we send these back on each revisit
inline constexpr std::size_t kHeaderRepeatsMax = 64;          // of Link, and of X-Robots-Tag

// Whether a body of this Content-Type is worth reading when text is wanted: HTML and XHTML to be
// parsed, text/plain for robots.txt, and XML of any kind but pictures for feeds and sitemaps. Where
// the value says nothing (indexer/media_type.h) the body has to, so it is read too.
bool is_text_to_parse(std::string_view content_type);

// Reads the header section of one transfer line by line. Sections of 1xx answers are passed over
// (RFC 9110 15.2), and so are trailers. Memory is bounded by the caps above, whatever is sent.
class AnswerHeaders {
 public:
  enum class Progress : std::uint8_t {
    kMore,      // the final header section goes on
    kComplete,  // this line ended it
    kTooLarge,  // more than `bytes_max`, those of 1xx answers and trailers included
  };

  // Starts a new transfer.
  void reset(std::size_t bytes_max);

  // Takes the next line, with its line ending, and puts what it says into `answer`. Names are
  // matched without regard to case; control bytes of a value become spaces (RFC 9110 5.5); a
  // folded line continues the one before (RFC 9112 5.2). Of a repeated field the last one counts,
  // but Link and X-Robots-Tag keep all, of Location the first one counts, and the lines of
  // Content-Type are joined with ", " (Fetch Standard, "get a header value").
  Progress read(std::string_view line, Answer& answer);

  bool complete() const { return complete_; }
  std::optional<std::uint64_t> content_length() const { return content_length_; }

  // Codings laid upon the body that we know; others change nothing. More than one is a way to make
  // a few bytes into very many.
  int codings() const { return codings_; }
  // The last of them, once complete().
  std::optional<Coding> coding() const { return coding_; }

 private:
  void begin_section(std::string_view status_line, Answer& answer);
  void read_field(std::string_view line, Answer& answer);
  void keep(std::string_view value);
  void read_codings();

  std::size_t bytes_left_ = 0;
  bool at_status_line_ = true;
  bool complete_ = false;
  std::string coding_names_;  // of all fields that name some, comma-separated
  int codings_ = 0;
  std::optional<Coding> coding_;
  std::optional<std::uint64_t> content_length_;
  std::string* folding_ = nullptr;  // the value a folded line would continue
  std::size_t folding_max_ = 0;
};

}  // namespace anchord
