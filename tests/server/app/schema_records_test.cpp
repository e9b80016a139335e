#include "server/app/schema_records.h"

#include "shared/model/builtin.h"
#include "tests/server/app/office_fixture.h"

namespace mektep::server::test {
namespace {

class SchemaRecords : public ::testing::Test {
 protected:
  void write() {
    auto integration = Integration::begin(office_.parts);
    ASSERT_TRUE(integration.ok());
    ASSERT_TRUE(write_schema(**integration, office_.store.schema()).ok());
    (*integration)->commit();
  }
  Position position() {
    const auto head = office_.reader()->head(network_scope);
    return head ? head->position : Position{0};
  }
  Office office_;
  NoLog log_;
};

TEST_F(SchemaRecords, WhatIsWrittenIsReadBackWhole) {
  write();
  const Schema read = read_schema(*office_.reader(), log_);
  EXPECT_EQ(read.version(), office_.store.schema().version());
  ASSERT_EQ(read.types().size(), office_.store.schema().types().size());
  for (const RecordType& type : office_.store.schema().types()) {
    ASSERT_NE(read.type(type.number), nullptr) << type.name;
    EXPECT_EQ(*read.type(type.number), type);
  }
}

TEST_F(SchemaRecords, TheSameSchemaAgainChangesNothing) {
  write();
  const Position before = position();
  write();
  EXPECT_EQ(position(), before);
}

TEST_F(SchemaRecords, ARecordIsOneTypeUnderItsNumber) {
  write();
  const auto keys = office_.reader()->keys(network_scope, RecordKey{builtin::schema_type, RecordId{0}}, 100);
  EXPECT_EQ(keys.size(), office_.store.schema().types().size() - builtin::types().size());
  EXPECT_EQ(keys.front().id, RecordId{32});
}

TEST_F(SchemaRecords, ThePartsOfADocumentAreWholeLinesOfABoundedSize) {
  write();
  for (const RecordKey& key :
       office_.reader()->keys(network_scope, RecordKey{builtin::schema_type, RecordId{0}}, 100)) {
    for (const auto& [cell, values] : office_.record(network_scope, key).cells) {
      if (cell.field != builtin::schema_field::document) continue;
      const auto& part = std::get<std::string>(values.front().value);
      EXPECT_LE(part.size(), 8U * 1024U);
      EXPECT_TRUE(part.ends_with('\n'));
    }
  }
}

TEST_F(SchemaRecords, ADocumentThatIsNoneDisturbsNoOther) {
  write();
  const RecordKey key{builtin::schema_type, RecordId{32}};
  OwnRecord record(key, office_.record(network_scope, key));
  office_.write(
      network_scope,
      record.set_paragraphs(builtin::schema_field::document, {"not = [toml\n"}, office_.random).take());
  const Schema read = read_schema(*office_.reader(), log_);
  EXPECT_EQ(read.type("org_unit"), nullptr);
  EXPECT_NE(read.type("activity"), nullptr);
}

TEST_F(SchemaRecords, AnEmptyNetworkHasTheBuiltInTypesAlone) {
  EXPECT_EQ(read_schema(*office_.reader(), log_).types().size(), builtin::types().size());
}

}  // namespace
}  // namespace mektep::server::test
