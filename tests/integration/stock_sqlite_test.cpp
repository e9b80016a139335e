// The replica's file is an ordinary SQLite file: the stock shell reads it, through views, while mektep
// writes.

#include "tests/integration/town.h"

namespace mektep::test {
namespace {

using namespace std::chrono_literals;

class StockSqlite : public ::testing::Test {
 protected:
  void SetUp() override {
    town_.serve();
    pc_.enrol(town_.link(leading_school, "coordinator", "Ахметова Айгүл"));
  }
  Words log(int number) const {
    return pc_.line({"log", "activity", "kind=seminar", "from=2026-02-10", "hours=1.5",
                     "topic=Кездесу " + std::to_string(number), "--json"});
  }
  Town town_;
  School pc_{town_, "pc"};
};

TEST_F(StockSqlite, ReadsTitlesAndDatesOfPeopleAndActivities) {
  ASSERT_EQ(run_program(log(1)).exit, 0);
  const auto rows = pc_.sql("SELECT topic, \"from\", hours FROM activity");
  ASSERT_EQ(rows.size(), 1U);
  EXPECT_EQ(rows[0].at("topic").as_string(), "Кездесу 1");
  EXPECT_EQ(rows[0].at("from").as_string(), "2026-02-10");
  EXPECT_EQ(rows[0].at("hours").as_string(), "1.5");
  EXPECT_GE(pc_.sql("SELECT name_kk FROM person").size(), 10U);
}

TEST_F(StockSqlite, SeesWithdrawnRecordsNoMore) {
  const Answer saved = answer_of(run_program(log(1)));
  pc_.done({"withdraw", saved.text("id")});
  EXPECT_TRUE(pc_.sql("SELECT id FROM activity").empty());
}

TEST_F(StockSqlite, ReadsWhileMektepWrites) {
  std::size_t before = 0;
  for (int round = 0; round < 6; ++round) {
    Process writer(log(round));
    while (writer.running()) {
      const auto count = pc_.sql("SELECT count(*) AS n FROM activity")[0].at("n").to_number<std::size_t>();
      EXPECT_GE(count, before);
      before = count;
    }
    EXPECT_EQ(writer.wait(1s), 0) << writer.err();
  }
  EXPECT_EQ(pc_.sql("SELECT id FROM activity").size(), 6U);
}

TEST_F(StockSqlite, ACopyOpensAnywhere) {
  ASSERT_EQ(run_program(log(1)).exit, 0);
  const std::string copy = (town_.path() / "copy.sqlite").string();
  EXPECT_GE(pc_.done({"export", copy}).at("records").to_number<int>(), 1);
  const Ran read = run_program({"/usr/bin/sqlite3", copy, "SELECT topic FROM activity"});
  EXPECT_EQ(read.out, "Кездесу 1\n") << read.err;
}

TEST_F(StockSqlite, TheServersFileCountsAlike) {
  for (int number = 0; number < 3; ++number) ASSERT_EQ(run_program(log(number)).exit, 0);
  pc_.done({"sync"});
  const Ran read = run_program({"/usr/bin/sqlite3", "file:" + town_.server_folder() + "/mektep.db?mode=ro",
                                "SELECT count(*), sum(hours) FROM activity"});
  EXPECT_EQ(read.out, "3|4.5\n") << read.err;
}

}  // namespace
}  // namespace mektep::test
