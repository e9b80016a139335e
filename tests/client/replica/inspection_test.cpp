#include "client/replica/inspection.h"

#include "tests/client/replica/damage.h"

namespace mektep::client::test {
namespace {

class InspectionTest : public ::testing::Test {
 protected:
  InspectionTest() {
    for (int number = 0; number < 3; ++number) {
      log_activity(school_.pc, "Кездесу " + std::to_string(number));
      school_.sync_all();
    }
  }
  std::string first_fault() {
    const Inspection found = school_.pc->inspect();
    return found.faults.empty() ? "" : found.faults.front().code;
  }
  School school_{false};
};

}  // namespace

TEST_F(InspectionTest, ASoundFileHasNoFault) {
  const Inspection found = school_.pc->inspect();
  EXPECT_TRUE(found.file_sound);
  EXPECT_GE(found.packs, 3U);
  EXPECT_TRUE(found.faults.empty());
}

TEST_F(InspectionTest, AnAlteredPackIsNamed) {
  damage(school_.pc, "UPDATE log SET bytes = x'00ffff' WHERE id = (SELECT max(id) FROM log)");
  EXPECT_EQ(first_fault(), "doctor.bad_pack");
}

TEST_F(InspectionTest, APackInAnothersPlaceIsNamed) {
  damage(school_.pc,
         "UPDATE log SET bytes = (SELECT bytes FROM log ORDER BY id DESC LIMIT 1)"
         " WHERE id = (SELECT min(id) FROM log)");
  EXPECT_EQ(first_fault(), "doctor.bad_pack");
}

TEST_F(InspectionTest, AMissingPackIsAGap) {
  damage(school_.pc, "DELETE FROM log WHERE id = (SELECT id FROM log ORDER BY id DESC LIMIT 1 OFFSET 1)");
  EXPECT_EQ(first_fault(), "doctor.log_gap");
}

TEST_F(InspectionTest, AMissingEndShowsInTheDigest) {
  damage(school_.pc, "DELETE FROM log WHERE id = (SELECT max(id) FROM log)");
  EXPECT_EQ(first_fault(), "doctor.log_digest");
}

TEST_F(InspectionTest, ATrimmedLogIsSoundAndItsRestIsLookedAt) {
  school_.server.back_up(school);
  school_.sync_all();
  EXPECT_EQ(first_fault(), "");
  log_activity(school_.pc, "Кездесу 4");
  school_.sync_all();
  EXPECT_EQ(first_fault(), "");
  damage(school_.pc, "UPDATE log SET bytes = x'00ffff' WHERE id = (SELECT max(id) FROM log)");
  EXPECT_EQ(first_fault(), "doctor.bad_pack");
}

}  // namespace mektep::client::test
