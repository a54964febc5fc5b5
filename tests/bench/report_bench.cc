// Questions to the report over one million links of one domain, beside their limits and, where it
// is installed, beside DuckDB: report_bench DIRECTORY [DUCKDB_MODULES]. See CONTRIBUTING.md.
#include <algorithm>
#include <array>
#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <map>
#include <nlohmann/json.hpp>
#include <string>
#include <vector>

#include "indexer/api_answer.h"
#include "storage/format.h"
#include "tests/bench/child_process.h"
#include "tests/bench/report_site.h"
#include "tests/bench/stopwatch.h"

namespace anchord {
namespace {

namespace fs = std::filesystem;

constexpr int kRounds = 7;

struct Question {
  const char* name;
  const char* where;  // of the API
  const char* sql;    // the same for DuckDB, over its table `links`
};
constexpr std::array<Question, 8> kQuestions = {{
    {"top 1,000 anchors", "", "true"},
    {"substring(anchor)", R"(substring(anchor,"chorweb"))", "contains(lower(anchor), 'chorweb')"},
    {"word(anchor)", R"(word(anchor,"reportan"))",
     R"(regexp_matches(lower(anchor), '(^|[^\p{L}\p{N}\p{M}])reportan($|[^\p{L}\p{N}\p{M}])'))"},
    {"substring(text_pre)", R"(substring(text_pre,"linkserver"))",
     "contains(lower(text_pre), 'linkserver')"},
    {"substring, absent", R"(substring(text_post,"nowhere to be found"))",
     "contains(lower(text_post), 'nowhere to be found')"},
    {"substring(url_to)", R"(substring(url_to,"section-7/"),links_internal=1)",
     "contains(lower(url_to), 'section-7/') AND links_internal = 1"},
    {"anchor = and link_type", R"(anchor="an",link_type="href")",
     "anchor = 'an' AND link_type = 'href'"},
    {"nofollow and first_seen", R"(nofollow=true,first_seen>="2024-01-05")",
     "nofollow AND first_seen >= TIMESTAMP '2024-01-05'"},
}};

double median(std::vector<double> seconds) {
  std::sort(seconds.begin(), seconds.end());
  return seconds[seconds.size() / 2];
}

template <class Work>
double median_s(const Work& work) {
  std::vector<double> seconds;
  for (int round = 0; round < kRounds; ++round) {
    const Stopwatch watch;
    work();
    seconds.push_back(watch.cpu_s());
  }
  return median(std::move(seconds));
}

[[noreturn]] void give_up(const std::string& why) {
  std::fprintf(stderr, "report_bench: %s\n", why.c_str());
  std::exit(EXIT_FAILURE);
}

std::string whole_answer(const Database& db, const std::vector<ApiParameter>& parameters) {
  const auto answer = answer_api(db, parameters, ReportLimits{});
  std::string body;
  while (true) {
    auto piece = answer->next_piece();
    if (!piece) give_up(piece.error().message);
    if (piece->empty()) break;
    body += *piece;
  }
  if (answer->status() != 200) give_up(body);
  return body;
}

std::vector<ApiParameter> request_of(const Question& question) {
  return {{"from", "linked_anchors"},
          {"target", kSiteHost},
          {"mode", "domain"},
          {"where", question.where}};
}

struct Answered {
  double ms = 0;
  std::uint64_t rows = 0;
  std::uint64_t links = 0;  // in these rows
};

Answered ask(const Database& db, const Question& question) {
  Answered answered;
  std::string body;
  answered.ms = 1e3 * median_s([&] { body = whole_answer(db, request_of(question)); });
  const auto parsed = nlohmann::json::parse(body);
  for (const auto& row : parsed["anchors"]) {
    ++answered.rows;
    answered.links +=
        row["links_internal"].get<std::uint64_t>() + row["links_external"].get<std::uint64_t>();
  }
  return answered;
}

struct Bytes {
  std::uint64_t values = 0;
  std::uint64_t bytes = 0;
};

Bytes walk(const Database& db, Family family) {
  Bytes walked;
  Cursor cursor = db.scan(family, {}, {}, false);
  for (; cursor.valid(); cursor.next()) {
    ++walked.values;
    walked.bytes += cursor.key().size() + cursor.value().size();
  }
  return walked;
}

void print_limits(const Database& db) {
  std::puts("\nlimits                          ms    M links/s");
  for (const Family family : {Family::kAnchors, Family::kLinks}) {
    Bytes walked;
    const double seconds = median_s([&] { walked = walk(db, family); });
    std::printf("bare scan of %-8s %14.1f %12.2f   %llu keys, %.1f MB\n",
                std::string(name_of(family)).c_str(), seconds * 1e3,
                static_cast<double>(kSiteLinks) / seconds / 1e6,
                static_cast<unsigned long long>(walked.values),
                static_cast<double>(walked.bytes) / 1e6);
  }
  std::string texts;
  Cursor cursor = db.scan(Family::kLinks, {}, {}, false);
  for (; cursor.valid(); cursor.next()) texts += decode_link_block(cursor.value())->links.text;
  std::size_t found = 0;
  const double seconds = median_s([&] { found += texts.find("nowhere to be found"); });
  std::printf("find in all texts %17.1f %12.2f   %.1f MB%s\n", seconds * 1e3,
              static_cast<double>(kSiteLinks) / seconds / 1e6,
              static_cast<double>(texts.size()) / 1e6, found == 0 ? "!" : "");
}

// What DuckDB says, by question: one line each, as report_duckdb.mjs prints them.
std::map<std::string, std::string> ask_duckdb(const Database& db, const fs::path& directory,
                                              const std::string& modules) {
  const fs::path rows = directory / "links.csv";
  std::ofstream(rows) << whole_answer(db, {{"from", "links"},
                                           {"target", kSiteHost},
                                           {"mode", "domain"},
                                           {"limit", "5000000"},
                                           {"output", "csv"}});
  nlohmann::json questions;
  for (const Question& question : kQuestions) questions[question.name] = question.sql;
  std::ofstream(directory / "questions.json") << questions;
  const fs::path log = directory / "duckdb.log";
  auto child = ChildProcess::start(
      {"node", ANCHORD_SOURCE_DIR "/tests/bench/report_duckdb.mjs", modules, directory}, log);
  if (!child) give_up(child.error().message);
  const int exit_code = child->wait().exit_code;
  std::map<std::string, std::string> said;
  std::ifstream lines(log);
  for (std::string line; std::getline(lines, line);) {
    const std::size_t tab = line.find('\t');
    if (tab != std::string::npos) said[line.substr(0, tab)] = line.substr(tab + 1);
  }
  if (exit_code != 0) std::printf("DuckDB ended with %d: see %s\n", exit_code, log.c_str());
  return said;
}

int run(const fs::path& directory, const std::string& modules) {
  fs::remove_all(directory);
  fs::create_directories(directory);
  {
    auto db = Database::open(directory / "data", DatabaseOptions{});
    if (!db) give_up(db.error().message);
    const Stopwatch watch;
    if (auto written = write_site(**db); !written) give_up(written.error().message);
    std::printf("%zu pages, %zu live links, written in %.1f s\n", kSitePages, kSiteLinks,
                watch.wall_s());
  }
  auto db = Database::open_to_read(directory / "data", DatabaseOptions{});
  if (!db) give_up(db.error().message);
  std::map<std::string, std::string> duckdb;
  if (!modules.empty()) duckdb = ask_duckdb(**db, directory, modules);
  std::puts(
      "question                        ms    M links/s    rows     links   DuckDB: ms on 1 "
      "thread, on all, rows, links");
  for (const Question& question : kQuestions) {
    const Answered answered = ask(**db, question);
    std::printf("%-26s %8.1f %12.2f %7llu %9llu   %s\n", question.name, answered.ms,
                static_cast<double>(kSiteLinks) / answered.ms / 1e3,
                static_cast<unsigned long long>(answered.rows),
                static_cast<unsigned long long>(answered.links),
                duckdb.contains(question.name) ? duckdb[question.name].c_str() : "not asked");
  }
  print_limits(**db);
  return EXIT_SUCCESS;
}

}  // namespace
}  // namespace anchord

int main(int argc, char** argv) {
  if (argc < 2) {
    std::fputs("usage: report_bench DIRECTORY [DUCKDB_MODULES]\n", stderr);
    return EXIT_FAILURE;
  }
  return anchord::run(argv[1], argc > 2 ? argv[2] : "");
}
