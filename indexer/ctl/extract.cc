#include <fstream>
#include <iostream>
#include <iterator>

#include "indexer/ctl/command.h"
#include "indexer/ctl/link_values.h"
#include "indexer/ctl/options.h"
#include "indexer/extractor.h"

namespace anchord {
namespace {

constexpr int kHttpOk = 200;

Result<std::string> read_all(const std::string& path) {
  std::error_code error;
  std::ifstream file;
  if (path != "-") {
    file.open(path, std::ios::binary);
    if (!file || std::filesystem::is_directory(path, error)) {
      return invalid_input(path + ": want a file that can be read, or - for standard input");
    }
  }
  std::istream& in = path == "-" ? std::cin : file;
  std::string bytes{std::istreambuf_iterator<char>(in), std::istreambuf_iterator<char>()};
  if (in.bad()) return io_error(path + ": cannot read");
  return bytes;
}

class ExtractCommand final : public Command {
 public:
  void add_options(CLI::App& app) override {
    app.add_option("--url", url_, "URL that the file stands for")->required();
    app.add_option("--content-type", content_type_, "Content-Type header that it came with")
        ->capture_default_str();
    app.add_option("FILE", file_, "File to read; - is standard input")->required();
  }

  Result<int> run(const std::filesystem::path& /*data*/) override {
    const auto url = Url::parse(url_);
    if (!url || !url->is_http()) {
      return invalid_input("--url \"" + url_ + "\": want an http or https URL");
    }
    const auto body = read_all(file_);
    if (!body) return tl::unexpected(body.error());
    PageHeaders headers;
    headers.content_type = content_type_;
    Extractor extractor(ParseLimits{}, "anchord");
    return print(url->stored_form(), extractor.extract(url->stored_form(), kHttpOk, headers, *body),
                 body->size());
  }

 private:
  static Result<int> print(const Url& url, const ExtractedPage& found, std::size_t size) {
    PageRecord page;
    page.size = size;
    page.encoding = found.encoding;
    page.title = found.title;
    page.nofollow = found.nofollow;
    RowPrinter printer(OutputFormat::kNdjson, "links", link_column_names(), kNoLimit, 0);
    std::vector<Value> values;
    for (const Link& link : found.links.links) {
      read_link_values({url.href(), &page, &found.links, &link, std::nullopt}, values);
      printer.print(values);
    }
    if (auto printed = printer.finish(); !printed) return tl::unexpected(printed.error());
    return kExitDone;
  }

  std::string url_;
  std::string content_type_ = "text/html";
  std::string file_;
};

}  // namespace

std::unique_ptr<Command> make_extract_command() { return std::make_unique<ExtractCommand>(); }

}  // namespace anchord
