#include "server/tally/tallies.h"

#include "shared/base/limits.h"
#include "tests/server/tally/tally_fixture.h"

namespace mektep::server::test {
namespace {

class TalliesTest : public ::testing::TestWithParam<StoreKind> {
 protected:
  Amounts amounts() const { return network.amounts(network.scope()); }
  std::int64_t amount(const std::string& tally, const std::vector<std::string>& groups) const {
    const Amounts all = amounts();
    const auto found = all.find({tally, groups});
    return found == all.end() ? 0 : found->second;
  }

  TallyNetwork network{GetParam()};
  const std::vector<std::string> seminar{"seminar", "held", "2021-02"};
};

INSTANTIATE_TEST_SUITE_P(Stores, TalliesTest, ::testing::Values(StoreKind::sqlite, StoreKind::memory),
                         name_of);

TEST_P(TalliesTest, ARecordIsCountedAndSummedUnderItsDimensions) {
  network.save_activity(1, "seminar", "held", "2021-02-14", 250);
  EXPECT_EQ(amounts(), (Amounts{{{"activities", seminar}, 1}, {{"hours", seminar}, 250}}));
}

TEST_P(TalliesTest, AnEditMovesWhatTheRecordAdds) {
  network.save_activity(1, "seminar", "held", "2021-02-14", 250);
  network.save(network.scope(), activity_type, 1, {{4, decimal(100)}, {2, date("2021-03-01")}});
  const std::vector<std::string> march{"seminar", "held", "2021-03"};
  EXPECT_EQ(amounts(), (Amounts{{{"activities", march}, 1}, {{"hours", march}, 100}}));
}

TEST_P(TalliesTest, AWithdrawnRecordTakesBackWhatItAddedAndARestoredOneAddsAgain) {
  network.save_activity(1, "seminar", "held", "2021-02-14", 250);
  const Amounts before = amounts();
  network.withdraw(network.scope(), activity_type, 1);
  EXPECT_TRUE(amounts().empty());
  network.restore(network.scope(), activity_type, 1);
  EXPECT_EQ(amounts(), before);
}

TEST_P(TalliesTest, AnEmptyValueIsAGroupOfItsOwn) {
  network.save(network.scope(), activity_type, 1, {{7, std::string("тақырып")}});
  EXPECT_EQ(amounts(), (Amounts{{{"activities", {"", "", ""}}, 1}}));
}

TEST_P(TalliesTest, AChildIsCountedUnderItsParentsFields) {
  network.save_activity(1, "seminar", "held", "2021-02-14", 250);
  network.save_attendance(10, 1, 100, 250);
  network.save_attendance(11, 1, 101, 250);
  EXPECT_EQ(amount("participants", seminar), 2);
  EXPECT_EQ(amount("person_hours", seminar), 500);
  EXPECT_EQ(amount("participants_distinct", {"seminar"}), 2);
}

TEST_P(TalliesTest, SavingTheParentRenewsItsChildren) {
  network.save_activity(1, "seminar", "planned", "2021-02-14", 250);
  network.save_attendance(10, 1, 100);
  network.save(network.scope(), activity_type, 1, {{16, std::string("held")}, {1, std::string("training")}});
  EXPECT_EQ(amount("participants", {"training", "held", "2021-02"}), 1);
  EXPECT_EQ(amount("participants", {"seminar", "planned", "2021-02"}), 0);
  EXPECT_EQ(amount("participants_distinct", {"training"}), 1);
}

TEST_P(TalliesTest, AChildBeforeItsParentCountsOnceTheParentIsThere) {
  network.save_attendance(10, 1, 100);
  EXPECT_TRUE(amounts().empty());
  network.save_activity(1, "seminar", "held", "2021-02-14", 0);
  EXPECT_EQ(amount("participants", seminar), 1);
}

TEST_P(TalliesTest, ChildrenOfAWithdrawnParentCountNothing) {
  network.save_activity(1, "seminar", "held", "2021-02-14", 0);
  network.save_attendance(10, 1, 100);
  network.withdraw(network.scope(), activity_type, 1);
  EXPECT_TRUE(amounts().empty());
  network.restore(network.scope(), activity_type, 1);
  EXPECT_EQ(amount("participants", seminar), 1);
}

TEST_P(TalliesTest, AChildThatMovesToAnotherParentIsCountedThere) {
  network.save_activity(1, "seminar", "held", "2021-02-14", 0);
  network.save_activity(2, "visit", "held", "2021-02-15", 0);
  network.save_attendance(10, 1, 100);
  network.save(network.scope(), attendance_type, 10, {{1, refers(activity_type, 2)}});
  EXPECT_EQ(amount("participants", seminar), 0);
  EXPECT_EQ(amount("participants", {"visit", "held", "2021-02"}), 1);
  network.save(network.scope(), activity_type, 1, {{1, std::string("training")}});
  EXPECT_EQ(amount("participants", {"training", "held", "2021-02"}), 0)
      << "it is no child of that one any more";
}

TEST_P(TalliesTest, DifferentValuesAreCountedOnceEach) {
  network.save_activity(1, "seminar", "held", "2021-02-14", 0);
  network.save_activity(2, "seminar", "held", "2021-03-14", 0);
  network.save_attendance(10, 1, 100);
  network.save_attendance(11, 2, 100);
  network.save_attendance(12, 2, 101);
  EXPECT_EQ(amount("participants_distinct", {"seminar"}), 2);
  network.withdraw(network.scope(), attendance_type, 11);
  EXPECT_EQ(amount("participants_distinct", {"seminar"}), 2) << "the other seat still stands for the person";
  network.withdraw(network.scope(), attendance_type, 10);
  EXPECT_EQ(amount("participants_distinct", {"seminar"}), 1);
}

TEST_P(TalliesTest, WhatIsShownIsCountedAndContestedBesideIt) {
  Pen one = network.enrolled_pen();
  Pen other = network.enrolled_pen();
  const RecordKey key{activity_type, RecordId{1}};
  one.set_lamport(100);
  network.push(one, one.seal(network.scope(), {{write_op(key, FieldNumber{1}, std::string("seminar"))}}));
  other.set_lamport(200);
  network.push(other, other.seal(network.scope(), {{write_op(key, FieldNumber{1}, std::string("visit"))}}));
  const TallyCell visit{"activities", {"visit", "", ""}};
  EXPECT_EQ(amounts(), (Amounts{{visit, 1}}));
  EXPECT_EQ(network.contested(visit), 1);
  network.save(network.scope(), activity_type, 1, {{1, std::string("visit")}});
  EXPECT_EQ(amounts(), (Amounts{{visit, 1}}));
  EXPECT_EQ(network.contested(visit), 0);
}

TEST_P(TalliesTest, AHeldChangeIsNotCounted) {
  network.failing_titles = {"seminar"};
  Pen pen = network.enrolled_pen();
  network.push(pen,
               pen.seal(network.scope(),
                        {{write_op({activity_type, RecordId{1}}, FieldNumber{1}, std::string("seminar"))}}));
  EXPECT_TRUE(amounts().empty());
}

TEST_P(TalliesTest, AHugeFigureIsCutSoThatNoSumOverflows) {
  for (std::uint64_t id = 1; id <= 3; ++id) {
    network.save_activity(id, "seminar", "held", "2021-02-14", INT64_MAX);
  }
  EXPECT_EQ(amount("hours", seminar), 3 * limits::tally_amount_max);
}

TEST_P(TalliesTest, EachScopeHasItsOwnRows) {
  const ScopeNumber other = school_scope(network.other_school.number);
  network.save_activity(1, "seminar", "held", "2021-02-14", 100);
  network.save(other, activity_type, 1, {{1, std::string("seminar")}});
  EXPECT_EQ(network.reader->tally("activities").size(), 2U);
  EXPECT_EQ(network.amounts(other), (Amounts{{{"activities", {"seminar", "", ""}}, 1}}));
}

TEST_P(TalliesTest, ARebuildAgrees) {
  network.save_activity(1, "seminar", "held", "2021-02-14", 100);
  network.save_attendance(10, 1, 100, 100);
  const Amounts before = amounts();
  const auto rebuilt = rebuild_tallies(network.parts);
  ASSERT_TRUE(rebuilt.ok());
  EXPECT_EQ(rebuilt->differences, 0U);
  EXPECT_EQ(rebuilt->rows, before.size());
  EXPECT_EQ(amounts(), before);
}

TEST_P(TalliesTest, ARebuildMendsAndTellsWhatWasWrong) {
  network.save_activity(1, "seminar", "held", "2021-02-14", 100);
  const Amounts before = amounts();
  auto work = std::move(*network.store->begin());
  work->add_to_tally(network.scope(), {"hours", seminar}, 5, 0);
  work->add_to_tally(network.scope(), {"hours", {"ghost", "", ""}}, 5, 0);
  work->commit();
  EXPECT_EQ(rebuild_tallies(network.parts)->differences, 2U);
  EXPECT_EQ(amounts(), before);
  network.save(network.scope(), activity_type, 1, {{4, decimal(300)}});
  EXPECT_EQ(amount("hours", seminar), 300) << "and the next edit takes back the right amount";
}

}  // namespace
}  // namespace mektep::server::test
