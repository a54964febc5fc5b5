#include "storage/codec.h"
#include "storage/format.h"

namespace anchord {
namespace {

void put_patterns(std::string& out, const std::vector<std::string>& patterns) {
  put_varint(out, patterns.size());
  for (const std::string& pattern : patterns) put_str(out, pattern);
}

std::vector<std::string> read_patterns(Reader& reader, std::size_t count_max) {
  std::vector<std::string> patterns;
  const std::uint64_t count = reader.varint();
  if (count > count_max) reader.fail();
  for (std::uint64_t i = 0; i < count && reader.ok(); ++i) patterns.emplace_back(reader.str());
  return patterns;
}

void read_order(Reader& reader, TargetRecord& record) {
  record.recrawl = std::chrono::hours(reader.number<std::uint16_t>());
  const auto delay = std::chrono::milliseconds(reader.number<std::uint32_t>());
  if (delay.count() > 0) record.delay = delay - std::chrono::milliseconds(1);
  record.priority = reader.byte();
  const std::uint8_t paused = reader.byte();
  record.paused = paused == 1;
  const bool is_within = record.recrawl <= kRecrawlMax && record.priority <= kPriorityMax &&
                         record.delay.value_or(std::chrono::milliseconds(0)) <= kTargetDelayMax;
  if (!is_within || paused > 1) reader.fail();
}

}  // namespace

std::string encode(const TargetRecord& record) {
  std::string out;
  put_byte(out, static_cast<std::uint8_t>(record.mode));
  put_varint(out, record.max_pages);
  put_byte(out, record.max_depth);
  put_patterns(out, record.include);
  put_patterns(out, record.exclude);
  put_varint(out, static_cast<std::uint64_t>(record.recrawl.count()));
  put_varint(out, record.delay ? static_cast<std::uint64_t>(record.delay->count()) + 1 : 0);
  put_byte(out, record.priority);
  put_byte(out, record.paused ? 1 : 0);
  put_patterns(out, record.redirect_hosts);
  return out;
}

Result<TargetRecord> decode_target_record(std::string_view bytes) {
  Reader reader(bytes);
  TargetRecord record;
  const std::uint8_t mode = reader.byte();
  if (mode > static_cast<std::uint8_t>(TargetMode::kSubdomains)) reader.fail();
  record.mode = static_cast<TargetMode>(mode);
  record.max_pages = reader.varint();
  record.max_depth = reader.byte();
  record.include = read_patterns(reader, kTargetPatternsMax);
  record.exclude = read_patterns(reader, kTargetPatternsMax);
  read_order(reader, record);
  record.redirect_hosts = read_patterns(reader, kRedirectHostsMax);
  if (!reader.is_finished()) return damaged("a crawl target");
  return record;
}

std::string encode(const TrapLimits& limits) {
  std::string out;
  for (const std::uint32_t limit :
       {std::uint32_t{limits.depth_max}, std::uint32_t{limits.path_segments_max},
        std::uint32_t{limits.query_parameters_max}, std::uint32_t{limits.calendar_years_ahead},
        std::uint32_t{limits.calendar_years_behind}, limits.template_urls_max}) {
    put_varint(out, limit);
  }
  return out;
}

Result<TrapLimits> decode_trap_limits(std::string_view bytes) {
  Reader reader(bytes);
  TrapLimits limits;
  limits.depth_max = reader.number<decltype(limits.depth_max)>();
  limits.path_segments_max = reader.number<decltype(limits.path_segments_max)>();
  limits.query_parameters_max = reader.number<decltype(limits.query_parameters_max)>();
  limits.calendar_years_ahead = reader.number<decltype(limits.calendar_years_ahead)>();
  limits.calendar_years_behind = reader.number<decltype(limits.calendar_years_behind)>();
  limits.template_urls_max = reader.number<decltype(limits.template_urls_max)>();
  if (!reader.is_finished()) return damaged("trap limits");
  return limits;
}

std::string encode(const RefusalCounts& counts) {
  std::string out;
  put_varint(out, counts.size());
  for (const std::uint64_t count : counts) put_varint(out, count);
  return out;
}

Result<RefusalCounts> decode_refusal_counts(std::string_view bytes) {
  Reader reader(bytes);
  RefusalCounts counts{};
  const std::uint64_t kept = reader.varint();
  if (kept > counts.size()) reader.fail();
  for (std::size_t i = 0; i < kept && reader.ok(); ++i) counts[i] = reader.varint();
  if (!reader.is_finished()) return damaged("refusal counts");
  return counts;
}

std::string encode(const UpgradeRecord& record) {
  std::string out;
  put_varint(out, record.from);
  put_byte(out, record.step);
  put_str(out, record.next);
  return out;
}

Result<UpgradeRecord> decode_upgrade_record(std::string_view bytes) {
  Reader reader(bytes);
  UpgradeRecord record;
  record.from = reader.varint();
  record.step = reader.byte();
  record.next = reader.str();
  if (!reader.is_finished()) return damaged("the progress of an upgrade");
  return record;
}

std::string usage_key(std::string_view token_name) {
  return std::string(kUsagePrefix).append(token_name);
}

std::string encode(const UsageRecord& record) {
  std::string out;
  put_varint(out, record.month);
  put_varint(out, record.rows);
  return out;
}

Result<UsageRecord> decode_usage_record(std::string_view bytes) {
  Reader reader(bytes);
  UsageRecord record;
  record.month = reader.number<std::uint32_t>();
  record.rows = reader.varint();
  if (!reader.is_finished()) return damaged("usage record");
  return record;
}

}  // namespace anchord
