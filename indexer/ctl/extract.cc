#include "indexer/ctl/command.h"
#include "indexer/ctl/files.h"
#include "indexer/ctl/json_lines.h"
#include "indexer/ctl/link_values.h"
#include "indexer/ctl/options.h"
#include "indexer/extractor.h"
#include "indexer/robots.h"

namespace anchord {
namespace {

using nlohmann::json;
using nlohmann::ordered_json;

constexpr int kHttpOk = 200;

// A file as the page that it stands for.
struct FilePage {
  Url url;  // in stored form
  PageRecord record;
  ExtractedPage found;
};

Result<FilePage> extract_file(Extractor& extractor, const std::string& file,
                              const std::string& url_text, const std::string& content_type) {
  const auto url = Url::parse(url_text);
  if (!url || !url->is_http()) {
    return invalid_input("URL \"" + url_text + "\": want an http or https URL");
  }
  const auto body = read_all(file);
  if (!body) return tl::unexpected(body.error());
  PageHeaders headers;
  headers.content_type = content_type;
  FilePage page{url->stored_form(), {}, {}};
  page.found = extractor.extract(page.url, kHttpOk, headers, *body);
  page.record.size = body->size();
  page.record.encoding = page.found.encoding;
  page.record.title = page.found.title;
  page.record.nofollow = page.found.nofollow;
  return page;
}

template <class Visit>
void for_each_link(const FilePage& page, Visit visit) {
  std::vector<Value> values;
  for (const Link& link : page.found.links.links) {
    read_link_values({.url_from = page.url.href(),
                      .page = &page.record,
                      .links = &page.found.links,
                      .link = &link,
                      .page_nofollow = page.record.nofollow},
                     values);
    visit(values);
  }
}

ordered_json to_json(const Value& value) {
  if (std::holds_alternative<std::monostate>(value)) return nullptr;
  if (const auto* number = std::get_if<std::int64_t>(&value)) return *number;
  if (const auto* flag = std::get_if<bool>(&value)) return *flag;
  return plain_text(value);
}

ordered_json describe(const std::string& file, const FilePage& page) {
  const std::vector<std::string_view> names = link_column_names();
  ordered_json links = ordered_json::array();
  for_each_link(page, [&](const std::vector<Value>& values) {
    ordered_json link;
    for (std::size_t i = 0; i < names.size(); ++i) link[std::string(names[i])] = to_json(values[i]);
    links.push_back(std::move(link));
  });
  return {{"file", file},
          {"encoding", page.found.encoding},
          {"title", page.found.title},
          {"base", page.found.base},
          {"nofollow", page.found.nofollow},
          {"noindex", page.found.noindex},
          {"status", page.found.too_complex ? "too_complex" : "ok"},
          {"links", std::move(links)}};
}

Result<ordered_json> answer(Extractor& extractor, const json& question) {
  const auto file = string_of(question, "file");
  if (!file) return tl::unexpected(file.error());
  const auto url = string_of(question, "url");
  if (!url) return tl::unexpected(url.error());
  const auto content_type = string_or_null_of(question, "content_type");
  if (!content_type) return tl::unexpected(content_type.error());
  const auto page = extract_file(extractor, *file, *url, *content_type);
  if (!page) return ordered_json{{"file", *file}, {"error", page.error().message}};
  return describe(*file, *page);
}

class ExtractCommand final : public Command {
 public:
  void add_options(CLI::App& app) override {
    app.add_option("--url", url_, "URL that the file stands for");
    app.add_option("--content-type", content_type_, "Content-Type header that it came with")
        ->capture_default_str();
    app.add_flag(
        "--batch", batch_,
        "Answer JSON lines {\"file\": ..., \"url\": ..., \"content_type\": ... or null} on "
        "standard input, by one object a file");
    app.add_option("FILE", file_, "File to read; - is standard input");
  }

  Result<int> run(const std::filesystem::path& /*data*/) override {
    Extractor extractor(ParseLimits{}, std::string(kProductToken));
    if (batch_) {
      return answer_json_lines(
          [&extractor](const json& question) { return answer(extractor, question); });
    }
    if (file_.empty()) return invalid_input("want a FILE and its --url, or --batch");
    const auto page = extract_file(extractor, file_, url_, content_type_);
    if (!page) return tl::unexpected(page.error());
    RowPrinter printer(OutputFormat::kNdjson, "links", link_column_names(), kNoLimit, 0);
    for_each_link(*page, [&](const std::vector<Value>& values) { printer.print(values); });
    if (auto printed = printer.finish(); !printed) return tl::unexpected(printed.error());
    return kExitDone;
  }

 private:
  std::string url_;
  std::string content_type_ = "text/html";
  std::string file_;
  bool batch_ = false;
};

}  // namespace

std::unique_ptr<Command> make_extract_command() { return std::make_unique<ExtractCommand>(); }

}  // namespace anchord
