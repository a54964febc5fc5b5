#include "storage/codec.h"
#include "storage/format.h"

namespace anchord {

std::string encode(const IntakeRecord& record) {
  std::string out;
  for (const std::uint64_t number : {record.inode, record.size, record.modified_ns, record.offset,
                                     record.lines, record.refused, record.report_bytes}) {
    put_varint(out, number);
  }
  return out;
}

Result<IntakeRecord> decode_intake_record(std::string_view bytes) {
  Reader reader(bytes);
  IntakeRecord record;
  for (std::uint64_t* number : {&record.inode, &record.size, &record.modified_ns, &record.offset,
                                &record.lines, &record.refused, &record.report_bytes}) {
    *number = reader.varint();
  }
  if (!reader.is_finished()) return damaged("an intake record");
  return record;
}

}  // namespace anchord
