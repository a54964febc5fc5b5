#include "indexer/gumbo_input.h"

#include <algorithm>
#include <array>

#include "indexer/ascii.h"
#include "indexer/markup.h"
#include "indexer/raw_text.h"

namespace anchord {
namespace {

constexpr std::size_t kLeftOutBytesMin = 32;  // less is not worth a copy

// In these the tree builder may take the start tag of a raw text element as a foreign element, or
// pass it over: its content would be markup.
constexpr auto kContexts =
    std::to_array<std::string_view>({"frameset", "math", "select", "svg", "template"});

// Finds the tags of a page by the tokenizer's states (HTML Standard 13.2.5), nothing more.
class Preparer {
 public:
  Preparer(std::string_view html, std::string& kept) : html_(html), kept_(kept) {}

  GumboInput prepare() {
    while ((at_ = html_.find('<', at_)) != std::string_view::npos) pass_markup();
    if (kept_.empty()) return {html_, attributes_dropped_};
    keep_until(html_.size());
    return {kept_, attributes_dropped_};
  }

 private:
  char peek(std::size_t at) const { return at < html_.size() ? html_[at] : '\0'; }

  void pass_markup() {
    const char next = peek(at_ + 1);
    if (is_ascii_alpha(next)) {
      pass_start_tag();
    } else if (next == '/' && is_ascii_alpha(peek(at_ + 2))) {
      pass_end_tag();
    } else if (next == '!' && html_.substr(at_).starts_with("<!--")) {
      at_ = behind_comment(html_, at_);
    } else if (next == '!' || next == '?' || next == '/') {
      at_ = std::min(html_.find('>', at_ + 2), html_.size());
    } else {
      ++at_;
    }
  }

  void pass_end_tag() {
    const std::size_t name_end = behind_tag_name(html_, at_ + 2);
    if (equals_ignore_case(html_.substr(at_ + 2, name_end - at_ - 2), "form")) {
      keep_until(at_);
      kept_.append("<!---->");
    }
    if (equals_ignore_case(html_.substr(at_ + 2, name_end - at_ - 2), "br")) {
      // The standard takes it for a start tag, which forbids a frameset; Gumbo does not.
      keep_until(at_ + 1);
      ++kept_end_;
    }
    pass_attributes(name_end);
  }

  void keep_until(std::size_t end) {
    kept_.append(html_.substr(kept_end_, end - kept_end_));
    kept_end_ = end;
  }

  void pass_start_tag() {
    const std::size_t name_end = behind_tag_name(html_, at_ + 1);
    const std::string name = ascii_lowered(html_.substr(at_ + 1, name_end - at_ - 1));
    pass_attributes(name_end);
    if (std::binary_search(kContexts.begin(), kContexts.end(), name)) {
      at_ = html_.size();
    } else if (is_raw_text_element(name)) {
      pass_raw_text(name);
    }
  }

  void pass_raw_text(const std::string& name) {
    const std::size_t end = find_raw_text_end(html_, at_, name);
    const bool is_left_out = (name == "script" || name == "style") && end < html_.size() &&
                             end - at_ >= kLeftOutBytesMin;
    if (is_left_out) {
      keep_until(at_);
      kept_end_ = end;
    }
    at_ = end;
  }

  // Moves behind the ">" of the tag whose attributes start at `from`; to the end where it has none.
  void pass_attributes(std::size_t from) {
    RawAttribute attribute;
    std::uint32_t count = 0;
    for (at_ = from; take_attribute(html_, at_, attribute);) {
      if (++count == kAttributesPerTagMax) from = at_;
    }
    if (count > kAttributesPerTagMax && at_ < html_.size()) {
      keep_until(from);
      kept_end_ = at_;
      attributes_dropped_ += count - static_cast<std::uint32_t>(kAttributesPerTagMax);
    }
    at_ = std::min(at_ + 1, html_.size());
  }

  const std::string_view html_;
  std::string& kept_;
  std::size_t kept_end_ = 0;  // html_ before this has been kept or left out
  std::size_t at_ = 0;
  std::uint32_t attributes_dropped_ = 0;
};

}  // namespace

GumboInput prepared_for_gumbo(std::string_view html, std::string& storage) {
  storage.clear();
  return Preparer(html, storage).prepare();
}

}  // namespace anchord
