#include "server/store/sqlite/sqlite_store.h"

#include "server/store/sqlite/server_tables.h"
#include "shared/sqlite/failure.h"
#include "tests/server/store/network_fixture.h"
#include "tests/support/temp_directory.h"

namespace mektep::server::test {
namespace {

class SqliteStoreTest : public ::testing::Test {
 protected:
  SqliteStoreOptions options(bool serves = false) const {
    SqliteStoreOptions made;
    made.directory = directory.path();
    made.serves = serves;
    return made;
  }
  void create() { ASSERT_TRUE(SqliteStore::create(options(), Epoch{5}).ok()); }
  void run_sql(std::string_view script) {
    Database::Options raw;
    raw.location = directory.file("mektep.db").string();
    auto database = std::move(*Database::open(std::move(raw)));
    auto transaction = std::move(*Transaction::begin(*database));
    database->execute(script);
    transaction.commit();
  }

  mektep::test::TempDirectory directory;
};

TEST_F(SqliteStoreTest, WhatWasCreatedIsOpenedWithItsEpoch) {
  create();
  const auto store = SqliteStore::open(options());
  ASSERT_TRUE(store.ok());
  EXPECT_EQ((*(*store)->reader())->epoch(), Epoch{5});
}

TEST_F(SqliteStoreTest, AFolderThatHoldsAStoreIsNotInitialisedAgain) {
  create();
  const auto again = SqliteStore::create(options(), Epoch{6});
  ASSERT_FALSE(again.ok());
  EXPECT_EQ(again.error().code, "store.already_initialised");
  EXPECT_EQ((*(*SqliteStore::open(options()))->reader())->epoch(), Epoch{5});
}

TEST_F(SqliteStoreTest, AnEmptyFolderIsNotInitialised) {
  EXPECT_EQ(SqliteStore::open(options()).error(),
            refused("store.not_initialised").with("path", directory.path().string()));
}

TEST_F(SqliteStoreTest, AnInitThatWasCutShortMayBeRepeated) {
  create();
  run_sql("DELETE FROM setting");
  EXPECT_EQ(SqliteStore::open(options()).error().code, "store.not_initialised");
  EXPECT_TRUE(SqliteStore::create(options(), Epoch{6}).ok());
}

TEST_F(SqliteStoreTest, ANewerStoreIsLeftAlone) {
  create();
  run_sql("PRAGMA user_version=99");
  const auto opened = SqliteStore::open(options());
  ASSERT_FALSE(opened.ok());
  EXPECT_EQ(opened.error(), refused("store.newer_format").with("found", "99").with("known", "1"));
}

TEST_F(SqliteStoreTest, AnotherProgramsFileIsRefused) {
  create();
  run_sql("PRAGMA application_id=7");
  EXPECT_EQ(SqliteStore::open(options()).error().code, "store.foreign_file");
}

TEST_F(SqliteStoreTest, OneServesAFolderOthersMayAdminister) {
  create();
  {
    const auto serving = SqliteStore::open(options(/*serves=*/true));
    ASSERT_TRUE(serving.ok());
    const auto second = SqliteStore::open(options(/*serves=*/true));
    ASSERT_FALSE(second.ok());
    EXPECT_EQ(second.error(), refused("store.in_use").with("path", directory.path().string()));
    EXPECT_TRUE(SqliteStore::open(options()).ok());
  }
  EXPECT_TRUE(SqliteStore::open(options(/*serves=*/true)).ok()) << "the folder is free again";
}

TEST_F(SqliteStoreTest, TwoStoresOnAFolderSeeEachOthersCommits) {
  create();
  const auto one = std::move(*SqliteStore::open(options()));
  const auto other = std::move(*SqliteStore::open(options()));
  for (std::uint32_t number = 1; number <= 4; ++number) {
    auto work = std::move(*(number % 2 == 0 ? one : other)->begin());
    EXPECT_EQ(work->reader().schools().size(), number - 1);
    work->put_school({SchoolNumber{number}, std::to_string(number)});
    work->commit();
  }
  EXPECT_EQ((*one->reader())->schools().size(), 4U);
}

TEST_F(SqliteStoreTest, AReaderKeepsItsMomentWhileOthersCommit) {
  create();
  const auto store = std::move(*SqliteStore::open(options()));
  const auto reader = std::move(*store->reader());
  reader->together([&] {
    EXPECT_TRUE(reader->schools().empty());
    auto work = std::move(*store->begin());
    work->put_school({SchoolNumber{1}, "a"});
    work->commit();
    EXPECT_TRUE(reader->schools().empty());
  });
  EXPECT_EQ(reader->schools().size(), 1U);
}

TEST_F(SqliteStoreTest, TheLogIsFoldedIntoTheFileWhenAsked) {
  create();
  const auto store = std::move(*SqliteStore::open(options()));
  ASSERT_TRUE(store->use(*Schema::parse(note_schema())).ok());
  EXPECT_TRUE(store->checkpoint().ok());
  const auto wal = directory.file("mektep.db-wal");
  EXPECT_TRUE(!std::filesystem::exists(wal) || std::filesystem::file_size(wal) == 0);
}

// --- A crash at any store call ---

struct Crash {};

// A server on a folder, that crashes at the call it is told and is started anew.
class CrashingServer {
 public:
  explicit CrashingServer(const std::filesystem::path& folder) : folder_(folder), keys_(drawn_keys(random_)) {
    SqliteStoreOptions first;
    first.directory = folder;
    first.servers = {keys_.device()};
    EXPECT_TRUE(SqliteStore::create(std::move(first), Epoch{5}).ok());
    start();
    const School school = register_school(parts(), "KZ61-0203").value();
    scope_ = school_scope(school.number);
    OwnRecord person({person_type, RecordId{7}}, {});
    person.set(FieldNumber{1}, std::string("Айгүл"));
    EXPECT_TRUE(write_own(parts(), {{scope_, "", person.take()}}).ok());
    const Secret secret = invite(parts(), {"KZ61-0203", "coordinator", {}, ""}).value();
    Newcomer newcomer{secret, pen.key().public_key(), {1}, {}, "ПК"};
    EXPECT_TRUE(redeem(parts(), newcomer).ok());
  }

  void start() {
    store_.reset();
    SqliteStoreOptions options;
    options.directory = folder_;
    options.servers = {keys_.device()};
    options.fault_point = [this](std::string_view) {
      if (armed_ && calls_++ == crash_at_) throw Crash{};
    };
    store_ = std::move(*SqliteStore::open(std::move(options)));
    EXPECT_TRUE(store_->use(*Schema::parse(note_schema())).ok());
  }

  // True when it answered; false when it crashed, and is up again.
  bool push(const Bytes& pack, std::size_t crash_at, Admitted& answer) {
    crash_at_ = crash_at;
    calls_ = 0;
    armed_ = true;
    try {
      answer = integrate(parts(), {{pen.id(), pack}}).value().admitted.front();
      armed_ = false;
      return true;
    } catch (const Crash&) {
      armed_ = false;
      start();
      return false;
    }
  }

  ServerParts parts() {
    return {
        *store_,
        keys_,
        clock_,
        random_,
        [](const Ledger&, const PackContent& pack) { return std::vector<std::string>(pack.changes.size()); },
        {}};
  }
  ScopeNumber scope() const { return scope_; }
  std::unique_ptr<Reader> reader() { return std::move(*store_->reader()); }

 private:
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

TEST_F(SqliteStoreTest, Promise01ACrashAtAnyCallLeavesThePackWholeOrNotAtAllAndNoReceiptIsLost) {
  CrashingServer server(directory.path());
  bool answered = false;
  for (std::size_t crash_at = 0; !answered; ++crash_at) {
    ASSERT_LT(crash_at, 500U);
    const RecordKey note{note_type, RecordId{crash_at + 1}};
    const Bytes pack = server.pen.seal(server.scope(), {{write_op(note, title_field, std::string("a"))}});
    Admitted answer;
    answered = server.push(pack, crash_at, answer);
    const auto reader = server.reader();
    const bool logged = reader->position_of(server.scope(), server.pen.last().head).has_value();
    EXPECT_EQ(logged, !reader->record(server.scope(), note).empty()) << "crash " << crash_at;
    EXPECT_TRUE(!answered || logged);
    Admitted again;
    ASSERT_TRUE(server.push(pack, SIZE_MAX, again));
    EXPECT_EQ(again.outcome, logged ? Outcome::known : Outcome::logged);
    ASSERT_TRUE(again.receipt);
    if (answered) {
      EXPECT_EQ(again.receipt, answer.receipt);
    }
  }
}

}  // namespace
}  // namespace mektep::server::test
