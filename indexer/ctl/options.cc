#include "indexer/ctl/options.h"

#include <unistd.h>

#include <iostream>
#include <utility>

namespace anchord {
namespace {

// CLI11 would take "-1" for a number without a sign. Returns what is wrong, as its checks do.
std::string is_whole_number(const std::string& text) {
  constexpr std::size_t kDigitsMax = 18;
  const bool is_number = !text.empty() && text.size() <= kDigitsMax &&
                         text.find_first_not_of("0123456789") == std::string::npos;
  return is_number ? "" : "want a whole number, not \"" + text + "\"";
}

}  // namespace

void TargetOptions::add_to(CLI::App& app) {
  app.add_option("TARGET", target, "Host, host with a path, or URL; with a scheme that one only")
      ->required();
  app.add_option("--mode", mode,
                 "exact: one page; prefix: what starts so; domain: one host; subdomains: a host "
                 "and everything below it")
      ->capture_default_str();
}

Result<Target> TargetOptions::parse() const {
  const auto parsed = target_mode_named(mode);
  if (!parsed) return tl::unexpected(parsed.error());
  return Target::parse(target, *parsed);
}

void PageOptions::add_to(CLI::App& app, const std::string& default_limit) {
  app.add_option("--limit", limit, "Rows at most; by default " + default_limit)
      ->check(is_whole_number);
  app.add_option("--offset", offset, "Rows to pass over first")->check(is_whole_number);
}

void OutputOptions::add_to(CLI::App& app, const std::string& formats) {
  app.add_option("--output", output, formats)->capture_default_str();
}

Result<std::unique_ptr<Database>> open_index(const std::filesystem::path& data, bool any_format) {
  if (data.empty()) return invalid_input("--data: want the directory of an index");
  std::error_code error;
  if (!std::filesystem::is_directory(data, error)) {
    return invalid_input("--data " + data.string() + ": no such directory");
  }
  return Database::open_to_read(data, {.any_format = any_format});
}

RowPrinter::RowPrinter(OutputFormat format, std::string_view envelope,
                       const std::vector<std::string_view>& columns, std::uint64_t limit,
                       std::uint64_t offset)
    : writer_(make_row_writer(format, envelope, columns, std::cout, isatty(STDOUT_FILENO) == 1)),
      left_(limit),
      to_skip_(offset) {}

bool RowPrinter::wants_more() const { return left_ > 0 && std::cout.good(); }

bool RowPrinter::skips() {
  if (to_skip_ == 0) return false;
  --to_skip_;
  return true;
}

void RowPrinter::print(const std::vector<Value>& values) {
  --left_;
  writer_->row(values);
}

Status RowPrinter::finish() {
  writer_->finish();
  std::cout.flush();
  if (!std::cout) return io_error("standard output: cannot write");
  return Ok{};
}

}  // namespace anchord
