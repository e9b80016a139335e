#include "server/tally/places.h"

#include "tests/server/tally/tally_fixture.h"

namespace mektep::server::test {
namespace {

class PlacesTest : public ::testing::TestWithParam<StoreKind> {
 protected:
  PlacesTest() {
    // Abai was split off East Kazakhstan in June 2022.
    network.save(network_scope, org_unit_type, 1, {{1, std::string("630000000")}});
    network.save(network_scope, org_unit_type, 2,
                 {{1, std::string("100000000")}, {8, date("2022-06-08")}, {10, refers(org_unit_type, 1)}});
    network.save(network_scope, school_type, 11,
                 {{1, std::string("KZ61-0203")}, {7, refers(org_unit_type, 2)}});
    network.save(network_scope, school_type, 12, {{1, std::string("KZ99-0001")}});
  }
  Places places() const { return Places::read(*network.reader, network.store->schema()); }
  std::string region(std::uint64_t unit, std::string_view day) const {
    return places().region_at(RecordId{unit}, *parse_date(day));
  }

  TallyNetwork network{GetParam()};
};

INSTANTIATE_TEST_SUITE_P(Stores, PlacesTest, ::testing::Values(StoreKind::sqlite, StoreKind::memory),
                         name_of);

TEST_P(PlacesTest, ASchoolIsFoundByTheNumberOfItsScopes) {
  const auto schools = places().schools();
  ASSERT_EQ(schools.size(), 1U) << "a school without a number has no scopes";
  EXPECT_EQ(schools.at(network.school.number).school, "KZ61-0203");
  EXPECT_EQ(schools.at(network.school.number).record, RecordId{11});
  EXPECT_EQ(schools.at(network.school.number).unit, RecordId{2});
}

TEST_P(PlacesTest, ARegionIsWhatItWasOnTheDay) {
  EXPECT_EQ(region(2, "2022-06-08"), "100000000");
  EXPECT_EQ(region(2, "2022-06-07"), "630000000");
  EXPECT_EQ(region(1, "1999-01-01"), "630000000");
}

TEST_P(PlacesTest, AnUnknownUnitHasNoCode) { EXPECT_EQ(region(77, "2022-01-01"), ""); }

TEST_P(PlacesTest, UnitsThatWereSplitFromEachOtherEnd) {
  network.save(network_scope, org_unit_type, 1, {{8, date("2030-01-01")}, {10, refers(org_unit_type, 2)}});
  EXPECT_FALSE(region(2, "2000-01-01").empty());
}

TEST_P(PlacesTest, AUnitSplitFromOneThatIsUnknownIsItself) {
  network.save(network_scope, org_unit_type, 3,
               {{1, std::string("620000000")}, {8, date("2022-06-08")}, {10, refers(org_unit_type, 99)}});
  EXPECT_EQ(region(3, "2020-01-01"), "620000000");
}

TEST_P(PlacesTest, AUnitOfAUnitIsFollowedToTheOneThatWas) {
  network.save(network_scope, org_unit_type, 3,
               {{1, std::string("620000000")}, {8, date("2024-01-01")}, {10, refers(org_unit_type, 2)}});
  EXPECT_EQ(region(3, "2024-01-01"), "620000000");
  EXPECT_EQ(region(3, "2023-12-31"), "100000000");
  EXPECT_EQ(region(3, "2022-06-07"), "630000000");
}

TEST_P(PlacesTest, ASchoolThatMovedLiesWhereItIsToday) {
  network.save(network_scope, school_type, 11, {{7, refers(org_unit_type, 1)}});
  EXPECT_EQ(places().schools().at(network.school.number).unit, RecordId{1});
}

TEST_P(PlacesTest, WhatWasReadDoesNotChangeAfterwards) {
  const Places then = places();
  network.withdraw(network_scope, school_type, 11);
  EXPECT_EQ(then.schools().size(), 1U);
  EXPECT_TRUE(places().schools().empty());
}

TEST_P(PlacesTest, VisitingATypeLeavesItsNeighboursOut) {
  network.save(network_scope, status_type, 1, {{3, std::int64_t{2020}}});
  std::vector<RecordId> seen;
  for_each_record(*network.reader, network_scope, school_type,
                  [&](RecordId id, const RecordState&) { seen.push_back(id); });
  EXPECT_EQ(seen, (std::vector{RecordId{11}, RecordId{12}}));
}

TEST_P(PlacesTest, RecordsThatAreGoneAreNotVisited) {
  network.withdraw(network_scope, org_unit_type, 2);
  std::vector<RecordId> seen;
  for_each_record(*network.reader, network_scope, org_unit_type,
                  [&](RecordId id, const RecordState&) { seen.push_back(id); });
  EXPECT_EQ(seen, std::vector<RecordId>{RecordId{1}});
}

TEST_P(PlacesTest, FieldsReadAsShown) {
  const RecordType& type = *network.store->schema().type("school");
  const RecordState state = network.reader->record(network_scope, {school_type, RecordId{11}});
  EXPECT_EQ(shown_text(state, type, "code"), "KZ61-0203");
  EXPECT_EQ(shown_reference(state, type, "region"), RecordId{2});
  EXPECT_EQ(shown_text(state, type, "region"), "") << "a reference is no text";
  EXPECT_EQ(shown_reference(state, type, "nothing"), RecordId{0});
  EXPECT_EQ(shown_value(state, type, "nothing"), Value{Nothing{}});
}

}  // namespace
}  // namespace mektep::server::test
