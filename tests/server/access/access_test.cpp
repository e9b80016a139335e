#include "server/access/access.h"

#include <gtest/gtest.h>

#include "shared/base/limits.h"
#include "shared/model/builtin.h"
#include "shared/model/element.h"
#include "shared/model/record_id.h"

namespace mektep::server {
namespace {

constexpr char document[] = R"(version = 1
[[type]]
number = 40
name = "visit"
scope = "school"
labels = { kk = "Сапар", ru = "Визит", en = "Visit" }
writers = ["coordinator", "director"]
title = ["topic"]
  [[type.field]]
  number = 1
  name = "topic"
  kind = "text"
  labels = { kk = "a", ru = "a", en = "a" }
  [[type.field]]
  number = 2
  name = "story"
  kind = "long_text"
  labels = { kk = "a", ru = "a", en = "a" }
  [[type.field]]
  number = 3
  name = "count"
  kind = "integer"
  labels = { kk = "a", ru = "a", en = "a" }
  [[type.field]]
  number = 4
  name = "hours"
  kind = "decimal"
  scale = 2
  labels = { kk = "a", ru = "a", en = "a" }
  [[type.field]]
  number = 5
  name = "day"
  kind = "date"
  labels = { kk = "a", ru = "a", en = "a" }
  [[type.field]]
  number = 6
  name = "open"
  kind = "boolean"
  labels = { kk = "a", ru = "a", en = "a" }
  [[type.field]]
  number = 7
  name = "kind"
  kind = "code"
  codebook = "kinds"
  labels = { kk = "a", ru = "a", en = "a" }
  [[type.field]]
  number = 8
  name = "before"
  kind = "reference"
  type = "visit"
  labels = { kk = "a", ru = "a", en = "a" }
  [[type.field]]
  number = 9
  name = "tags"
  kind = "set"
  of = "code"
  codebook = "kinds"
  labels = { kk = "a", ru = "a", en = "a" }
  [[type.field]]
  number = 10
  name = "signed"
  kind = "date"
  writers = ["director"]
  labels = { kk = "a", ru = "a", en = "a" }
  [[type.field]]
  number = 11
  name = "received"
  kind = "date"
  writers = ["server"]
  labels = { kk = "a", ru = "a", en = "a" }
)";

constexpr RecordId coordinator{11};
constexpr RecordId director{12};
constexpr RecordId guest{13};
constexpr SchoolNumber own_school{5};
constexpr RecordKey visit{TypeNumber{40}, RecordId{1}};

Bytes code_element(std::string_view code) { return element_key(ElementKind::code, std::string(code)); }

RecordState card_with(const std::vector<std::string>& people) {
  RecordState card;
  for (const std::string& person : people) {
    const CellKey cell{builtin::card_field::people, element_key(ElementKind::text, person)};
    card.cells[cell] = {LiveValue{}};
  }
  return card;
}

Op write(std::uint16_t field, Value value, Bytes element = {}) {
  Op op;
  op.record = visit;
  op.cell = {FieldNumber{field}, std::move(element)};
  op.value = std::move(value);
  return op;
}

class AccessQuestion : public ::testing::Test {
 protected:
  std::string answer(RecordId author, Op op, ScopeNumber scope = school_scope(own_school)) const {
    Change change;
    change.author = author;
    change.ops.push_back(std::move(op));
    return why_not_written(schema, card, scope, change);
  }
  std::string answer(Op op) const { return answer(coordinator, std::move(op)); }

  Schema schema = Schema::parse(document).value();
  RecordState card = card_with({to_text(coordinator) + ":coordinator", to_text(director) + ":director"});
};

TEST_F(AccessQuestion, APersonOfTheCardWritesWhatTheRoleMay) {
  EXPECT_EQ(answer(write(1, std::string("Сабақ"))), "");
}

TEST_F(AccessQuestion, SomebodyElseDoesNot) {
  EXPECT_EQ(answer(guest, write(1, std::string("a"))), "access.not_on_card");
  EXPECT_EQ(answer(RecordId{0}, write(1, std::string("a"))), "access.not_on_card");
}

TEST_F(AccessQuestion, AFieldWithItsOwnWritersIsTheirs) {
  EXPECT_EQ(answer(director, write(10, Date{18000})), "");
  EXPECT_EQ(answer(coordinator, write(10, Date{18000})), "access.not_a_writer");
}

TEST_F(AccessQuestion, APersonWithTwoRolesHasTheRightsOfBoth) {
  card = card_with({to_text(coordinator) + ":coordinator", to_text(coordinator) + ":director"});
  EXPECT_EQ(answer(write(10, Date{18000})), "");
}

TEST_F(AccessQuestion, ARoleThatTheTypeDoesNotNameWritesNothing) {
  card = card_with({to_text(coordinator) + ":school_trainer"});
  EXPECT_EQ(answer(write(1, std::string("a"))), "access.not_a_writer");
}

TEST_F(AccessQuestion, TheServersFieldsAndTypesAndLogOpsAreTheServersOnly) {
  EXPECT_EQ(answer(write(11, Date{18000})), "access.server_only");
  Op card_op = write(6, true);
  card_op.record = {builtin::card, RecordId{1}};
  EXPECT_EQ(answer(card_op), "access.server_only");
  Op void_op = write(1, Nothing{});
  void_op.kind = OpKind::declare_void;
  EXPECT_EQ(answer(void_op), "access.server_only");
}

TEST_F(AccessQuestion, ATypeLivesInItsOwnKindOfScope) {
  EXPECT_EQ(answer(coordinator, write(1, std::string("a")), desk_scope(own_school)), "access.wrong_scope");
}

TEST_F(AccessQuestion, NobodyHasRightsOnWhatTheSchemaDoesNotKnow) {
  Op op = write(1, std::string("a"));
  op.record.type = TypeNumber{999};
  EXPECT_EQ(answer(op), "access.unknown_type");
  EXPECT_EQ(answer(write(99, std::string("a"))), "access.unknown_field");
}

TEST_F(AccessQuestion, WithdrawingAndRestoringAreTheTypesWritersRight) {
  Op op;
  op.kind = OpKind::withdraw;
  op.record = visit;
  EXPECT_EQ(answer(op), "");
  op.kind = OpKind::restore;
  EXPECT_EQ(answer(op), "");
  EXPECT_EQ(answer(guest, op), "access.not_on_card");
}

TEST_F(AccessQuestion, TheLifeCellHoldsNothingButLife) {
  EXPECT_EQ(answer(write(0, std::string("a"))), "schema.wrong_kind");
  Op op = write(1, Nothing{});
  op.kind = OpKind::withdraw;
  EXPECT_EQ(answer(op), "schema.wrong_kind");
}

TEST_F(AccessQuestion, EveryKindTakesItsValueAndNothing) {
  const std::pair<std::uint16_t, Value> values[] = {
      {1, std::string("a")},    {2, std::string("бір\nекі")},
      {3, std::int64_t{4}},     {4, Decimal{150}},
      {5, Date{18000}},         {6, true},
      {7, std::string("kind")}, {8, Reference{{}, visit.type, visit.id}}};
  for (const auto& [field, value] : values) {
    EXPECT_EQ(answer(write(field, value, field == 2 ? Bytes{1} : Bytes{})), "") << field;
    EXPECT_EQ(answer(write(field, Nothing{}, field == 2 ? Bytes{1} : Bytes{})), "") << field;
  }
  EXPECT_EQ(answer(write(9, Nothing{}, code_element("a"))), "");
}

TEST_F(AccessQuestion, AValueOfAnotherKindIsHeld) {
  EXPECT_EQ(answer(write(1, std::int64_t{1})), "schema.wrong_kind");
  EXPECT_EQ(answer(write(3, std::string("1"))), "schema.wrong_kind");
  EXPECT_EQ(answer(write(4, std::int64_t{1})), "schema.wrong_kind");
  EXPECT_EQ(answer(write(5, Decimal{1})), "schema.wrong_kind");
  EXPECT_EQ(answer(write(6, std::int64_t{1})), "schema.wrong_kind");
  EXPECT_EQ(answer(write(8, std::string("x"))), "schema.wrong_kind");
  EXPECT_EQ(answer(write(8, Reference{{}, TypeNumber{39}, visit.id})), "schema.wrong_kind");
  EXPECT_EQ(answer(write(9, Nothing{}, Bytes{'?'})), "schema.wrong_kind");
  EXPECT_EQ(
      answer(write(9, Nothing{}, element_key(ElementKind::reference, Reference{{}, visit.type, visit.id}))),
      "schema.wrong_kind");
  EXPECT_EQ(answer(write(1, std::string("a"), Bytes{1})), "schema.wrong_kind");
}

TEST_F(AccessQuestion, AValueBeyondItsBoundIsHeld) {
  EXPECT_EQ(answer(write(1, std::string(limits::scalar_bytes_max, 'a'))), "");
  EXPECT_EQ(answer(write(1, std::string(limits::scalar_bytes_max + 1, 'a'))), "schema.too_large");
  EXPECT_EQ(answer(write(2, std::string(limits::paragraph_bytes_max + 1, 'a'), Bytes{1})),
            "schema.too_large");
  EXPECT_EQ(answer(write(9, Nothing{}, Bytes(limits::element_bytes_max + 1, 'c'))), "schema.too_large");
}

TEST_F(AccessQuestion, TextThatNoFormLetsThroughIsHeld) {
  EXPECT_EQ(answer(write(1, std::string("\xff"))), "schema.bad_text");
  EXPECT_EQ(answer(write(1, std::string("a\0b", 3))), "schema.bad_text");
  EXPECT_EQ(answer(write(1, std::string("a\xE2\x80\xAE"
                                        "b"))),
            "schema.bad_text");
  EXPECT_EQ(answer(write(1, std::string("a\nb"))), "schema.bad_text");
}

TEST_F(AccessQuestion, WhatALaterProgramWroteIntoAKnownFieldIsKept) {
  Op op = write(1, Nothing{});
  op.kind = static_cast<OpKind>(9);
  op.payload = {1, 2, 3};
  EXPECT_EQ(answer(op), "");
  EXPECT_EQ(answer(write(1, UnknownValue{77, {1}})), "");
  EXPECT_EQ(answer(guest, op), "access.not_on_card");
}

TEST_F(AccessQuestion, OneBadOpHoldsTheWholeChangeAndItsNeighbourIsFree) {
  PackContent pack;
  pack.scope = school_scope(own_school);
  pack.changes.resize(2);
  pack.changes[0].author = pack.changes[1].author = coordinator;
  pack.changes[0].ops = {write(1, std::string("a")), write(3, std::string("b"))};
  pack.changes[1].ops = {write(1, std::string("c"))};
  EXPECT_EQ(why_not_written(schema, card, pack), (std::vector<std::string>{"schema.wrong_kind", ""}));
}

TEST(AccessOfCard, ReadsPeopleAndLeavesOutWhatItCannotRead) {
  const RecordState card = card_with({to_text(coordinator) + ":director", "nobody", "xx:office"});
  EXPECT_EQ(people_on_card(card), (std::vector<CardPerson>{{coordinator, "director"}}));
  EXPECT_TRUE(people_on_card({}).empty());
}

TEST(AccessOfSchool, Promise07IsTheNetworkItsOwnScopesAndItsPairs) {
  const SchoolNumber other{6};
  const SchoolNumber third{7};
  const std::vector<ScopeNumber> scopes{network_scope,
                                        school_scope(own_school),
                                        school_scope(other),
                                        pair_scope(own_school, other),
                                        pair_scope(other, third),
                                        desk_scope(other),
                                        site_scope(1)};
  const std::vector<server::Access> expected{{network_scope, false},
                                             {school_scope(own_school), true},
                                             {desk_scope(own_school), true},
                                             {pair_scope(own_school, other), true}};
  EXPECT_EQ(access_of_school(own_school, scopes), expected);
}

TEST(AccessOfSchool, Promise07NoScopeOfAnotherIsReadable) {
  const SchoolNumber other{6};
  EXPECT_TRUE(may_read(own_school, network_scope));
  EXPECT_TRUE(may_read(own_school, pair_scope(other, own_school)));
  EXPECT_FALSE(may_read(own_school, school_scope(other)));
  EXPECT_FALSE(may_read(own_school, desk_scope(other)));
  EXPECT_FALSE(may_read(own_school, pair_scope(other, SchoolNumber{7})));
  EXPECT_FALSE(may_read(own_school, site_scope(1)));
  EXPECT_FALSE(may_read(own_school, topic_scope(1)));
  EXPECT_FALSE(may_read(own_school, ScopeNumber{0xffff'ffffU}));
}

}  // namespace
}  // namespace mektep::server
