#include "shared/sqlite/page_copy.h"

#include <gtest/gtest.h>

#include "shared/sqlite/failure.h"
#include "shared/sqlite/transaction.h"

namespace mektep {
namespace {

std::unique_ptr<Database> memory(const std::string& name) {
  Database::Options options;
  options.location = "file:/pages" + name + "?vfs=memdb";
  options.create = true;
  options.journal = Database::Journal::memory;
  auto opened = Database::open(std::move(options));
  EXPECT_TRUE(opened.ok());
  return std::move(*opened);
}

void put(Database& database, int number) {
  auto transaction = Transaction::begin(database);
  ASSERT_TRUE(transaction.ok());
  database.execute("CREATE TABLE IF NOT EXISTS kept(number INTEGER PRIMARY KEY)");
  database.prepared("INSERT INTO kept VALUES(?)").bind_all(number).run();
  transaction->commit();
}

std::optional<int> sum(Database& database) { return database.prepared("SELECT sum(number) FROM kept").first<int>(); }

TEST(PageCopy, TheCopyHoldsWhatWasCommitted) {
  const auto from = memory("from");
  const auto to = memory("to");
  put(*from, 3);
  put(*from, 4);
  copy_pages(*from, *to);
  EXPECT_EQ(sum(*to), 7);
}

TEST(PageCopy, TheTwoGoTheirOwnWaysAfterwards) {
  const auto from = memory("before");
  const auto to = memory("after");
  put(*from, 3);
  copy_pages(*from, *to);
  put(*from, 4);
  put(*to, 10);
  EXPECT_EQ(sum(*from), 7);
  EXPECT_EQ(sum(*to), 13);
}

TEST(PageCopy, AnOlderCopyIsReplacedWhole) {
  const auto from = memory("new");
  const auto to = memory("old");
  put(*to, 100);
  put(*from, 1);
  copy_pages(*from, *to);
  EXPECT_EQ(sum(*to), 1);
}

TEST(PageCopy, AFileThatSomebodyWritesToIsNotOverwritten) {
  const auto from = memory("source");
  const auto to = memory("busy");
  const auto other = memory("busy");
  put(*from, 1);
  put(*to, 2);
  const auto writing = Transaction::begin(*other);
  ASSERT_TRUE(writing.ok());
  EXPECT_THROW(copy_pages(*from, *to), DatabaseFailure);
}

}  // namespace
}  // namespace mektep
