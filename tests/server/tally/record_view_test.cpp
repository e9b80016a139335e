#include "server/tally/record_view.h"

#include "tests/server/tally/tally_fixture.h"

namespace mektep::server::test {
namespace {

// A state in which each cell has the given values, later ones with a later time.
RecordState state_of(const std::vector<std::pair<CellKey, Value>>& cells) {
  RecordState state;
  std::uint32_t sequence = 0;
  for (const auto& [key, value] : cells) {
    LiveValue live;
    live.stamp.version = {StreamId{1}, Sequence{++sequence}};
    live.stamp.lamport = Lamport{sequence};
    live.value = value;
    state.cells[key].push_back(live);
  }
  return state;
}

class RecordViews : public ::testing::Test {
 protected:
  const RecordType& type(std::string_view name) const { return *network_.store->schema().type(name); }
  CellKey cell(std::string_view of, std::string_view field) const { return {type(of).field(field)->number, {}}; }
  std::vector<RecordId> visited(TypeNumber number) const {
    std::vector<RecordId> ids;
    for_each_record(*network_.reader, network_scope, *network_.store->schema().type(number),
                    [&](RecordId id, const RecordView&) { ids.push_back(id); });
    return ids;
  }
  TallyNetwork network_{StoreKind::memory};
};

TEST_F(RecordViews, FieldsAreReadByName) {
  const auto state = state_of({{cell("period", "code"), std::string("2024-2025-Q3")},
                               {cell("period", "year"), std::int64_t{2024}},
                               {cell("period", "from"), Date{20000}}});
  const RecordView view(type("period"), state);
  EXPECT_EQ(view.text("code"), "2024-2025-Q3");
  EXPECT_EQ(view.integer("year"), 2024);
  EXPECT_EQ(view.date("from"), Date{20000});
}

TEST_F(RecordViews, EveryKindOfFieldHasItsReading) {
  const auto state = state_of({{cell("status_year", "reports"), true},
                               {cell("status_year", "school"), refers(school_type, 11)}});
  const RecordView status(type("status_year"), state);
  EXPECT_EQ(status.boolean("reports"), true);
  EXPECT_EQ(status.reference("school"), (Reference{{}, school_type, RecordId{11}}));
  EXPECT_EQ(status.refers_to("school"), RecordId{11});
  EXPECT_EQ(status.text("school"), "") << "a reference is no text";
  const auto row = state_of({{cell("attendance", "hours"), decimal(150)}});
  EXPECT_EQ(RecordView(type("attendance"), row).decimal("hours"), Decimal{150});
}

TEST_F(RecordViews, WhatIsNotThereIsEmpty) {
  const RecordState empty;
  const RecordView view(type("period"), empty);
  EXPECT_EQ(view.text("code"), "");
  EXPECT_FALSE(view.integer("year").has_value());
  EXPECT_FALSE(view.decimal("code").has_value());
  EXPECT_FALSE(view.boolean("code").has_value());
  EXPECT_FALSE(view.reference("code").has_value());
  EXPECT_EQ(view.refers_to("code"), RecordId{0});
  EXPECT_TRUE(view.texts("code").empty());
}

TEST_F(RecordViews, AFieldThatTheSchemaLacksIsEmpty) {
  const auto state = state_of({{cell("period", "code"), std::string("x")}});
  EXPECT_EQ(RecordView(type("period"), state).text("colour"), "");
  EXPECT_TRUE(RecordView(type("period"), state).texts("colour").empty());
}

TEST_F(RecordViews, AValueOfAnotherKindIsEmpty) {
  const auto state = state_of({{cell("period", "year"), std::string("many")}});
  EXPECT_FALSE(RecordView(type("period"), state).integer("year").has_value());
}

TEST_F(RecordViews, OfRivalsTheShownOneIsRead) {
  const auto code = cell("period", "code");
  const auto state = state_of({{code, std::string("earlier")}, {code, std::string("later")}});
  EXPECT_EQ(RecordView(type("period"), state).text("code"), "later");
}

TEST_F(RecordViews, TheTextsOfASetAreItsOwnElements) {
  const FieldNumber heads = type("submission").field("heads")->number;
  const auto key = [](std::string text) { return element_key(ElementKind::text, std::move(text)); };
  const auto state = state_of({{{heads, key("log:2:b")}, Nothing{}},
                               {{heads, key("log:1:a")}, Nothing{}},
                               {{FieldNumber{9}, key("other")}, Nothing{}}});
  EXPECT_EQ(RecordView(type("submission"), state).texts("heads"), (std::vector<std::string>{"log:1:a", "log:2:b"}));
}

TEST_F(RecordViews, VisitingATypeLeavesItsNeighboursOut) {
  network_.save(network_scope, org_unit_type, 1, {{1, std::string("a")}});
  network_.save(network_scope, school_type, 12, {{1, std::string("c")}});
  network_.save(network_scope, school_type, 11, {{1, std::string("b")}});
  network_.save(network_scope, status_type, 1, {{3, std::int64_t{2020}}});
  EXPECT_EQ(visited(school_type), (std::vector{RecordId{11}, RecordId{12}})) << "in order";
}

TEST_F(RecordViews, RecordsThatAreGoneKeepTheirKeysOnly) {
  network_.save(network_scope, school_type, 11, {{1, std::string("b")}});
  network_.withdraw(network_scope, school_type, 11);
  EXPECT_TRUE(visited(school_type).empty());
  std::size_t keys = 0;
  for_each_key(*network_.reader, network_scope, school_type, [&](const RecordKey&) { ++keys; });
  EXPECT_EQ(keys, 1U);
}

}  // namespace
}  // namespace mektep::server::test
