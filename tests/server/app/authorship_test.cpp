#include "server/app/authorship.h"

#include "tests/server/app/office_fixture.h"

namespace mektep::server::test {
namespace {

class AuthorshipTest : public ::testing::Test {
 protected:
  AuthorshipTest() { office_.import_network(); }
  std::vector<Touch> touches(RecordId id) {
    return touches_of(*office_.reader(), office_.store.schema(), id);
  }
  Office office_;
};

TEST_F(AuthorshipTest, EveryChangeOfTheRecordIsFound) {
  const auto key = office_.log_activity("KZ61-0107", "seminar", "2025-02-14", 100);
  const ScopeNumber scope = office_.scope_of("KZ61-0107");
  OwnRecord again(key, office_.record(scope, key));
  office_.write(scope, again.set(office_.field("activity", "place"), std::string("Мектеп")).take());
  const auto found = touches(key.id);
  ASSERT_EQ(found.size(), 2U);
  EXPECT_EQ(found[0].scope, scope);
  EXPECT_LT(found[0].position, found[1].position);
  EXPECT_EQ(found[0].author, RecordId{0}) << "written by the server itself";
  EXPECT_EQ(found[0].device, office_.keys.device());
  EXPECT_EQ(found[0].at_ms, office_.clock.wall().ms);
}

TEST_F(AuthorshipTest, NeighboursAreNotTaken) {
  const auto key = office_.log_activity("KZ61-0107", "seminar", "2025-02-14", 100);
  office_.log_activity("KZ61-0107", "coaching", "2025-02-14", 100);
  EXPECT_EQ(touches(key.id).size(), 1U);
}

TEST_F(AuthorshipTest, OfARecordThatIsNotThereThereAreNone) { EXPECT_TRUE(touches(RecordId{404}).empty()); }

TEST_F(AuthorshipTest, RecordsOfTheNetworkAreFoundToo) {
  EXPECT_EQ(touches(office_.id_by_code("school", "KZ61-0107")).size(), 1U);
}

}  // namespace
}  // namespace mektep::server::test
