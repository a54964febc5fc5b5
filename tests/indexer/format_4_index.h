#pragma once

#include <string>
#include <vector>

#include "storage/codec.h"
#include "storage/database.h"
#include "storage/domain.h"
#include "storage/format.h"

// An index as an anchord of format 4 left it, made of one of today by writing the values that
// differ as format_4.h tells. What format 4 could not keep is lost on the way.
namespace anchord::format_4 {

inline std::string encode_page(const PageRecord& page) {
  std::string out;
  put_byte(out,
           static_cast<std::uint8_t>((page.nofollow ? 1 : 0) | (page.noindex ? 2 : 0) |
                                     (page.truncated() ? 4 : 0) | (page.too_complex() ? 8 : 0)));
  put_varint(out, page.http_status);
  put_varint(out, page.size);
  put_byte(out, static_cast<std::uint8_t>(page.encoding_source));
  put_varint(out, page.links_dropped);
  put_varint(out, page.attributes_dropped);
  for (const Fingerprint& fingerprint : {page.content, page.link_set}) {
    put_fixed64(out, fingerprint.high);
    put_fixed64(out, fingerprint.low);
  }
  for (const std::string* text : {&page.ip, &page.encoding, &page.content_type, &page.title,
                                  &page.etag, &page.last_modified}) {
    put_str(out, *text);
  }
  return out;
}

inline void put_seconds(std::string& out, Time time) {
  put_varint(out, static_cast<std::uint64_t>(time.time_since_epoch().count()));
}

// Each string once again, beginning where the one before of its kind ends.
inline std::string encode_links(const LinkBlock& block) {
  const LinkSet& links = block.links;
  std::string out;
  put_varint(out, 0);  // base
  put_varint(out, links.target_count());
  for (std::uint32_t i = 0; i < links.target_count(); ++i) {
    put_varint(out, 0);
    put_str(out, links.target(i));
  }
  put_str(out, links.text);
  put_varint(out, block.live);
  put_varint(out, links.links.size() - block.live);
  std::uint32_t target = 0;
  std::int64_t anchor_end = 0;
  std::int64_t alt_end = 0;
  std::int64_t attribute_end = 0;
  const auto put_span = [&out](Span span, std::int64_t& end) {
    put_varint(out, span.size);
    if (span.size == 0) return;
    put_svarint(out, span.begin - end);
    end = std::int64_t{span.begin} + span.size;
  };
  for (std::size_t i = 0; i < links.links.size(); ++i) {
    const Link& link = links.links[i];
    const LinkHistory& history = block.histories[i];
    const bool is_live = i < block.live;
    const bool has_returned = is_live && history.present_since != kNever;
    put_byte(out, static_cast<std::uint8_t>(
                      static_cast<unsigned>(link.type) | (link.internal ? 8U : 0U) | 16U |
                      (link.redirect != 0 ? 32U : 0U) | 64U | (has_returned ? 128U : 0U)));
    put_svarint(out, std::int64_t{link.target} - target);
    target = link.target;
    put_byte(out, static_cast<std::uint8_t>(link.rel | static_cast<unsigned>(link.position) << 3U |
                                            (link.attributes != 0 ? 64U : 0U)));
    if (link.redirect != 0) put_varint(out, link.redirect);
    put_span(link.anchor, anchor_end);
    put_span(link.alt, alt_end);
    const std::int64_t anchor_begin = link.anchor.size > 0 ? link.anchor.begin : anchor_end;
    put_varint(out, link.text_pre.size);
    if (link.text_pre.size > 0) {
      put_svarint(out, anchor_begin - link.text_pre.begin - link.text_pre.size);
    }
    std::int64_t post_reference = anchor_end;
    put_span(link.text_post, post_reference);
    if (link.attributes != 0) {
      const LinkAttributes attributes = links.attributes(link);
      for (const Span LinkAttributes::*which : kLinkAttributes) {
        put_span(attributes.*which, attribute_end);
      }
    }
    put_seconds(out, history.first_seen);
    if (has_returned) put_seconds(out, history.present_since);
    if (has_returned || !is_live) put_seconds(out, history.last_seen);
    if (!is_live) {
      put_varint(
          out, history.prev_seen == kNever
                   ? 0
                   : static_cast<std::uint64_t>(history.prev_seen.time_since_epoch().count() + 1));
    }
  }
  return out;
}

// Every value of the index that format 4 wrote otherwise. For small indexes: one batch.
inline void make(Database& db) {
  Batch batch(db);
  for (Cursor at = db.scan(Family::kPages, {}, {}); at.valid(); at.next()) {
    batch.put(Family::kPages, at.key(), encode_page(decode_page_record(at.value()).value()));
  }
  for (Cursor at = db.scan(Family::kLinks, {}, {}); at.valid(); at.next()) {
    batch.put(Family::kLinks, at.key(), encode_links(decode_link_block(at.value()).value()));
  }
  const KeyRange targets = keys_with_prefix(kTargetPrefix);
  for (Cursor at = db.scan(Family::kMeta, targets.begin, targets.end); at.valid(); at.next()) {
    const std::string value = encode(decode_target_record(at.value()).value());
    batch.put(Family::kMeta, at.key(), value.substr(0, value.size() - 1));  // no redirect_hosts
  }
  std::string counts;
  for (int refusal = 0; refusal < 9; ++refusal) put_varint(counts, 1);
  batch.put(Family::kMeta, kRefusalCountsKey, counts);
  std::string version;
  put_varint(version, 4);
  batch.put(Family::kMeta, kFormatKey, version);
  batch.remove(Family::kMeta, kSuffixesKey);
  batch.remove(Family::kMeta, kCommitsKey);
  (void)db.write(batch, true);
}

}  // namespace anchord::format_4
