#include "crawler/config_log.h"

namespace anchord {

bool set_level(Config& config, std::string_view level) {
  for (const std::string_view known : {"debug", "info", "warn", "error", "off"}) {
    if (level == known) config.log.level = level;
  }
  return config.log.level == level;
}

bool set_format(Config& config, std::string_view format) {
  config.log.format = format;
  return format == "auto" || format == "text" || format == "json";
}

bool set_log_file(Config& config, std::string_view file) {
  config.log.file = file;
  return file.empty() || (file.front() == '/' && file.find('\0') == file.npos);
}

}  // namespace anchord
