#include "server/store/sqlite/sqlite_reader.h"

#include "tests/server/store/network_fixture.h"
#include "tests/support/temp_directory.h"

namespace mektep::server::test {
namespace {

class SqliteReaderTest : public ::testing::Test {
 protected:
  SqliteReaderTest() {
    SqliteStoreOptions options;
    options.directory = directory.path();
    store = std::move(*SqliteStore::create(std::move(options), Epoch{5}));
    EXPECT_TRUE(store->use(*Schema::parse(note_schema())).ok());
    reader = std::move(*store->reader());
  }

  mektep::test::TempDirectory directory;
  std::unique_ptr<SqliteStore> store;
  std::unique_ptr<Reader> reader;
};

TEST_F(SqliteReaderTest, AnEmptyStoreReadsAsEmpty) {
  EXPECT_TRUE(reader->scopes().empty());
  EXPECT_TRUE(reader->devices().empty());
  EXPECT_TRUE(reader->held(std::nullopt).empty());
  EXPECT_TRUE(reader->audit(10).empty());
  EXPECT_TRUE(reader->tally("activities").empty());
  EXPECT_EQ(reader->parked_bytes(DeviceId{1}), 0U);
  EXPECT_FALSE(reader->invitation({}));
  EXPECT_FALSE(reader->head(network_scope));
}

TEST_F(SqliteReaderTest, AReaderMadeBeforeACommitSeesIt) {
  auto work = std::move(*store->begin());
  work->put_school({SchoolNumber{1}, "KZ61-0203"});
  EXPECT_TRUE(reader->schools().empty());
  work->commit();
  EXPECT_EQ(reader->schools().size(), 1U);
}

TEST_F(SqliteReaderTest, MomentsInsideAMomentAreTheSameMoment) {
  int ran = 0;
  reader->together([&] { reader->together([&] { ++ran; }); });
  EXPECT_EQ(ran, 1);
}

TEST_F(SqliteReaderTest, ACodeWithAQuoteIsACodeAndNothingElse) {
  auto work = std::move(*store->begin());
  work->put_school({SchoolNumber{1}, "a' OR '1'='1"});
  work->commit();
  EXPECT_TRUE(reader->school("a' OR '1'='1"));
  EXPECT_FALSE(reader->school("x' OR '1'='1"));
}

}  // namespace
}  // namespace mektep::server::test
