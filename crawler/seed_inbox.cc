#include "crawler/seed_inbox.h"

#include <poll.h>
#include <spdlog/spdlog.h>
#include <sys/eventfd.h>
#include <sys/inotify.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstring>
#include <vector>

#include "crawler/log.h"

namespace anchord {
namespace {

constexpr std::chrono::milliseconds kLookInterval{5000};
constexpr std::size_t kComplaintsMax = 1000;  // remembered, so that each is logged once
constexpr std::size_t kEventBytes = 64U << 10U;

void log_outcome(const std::string& name, const SeedIntake::Outcome& outcome) {
  const IntakeRecord& taken = outcome.progress;
  if (outcome.fate == SeedIntake::Fate::kDone) {
    spdlog::info("seeds: {}: {} lines taken in", escaped(name), taken.lines);
  } else if (!outcome.refused.empty()) {
    spdlog::warn("seeds: {}: refused: {}", escaped(name), outcome.refused);
  } else if (outcome.fate == SeedIntake::Fate::kFailed) {
    spdlog::warn("seeds: {}: {} lines, of these {} refused: see its report in failed/",
                 escaped(name), taken.lines, taken.refused);
  }
}

}  // namespace

SeedInbox::SeedInbox(std::filesystem::path directory, const Database& db,
                     const Config::Crawler& config, CommitPlan commit, const Clock& clock)
    : directory_(std::move(directory)),
      clock_(clock),
      intake_(
          db, config,
          [this, commit = std::move(commit)](const auto& plan, const auto& key, const auto& value) {
            Status committed = commit(plan, key, value);
            begin_piece();
            return committed;
          },
          is_stopping_),
      inotify_(inotify_init1(IN_CLOEXEC | IN_NONBLOCK)),
      wake_(eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK)) {}

Result<std::unique_ptr<SeedInbox>> SeedInbox::start(const std::filesystem::path& directory,
                                                    const Database& db,
                                                    const Config::Crawler& config,
                                                    CommitPlan commit, const Clock& clock) {
  std::unique_ptr<SeedInbox> inbox(new SeedInbox(directory, db, config, std::move(commit), clock));
  if (!inbox->inotify_.is_open() || !inbox->wake_.is_open()) {
    return io_error("watching seeds.drop_dir: " + std::string(std::strerror(errno)));
  }
  auto folder = inbox->open_and_watch();
  if (!folder) return tl::unexpected(folder.error());
  inbox->folder_ = *std::move(folder);
  if (auto forgotten = inbox->intake_.forget_missing(*inbox->folder_); !forgotten) {
    return tl::unexpected(forgotten.error());
  }
  inbox->thread_ = std::jthread([raw = inbox.get()] { raw->run(); });
  return inbox;
}

SeedInbox::~SeedInbox() { ask_to_stop(); }

void SeedInbox::ask_to_stop() {
  is_stopping_ = true;
  eventfd_write(wake_.get(), 1);
}

std::chrono::milliseconds SeedInbox::busy_for(Instant now) const {
  const Instant begun = piece_begun_;
  return begun == kIdle ? std::chrono::milliseconds(0) : std::max(now, begun) - begun;
}

// Opened anew at each look: it may have been removed or moved away meanwhile. To watch a directory
// that is watched already changes nothing.
Result<DropFolder> SeedInbox::open_and_watch() const {
  auto folder = DropFolder::open(directory_);
  if (!folder) return folder;
  const std::uint32_t events = IN_CLOSE_WRITE | IN_MOVED_TO;
  if (inotify_add_watch(inotify_.get(), directory_.c_str(), events) < 0) {
    return io_error("watching " + directory_.string() + ": " + std::strerror(errno));
  }
  return folder;
}

void SeedInbox::run() {
  while (!is_stopping_) {
    look();
    const auto next_look = clock_.now() + kLookInterval;
    while (!is_stopping_ && !has_missed_) {
      const auto left = next_look - clock_.now();
      if (left.count() <= 0 || left > kLookInterval) break;
      piece_begun_ = kIdle;
      std::array<pollfd, 2> waited = {{{inotify_.get(), POLLIN, 0}, {wake_.get(), POLLIN, 0}}};
      poll(waited.data(), waited.size(), static_cast<int>(left.count()));
      if (waited[0].revents != 0) read_events();
    }
  }
}

void SeedInbox::look() {
  has_missed_ = false;
  begin_piece();
  auto folder = open_and_watch();
  std::vector<std::string> names;
  Status listed = Ok{};
  if (folder) {
    folder_ = *std::move(folder);
    listed =
        folder_->for_each(clock_.now(), [&](const std::string& name) { names.push_back(name); });
  } else {
    listed = tl::unexpected(folder.error());
  }
  if (!listed && complained_.insert("").second) spdlog::warn("{}", listed.error().message);
  if (listed) complained_.erase("");
  for (const std::string& name : names) take(name);
}

void SeedInbox::read_events() {
  alignas(inotify_event) std::array<char, kEventBytes> events;
  const ssize_t size = read(inotify_.get(), events.data(), events.size());
  for (ssize_t at = 0; at < size;) {
    inotify_event event{};
    std::memcpy(&event, events.data() + at, sizeof event);
    const std::string name = event.len > 0 ? events.data() + at + sizeof event : "";
    at += static_cast<ssize_t>(sizeof event + event.len);
    if ((event.mask & (IN_Q_OVERFLOW | IN_IGNORED)) != 0) has_missed_ = true;
    if (DropFolder::is_taken(name)) take(name);
  }
}

void SeedInbox::take(const std::string& name) {
  if (is_stopping_) return;
  begin_piece();
  const auto outcome = intake_.take(*folder_, name);
  if (outcome) {
    complained_.erase(name);
    log_outcome(name, *outcome);
    return;
  }
  if (complained_.size() >= kComplaintsMax) complained_.clear();
  if (complained_.insert(name).second) {
    spdlog::warn("seeds: {}: {}; tried again every {} s", escaped(name), outcome.error().message,
                 kLookInterval.count() / 1000);
  }
}

}  // namespace anchord
