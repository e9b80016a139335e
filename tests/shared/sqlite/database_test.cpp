#include "shared/sqlite/database.h"

#include <gtest/gtest.h>
#include <sqlite3.h>

#include <fstream>
#include <thread>

#include "shared/sqlite/failure.h"
#include "tests/shared/sqlite/builders.h"
#include "tests/support/watched_vfs.h"

namespace mektep {
namespace {

using test::committed;
using test::in_memory;
using test::new_file;
using test::number;
using test::opened;
using test::TempDirectory;
using test::WatchedVfs;

std::string setting(Database& database, std::string_view name) {
  return Statement(database, "PRAGMA " + std::string(name)).first<std::string>().value_or("");
}

// A second program that knows nothing of ours: the stock library, no collation, no function.
class StockReader {
 public:
  explicit StockReader(const std::string& path) {
    const auto uri = "file:" + path + "?mode=ro";
    EXPECT_EQ(sqlite3_open_v2(uri.c_str(), &connection_, SQLITE_OPEN_READONLY | SQLITE_OPEN_URI, nullptr),
              SQLITE_OK);
  }
  ~StockReader() { sqlite3_close(connection_); }
  std::string read(const char* sql) {
    std::string rows;
    char* message = nullptr;
    const auto row = [](void* to, int count, char** values, char**) {
      for (int at = 0; at < count; ++at) {
        static_cast<std::string*>(to)->append(values[at] == nullptr ? "NULL" : values[at]).append("|");
      }
      return 0;
    };
    if (sqlite3_exec(connection_, sql, row, &rows, &message) != SQLITE_OK) rows = message;
    sqlite3_free(message);
    return rows;
  }

 private:
  sqlite3* connection_ = nullptr;
};

TEST(Database, OpensUnderTheRulesThatKeepASave) {
  const TempDirectory directory;
  const auto database = opened(new_file(directory));
  EXPECT_EQ(StockReader(directory.file("x.db").string()).read("PRAGMA journal_mode"), "wal|");
  EXPECT_EQ(setting(*database, "synchronous"), "2");
  EXPECT_EQ(setting(*database, "wal_autocheckpoint"), "0");
  EXPECT_EQ(setting(*database, "mmap_size"), "0");
  EXPECT_EQ(setting(*database, "trusted_schema"), "0");
  EXPECT_EQ(setting(*database, "cell_size_check"), "1");
  EXPECT_EQ(setting(*database, "foreign_keys"), "0");
  EXPECT_EQ(setting(*database, "busy_timeout"), "20");
  EXPECT_EQ(setting(*database, "journal_size_limit"), std::to_string(limits::wal_bytes_kept_max));
}

TEST(Database, ReadersObeyTheSameRules) {
  const TempDirectory directory;
  const auto writer = opened(new_file(directory));
  committed(*writer, "CREATE TABLE t(x)");
  auto options = new_file(directory);
  options.read_only = true;
  const auto reader = opened(std::move(options));
  EXPECT_EQ(setting(*reader, "trusted_schema"), "0");
  EXPECT_EQ(setting(*reader, "mmap_size"), "0");
  EXPECT_EQ(setting(*reader, "wal_autocheckpoint"), "0");
}

TEST(Database, RefusesToOpenWhenARuleIsNotKept) {
  const TempDirectory directory;
  auto options = new_file(directory);
  options.page_size = 1000;  // No power of two: SQLite ignores it silently.
  const auto database = Database::open(std::move(options));
  ASSERT_FALSE(database.ok());
  EXPECT_EQ(describe(database.error()), "store.setting_refused setting=page_size wanted=1000 got=4096");
}

TEST(Database, RefusesAMemoryDatabaseThatWasToKeepAWriteAheadLog) {
  auto options = in_memory("refused");
  options.journal = Database::Journal::wal;
  const auto database = Database::open(std::move(options));
  ASSERT_FALSE(database.ok());
  EXPECT_EQ(database.error().code, "store.setting_refused");
  EXPECT_EQ(database.error().argument("setting"), "journal_mode");
}

TEST(Database, MakesANewFileWithTheGivenPageSizeAndLeavesAnOldOne) {
  const TempDirectory directory;
  auto options = new_file(directory);
  options.page_size = 8192;
  committed(*opened(std::move(options)), "CREATE TABLE t(x)");
  EXPECT_EQ(number(*opened(new_file(directory)), "PRAGMA page_size"), 8192);
}

TEST(Database, SaysWhyAFileCannotBeOpened) {
  const TempDirectory directory;
  auto missing = new_file(directory);
  missing.create = false;
  EXPECT_EQ(Database::open(std::move(missing)).error().code, "store.missing");

  auto no_folder = new_file(directory);
  no_folder.location = directory.file("no/such/x.db").string();
  EXPECT_EQ(Database::open(std::move(no_folder)).error().code, "store.cannot_open");

  std::ofstream(directory.file("x.db")) << std::string(4096, 'n');
  const auto foreign = Database::open(new_file(directory));
  EXPECT_EQ(describe(foreign.error()), "store.not_a_database path=" + directory.file("x.db").string());
}

TEST(Database, IsBusyWhileAnotherProgramHoldsTheCommitLock) {
  const TempDirectory directory;
  const auto lock = FileLock::open(directory.file("x.db.lock"));
  ASSERT_TRUE((*lock)->acquire(std::chrono::milliseconds(0)));
  EXPECT_EQ(Database::open(new_file(directory)).error().code, "store.busy");
}

TEST(Database, KeepsWhatWasCommittedWithoutACheckpoint) {
  const TempDirectory directory;
  committed(*opened(new_file(directory)), "CREATE TABLE t(x); INSERT INTO t VALUES (41), (1)");
  EXPECT_GT(std::filesystem::file_size(directory.file("x.db-wal")), 0U);  // Closing folded nothing.
  EXPECT_EQ(number(*opened(new_file(directory)), "SELECT sum(x) FROM t"), 42);
}

TEST(Database, RunsScriptsWithCommentsAndSpaceAtTheEnd) {
  const auto database = opened(in_memory("script"));
  committed(*database, "CREATE TABLE t(x); -- numbers\n INSERT INTO t VALUES (7);\n -- the end\n ");
  EXPECT_EQ(number(*database, "SELECT x FROM t"), 7);
  database->execute("");
}

TEST(Database, CountsChangesAndKnowsTheLastRow) {
  const auto database = opened(in_memory("changes"));
  committed(*database, "CREATE TABLE t(x); INSERT INTO t(rowid, x) VALUES (5, 1), (9, 2)");
  EXPECT_EQ(database->changes(), 2);
  EXPECT_EQ(database->last_row(), 9);
}

TEST(Database, RefusesAWriteOutsideATransaction) {
  const auto database = opened(in_memory("outside"));
  EXPECT_THROW(database->execute("CREATE TABLE t(x)"), StatementRefused);
  EXPECT_FALSE(database->poisoned());
}

TEST(Database, SharesAMemoryDatabaseBetweenConnections) {
  const auto first = opened(in_memory("shared"));
  const auto second = opened(in_memory("shared"));
  committed(*first, "CREATE TABLE t(x); INSERT INTO t VALUES (3)");
  EXPECT_EQ(number(*second, "SELECT x FROM t"), 3);
}

TEST(Database, ReadsInsideOneTransactionSeeOneState) {
  const TempDirectory directory;
  const auto writer = opened(new_file(directory));
  committed(*writer, "CREATE TABLE t(x); INSERT INTO t VALUES (1)");
  auto options = new_file(directory);
  options.read_only = true;
  const auto reader = opened(std::move(options));
  {
    const ReadTransaction one_state(*reader);
    EXPECT_EQ(number(*reader, "SELECT count(*) FROM t"), 1);
    committed(*writer, "INSERT INTO t VALUES (2)");
    EXPECT_EQ(number(*reader, "SELECT count(*) FROM t"), 1);
  }
  EXPECT_EQ(number(*reader, "SELECT count(*) FROM t"), 2);
}

TEST(Database, StockToolsReadItsViewsWhileItWrites) {
  const TempDirectory directory;
  const auto database = opened(new_file(directory));
  committed(*database,
            "CREATE TABLE activity_rows(id INTEGER PRIMARY KEY, title TEXT, title_key TEXT, _m BLOB);"
            "CREATE INDEX activity_by_title ON activity_rows(title_key);"
            "CREATE VIEW activity AS SELECT id, title FROM activity_rows;"
            "INSERT INTO activity_rows VALUES (1, 'Сабақ', 'b', x'00'), (2, 'Әдіс', 'a', x'00')");
  auto unfinished = test::begun(*database);
  database->execute("INSERT INTO activity_rows VALUES (3, 'Жоқ', 'c', x'00')");
  StockReader stock(directory.file("x.db").string());
  EXPECT_EQ(stock.read("SELECT title FROM activity ORDER BY id"), "Сабақ|Әдіс|");
  unfinished.commit();
  EXPECT_EQ(stock.read("SELECT count(*) FROM activity"), "3|");
}

TEST(Database, ExposesWhoseFileItIsAndItsFormat) {
  const auto database = opened(in_memory("header"));
  committed(*database, "PRAGMA application_id=1296388; PRAGMA user_version=3");
  EXPECT_EQ(database->application_id(), 1296388);
  EXPECT_EQ(database->format(), 3);
}

TEST(Database, FindsDamageInTheFile) {
  const TempDirectory directory;
  {
    const auto database = opened(new_file(directory));
    committed(*database, "CREATE TABLE t(x); CREATE INDEX i ON t(x); INSERT INTO t VALUES (1), (2), (3)");
    EXPECT_TRUE(database->check_integrity().ok());
    ASSERT_TRUE(checkpoint(*database).ok());
  }
  // The last bytes of the second page are the first cells of the table.
  std::fstream file(directory.file("x.db"), std::ios::in | std::ios::out | std::ios::binary);
  file.seekp(2 * 4096 - 12);
  file << "------------";
  file.close();
  const auto database = opened(new_file(directory));
  const auto verdict = database->check_integrity();
  ASSERT_FALSE(verdict.ok());
  EXPECT_EQ(verdict.error().code, "store.damaged");
  EXPECT_NE(verdict.error().argument("detail"), "");
}

TEST(Database, IsPoisonedByTheFirstFailedSync) {
  const TempDirectory directory;
  WatchedVfs vfs("failed-sync");
  auto options = new_file(directory);
  options.vfs = vfs.name();
  const auto database = opened(std::move(options));
  committed(*database, "CREATE TABLE t(x)");
  {
    auto transaction = test::begun(*database);
    database->execute("INSERT INTO t VALUES (1)");
    vfs.watch = [](std::string_view call, std::string_view) {
      return call == "sync" ? SQLITE_IOERR_FSYNC : SQLITE_OK;
    };
    EXPECT_THROW(transaction.commit(), DatabaseBroken);
  }
  // The next sync would "succeed": the kernel forgets. Nothing may rely on it.
  vfs.watch = [](std::string_view, std::string_view) { return SQLITE_OK; };
  EXPECT_TRUE(database->poisoned());
  EXPECT_THROW(database->prepared("SELECT 1"), DatabaseBroken);
  EXPECT_THROW(static_cast<void>(Transaction::begin(*database)), DatabaseBroken);
  EXPECT_THROW(static_cast<void>(checkpoint(*database)), DatabaseBroken);
  EXPECT_THROW(database->execute("SELECT 1"), DatabaseBroken);
}

TEST(Database, AFullDiskIsNotTheEndOfTheHandle) {
  const TempDirectory directory;
  const auto database = opened(new_file(directory));
  committed(*database, "CREATE TABLE t(x); PRAGMA max_page_count=4");
  {
    auto transaction = test::begun(*database);
    EXPECT_THROW(database->execute("INSERT INTO t VALUES (randomblob(100000))"), DiskFull);
  }
  EXPECT_FALSE(database->in_transaction());
  EXPECT_FALSE(database->poisoned());
  committed(*database, "INSERT INTO t VALUES (1)");
  EXPECT_EQ(number(*database, "SELECT count(*) FROM t"), 1);
}

TEST(Database, ADiskFullAtTheVfsLeavesWhatWasSaved) {
  const TempDirectory directory;
  WatchedVfs vfs("full-disk");
  auto options = new_file(directory);
  options.vfs = vfs.name();
  const auto database = opened(std::move(options));
  committed(*database, "CREATE TABLE t(x); INSERT INTO t VALUES (1)");
  {
    auto transaction = test::begun(*database);
    database->execute("INSERT INTO t VALUES (2)");
    vfs.watch = [](std::string_view call, std::string_view) {
      return call == "write" ? SQLITE_FULL : SQLITE_OK;
    };
    EXPECT_THROW(transaction.commit(), DiskFull);
  }
  vfs.watch = [](std::string_view, std::string_view) { return SQLITE_OK; };
  EXPECT_EQ(number(*database, "SELECT sum(x) FROM t"), 1);
  committed(*database, "INSERT INTO t VALUES (3)");
  EXPECT_EQ(number(*database, "SELECT sum(x) FROM t"), 4);
}

TEST(Database, LivesInFoldersWithAnyName) {
  const TempDirectory directory;
  for (const auto* folder : {"мектеп №7", "a b", "100%", "what?", "#1", "it's"}) {
    std::filesystem::create_directory(directory.file(folder));
    auto options = new_file(directory);
    options.location = (directory.file(folder) / "мәлімет.db").string();
    committed(*opened(std::move(options)), "CREATE TABLE t(x)");
    EXPECT_TRUE(std::filesystem::exists(directory.file(folder) / "мәлімет.db")) << folder;
    EXPECT_TRUE(std::filesystem::exists(directory.file(folder) / "мәлімет.db.lock")) << folder;
  }
}

TEST(Database, AUriAndAPathToOneFileShareOneCommitLock) {
  const TempDirectory directory;
  const auto by_path = opened(new_file(directory));
  auto options = new_file(directory);
  options.location = "file:" + directory.file("x.db").string() + "?mode=rw";
  const auto by_uri = opened(std::move(options));
  const auto held = test::begun(*by_path);
  EXPECT_EQ(Transaction::begin(*by_uri).error().code, "store.busy");
}

TEST(Database, AReaderMakesNoLockFileAndNeedsNone) {
  const TempDirectory directory;
  committed(*opened(new_file(directory)), "CREATE TABLE t(x); INSERT INTO t VALUES (6)");
  std::filesystem::remove(directory.file("x.db.lock"));
  auto options = new_file(directory);
  options.read_only = true;
  const auto reader = opened(std::move(options));
  EXPECT_EQ(number(*reader, "SELECT x FROM t"), 6);
  EXPECT_FALSE(std::filesystem::exists(directory.file("x.db.lock")));
}

TEST(Database, AReaderDoesNotWaitForAWriter) {
  const TempDirectory directory;
  const auto writer = opened(new_file(directory));
  committed(*writer, "CREATE TABLE t(x); INSERT INTO t VALUES (1)");
  const auto unfinished = test::begun(*writer);
  writer->execute("INSERT INTO t VALUES (2)");
  auto options = new_file(directory);
  options.read_only = true;
  options.wait_max = std::chrono::milliseconds(0);
  const auto reader = opened(std::move(options));
  EXPECT_EQ(number(*reader, "SELECT count(*) FROM t"), 1);
}

TEST(Database, NeverMakesAFileThatIsOnlyRead) {
  const TempDirectory directory;
  auto options = new_file(directory);
  options.read_only = true;
  options.create = true;
  EXPECT_FALSE(Database::open(std::move(options)).ok());
  EXPECT_FALSE(std::filesystem::exists(directory.file("x.db")));
}

TEST(Database, RefusesAnUnknownVfs) {
  const TempDirectory directory;
  auto options = new_file(directory);
  options.vfs = "no-such-vfs";
  EXPECT_EQ(Database::open(std::move(options)).error().code, "store.cannot_open");
}

TEST(Database, IsUsedByOneThreadAfterAnother) {
  const auto database = opened(in_memory("threads"));
  committed(*database, "CREATE TABLE t(x)");
  for (int turn = 0; turn < 3; ++turn) {
    std::thread([&] { committed(*database, "INSERT INTO t VALUES (1)"); }).join();
  }
  EXPECT_EQ(number(*database, "SELECT count(*) FROM t"), 3);
}

TEST(Database, AHostileViewCannotCallDangerousFunctions) {
  const TempDirectory directory;
  sqlite3* tool = nullptr;
  ASSERT_EQ(sqlite3_open(directory.file("x.db").c_str(), &tool), SQLITE_OK);
  sqlite3_exec(tool, "CREATE VIEW v AS SELECT load_extension('evil.so') AS x", nullptr, nullptr, nullptr);
  sqlite3_close(tool);
  const auto database = opened(new_file(directory));
  EXPECT_THROW(database->prepared("SELECT x FROM v").first<std::string>(), StatementRefused);
}

TEST(Database, AConnectionThatIsGoneLeavesTheFileToTheNext) {
  const TempDirectory directory;
  for (int turn = 0; turn < 4; ++turn) {
    const auto database = opened(new_file(directory));
    committed(*database, "CREATE TABLE IF NOT EXISTS t(x); INSERT INTO t VALUES (1)");
    const auto unfinished = test::begun(*database);
    database->execute("INSERT INTO t VALUES (100)");
  }
  EXPECT_EQ(number(*opened(new_file(directory)), "SELECT sum(x) FROM t"), 4);
}

TEST(Database, ReadsAFileThatAStockToolMade) {
  const TempDirectory directory;
  sqlite3* tool = nullptr;
  ASSERT_EQ(sqlite3_open(directory.file("x.db").c_str(), &tool), SQLITE_OK);
  sqlite3_exec(tool, "CREATE TABLE t(x); INSERT INTO t VALUES (8)", nullptr, nullptr, nullptr);
  sqlite3_close(tool);
  EXPECT_EQ(number(*opened(new_file(directory)), "SELECT x FROM t"), 8);
}

TEST(Database, OrdersAndSearchesByKazakhRules) {
  const auto database = opened(in_memory("kazakh"));
  committed(*database, "CREATE TABLE t(x); INSERT INTO t VALUES ('Қала'), ('Ән'), ('Ақ'), ('Кітап')");
  EXPECT_EQ(database->prepared("SELECT group_concat(x, ' ') FROM (SELECT x FROM t ORDER BY x COLLATE KK)")
                .first<std::string>(),
            "Ақ Ән Кітап Қала");
  EXPECT_EQ(number(*database, "SELECT count(*) FROM t WHERE search_key(x) LIKE search_key('ҚАЛА')"), 1);
  EXPECT_EQ(database->prepared("SELECT search_key(NULL) IS NULL").first<bool>(), true);
}

TEST(Database, SearchKeyWorksInAViewThoughTheSchemaIsNotTrusted) {
  const auto database = opened(in_memory("view"));
  committed(
      *database,
      "CREATE TABLE t(x); INSERT INTO t VALUES ('Әлия'); CREATE VIEW v AS SELECT search_key(x) AS k FROM t");
  EXPECT_EQ(database->prepared("SELECT k FROM v").first<std::string>(), "алия");
}

}  // namespace
}  // namespace mektep
