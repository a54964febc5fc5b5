#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "storage/crawl_policy.h"
#include "storage/intake_record.h"
#include "storage/link_block.h"
#include "storage/records.h"
#include "storage/result.h"
#include "storage/url.h"

// Every byte we keep on disk. This file and its .cc files are the only ones that know a key or a
// value by its layout; raise kFormatVersion when anything below changes.
//
//   varint   := unsigned LEB128, at most 64 bits
//   svarint  := zigzag, then varint
//   str      := size:varint bytes[size]
//   time     := varint seconds since 1970; 0 = never
//
// Keys. A canonical URL is printable ASCII (0x21..0x7E), so the bytes 00 to 03 separate, and sort
// below everything else. That makes each target mode one contiguous range (target.h).
//
//   host     := labels port?
//   labels   := the labels of the host's name, last one first, with 03 between them;
//               an IP address is one label
//   port     := 02 decimal digits               (not there where it is the scheme's default)
//   page     := host 01 path_and_query 00 scheme
//   scheme   := 'h' (http) or 's' (https)
//
//   family     key                                   value
//   meta       "format"                              version:varint
//              "recrawl"                             time (every URL last asked before it is due)
//              "retention"                           time (what is outdated was removed)
//              "started"                             time (a crawl ran on this index)
//              "target" 00 page                      target_record        (a seed)
//              "traps"                               trap_limits          (of the last crawl)
//              "intake" 00 name                      intake_record        (a file taken in partly)
//              "forget" 00 labels                    (empty)         (a domain being forgotten)
//              "in_flight"                           count:varint (URLs leased at the last commit)
//              "domain_pages_max"                    count:varint (of the last crawl; 0 = any)
//              "refused"                             refusal_counts
//              "commits"                             number:varint (of the last commit of the
//              crawl) "suffixes"                            fixed64[2]
//              (public_suffix_list_fingerprint()
//                                                    that all that depends on it was made with)
//              "upgrade"                             upgrade_record   (not there: nothing to do)
//              "usage" 00 token name                 usage_record         (of an API token)
//   hosts      host                                  host_record
//   paces      host                                  pace_record       (hosts that are held back)
//   urls       page                                  url_record        (every URL ever found)
//   pages      page                                  page_record       (every URL ever visited)
//   links      page                                  link_block        (pages that have links)
//   anchors    'h' host 00 anchor                    internal:svarint external:svarint
//              'd' labels 00 anchor                  the same, of a registrable domain
//   frontier   host 00 depth:uint8 fewness:uint8     (empty)           (URLs never asked for)
//              found:uint32be page without its host                   fewness: 15 - links_class,
//                                                                            and 16 for a sitemap
//   agenda     'd' urgency:uint8 at:uint32be host    (empty)           urgency: 9 - priority
//              'h' host                              agenda_record     (the same, by host)
//   tallies    'h' host                              tally
//              'd' labels                            tally, of a registrable domain
//              't' page                              tally, of the target of this seed
//   ratings    -                                     -                 (nothing yet)
//   incoming   -                                     -                 (nothing yet)
//
//   Values of anchors and tallies are changed by a merge operator that adds; 0 0 = gone.
//
//   url_record  := head:uint8 depth:uint8 http_status:varint failures:varint     (redirects, where
//                                                                      the state is waiting)
//                  last_attempt:time due:svarint(- last_attempt)
//                  schedule?                              (where the state is not waiting)
//                  first_visited:time                     (0 ends the record)
//                  last_visited:svarint(- last_attempt) prev_visited:svarint(- last_attempt, the
//                  first_visited where never)
//   head        := bits 0-2 state, 3 is_sitemap, 4-7 links_class
//   schedule    := interval:varint(minutes, at most 2^32 - 1) not_modified:uint8 lastmods:uint8
//                  cause
//   cause       := uint8, 0 = none, else the FailureCause plus 1
//   lastmods    := bit 0 lastmod_led, bits 1-7 lastmods_false
//   page_record := flags:uint8 http_status:varint size:varint encoding_source:uint8
//                  links_dropped:varint attributes_dropped:varint
//                  content:fixed64[2] link_set:fixed64[2]
//                  ip:str encoding:str content_type:str title:str etag:str last_modified:str
//                  redirect_to:str nofollow_since:time? (partial:uint8 last_complete:time)?
//   flags       := bit 0 nofollow and nofollow_since follows, 1 noindex, 2 partial follows; the
//                  others are zero
//   partial     := bit 0 body, 1 compression, 2 links, 3 too_complex; the others are zero
//   host_record := robots_status:varint robots_fetched:time robots_expires:time
//                  robots_failing_since:time robots_body:str
//   pace_record := failures:varint not_before:time cause (http_status:varint at:time)?
//   agenda_record := at:time priority:uint8
//   tally       := asked:svarint waiting:svarint
//   target_record := mode:uint8 max_pages:varint(0 = any) max_depth:uint8(255 = any)
//                    include:patterns exclude:patterns
//                    recrawl:varint(hours, 0 = adapted) delay:varint(milliseconds plus 1, 0 = none)
//                    priority:uint8 paused:uint8 redirect_hosts:patterns
//   patterns    := count:varint str*
//   intake_record := inode:varint size:varint modified_ns:varint
//                    offset:varint lines:varint refused:varint report_bytes:varint
//   trap_limits := depth:varint path_segments:varint query_parameters:varint
//                  calendar_years_ahead:varint calendar_years_behind:varint template_urls:varint
//   refusal_counts := count:varint varint*           by Refusal (crawl_policy.h); those of a later
//                                                    anchord are zero where they are not there
//   upgrade_record := from:varint step:uint8 next:str    (the key to go on with)
//   usage_record := month:varint(months since the year 0, UTC) rows:varint
//
//   link_block  := base:time targets text:str live:varint lost:varint link*
//   targets     := count:varint (shared:varint rest:str)*     shared: bytes in common with the
//                                                             start of the target before
//   link        := head:uint8 target:svarint(- that of the link before) marks:varint?
//                  redirect:varint? texts? attributes? first_seen:varint(- base) history?
//   head        := bits 0-2 link type, 3 internal, 4 marks follow, 5 redirect follows,
//                  6 texts follow, 7 history follows (always, if the link is lost)
//   marks       := bits 0-2 rel, 3-5 position, 6 attributes follow, 7 holds an image, 8 not known
//                  whether it holds one; if no marks follow they are those of the link before, of
//                  the first link 0
//   texts       := anchor alt pre post
//   anchor, alt := size:varint begin:svarint(- end of the last one before)?    begin only if size
//   pre         := size:varint gap:svarint(anchor begin - pre end)?            gap only if size
//   post        := size:varint gap:svarint(post begin - anchor end)?           gap only if size
//   attributes  := aria_label title hreflang media_type
//                  each size:varint begin:svarint(- end of the last attribute before)?
//                  an empty anchor stands at the end of the last one before
//   history     := what:uint8 present_since:date? seen_since:date? last_seen:date? prev_seen:date?
//                  nofollow_since:date? earlier? (lost_at:date reason:uint8)?
//   what        := bit 0 present_since follows, 1 seen_since follows, 2 unreached,
//                  3 nofollow_since follows, 4 earlier follows, 5 original_unknown,
//                  6 page_nofollow, 7 gaps_unknown
//                  last_seen follows if the link is lost or bit 0, 1 or 2 is set; prev_seen if it
//                  is lost or bit 2 is set; lost_at and reason if it is lost. A nofollow link
//                  without nofollow_since has been so since first_seen.
//   date        := varint(- base, plus 1); 0 = never
//   earlier     := count:uint8 (from:date to:date)*      1 to 7
//
// Example: http://a.example/ with the one link <a href="http://b.example/x">bee</a>, visited at
// second 16, is
//   key        'example' 03 'a' 01 '/' 00 'h'
//   links      10 | 01 00 12 'http://b.example/x' | 03 'bee' | 01 00 | 40 00 03 00 00 00 00 | 00
//   anchors    'h' 'example' 03 'a' 00 'bee' = 00 02
namespace anchord {

inline constexpr std::uint64_t kFormatVersion = 5;
inline constexpr std::uint64_t kFormatOldest = 4;  // that is upgraded: format_4.h

inline constexpr char kSchemeSeparator = '\x00';
inline constexpr char kPathSeparator = '\x01';
inline constexpr char kPortSeparator = '\x02';
inline constexpr char kLabelSeparator = '\x03';

inline constexpr std::string_view kFormatKey = "format";
inline constexpr std::string_view kRecrawlKey = "recrawl";
inline constexpr std::string_view kStartedKey = "started";
inline constexpr std::string_view kRetentionKey = "retention";
inline constexpr std::string_view kInFlightKey = "in_flight";
inline constexpr std::string_view kDomainPagesMaxKey = "domain_pages_max";
inline constexpr std::string_view kTargetPrefix{"target\0", 7};
inline constexpr std::string_view kIntakePrefix{"intake\0", 7};
inline constexpr std::string_view kForgetPrefix{"forget\0", 7};
inline constexpr std::string_view kUsagePrefix{"usage\0", 6};
inline constexpr std::string_view kCommitsKey = "commits";
inline constexpr std::string_view kSuffixesKey = "suffixes";
inline constexpr std::string_view kUpgradeKey = "upgrade";
inline constexpr std::string_view kTrapLimitsKey = "traps";
inline constexpr std::string_view kRefusalCountsKey = "refused";

std::string usage_key(std::string_view token_name);

// Keys. The URL must be http or https, in stored form.
std::string labels_key(std::string_view host);
std::string host_key(const Url& url);
std::string page_key(const Url& url);
// Of a crawl target in the meta family, by the page key of its seed; and what all of them begin
// with.
std::string target_key(std::string_view page_key);
KeyRange keys_with_prefix(std::string_view prefix);
// The host part of a page, frontier or host key; a view into it.
std::string_view host_of_key(std::string_view key);
// The labels key of the registrable domain of a host key.
std::string domain_labels_of(std::string_view host_key);
// The page keys of one host (host key), all its schemes.
KeyRange pages_of_host(std::string_view host_key);
// The path and query of a page key; a view into it.
std::string_view path_of_key(std::string_view page_key);
// The URL of a page key, and the host (with its port: "example.com:8080") of a host key.
std::string href_of_key(std::string_view page_key);
std::string host_text_of_key(std::string_view host_key);

enum class AnchorScope : char { kHost = 'h', kDomain = 'd' };
// `host`: a host key for kHost, a labels key for kDomain.
std::string anchor_key(AnchorScope scope, std::string_view host, std::string_view anchor);
// The host and anchor of an anchors key; views into it. Nullopt for no such key.
struct AnchorKey {
  AnchorScope scope;
  std::string_view host;
  std::string_view anchor;
};
std::optional<AnchorKey> parse_anchor_key(std::string_view key);

// `page`: a page key.
std::string frontier_key(std::string_view page, std::uint8_t depth, std::uint8_t links_class,
                         Time found);
// Of a URL that waits with this record.
std::string frontier_key(std::string_view page, const UrlRecord& waiting);
struct FrontierKey {
  std::string page;  // page key
  std::uint8_t depth;
  std::uint8_t links_class;
  bool is_sitemap;
  Time found;
};
std::optional<FrontierKey> parse_frontier_key(std::string_view key);

// Of family agenda. `host`: a host key.
std::string agenda_order_key(const AgendaRecord& record, std::string_view host);
std::string agenda_host_key(std::string_view host);
struct AgendaKey {
  AgendaRecord record;
  std::string_view host;  // a view into the key
};
std::optional<AgendaKey> parse_agenda_order_key(std::string_view key);
// All keys in the order of one priority, earliest first.
KeyRange agenda_band(std::uint8_t priority);

enum class TallyScope : char { kHost = 'h', kDomain = 'd', kTarget = 't' };
// `name`: a host key, a labels key, the page key of the target's seed.
std::string tally_key(TallyScope scope, std::string_view name);

// Values. Decoding fails with kCorruption for what encode() cannot have written.
struct AnchorCounts {
  std::int64_t internal = 0;
  std::int64_t external = 0;
  bool operator==(const AnchorCounts&) const = default;
};
std::string encode(const AnchorCounts& counts);
std::string encode(const UrlRecord& record);
std::string encode(const PageRecord& record);
std::string encode(const HostRecord& record);
std::string encode(const PaceRecord& record);
std::string encode(const AgendaRecord& record);
std::string encode(const Tally& tally);
std::string encode(const LinkBlock& block);
std::string encode(const TargetRecord& record);
std::string encode(const TrapLimits& limits);
std::string encode(const IntakeRecord& record);
std::string encode(const RefusalCounts& counts);
std::string encode(const UsageRecord& record);
std::string encode(const UpgradeRecord& record);
std::string encode(const Fingerprint& fingerprint);
Result<AnchorCounts> decode_anchor_counts(std::string_view bytes);
Result<UrlRecord> decode_url_record(std::string_view bytes);
Result<PageRecord> decode_page_record(std::string_view bytes);
Result<HostRecord> decode_host_record(std::string_view bytes);
Result<PaceRecord> decode_pace_record(std::string_view bytes);
Result<AgendaRecord> decode_agenda_record(std::string_view bytes);
Result<Tally> decode_tally(std::string_view bytes);
Result<LinkBlock> decode_link_block(std::string_view bytes);
// What of a link block is wanted; of the rest the bytes are passed over.
struct LinkParts {
  bool targets = true;  // without: LinkSet::target() must not be asked
  bool lost = true;     // without: the live links alone
};
// Like decode_link_block(), but into `block`, whose memory is used again. After a failure
// `block` holds nothing of use.
Status decode_link_parts(std::string_view bytes, LinkParts parts, LinkBlock& block);
Result<TargetRecord> decode_target_record(std::string_view bytes);
Result<TrapLimits> decode_trap_limits(std::string_view bytes);
Result<IntakeRecord> decode_intake_record(std::string_view bytes);
Result<RefusalCounts> decode_refusal_counts(std::string_view bytes);
Result<UsageRecord> decode_usage_record(std::string_view bytes);
Result<UpgradeRecord> decode_upgrade_record(std::string_view bytes);
Result<Fingerprint> decode_fingerprint(std::string_view bytes);

}  // namespace anchord
