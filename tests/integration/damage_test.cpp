// A bad disk, or a curious person with the stock shell, changed what a device keeps: found and put right at
// the next contact, told on both sides; and what `mektep doctor` says.

#include <fstream>
#include <sstream>

#include "tests/integration/town.h"

namespace mektep::test {
namespace {

constexpr char three_records[] =
    "DELETE FROM r_activity WHERE topic = 'Кездесу 3';"
    "UPDATE r_activity SET topic = 'Жалған' WHERE topic = 'Кездесу 7';"
    "UPDATE r_activity SET _m = x'00ffff' WHERE topic = 'Кездесу 11'";

class Damage : public ::testing::Test {
 protected:
  void SetUp() override {
    town_.serve();
    pc_.enrol(town_.link(leading_school, "coordinator", "Ахметова Айгүл"));
    for (int number = 0; number < 20; ++number) {
      pc_.done({"log", "activity", "kind=seminar", "from=2026-02-10", "topic=Кездесу " + std::to_string(number)});
    }
    pc_.done({"sync"});
  }
  void damage(const std::string& sql) {
    const Ran ran = run_program({"/usr/bin/sqlite3", pc_.folder() + "/replica.db", sql});
    ASSERT_EQ(ran.exit, 0) << ran.err;
  }
  std::size_t activities(const std::string& topics) {
    return pc_.sql("SELECT id FROM activity WHERE topic LIKE '" + topics + "'").size();
  }
  std::string digest_at_the_server() { return digest_in(town_.done({"digest"}), "school/" + leading_school); }

  Town town_;
  School pc_{town_, "pc"};
};

TEST_F(Damage, ThreeRecordsArePutRightAtTheNextContact) {
  damage(three_records);
  ASSERT_EQ(activities("Кездесу %"), 18U);
  const Answer sync = pc_.run({"sync"});
  EXPECT_EQ(sync.exit, 0) << sync.err;
  EXPECT_EQ(sync.number("repaired"), 3);
  EXPECT_LE(sync.number("bytes_in"), 50 * 1024);
  EXPECT_EQ(activities("Кездесу %"), 20U);
  EXPECT_EQ(pc_.digest("school/" + leading_school), digest_at_the_server());
}

TEST_F(Damage, TheOfficeCanReadOfIt) {
  damage(three_records);
  pc_.done({"sync"});
  town_.stop();
  const Ran ran = run_program({"/usr/bin/sqlite3", town_.server_folder() + "/mektep.db",
                               "SELECT who, subject FROM audit WHERE what = 'replica.repaired'"});
  EXPECT_NE(ran.out.find("device 1|"), std::string::npos) << ran.out;
  EXPECT_NE(ran.out.find("records 3"), std::string::npos) << ran.out;
}

TEST_F(Damage, TheDoctorFindsASoundCopySound) {
  const Answer doctor = pc_.run({"doctor"});
  EXPECT_EQ(doctor.exit, 0) << doctor.err;
  EXPECT_TRUE(doctor.data.at("sound").as_bool()) << doctor.out;
}

TEST_F(Damage, TheDoctorPutsRecordsRightAndSaysSo) {
  damage(three_records);
  const Ran said = pc_.say({"doctor"}, "en");
  EXPECT_EQ(said.exit, 0) << said.err;
  EXPECT_NE(said.out.find("put right from the server (3)"), std::string::npos) << said.out;
  EXPECT_EQ(activities("Кездесу %"), 20U);
}

TEST_F(Damage, WithoutALinkTheDoctorSaysWhatIsWrongAndWhatToDo) {
  damage(three_records);
  town_.stop();
  const Ran said = pc_.say({"doctor"}, "en");
  EXPECT_EQ(said.exit, 4) << said.out;
  EXPECT_NE(said.out.find("not put right yet"), std::string::npos) << said.out;
  EXPECT_NE(said.out.find("There was no link"), std::string::npos) << said.out;
}

TEST_F(Damage, AnAlteredLogIsNamedByItsPlace) {
  damage("UPDATE log SET bytes = x'00ffff' WHERE id = (SELECT max(id) FROM log)");
  const Ran said = pc_.say({"doctor"}, "en");
  EXPECT_EQ(said.exit, 4) << said.out;
  EXPECT_NE(said.out.find("of the log is damaged"), std::string::npos) << said.out;
}

TEST_F(Damage, TheSupportFileHoldsNoPersonalData) {
  const std::string file = (town_.path() / "support.json").string();
  pc_.done({"doctor", "--bundle", file});
  std::ifstream in(file);
  std::stringstream text;
  text << in.rdbuf();
  EXPECT_NE(text.str().find("\"findings\""), std::string::npos);
  for (const char* personal : {"Ахметова", "Айгүл", "Кездесу"}) {
    EXPECT_EQ(text.str().find(personal), std::string::npos) << personal;
  }
}

}  // namespace
}  // namespace mektep::test
