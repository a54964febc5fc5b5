#include "storage/format_check.h"

#include <string>

#include "storage/codec.h"
#include "storage/domain.h"
#include "storage/format.h"

namespace anchord {

Status check_format(const Database& db, const std::filesystem::path& directory, bool any_format) {
  const auto format = db.meta_number(kFormatKey);
  if (!format) return tl::unexpected(format.error());
  const std::string index = directory.string() + ": ";
  if (*format == 0) return invalid_input(index + "no anchord index there");
  const std::string formats = index + "the index has format " + std::to_string(*format) +
                              ", this anchord reads format " + std::to_string(kFormatVersion);
  if (*format > kFormatVersion || *format < kFormatOldest) {
    return invalid_input(formats +
                         ": use the anchord that wrote it, or crawl into a new directory");
  }
  if (any_format) return Ok{};
  const std::string advice = ": start anchord on it, or run anchorctl upgrade";
  if (*format < kFormatVersion) return invalid_input(formats + advice);
  const auto upgrade = db.get(Family::kMeta, kUpgradeKey);
  if (!upgrade) return tl::unexpected(upgrade.error());
  if (*upgrade) return invalid_input(index + "an upgrade of the index has not ended" + advice);
  return Ok{};
}

Status make_or_check_format(Database& db, const std::filesystem::path& directory, bool any_format) {
  const auto format = db.get(Family::kMeta, kFormatKey);
  if (!format) return tl::unexpected(format.error());
  if (*format) return check_format(db, directory, any_format);
  Batch batch(db);
  std::string version;
  put_varint(version, kFormatVersion);
  batch.put(Family::kMeta, kFormatKey, version);
  batch.put(Family::kMeta, kSuffixesKey, encode(public_suffix_list_fingerprint()));
  return db.write(batch, true);
}

}  // namespace anchord
