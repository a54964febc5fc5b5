#pragma once

#include <string_view>

#include "storage/crawl_policy.h"
#include "storage/link_block.h"
#include "storage/records.h"
#include "storage/result.h"

// The values that format 4 wrote otherwise than format.h says, read as records of today: for the
// upgrade alone. What format 4 did not know stays unknown. Decoding fails with kCorruption for what
// format 4 cannot have written.
//
//   page_record, link_block and target_record differ from today's as told below; refusal_counts had
//   no count before them, and 9 numbers.
//
//   page_record := flags:uint8 http_status:varint size:varint encoding_source:uint8
//                  links_dropped:varint attributes_dropped:varint
//                  content:fixed64[2] link_set:fixed64[2]
//                  ip:str encoding:str content_type:str title:str etag:str last_modified:str
//   flags       := bit 0 nofollow, 1 noindex, 2 truncated, 3 too_complex; the others are zero
//   target_record had no redirect_hosts
//   marks       := uint8: bits 0-2 rel, 3-5 position, 6 attributes follow
//   history     := live, and bit 7 of the link's head set: returned:varint(- base)
//                                                          last_seen:varint(- base)
//                  lost: last_seen:varint(- base) prev_seen:varint(- base, plus 1; 0 = never)
namespace anchord {

// `partial` has what the record tells of its visit.
Result<PageRecord> decode_page_record_4(std::string_view bytes);
// `page_nofollow`: of its page, which is all that is known of the page when a lost link was seen.
Result<LinkBlock> decode_link_block_4(std::string_view bytes, bool page_nofollow);
Result<TargetRecord> decode_target_record_4(std::string_view bytes);
Result<RefusalCounts> decode_refusal_counts_4(std::string_view bytes);

}  // namespace anchord
