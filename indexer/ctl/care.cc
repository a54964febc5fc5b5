#include <iostream>

#include "indexer/ctl/command.h"
#include "indexer/ctl/options.h"
#include "indexer/forget.h"
#include "indexer/index_copy.h"
#include "indexer/upgrade.h"

// The commands that take care of the data.
namespace anchord {
namespace {

// The index in `data`, for writing: fails where anchord runs on it.
Result<std::unique_ptr<Database>> open_to_write(const std::filesystem::path& data) {
  auto readable = open_index(data);  // makes none where there is none
  if (!readable) return readable;
  readable->reset();
  return Database::open(data, DatabaseOptions{});
}

Result<int> copy_and_tell(const Database& from, const std::filesystem::path& to) {
  const auto copied = copy_index(from, to);
  if (!copied) return tl::unexpected(copied.error());
  std::cout << copied->keys << " keys, " << copied->bytes << " bytes copied to " << to.string()
            << '\n';
  return kExitDone;
}

class BackupCommand final : public Command {
 public:
  void add_options(CLI::App& app) override {
    app.add_option("DIR", directory_, "Where to; empty or not there")->required();
  }
  Result<int> run(const std::filesystem::path& data) override {
    const auto db = open_index(data, true);
    if (!db) return tl::unexpected(db.error());
    return copy_and_tell(**db, directory_);
  }

 private:
  std::filesystem::path directory_;
};

class RestoreCommand final : public Command {
 public:
  void add_options(CLI::App& app) override {
    app.add_option("DIR", directory_, "A backup; it stays as it is")->required();
  }
  Result<int> run(const std::filesystem::path& data) override {
    if (data.empty()) return invalid_input("--data: want a directory that is empty or not there");
    const auto backup = Database::open_to_read(directory_, {.any_format = true});
    if (!backup) return tl::unexpected(backup.error());
    return copy_and_tell(**backup, data);
  }

 private:
  std::filesystem::path directory_;
};

class CompactCommand final : public Command {
 public:
  void add_options(CLI::App& /*app*/) override {}
  Result<int> run(const std::filesystem::path& data) override {
    const auto db = open_to_write(data);
    if (!db) return tl::unexpected(db.error());
    if (auto compacted = (*db)->compact(); !compacted) return tl::unexpected(compacted.error());
    return kExitDone;
  }
};

class UpgradeCommand final : public Command {
 public:
  void add_options(CLI::App& /*app*/) override {}
  Result<int> run(const std::filesystem::path& data) override {
    auto readable = open_index(data, true);  // makes none if there is none
    if (!readable) return tl::unexpected(readable.error());
    readable->reset();
    bool has_told = false;
    const auto db = open_upgraded(data, DatabaseOptions{}, [&has_told](const std::string& line) {
      std::cout << line << std::endl;  // at once: it may take long
      has_told = true;
    });
    if (!db) return tl::unexpected(db.error());
    if (!has_told) std::cout << "nothing to do\n";
    return kExitDone;
  }
};

class ForgetCommand final : public Command {
 public:
  void add_options(CLI::App& app) override {
    app.add_option("DOMAIN", domain_, "Registrable domain, or IP address")->required();
  }
  Result<int> run(const std::filesystem::path& data) override {
    const auto db = open_to_write(data);
    if (!db) return tl::unexpected(db.error());
    const auto removed = forget_domain(**db, domain_);
    if (!removed) return tl::unexpected(removed.error());
    std::cout << *removed << " keys removed\n";
    return kExitDone;
  }

 private:
  std::string domain_;
};

}  // namespace

std::unique_ptr<Command> make_backup_command() { return std::make_unique<BackupCommand>(); }
std::unique_ptr<Command> make_restore_command() { return std::make_unique<RestoreCommand>(); }
std::unique_ptr<Command> make_compact_command() { return std::make_unique<CompactCommand>(); }
std::unique_ptr<Command> make_upgrade_command() { return std::make_unique<UpgradeCommand>(); }
std::unique_ptr<Command> make_forget_command() { return std::make_unique<ForgetCommand>(); }

}  // namespace anchord
