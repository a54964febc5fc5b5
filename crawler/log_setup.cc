#include "crawler/log_setup.h"

#include <spdlog/pattern_formatter.h>
#include <spdlog/sinks/base_sink.h>
#include <spdlog/sinks/basic_file_sink.h>
#include <spdlog/sinks/stdout_color_sinks.h>
#include <spdlog/spdlog.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cstdlib>
#include <memory>
#include <mutex>
#include <nlohmann/json.hpp>
#include <utility>

#include "crawler/clock.h"
#include "indexer/dates.h"

namespace anchord {
namespace {

constexpr const char* kName = "anchord";
constexpr const char* kPattern = "%Y-%m-%dT%H:%M:%S.%eZ %^%l%$ %v";

// "2024-01-02T03:04:05.678Z".
std::string timestamp(Instant instant) {
  const Time second = to_seconds(instant);
  std::string text = iso8601(second);
  text.pop_back();
  return fmt::format("{}.{:03}Z", text, (instant - second).count());
}

// One JSON object a line: time, level, message; in ASCII, whatever the message holds.
class JsonFormatter final : public spdlog::formatter {
 public:
  void format(const spdlog::details::log_msg& message, spdlog::memory_buf_t& line) override {
    using Json = nlohmann::ordered_json;
    const auto level = spdlog::level::to_string_view(message.level);
    const auto time = std::chrono::floor<std::chrono::milliseconds>(message.time);
    const Json object = {{"time", timestamp(time)},
                         {"level", std::string(level.data(), level.size())},
                         {"message", std::string(message.payload.data(), message.payload.size())}};
    const std::string text = object.dump(-1, ' ', true, Json::error_handler_t::replace) + "\n";
    line.append(text.data(), text.data() + text.size());
  }
  std::unique_ptr<spdlog::formatter> clone() const override {
    return std::make_unique<JsonFormatter>();
  }
};

// Where the log goes, exchangeable while threads log.
class Outlet final : public spdlog::sinks::base_sink<std::mutex> {
 public:
  void lead_to(spdlog::sink_ptr next) {
    const std::lock_guard lock(mutex_);
    sink_ = std::move(next);
  }

 private:
  void sink_it_(const spdlog::details::log_msg& message) override { sink_->log(message); }
  void flush_() override { sink_->flush(); }

  spdlog::sink_ptr sink_;
};

// Whether standard error goes to systemd's journal: sd_journal_stream_fd(3).
bool is_journal() {
  const char* stream = getenv("JOURNAL_STREAM");
  struct stat status {};
  if (stream == nullptr || fstat(STDERR_FILENO, &status) != 0) return false;
  return std::to_string(status.st_dev) + ":" + std::to_string(status.st_ino) == stream;
}

std::unique_ptr<spdlog::formatter> formatter_for(const Config::Log& config) {
  const bool is_json =
      config.format == "json" || (config.format == "auto" && config.file.empty() && is_journal());
  if (is_json) return std::make_unique<JsonFormatter>();
  return std::make_unique<spdlog::pattern_formatter>(kPattern, spdlog::pattern_time_type::utc);
}

Result<spdlog::sink_ptr> sink_for(const Config::Log& config) {
  if (config.file.empty()) {
    return spdlog::sink_ptr(std::make_shared<spdlog::sinks::stderr_color_sink_mt>());
  }
  try {
    return spdlog::sink_ptr(std::make_shared<spdlog::sinks::basic_file_sink_mt>(config.file));
  } catch (const spdlog::spdlog_ex& error) {
    return invalid_input("log.file: " + std::string(error.what()));
  }
}

}  // namespace

Status set_up_log(const Config::Log& config) {
  static const auto kOutlet = std::make_shared<Outlet>();
  auto sink = sink_for(config);
  if (!sink) return tl::unexpected(sink.error());
  (*sink)->set_formatter(formatter_for(config));
  kOutlet->lead_to(std::move(*sink));
  auto log = spdlog::get(kName);
  if (!log) {
    log = std::make_shared<spdlog::logger>(kName, kOutlet);
    spdlog::set_default_logger(log);
  }
  log->set_level(spdlog::level::from_str(config.level));
  log->flush_on(spdlog::level::debug);
  return Ok{};
}

}  // namespace anchord
