#pragma once

#include <string>
#include <string_view>

#include "indexer/encoding_table.h"

// The decoders of the Encoding Standard, sections 9 to 14. Each appends `bytes` to `out` as
// UTF-8, U+FFFD where the standard's decoder returns an error. Byte-order marks are the caller's.
namespace anchord {

void decode_single_byte(std::string_view bytes, const Encoding& encoding, std::string& out);
void decode_gb18030(std::string_view bytes, std::string& out);
void decode_big5(std::string_view bytes, std::string& out);
void decode_euc_jp(std::string_view bytes, std::string& out);
void decode_iso_2022_jp(std::string_view bytes, std::string& out);
void decode_shift_jis(std::string_view bytes, std::string& out);
void decode_euc_kr(std::string_view bytes, std::string& out);
void decode_utf16(std::string_view bytes, bool big_endian, std::string& out);
void decode_user_defined(std::string_view bytes, std::string& out);

}  // namespace anchord
