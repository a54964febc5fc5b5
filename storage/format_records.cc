#include "storage/codec.h"
#include "storage/format.h"

namespace anchord {
namespace {

constexpr std::uint8_t kNofollow = 1;
constexpr std::uint8_t kNoindex = 2;
constexpr std::uint8_t kHasPartial = 4;
// Of the head of a URL record.
constexpr unsigned kStateBits = 3;
constexpr unsigned kLinksClassShift = 4;
constexpr std::uint8_t kPageFlags = kNofollow | kNoindex | kHasPartial;

void put_time(std::string& out, Time time) {
  put_varint(out, static_cast<std::uint64_t>(time.time_since_epoch().count()));
}

Time read_time(Reader& reader) {
  return Time(std::chrono::seconds(static_cast<std::int64_t>(reader.varint())));
}

void put_since(std::string& out, Time time, Time base) { put_svarint(out, (time - base).count()); }

Time read_since(Reader& reader, Time base) {
  // Wraps instead of overflowing on bytes that encode() never writes.
  const auto delta = static_cast<std::uint64_t>(reader.svarint());
  const auto seconds = static_cast<std::uint64_t>(base.time_since_epoch().count()) + delta;
  return Time(std::chrono::seconds(static_cast<std::int64_t>(seconds)));
}

void put_fingerprint(std::string& out, const Fingerprint& fingerprint) {
  put_fixed64(out, fingerprint.high);
  put_fixed64(out, fingerprint.low);
}

Fingerprint read_fingerprint(Reader& reader) {
  const std::uint64_t high = reader.fixed64();
  return {high, reader.fixed64()};
}

void put_cause(std::string& out, std::optional<FailureCause> cause) {
  put_byte(out, cause ? static_cast<std::uint8_t>(static_cast<unsigned>(*cause) + 1) : 0);
}

std::optional<FailureCause> read_cause(Reader& reader) {
  const std::uint8_t cause = reader.byte();
  if (cause > kFailureCauses) reader.fail();
  if (cause == 0 || cause > kFailureCauses) return std::nullopt;
  return static_cast<FailureCause>(cause - 1);
}

void put_schedule(std::string& out, const UrlRecord& record) {
  put_varint(out, static_cast<std::uint64_t>(record.interval.count()));
  put_byte(out, record.not_modified);
  put_byte(out,
           static_cast<std::uint8_t>(record.lastmods_false << 1U | (record.lastmod_led ? 1 : 0)));
  put_cause(out, record.failure);
}

void read_schedule(Reader& reader, UrlRecord& record) {
  record.interval = std::chrono::minutes(reader.number<std::uint32_t>());
  record.not_modified = reader.byte();
  const std::uint8_t lastmods = reader.byte();
  record.lastmods_false = lastmods >> 1U;
  record.lastmod_led = (lastmods & 1U) != 0;
  record.failure = read_cause(reader);
}

}  // namespace

std::string encode(const AnchorCounts& counts) {
  std::string out;
  put_svarint(out, counts.internal);
  put_svarint(out, counts.external);
  return out;
}

Result<AnchorCounts> decode_anchor_counts(std::string_view bytes) {
  Reader reader(bytes);
  AnchorCounts counts;
  counts.internal = reader.svarint();
  counts.external = reader.svarint();
  if (!reader.is_finished()) return damaged("anchor counts");
  return counts;
}

std::string encode(const UrlRecord& record) {
  std::string out;
  put_byte(out, static_cast<std::uint8_t>(static_cast<unsigned>(record.state) |
                                          (record.is_sitemap ? 1U : 0U) << kStateBits |
                                          static_cast<unsigned>(record.links_class)
                                              << kLinksClassShift));
  put_byte(out, record.depth);
  put_varint(out, record.http_status);
  const bool waits = record.state == FetchState::kWaiting;
  put_varint(out, waits ? record.redirects : record.failures);
  put_time(out, record.last_attempt);
  put_since(out, record.due, record.last_attempt);
  if (!waits) put_schedule(out, record);
  put_time(out, record.first_visited);
  if (record.first_visited == kNever) return out;
  put_since(out, record.last_visited, record.last_attempt);
  const bool visited_twice = record.prev_visited != kNever;
  put_since(out, visited_twice ? record.prev_visited : record.last_visited, record.last_attempt);
  return out;
}

Result<UrlRecord> decode_url_record(std::string_view bytes) {
  Reader reader(bytes);
  UrlRecord record;
  const std::uint8_t head = reader.byte();
  const std::uint8_t state = head & ((1U << kStateBits) - 1);
  record.is_sitemap = (head >> kStateBits & 1U) != 0;
  record.links_class = head >> kLinksClassShift;
  if (state > static_cast<std::uint8_t>(FetchState::kDisallowed)) reader.fail();
  record.state = static_cast<FetchState>(state);
  record.depth = reader.byte();
  record.http_status = reader.number<std::uint16_t>();
  if (record.state == FetchState::kWaiting) {
    record.redirects = reader.number<std::uint8_t>();
  } else {
    record.failures = reader.number<std::uint16_t>();
  }
  record.last_attempt = read_time(reader);
  record.due = read_since(reader, record.last_attempt);
  if (record.state != FetchState::kWaiting) read_schedule(reader, record);
  record.first_visited = read_time(reader);
  if (record.first_visited != kNever) {
    record.last_visited = read_since(reader, record.last_attempt);
    record.prev_visited = read_since(reader, record.last_attempt);
    if (record.prev_visited == record.last_visited) record.prev_visited = kNever;
  }
  if (!reader.is_finished()) return damaged("URL record");
  return record;
}

std::string encode(const PageRecord& record) {
  std::string out;
  put_byte(out, static_cast<std::uint8_t>((record.nofollow ? kNofollow : 0) |
                                          (record.noindex ? kNoindex : 0) |
                                          (record.partial != 0 ? kHasPartial : 0)));
  put_varint(out, record.http_status);
  put_varint(out, record.size);
  put_byte(out, static_cast<std::uint8_t>(record.encoding_source));
  put_varint(out, record.links_dropped);
  put_varint(out, record.attributes_dropped);
  put_fingerprint(out, record.content);
  put_fingerprint(out, record.link_set);
  for (const std::string* text : {&record.ip, &record.encoding, &record.content_type, &record.title,
                                  &record.etag, &record.last_modified, &record.redirect_to}) {
    put_str(out, *text);
  }
  if (record.nofollow) put_time(out, record.nofollow_since);
  if (record.partial != 0) {
    put_byte(out, record.partial);
    put_time(out, record.last_complete);
  }
  return out;
}

Result<PageRecord> decode_page_record(std::string_view bytes) {
  Reader reader(bytes);
  PageRecord record;
  const std::uint8_t flags = reader.byte();
  if ((flags & ~kPageFlags) != 0) reader.fail();
  record.nofollow = (flags & kNofollow) != 0;
  record.noindex = (flags & kNoindex) != 0;
  record.http_status = reader.number<std::uint16_t>();
  record.size = reader.varint();
  const std::uint8_t source = reader.byte();
  if (source > static_cast<std::uint8_t>(EncodingSource::kFallback)) reader.fail();
  record.encoding_source = static_cast<EncodingSource>(source);
  record.links_dropped = static_cast<std::uint32_t>(reader.varint());
  record.attributes_dropped = static_cast<std::uint32_t>(reader.varint());
  record.content = read_fingerprint(reader);
  record.link_set = read_fingerprint(reader);
  for (std::string* text : {&record.ip, &record.encoding, &record.content_type, &record.title,
                            &record.etag, &record.last_modified, &record.redirect_to}) {
    *text = reader.str();
  }
  if (record.nofollow) record.nofollow_since = read_time(reader);
  if ((flags & kHasPartial) != 0) {
    record.partial = reader.byte();
    record.last_complete = read_time(reader);
    if (record.partial == 0 || record.partial > kPartialBits) reader.fail();
  }
  if (!reader.is_finished()) return damaged("page record");
  return record;
}

std::string encode(const Fingerprint& fingerprint) {
  std::string out;
  put_fingerprint(out, fingerprint);
  return out;
}

Result<Fingerprint> decode_fingerprint(std::string_view bytes) {
  Reader reader(bytes);
  const Fingerprint fingerprint = read_fingerprint(reader);
  if (!reader.is_finished()) return damaged("fingerprint");
  return fingerprint;
}

std::string encode(const HostRecord& record) {
  std::string out;
  put_varint(out, record.robots_status);
  put_time(out, record.robots_fetched);
  put_time(out, record.robots_expires);
  put_time(out, record.robots_failing_since);
  put_str(out, record.robots_body);
  return out;
}

Result<HostRecord> decode_host_record(std::string_view bytes) {
  Reader reader(bytes);
  HostRecord record;
  record.robots_status = reader.number<std::uint16_t>();
  record.robots_fetched = read_time(reader);
  record.robots_expires = read_time(reader);
  record.robots_failing_since = read_time(reader);
  record.robots_body = reader.str();
  if (!reader.is_finished()) return damaged("host record");
  return record;
}

std::string encode(const PaceRecord& record) {
  std::string out;
  put_varint(out, record.failures);
  put_time(out, record.not_before);
  put_cause(out, record.last_failure);
  if (!record.last_failure) return out;
  put_varint(out, record.last_failure_status);
  put_time(out, record.last_failure_at);
  return out;
}

Result<PaceRecord> decode_pace_record(std::string_view bytes) {
  Reader reader(bytes);
  PaceRecord record;
  record.failures = reader.number<std::uint16_t>();
  record.not_before = read_time(reader);
  record.last_failure = read_cause(reader);
  if (record.last_failure) {
    record.last_failure_status = reader.number<std::uint16_t>();
    record.last_failure_at = read_time(reader);
  }
  if (!reader.is_finished()) return damaged("pace record");
  return record;
}

std::string encode(const AgendaRecord& record) {
  std::string out;
  put_time(out, record.at);
  put_byte(out, record.priority);
  return out;
}

Result<AgendaRecord> decode_agenda_record(std::string_view bytes) {
  Reader reader(bytes);
  AgendaRecord record;
  record.at = read_time(reader);
  record.priority = reader.byte();
  if (record.priority > kPriorityMax) reader.fail();
  if (!reader.is_finished()) return damaged("agenda record");
  return record;
}

// The same bytes as anchor counts: one merge operator adds both.
std::string encode(const Tally& tally) { return encode(AnchorCounts{tally.asked, tally.waiting}); }

Result<Tally> decode_tally(std::string_view bytes) {
  const auto counts = decode_anchor_counts(bytes);
  if (!counts) return damaged("tally");
  return Tally{counts->internal, counts->external};
}

}  // namespace anchord
