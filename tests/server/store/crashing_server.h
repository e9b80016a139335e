#pragma once
// A server on a folder that crashes at the store call it is told, and is started anew.

#include "tests/server/store/network_fixture.h"
#include "tests/support/temp_directory.h"

namespace mektep::server::test {

inline constexpr std::size_t no_crash = SIZE_MAX;

class CrashingServer {
 public:
  explicit CrashingServer(const std::filesystem::path& folder) : folder_(folder), keys_(drawn_keys(random_)) {
    EXPECT_TRUE(SqliteStore::create(options(), Epoch{5}).ok());
    start();
    const School school = register_school(parts(), "KZ61-0203").value();
    scope_ = school_scope(school.number);
    OwnRecord person({person_type, RecordId{7}}, {});
    person.set(FieldNumber{1}, std::string("Айгүл"));
    EXPECT_TRUE(write_own(parts(), {{scope_, "", person.take()}}).ok());
    const Secret secret = invite(parts(), {"KZ61-0203", "coordinator", {}, ""}).value();
    const Newcomer newcomer{secret, pen.key().public_key(), {1}, {}, "ПК"};
    EXPECT_TRUE(redeem(parts(), newcomer).ok());
  }

  void start() {
    store_.reset();
    SqliteStoreOptions crashing = options();
    crashing.fault_point = [this](std::string_view) {
      if (armed_ && calls_++ == crash_at_) throw Crash{};
    };
    store_ = std::move(*SqliteStore::open(std::move(crashing)));
    EXPECT_TRUE(store_->use(*Schema::parse(note_schema())).ok());
  }

  // True when it ran to its end; false when the server crashed, and is up again.
  bool run(std::size_t crash_at, const std::function<void(const ServerParts&)>& what) {
    crash_at_ = crash_at;
    calls_ = 0;
    armed_ = true;
    try {
      what(parts());
      armed_ = false;
      return true;
    } catch (const Crash&) {
      armed_ = false;
      start();
      return false;
    }
  }

  ServerParts parts() { return parts_over(*store_); }
  ServerParts parts_over(Store& store) {
    return {
        store,
        keys_,
        clock_,
        random_,
        [](const Ledger&, const PackContent& pack) { return std::vector<std::string>(pack.changes.size()); },
        {}};
  }
  std::unique_ptr<SqliteStore> another_store() {
    auto store = std::move(*SqliteStore::open(options()));
    EXPECT_TRUE(store->use(*Schema::parse(note_schema())).ok());
    return store;
  }
  Pen drawn_pen() { return {random_, RecordId{7}}; }
  ScopeNumber scope() const { return scope_; }
  std::unique_ptr<Reader> reader() { return std::move(*store_->reader()); }

 private:
  struct Crash {};

  SqliteStoreOptions options() const {
    SqliteStoreOptions made;
    made.directory = folder_;
    made.servers = {keys_.device()};
    return made;
  }

  std::filesystem::path folder_;
  SeededRandom random_;
  ManualClock clock_;
  ServerKeys keys_;
  std::unique_ptr<SqliteStore> store_;
  ScopeNumber scope_;
  std::size_t crash_at_ = 0;
  std::size_t calls_ = 0;
  bool armed_ = false;

 public:
  Pen pen{random_, RecordId{7}};
};

}  // namespace mektep::server::test
