#include "shared/model/builtin.h"

#include <gtest/gtest.h>

#include <set>

namespace mektep {
namespace {

const RecordType& type_of(TypeNumber number) {
  static const Schema schema;
  const RecordType* type = schema.type(number);
  if (type == nullptr) throw std::out_of_range("no such type");
  return *type;
}

struct Expected {
  FieldNumber number;
  std::uint16_t on_the_wire;
  std::string name;
  FieldKind kind;
};

void expect_fields(TypeNumber type, const std::vector<Expected>& expected) {
  ASSERT_EQ(type_of(type).fields.size(), expected.size());
  for (const Expected& one : expected) {
    EXPECT_EQ(one.number, FieldNumber{one.on_the_wire}) << one.name;
    const Field* field = type_of(type).field(one.number);
    ASSERT_NE(field, nullptr) << one.name;
    EXPECT_EQ(field->name, one.name);
    EXPECT_EQ(field->kind, one.kind) << one.name;
  }
}

TEST(BuiltinTypes, AreNumberedBelowThirtyTwo) {
  for (const RecordType& type : builtin::types()) EXPECT_LT(type.number.value, 32) << type.name;
}

TEST(BuiltinTypes, OnlyTheServerWritesThem) {
  for (const RecordType& type : builtin::types()) {
    EXPECT_EQ(type.writers, std::vector<std::string>{"server"}) << type.name;
    for (const Field& field : type.fields)
      EXPECT_TRUE(field.writers.empty()) << type.name << "." << field.name;
  }
}

TEST(BuiltinTypes, KeepTheirNumbersForEver) {
  EXPECT_EQ(builtin::card, TypeNumber{1});
  EXPECT_EQ(builtin::schema_type, TypeNumber{2});
  EXPECT_EQ(builtin::answer, TypeNumber{3});
}

TEST(BuiltinTypes, ACardHasTheFieldsOfItsHeader) {
  using namespace builtin;
  expect_fields(card, {{card_field::device, 1, "device", FieldKind::text},
                       {card_field::signing_key, 2, "signing_key", FieldKind::text},
                       {card_field::box_key, 3, "box_key", FieldKind::text},
                       {card_field::tls_key, 4, "tls_key", FieldKind::text},
                       {card_field::certificate, 5, "certificate", FieldKind::text},
                       {card_field::active, 6, "active", FieldKind::boolean},
                       {card_field::people, 7, "people", FieldKind::set},
                       {card_field::name, 8, "name", FieldKind::text}});
  EXPECT_EQ(type_of(card).field(card_field::people)->element, ElementKind::text);
}

TEST(BuiltinTypes, ASchemaRecordHasTheFieldsOfItsHeader) {
  using namespace builtin;
  expect_fields(schema_type, {{schema_field::document, 1, "document", FieldKind::long_text},
                              {schema_field::version, 2, "version", FieldKind::integer}});
  EXPECT_EQ(type_of(schema_type).scope, ScopeKind::network);
}

TEST(BuiltinTypes, AnAnswerHasTheFieldsOfItsHeader) {
  using namespace builtin;
  expect_fields(answer, {{answer_field::about, 1, "about", FieldKind::reference},
                         {answer_field::state, 2, "state", FieldKind::code},
                         {answer_field::at_ms, 3, "at_ms", FieldKind::integer},
                         {answer_field::agrees, 4, "agrees", FieldKind::boolean},
                         {answer_field::findings, 5, "findings", FieldKind::long_text},
                         {answer_field::digest, 6, "digest", FieldKind::text}});
  EXPECT_EQ(type_of(answer).scope, ScopeKind::desk);
  EXPECT_EQ(type_of(answer).field(answer_field::state)->codebook, "statuses");
}

// One device has one card in a scope, and one record one answer, whoever writes it and how often.
TEST(BuiltinTypes, ThatMustNotDoubleHaveANaturalKey) {
  EXPECT_EQ(type_of(builtin::card).natural_key, std::vector<std::string>{"device"});
  EXPECT_EQ(type_of(builtin::answer).natural_key, std::vector<std::string>{"about"});
}

TEST(BuiltinTypes, NameNoFieldThatTheyLack) {
  for (const RecordType& type : builtin::types()) {
    for (const auto* names : {&type.natural_key, &type.title}) {
      for (const std::string& name : *names) EXPECT_NE(type.field(name), nullptr) << type.name << "." << name;
    }
  }
}

TEST(BuiltinTypes, ShareNoNumberAndNoName) {
  std::set<TypeNumber> numbers;
  std::set<std::string> names;
  for (const RecordType& type : builtin::types()) {
    EXPECT_TRUE(numbers.insert(type.number).second) << type.name;
    EXPECT_TRUE(names.insert(type.name).second) << type.name;
    std::set<FieldNumber> fields;
    for (const Field& field : type.fields) EXPECT_TRUE(fields.insert(field.number).second) << field.name;
  }
}

}  // namespace
}  // namespace mektep
