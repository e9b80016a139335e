#include "server/app/head_watch.h"

#include "tests/server/app/office_fixture.h"

namespace mektep::server::test {
namespace {

using Scopes = std::vector<ScopeNumber>;

class HeadWatchTest : public ::testing::Test {
 protected:
  HeadWatchTest() {
    office_.import_directory();
    office_.import_shipped(ImportKind::schools, "network12/schools.csv");
    school_ = office_.scope_of("KZ61-0107");
  }
  Scopes look(const Scopes& scopes) { return watch_.look(*office_.reader(), scopes); }

  Office office_;
  ScopeNumber school_;
  HeadWatch watch_;
};

TEST_F(HeadWatchTest, TheFirstLookTellsNothing) { EXPECT_TRUE(look({network_scope, school_}).empty()); }

TEST_F(HeadWatchTest, AScopeThatStandsStillIsNotNamed) {
  look({network_scope, school_});
  EXPECT_TRUE(look({network_scope, school_}).empty());
}

TEST_F(HeadWatchTest, AScopeThatMovedIsNamedOnce) {
  look({network_scope, school_});
  office_.log_activity("KZ61-0107", "seminar", "2025-02-14", 100);
  EXPECT_EQ(look({network_scope, school_}), Scopes{school_});
  EXPECT_TRUE(look({network_scope, school_}).empty());
}

TEST_F(HeadWatchTest, WhatNobodyFollowsIsForgotten) {
  look({school_});
  look({network_scope});
  office_.log_activity("KZ61-0107", "seminar", "2025-02-14", 100);
  EXPECT_TRUE(look({school_}).empty()) << "whoever follows it now reads it from its own cursor";
}

TEST_F(HeadWatchTest, AScopeThatIsNotThereYetMayCome) {
  const ScopeNumber desk = desk_scope(office_.school("KZ61-0107").number);
  look({desk});
  office_.submit("KZ61-0107", "2024-2025-Q3");
  EXPECT_EQ(look({desk}), Scopes{desk});
}

}  // namespace
}  // namespace mektep::server::test
