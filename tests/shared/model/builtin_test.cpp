#include "shared/model/builtin.h"

#include <gtest/gtest.h>

namespace mektep {
namespace {

TEST(BuiltinTypes, AreNumberedBelowThirtyTwo) {
  for (const RecordType& type : builtin::types()) EXPECT_LT(type.number.value, 32) << type.name;
}

TEST(BuiltinTypes, OnlyTheServerWritesThem) {
  for (const RecordType& type : builtin::types()) {
    EXPECT_EQ(type.writers, std::vector<std::string>{"server"}) << type.name;
  }
}

TEST(BuiltinTypes, TheirFieldsAreThoseOfTheHeader) {
  const Schema schema;
  const RecordType* card = schema.type(builtin::card);
  ASSERT_NE(card, nullptr);
  EXPECT_EQ(card->fields.size(), 8U);
  EXPECT_EQ(card->field(builtin::card_field::people)->kind, FieldKind::set);
  EXPECT_EQ(card->field(builtin::card_field::active)->kind, FieldKind::boolean);
  EXPECT_EQ(schema.type(builtin::schema_type)->field(builtin::schema_field::document)->kind,
            FieldKind::long_text);
  EXPECT_EQ(schema.type(builtin::answer)->field(builtin::answer_field::digest)->name, "digest");
}

}  // namespace
}  // namespace mektep
