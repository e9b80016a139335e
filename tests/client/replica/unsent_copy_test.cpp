#include "client/replica/unsent_copy.h"

#include "shared/sqlite/transaction.h"
#include "tests/client/replica/school.h"

namespace mektep::client::test {
namespace {

class UnsentCopyTest : public ::testing::Test {
 protected:
  // As a program of a later version would leave the file.
  void make_newer() {
    a_.pc.close();
    Database::Options options;
    options.location = (a_.pc.path() / "replica.db").string();
    auto database = Database::open(std::move(options));
    ASSERT_TRUE(database.ok());
    auto transaction = Transaction::begin(**database);
    ASSERT_TRUE(transaction.ok());
    (*database)->execute("PRAGMA user_version = 99; CREATE TABLE later(x INTEGER)");
    transaction->commit();
  }

  School a_{false};
};

TEST_F(UnsentCopyTest, OnlyWhatHasNotLeftIsRead) {
  log_activity(a_.pc, "Жіберілген");
  a_.sync_all();
  EXPECT_TRUE(read_unsent(a_.pc.path())->empty());
  log_activity(a_.pc, "Жіберілмеген");
  const auto unsent = read_unsent(a_.pc.path());
  ASSERT_TRUE(unsent.ok());
  ASSERT_EQ(unsent->size(), 1U);
  EXPECT_EQ(unsent->front().type, "activity");
  EXPECT_EQ(unsent->front().fields.at("topic"), "Жіберілмеген");
}

TEST_F(UnsentCopyTest, AFileOfANewerProgramIsReadToo) {
  log_activity(a_.pc, "Жіберілмеген");
  make_newer();
  EXPECT_EQ(read_unsent(a_.pc.path())->size(), 1U);
  const Path copy = a_.laptop.path() / "copy.sqlite";
  EXPECT_TRUE(copy_unopened(a_.pc.path(), copy).ok());
  EXPECT_TRUE(std::filesystem::exists(copy));
}

TEST_F(UnsentCopyTest, WhereThereIsNoReplicaItIsSaid) {
  TempDirectory nothing;
  EXPECT_EQ(read_unsent(nothing.path()).error().code, "replica.not_writable");
}

}  // namespace
}  // namespace mektep::client::test
