#include "crawler/log_setup.h"

#include <spdlog/sinks/stdout_color_sinks.h>
#include <spdlog/spdlog.h>

namespace anchord {

void set_up_log(const Config::Log& config) {
  auto log = spdlog::stderr_color_mt("anchord");
  log->set_pattern("%Y-%m-%dT%H:%M:%S.%eZ %^%l%$ %v", spdlog::pattern_time_type::utc);
  log->set_level(spdlog::level::from_str(config.level));
  log->flush_on(spdlog::level::info);
  spdlog::set_default_logger(std::move(log));
}

}  // namespace anchord
