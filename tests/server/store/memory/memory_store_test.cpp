#include "server/store/memory/memory_store.h"

#include "tests/server/store/network_fixture.h"

namespace mektep::server::test {
namespace {

TEST(MemoryStore, BeginsWithItsEpochAndNothingElse) {
  MemoryStore store(Epoch{5}, {});
  const auto reader = std::move(*store.reader());
  EXPECT_EQ(reader->epoch(), Epoch{5});
  EXPECT_TRUE(reader->scopes().empty());
  EXPECT_TRUE(reader->schools().empty());
}

TEST(MemoryStore, UsesTheSchemaItIsGiven) {
  MemoryStore store(Epoch{5}, {});
  ASSERT_TRUE(store.use(*Schema::parse(note_schema())).ok());
  EXPECT_EQ(store.schema().version(), 3U);
}

TEST(MemoryStore, AReaderFollowsCommitsAndNothingElse) {
  MemoryStore store(Epoch{5}, {});
  const auto reader = std::move(*store.reader());
  auto work = std::move(*store.begin());
  work->put_school({SchoolNumber{1}, "KZ61-0203"});
  EXPECT_TRUE(reader->schools().empty());
  EXPECT_EQ(work->reader().schools().size(), 1U);
  work->commit();
  EXPECT_EQ(reader->schools().size(), 1U);
}

TEST(MemoryStore, AReaderOutlivesTheWorkItWatched) {
  MemoryStore store(Epoch{5}, {});
  const auto reader = std::move(*store.reader());
  for (std::uint32_t number = 1; number <= 3; ++number) {
    auto work = std::move(*store.begin());
    work->put_school({SchoolNumber{number}, std::to_string(number)});
    work->commit();
  }
  EXPECT_EQ(reader->schools().size(), 3U);
}

}  // namespace
}  // namespace mektep::server::test
