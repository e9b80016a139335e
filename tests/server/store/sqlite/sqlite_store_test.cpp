#include "server/store/sqlite/sqlite_store.h"

#include "server/store/devices.h"
#include "shared/sqlite/failure.h"
#include "tests/server/store/crashing_server.h"
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

TEST_F(SqliteStoreTest, Promise01ACrashAtAnyCallLeavesThePackWholeOrNotAtAllAndNoReceiptIsLost) {
  CrashingServer server(directory.path());
  const auto push = [&server](const Bytes& pack, std::size_t crash_at, Admitted& answer) {
    return server.run(crash_at, [&](const ServerParts& parts) {
      answer = integrate(parts, {{server.pen.id(), pack}}).value().admitted.front();
    });
  };
  bool answered = false;
  for (std::size_t crash_at = 0; !answered; ++crash_at) {
    ASSERT_LT(crash_at, 500U);
    const RecordKey note{note_type, RecordId{crash_at + 1}};
    const Bytes pack = server.pen.seal(server.scope(), {{write_op(note, title_field, std::string("a"))}});
    Admitted answer;
    answered = push(pack, crash_at, answer);
    const auto reader = server.reader();
    const bool logged = reader->position_of(server.scope(), server.pen.last().head).has_value();
    EXPECT_EQ(logged, !reader->record(server.scope(), note).empty()) << "crash " << crash_at;
    EXPECT_TRUE(!answered || logged);
    Admitted again;
    ASSERT_TRUE(push(pack, no_crash, again));
    EXPECT_EQ(again.outcome, logged ? Outcome::known : Outcome::logged);
    ASSERT_TRUE(again.receipt);
    if (answered) {
      EXPECT_EQ(again.receipt, answer.receipt);
    }
  }
}

TEST_F(SqliteStoreTest, ACrashAtAnyCallOfAnEnrolmentLeavesTheLinkUsableOrTheDeviceIn) {
  CrashingServer server(directory.path());
  Secret secret{};
  const auto invite_one = [&](const ServerParts& parts) {
    secret = invite(parts, {"KZ61-0203", "coordinator", {}, ""}).value();
  };
  bool answered = false;
  for (std::size_t crash_at = 0; !answered; ++crash_at) {
    ASSERT_LT(crash_at, 500U);
    ASSERT_TRUE(server.run(no_crash, invite_one));
    const Pen newcomer = server.drawn_pen();
    const Newcomer presented{secret, newcomer.key().public_key(), {1}, {}, "ПК"};
    const auto enrol = [&](const ServerParts& parts) { EXPECT_TRUE(redeem(parts, presented).ok()); };
    answered = server.run(crash_at, enrol);
    // Whatever was left, the same device with the same link gets in, and has one number and one card.
    ASSERT_TRUE(server.run(no_crash, enrol)) << crash_at;
    const auto reader = server.reader();
    EXPECT_EQ(reader->devices().size(), crash_at + 2);
    EXPECT_TRUE(card_content(reader->record(server.scope(), card_key(newcomer.id()))).active);
  }
}

TEST_F(SqliteStoreTest, ACrashAtAnyCallOfARevocationEndsAllCardsOrNone) {
  CrashingServer server(directory.path());
  bool answered = false;
  for (std::size_t crash_at = 0; !answered; ++crash_at) {
    ASSERT_LT(crash_at, 500U);
    answered =
        server.run(crash_at, [](const ServerParts& parts) { EXPECT_TRUE(revoke(parts, 1, "office").ok()); });
    const auto reader = server.reader();
    const bool revoked = reader->device(server.pen.id())->revoked;
    EXPECT_TRUE(!answered || revoked);
    for (const ScopeNumber scope : {server.scope(), desk_scope(school_of(server.scope()))}) {
      EXPECT_EQ(card_content(reader->record(scope, card_key(server.pen.id()))).active, !revoked);
    }
    if (revoked) break;
  }
}

TEST_F(SqliteStoreTest, TwoProcessesContinueOneStreamOfTheServer) {
  CrashingServer server(directory.path());
  for (std::uint64_t id = 1; id <= 6; ++id) {
    // Another process opens the folder, writes as the server and goes.
    const auto other = server.another_store();
    ServerParts parts = id % 2 == 0 ? server.parts() : server.parts_over(*other);
    const RecordKey note{note_type, RecordId{id}};
    ASSERT_TRUE(
        write_own(parts, {{server.scope(), "", {write_op(note, title_field, std::string("a"))}}}).ok());
  }
  std::set<StreamId> streams;
  for (const LoggedPack& pack : server.reader()->read_after(server.scope(), Position{0}, SIZE_MAX)) {
    streams.insert(pack.stream);
  }
  EXPECT_EQ(streams.size(), 1U);
}

TEST_F(SqliteStoreTest, Promise01AReceiptSurvivesTheProcessThatGaveIt) {
  CrashingServer server(directory.path());
  const RecordKey note{note_type, RecordId{1}};
  const Bytes pack = server.pen.seal(server.scope(), {{write_op(note, title_field, std::string("a"))}});
  std::optional<Receipt> receipt;
  ASSERT_TRUE(server.run(no_crash, [&](const ServerParts& parts) {
    receipt = integrate(parts, {{server.pen.id(), pack}}).value().admitted.front().receipt;
  }));
  server.start();
  const auto reader = server.reader();
  EXPECT_EQ(reader->position_of(server.scope(), receipt->head), receipt->position);
  EXPECT_EQ(reader->digest_at(server.scope(), receipt->position), receipt->log_digest);
}

}  // namespace
}  // namespace mektep::server::test
