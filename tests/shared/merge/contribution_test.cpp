#include "shared/merge/contribution.h"

#include <gtest/gtest.h>

#include "shared/base/limits.h"
#include "shared/merge/merge.h"
#include "shared/model/dates.h"
#include "shared/model/record_id.h"

namespace mektep {
namespace {

constexpr char document[] = R"(version = 1
[[type]]
number = 40
name = "visit"
scope = "school"
labels = { kk = "a", ru = "a", en = "a" }
writers = ["coordinator"]
title = ["kind"]
  [[type.field]]
  number = 1
  name = "kind"
  kind = "code"
  codebook = "kinds"
  labels = { kk = "a", ru = "a", en = "a" }
  [[type.field]]
  number = 2
  name = "day"
  kind = "date"
  labels = { kk = "a", ru = "a", en = "a" }
  [[type.field]]
  number = 3
  name = "hours"
  kind = "decimal"
  scale = 2
  labels = { kk = "a", ru = "a", en = "a" }
  [[type.field]]
  number = 4
  name = "open"
  kind = "boolean"
  labels = { kk = "a", ru = "a", en = "a" }
  [[type.field]]
  number = 5
  name = "count"
  kind = "integer"
  labels = { kk = "a", ru = "a", en = "a" }
  [[type.tally]]
  number = 1
  name = "visits"
  by = ["kind", "day:month", "open"]
  labels = { kk = "a", ru = "a", en = "a" }
  [[type.tally]]
  number = 2
  name = "visit_hours"
  sum = "hours"
  by = ["day:year"]
  labels = { kk = "a", ru = "a", en = "a" }
  [[type.tally]]
  number = 3
  name = "visit_kinds"
  distinct = "kind"
  by = ["day"]
  labels = { kk = "a", ru = "a", en = "a" }
[[type]]
number = 41
name = "seat"
scope = "school"
labels = { kk = "a", ru = "a", en = "a" }
writers = ["coordinator"]
title = ["visit"]
  [[type.field]]
  number = 1
  name = "visit"
  kind = "reference"
  type = "visit"
  labels = { kk = "a", ru = "a", en = "a" }
  [[type.field]]
  number = 2
  name = "count"
  kind = "integer"
  labels = { kk = "a", ru = "a", en = "a" }
  [[type.tally]]
  number = 1
  name = "seats"
  sum = "count"
  by = ["visit.kind", "count"]
  labels = { kk = "a", ru = "a", en = "a" }
)";

constexpr RecordKey visit{TypeNumber{40}, RecordId{1}};
constexpr RecordKey seat{TypeNumber{41}, RecordId{2}};

class ContributionTest : public ::testing::Test {
 protected:
  void write(const RecordKey& key, std::uint16_t field, Value value, std::uint64_t stream = 1) {
    LiveValue live;
    live.stamp.version = {StreamId{stream}, Sequence{++sequence}};
    live.stamp.lamport = Lamport{sequence};
    live.value = std::move(value);
    records[key].cells[{FieldNumber{field}, {}}].push_back(live);
  }
  void withdraw(const RecordKey& key) {
    LiveValue life;
    life.kind = OpKind::withdraw;
    life.stamp.version = {StreamId{9}, Sequence{1}};
    life.covers = live_versions(records[key]);
    records[key].cells[{life_field, {}}] = {life};
  }
  Contribution of(const RecordKey& key) {
    return contribution_of(schema, key, records[key], [&](const RecordKey& other) { return records[other]; });
  }
  const TallyShare& share(const Contribution& contribution, const std::string& tally) {
    for (const TallyShare& candidate : contribution.shares) {
      if (candidate.cell.tally == tally) return candidate;
    }
    ADD_FAILURE() << "no share of " << tally;
    return contribution.shares.front();
  }

  Schema schema = Schema::parse(document).value();
  std::map<RecordKey, RecordState> records;
  std::uint32_t sequence = 0;
};

TEST_F(ContributionTest, CountsOneUnderTheTextsOfItsDimensions) {
  write(visit, 1, std::string("seminar"));
  write(visit, 2, *parse_date("2021-02-14"));
  write(visit, 4, true);
  EXPECT_EQ(share(of(visit), "visits"),
            (TallyShare{{"visits", {"seminar", "2021-02", "yes"}}, 1, "", false}));
}

TEST_F(ContributionTest, SumsUnitsAndLeavesOutNothing) {
  write(visit, 3, Decimal{150});
  EXPECT_EQ(share(of(visit), "visit_hours"), (TallyShare{{"visit_hours", {""}}, 150, "", false}));
  records.clear();
  write(visit, 1, std::string("a"));
  const Contribution without = of(visit);
  for (const TallyShare& candidate : without.shares) EXPECT_NE(candidate.cell.tally, "visit_hours");
}

TEST_F(ContributionTest, NamesTheValueThatIsCountedOnce) {
  write(visit, 1, std::string("seminar"));
  write(visit, 2, *parse_date("2021-02-14"));
  EXPECT_EQ(share(of(visit), "visit_kinds"),
            (TallyShare{{"visit_kinds", {"2021-02-14"}}, 0, "seminar", false}));
}

TEST_F(ContributionTest, AnEmptyOrWithdrawnRecordAddsNothing) {
  EXPECT_TRUE(of(visit).empty());
  write(visit, 1, std::string("seminar"));
  withdraw(visit);
  EXPECT_TRUE(of(visit).empty());
}

TEST_F(ContributionTest, ARecordOfAnUnknownTypeAddsNothing) {
  const RecordKey unknown{TypeNumber{999}, RecordId{1}};
  write(unknown, 1, std::string("a"));
  EXPECT_TRUE(of(unknown).empty());
}

TEST_F(ContributionTest, ReadsItsParentAndRemembersIt) {
  write(visit, 1, std::string("seminar"));
  write(seat, 1, Reference{{}, visit.type, visit.id});
  write(seat, 2, std::int64_t{3});
  const Contribution contribution = of(seat);
  EXPECT_EQ(contribution.parents, std::vector<RecordKey>{visit});
  EXPECT_EQ(contribution.shares, (std::vector<TallyShare>{{{"seats", {"seminar", "3"}}, 3, "", false}}));
}

TEST_F(ContributionTest, AMissingOrWithdrawnParentIsRememberedAndAddsNothing) {
  write(seat, 1, Reference{{}, visit.type, visit.id});
  write(seat, 2, std::int64_t{3});
  EXPECT_EQ(of(seat), (Contribution{{visit}, {}}));
  write(visit, 1, std::string("seminar"));
  withdraw(visit);
  EXPECT_EQ(of(seat), (Contribution{{visit}, {}}));
}

TEST_F(ContributionTest, AParentInAnotherScopeIsNotRead) {
  write(visit, 1, std::string("seminar"));
  write(seat, 1, Reference{ScopeNumber{7}, visit.type, visit.id});
  write(seat, 2, std::int64_t{3});
  EXPECT_TRUE(of(seat).empty());
}

TEST_F(ContributionTest, RivalsBehindAFigureAreTold) {
  write(visit, 1, std::string("seminar"), 1);
  write(visit, 1, std::string("training"), 2);
  write(visit, 3, Decimal{100});
  const Contribution contribution = of(visit);
  EXPECT_EQ(share(contribution, "visits").cell.groups.front(), "training") << "what is shown is counted";
  EXPECT_TRUE(share(contribution, "visits").contested);
  EXPECT_FALSE(share(contribution, "visit_hours").contested) << "nothing it reads has rivals";
  write(seat, 1, Reference{{}, visit.type, visit.id});
  write(seat, 2, std::int64_t{3});
  EXPECT_TRUE(share(of(seat), "seats").contested);
}

TEST_F(ContributionTest, AValueOfAnotherKindReadsAsNothing) {
  write(visit, 1, Bytes{1, 2});
  write(visit, 3, std::string("x"));
  const Contribution contribution = of(visit);
  EXPECT_EQ(contribution.shares, (std::vector<TallyShare>{{{"visits", {"", "", ""}}, 1, "", false}}));
}

TEST_F(ContributionTest, AmountsAreCut) {
  write(visit, 3, Decimal{INT64_MAX});
  EXPECT_EQ(share(of(visit), "visit_hours").amount, limits::tally_amount_max);
  records.clear();
  write(visit, 3, Decimal{INT64_MIN});
  EXPECT_EQ(share(of(visit), "visit_hours").amount, -limits::tally_amount_max);
}

TEST_F(ContributionTest, ACountAddsUpSharesAndDifferentValues) {
  Count count;
  count.add({{}, {{{"a", {}}, 2, "", false}, {{"b", {}}, 0, "x", false}}});
  count.add({{}, {{{"a", {}}, 3, "", false}, {{"b", {}}, 0, "x", false}, {{"c", {}}, 0, "", true}}});
  count.add({{}, {{{"b", {}}, 0, "y", false}}});
  EXPECT_EQ(count.amounts(), (std::map<TallyCell, std::int64_t>{{{"a", {}}, 5}, {{"b", {}}, 2}}));
}

TEST_F(ContributionTest, TheScaleOfATallyIsItsFields) {
  EXPECT_EQ(scale_of_tally(schema, "visit_hours"), 2);
  EXPECT_EQ(scale_of_tally(schema, "visits"), 0);
  EXPECT_EQ(scale_of_tally(schema, "seats"), 0);
  EXPECT_EQ(scale_of_tally(schema, "nothing"), 0);
}

TEST(GroupText, ReadsBackWhateverStoodInIt) {
  const std::vector<std::vector<std::string>> cases{{"seminar", "held", "2021-02"},
                                                    {""},
                                                    {"", ""},
                                                    {"a | b", "c"},
                                                    {"\\", "|"},
                                                    {" ", " | "},
                                                    {"сабақ", "\\|"}};
  for (const auto& groups : cases) EXPECT_EQ(groups_from(group_text(groups)), groups) << group_text(groups);
}

TEST(GroupText, ReadsWell) { EXPECT_EQ(group_text({"seminar", "", "2021-02"}), "seminar |  | 2021-02"); }

}  // namespace
}  // namespace mektep
