#include "indexer/encoding.h"

#include <iostream>

#include "indexer/ctl/command.h"
#include "indexer/ctl/files.h"

namespace anchord {
namespace {

std::string_view reason_of(EncodingSource source, std::string_view body) {
  switch (source) {
    case EncodingSource::kByteOrderMark:
      return "its byte-order mark says so";
    case EncodingSource::kContentType:
      return "the Content-Type header says so";
    case EncodingSource::kMeta:
      return "its meta element says so";
    case EncodingSource::kValidUtf8:
      return is_valid_utf8(body) ? "nothing says so, but all its bytes are valid UTF-8"
                                 : "nothing says so, but nearly all its bytes are valid UTF-8";
    case EncodingSource::kFallback:
    case EncodingSource::kNone:
      break;
  }
  return "nothing says so, and its bytes are not valid UTF-8";
}

class EncodingCommand final : public Command {
 public:
  void add_options(CLI::App& app) override {
    app.add_option("--content-type", content_type_, "Content-Type header that it came with");
    app.add_option("FILE", file_, "File to read; - is standard input")->required();
  }

  Result<int> run(const std::filesystem::path& /*data*/) override {
    const auto body = read_all(file_);
    if (!body) return tl::unexpected(body.error());
    const EncodingChoice choice = choose_encoding(*body, content_type_);
    std::cout << name_of(*choice.encoding) << " (" << reason_of(choice.source, *body) << ")\n";
    return kExitDone;
  }

 private:
  std::string content_type_;
  std::string file_;
};

}  // namespace

std::unique_ptr<Command> make_encoding_command() { return std::make_unique<EncodingCommand>(); }

}  // namespace anchord
