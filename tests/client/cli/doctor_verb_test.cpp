#include "tests/client/cli/command_line.h"
#include "tests/client/replica/damage.h"

namespace mektep::client::test {
namespace {

class DoctorVerbTest : public CommandLineTest {
 protected:
  // Nothing listens at the first port of this machine.
  DoctorVerbTest() {
    Identity identity = *pc_->identity();
    identity.address = {"127.0.0.1", 1, {FixedBytes<32>{}}};
    EXPECT_TRUE(pc_->enrol(identity).ok());
  }
};

TEST_F(DoctorVerbTest, NeedsAnEnrolledDevice) {
  NewDevice device;
  EXPECT_EQ(device.code({"doctor"}), "replica.not_enrolled");
}

TEST_F(DoctorVerbTest, WithoutALinkASoundCopyIsStillSound) {
  EXPECT_EQ(run({"doctor"}), 0) << err;
  EXPECT_NE(out.find("The database file is sound."), std::string::npos) << out;
  EXPECT_NE(out.find("There was no link"), std::string::npos) << out;
}

TEST_F(DoctorVerbTest, TellsEverySubjectWithItsVerdict) {
  const auto document = data({"doctor"});
  EXPECT_TRUE(document.at("sound").as_bool());
  std::set<std::string> subjects;
  for (const auto& finding : document.at("findings").as_array()) {
    subjects.insert(std::string(finding.at("subject").as_string()));
  }
  EXPECT_EQ(subjects, (std::set<std::string>{"clock", "database", "disk", "link", "log", "records"}));
}

TEST_F(DoctorVerbTest, WritesAFileForWhoeverHelps) {
  const auto file = (pc_.path() / "support.json").string();
  EXPECT_EQ(run({"doctor", "--bundle", file}), 0) << err;
  EXPECT_TRUE(std::filesystem::exists(file));
}

TEST_F(DoctorVerbTest, SpeaksThreeLanguages) {
  std::set<std::string> answers;
  for (const auto language : {Language::kk, Language::ru, Language::en}) {
    EXPECT_EQ(run({"doctor"}, language), 0) << err;
    answers.insert(out);
  }
  EXPECT_EQ(answers.size(), 3U);
}

}  // namespace
}  // namespace mektep::client::test
