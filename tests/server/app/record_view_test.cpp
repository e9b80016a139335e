#include "server/app/record_view.h"

#include "shared/model/element.h"
#include "tests/server/app/office_fixture.h"

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
  CellKey cell(std::string_view field) { return {office_.field("period", field), {}}; }
  Office office_;
};

TEST_F(RecordViews, FieldsAreReadByName) {
  const auto state = state_of({{cell("code"), std::string("2024-2025-Q3")},
                               {cell("year"), std::int64_t{2024}},
                               {cell("from"), Date{20000}}});
  const RecordView view(office_.type("period"), state);
  EXPECT_EQ(view.text("code"), "2024-2025-Q3");
  EXPECT_EQ(view.integer("year"), 2024);
  EXPECT_EQ(view.date("from"), Date{20000});
}

TEST_F(RecordViews, WhatIsNotThereIsEmpty) {
  const RecordState empty;
  const RecordView view(office_.type("period"), empty);
  EXPECT_EQ(view.text("code"), "");
  EXPECT_FALSE(view.integer("year").has_value());
  EXPECT_FALSE(view.reference("code").has_value());
  EXPECT_FALSE(view.boolean("code").has_value());
  EXPECT_TRUE(view.elements("code").empty());
}

TEST_F(RecordViews, AFieldThatTheSchemaLacksIsEmpty) {
  const auto state = state_of({{cell("code"), std::string("x")}});
  EXPECT_EQ(RecordView(office_.type("period"), state).text("colour"), "");
}

TEST_F(RecordViews, AValueOfAnotherKindIsEmpty) {
  const auto state = state_of({{cell("year"), std::string("many")}});
  EXPECT_FALSE(RecordView(office_.type("period"), state).integer("year").has_value());
}

TEST_F(RecordViews, OfRivalsTheShownOneIsRead) {
  const auto state = state_of({{cell("code"), std::string("earlier")}, {cell("code"), std::string("later")}});
  EXPECT_EQ(RecordView(office_.type("period"), state).text("code"), "later");
}

TEST_F(RecordViews, ElementsOfASetAreItsOwn) {
  const FieldNumber roles = office_.field("person", "roles");
  const FieldNumber languages = office_.field("person", "languages");
  const auto key = [](std::string code) { return element_key(ElementKind::code, std::move(code)); };
  const auto state = state_of({{{roles, key("director")}, Nothing{}},
                               {{roles, key("coordinator")}, Nothing{}},
                               {{languages, key("kk")}, Nothing{}}});
  const RecordView view(office_.type("person"), state);
  EXPECT_EQ(view.elements("roles"),
            (std::vector<Value>{std::string("coordinator"), std::string("director")}));
  EXPECT_EQ(view.elements("languages").size(), 1U);
}

}  // namespace
}  // namespace mektep::server::test
