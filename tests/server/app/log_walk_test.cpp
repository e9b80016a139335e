#include "server/app/log_walk.h"

#include "tests/server/app/office_fixture.h"

namespace mektep::server::test {
namespace {

TEST(LogWalks, VisitEveryPackOnceInOrder) {
  Office office;
  office.import_network();
  const auto reader = office.reader();
  std::vector<Position> visited;
  walk_log(*reader, network_scope, [&](const LoggedPack& pack) { visited.push_back(pack.position); });
  ASSERT_EQ(visited.size(), reader->head(network_scope)->position.value);
  for (std::size_t at = 0; at < visited.size(); ++at) EXPECT_EQ(visited[at], Position{at + 1});
}

TEST(LogWalks, AScopeThatIsNotThereHasNothingToVisit) {
  Office office;
  walk_log(*office.reader(), school_scope(SchoolNumber{3}), [](const LoggedPack&) { FAIL(); });
}

TEST(LogWalks, ALongLogIsReadSliceBySlice) {
  Office office;
  office.import_directory();
  office.import_shipped(ImportKind::schools, "network12/schools.csv");
  const ScopeNumber scope = office.scope_of("KZ61-0107");
  for (int at = 0; at < 60; ++at) {
    OwnRecord record({office.type("activity").number, RecordId{static_cast<std::uint64_t>(at + 1)}}, {});
    std::string noise;
    for (int piece = 0; piece < 60; ++piece) noise += to_hex(office.random.bytes<24>());
    office.write(scope, record.set(office.field("activity", "place"), noise).take());
  }
  std::size_t packs = 0;
  std::size_t bytes = 0;
  walk_log(*office.reader(), scope, [&](const LoggedPack& pack) {
    ++packs;
    bytes += pack.bytes.size();
  });
  EXPECT_GT(bytes, limits::read_bytes_max);
  EXPECT_EQ(packs, office.reader()->head(scope)->position.value);
}

}  // namespace
}  // namespace mektep::server::test
