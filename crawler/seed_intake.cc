#include "crawler/seed_intake.h"

#include <vector>

#include "crawler/line_reader.h"
#include "storage/format.h"

namespace anchord {
namespace {

constexpr std::string_view kByteOrderMark = "\xEF\xBB\xBF";
constexpr std::uint64_t kChunkLines = 6'000;
constexpr std::uint64_t kChunkBytes = 4U << 20U;  // of the file

std::string progress_key(const std::string& name) { return std::string(kIntakePrefix) + name; }

std::string summary_of(const IntakeRecord& progress) {
  return "# " + std::to_string(progress.lines) + " lines, " + std::to_string(progress.refused) +
         " refused\n";
}

}  // namespace

Result<IntakeRecord> SeedIntake::progress_in(const std::string& name,
                                             const IntakeRecord& identity) const {
  const auto bytes = db_.get(Family::kMeta, progress_key(name));
  if (!bytes) return tl::unexpected(bytes.error());
  if (!*bytes) return identity;
  auto progress = decode_intake_record(**bytes);
  if (!progress || progress->is_same_file(identity)) return progress;
  return identity;
}

Result<SeedIntake::Outcome> SeedIntake::take(const DropFolder& folder, const std::string& name) {
  auto file = folder.open_file(name);
  if (!file) return refuse(folder, name, file.error().message);
  if (!*file) return Outcome{};
  auto progress = progress_in(name, (*file)->identity);
  if (!progress) return tl::unexpected(progress.error());
  const bool has_report = folder.has_report(name);
  const bool is_taken = progress->lines > 0 && progress->offset == progress->size;
  if (!has_report && !is_taken) *progress = (*file)->identity;
  if (has_report || !is_taken) {
    auto taken = take_lines(folder, name, (*file)->descriptor, *progress);
    if (!taken) return tl::unexpected(taken.error());
    if (is_stopping_) return Outcome{};
  }
  const auto by_now = DropFolder::identity_of((*file)->descriptor);
  if (by_now && by_now->is_same_file(*progress)) return settle(folder, name, *progress);
  folder.drop_report(name);
  auto forgotten = commit_({}, progress_key(name), "");
  if (!forgotten) return tl::unexpected(forgotten.error());
  return Outcome{};
}

Status SeedIntake::take_lines(const DropFolder& folder, const std::string& name,
                              const FileDescriptor& file, IntakeRecord& progress) {
  auto report = folder.open_report(name, progress.report_bytes);
  if (!report) return tl::unexpected(report.error());
  LineReader reader(file.get(), progress.offset, progress.size, kOrderBytesMax);
  while (!is_stopping_) {
    const std::uint64_t begin = reader.offset();
    std::string verdicts;
    auto line = reader.next();
    for (std::uint64_t count = 1; line; line = reader.next(), ++count) {
      const auto verdict = verdict_on(line->text, line->is_too_long, progress);
      if (!verdict) return tl::unexpected(verdict.error());
      verdicts += *verdict;
      if (count == kChunkLines || reader.offset() - begin >= kChunkBytes) break;
    }
    if (!line && !reader.status()) {
      ++progress.refused;
      verdicts += "# cannot be read: " + reader.status().error().message + "\n";
    }
    progress.offset = line ? reader.offset() : progress.size;
    progress.report_bytes += verdicts.size();
    if (!line) verdicts += summary_of(progress);
    if (auto written = append_durably(*report, verdicts); !written) return written;
    auto committed = commit_(planner_.take(), progress_key(name), encode(progress));
    if (!committed || !line) return committed;
  }
  return Ok{};
}

Result<std::string> SeedIntake::verdict_on(std::string_view text, bool is_too_long,
                                           IntakeRecord& progress) {
  if (progress.lines++ == 0 && text.starts_with(kByteOrderMark)) {
    text.remove_prefix(kByteOrderMark.size());
  }
  const auto told = [&progress](std::string_view what) {
    return std::to_string(progress.lines).append(1, ' ').append(what).append(1, '\n');
  };
  const auto refused = [&](const std::string& why) {
    ++progress.refused;
    return told("refused: " + why);
  };
  if (is_too_long) {
    return refused("want a line of at most " + std::to_string(kOrderBytesMax) + " bytes");
  }
  const auto order = parse_seed_order(text);
  if (!order) return refused(order.error().message);
  if (!*order) return std::string();
  const auto verdict = planner_.add(**order);
  if (verdict) return told(*verdict);
  if (verdict.error().code != ErrorCode::kInvalidInput) return tl::unexpected(verdict.error());
  return refused(verdict.error().message);
}

Result<SeedIntake::Outcome> SeedIntake::settle(const DropFolder& folder, const std::string& name,
                                               const IntakeRecord& progress) {
  const bool is_done = progress.refused == 0;
  if (auto settled = folder.settle(name, is_done); !settled) {
    return tl::unexpected(settled.error());
  }
  auto forgotten = commit_({}, progress_key(name), "");
  if (!forgotten) return tl::unexpected(forgotten.error());
  return Outcome{is_done ? Fate::kDone : Fate::kFailed, progress, ""};
}

Result<SeedIntake::Outcome> SeedIntake::refuse(const DropFolder& folder, const std::string& name,
                                               const std::string& reason) {
  auto report = folder.open_report(name, 0);
  if (!report) return tl::unexpected(report.error());
  auto written = append_durably(*report, "refused: " + reason + "\n");
  if (!written) return tl::unexpected(written.error());
  if (auto settled = folder.settle(name, false); !settled) {
    return tl::unexpected(settled.error());
  }
  return Outcome{Fate::kFailed, {}, reason};
}

Status SeedIntake::forget_missing(const DropFolder& folder) {
  const KeyRange keys = keys_with_prefix(kIntakePrefix);
  std::vector<std::string> missing;
  Cursor cursor = db_.scan(Family::kMeta, keys.begin, keys.end);
  for (; cursor.valid(); cursor.next()) {
    const std::string name(cursor.key().substr(kIntakePrefix.size()));
    const auto file = folder.open_file(name);
    if (file && !*file) missing.push_back(name);
  }
  if (auto status = cursor.status(); !status) return status;
  for (const std::string& name : missing) {
    folder.drop_report(name);
    if (auto done = commit_({}, progress_key(name), ""); !done) return done;
  }
  return Ok{};
}

}  // namespace anchord
