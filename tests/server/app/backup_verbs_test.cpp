#include "tests/server/app/run_fixture.h"

namespace mektep::server::test {
namespace {

class BackupVerbs : public VerbTest {
 protected:
  BackupVerbs() { init(); }
  std::string backup() const { return directory.file("today.backup").string(); }
};

TEST_F(BackupVerbs, ABackupSaysWhatItHoldsAndWhetherItCounts) {
  const auto made = run({"backup", backup()});
  ASSERT_EQ(made.exit, 0) << made.err;
  EXPECT_EQ(made.document().at("counts"), json::value(false));
  EXPECT_GT(made.document().at("packs").to_number<int>(), 0);
  const auto counted = run({"backup", backup() + "2", "--elsewhere"});
  EXPECT_EQ(counted.document().at("counts"), json::value(true));
}

TEST_F(BackupVerbs, PeopleAreToldThatTheFileIsSecret) {
  EXPECT_NE(say({"backup", backup()}).err.find("keys"), std::string::npos);
}

TEST_F(BackupVerbs, ARestoredFolderIsNamedWithItsEpoch) {
  ASSERT_EQ(run({"backup", backup()}).exit, 0);
  const auto restored = run_bare({"restore", backup(), "--json", "--data", directory.file("other").string()});
  ASSERT_EQ(restored.exit, 0) << restored.err;
  EXPECT_EQ(restored.document().at("epoch").as_string().size(), 16U);
  EXPECT_EQ(run({"restore", backup()}).code(), "restore.folder_in_use");
}

}  // namespace
}  // namespace mektep::server::test
