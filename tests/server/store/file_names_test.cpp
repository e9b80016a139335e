#include "server/store/file_names.h"

#include "shared/model/attachment.h"
#include "shared/model/element.h"
#include "tests/server/store/network_fixture.h"

namespace mektep::server::test {
namespace {

Op naming(OpKind kind, const FixedBytes<32>& file) {
  Attachment attachment;
  attachment.file = file;
  attachment.size = 5;
  attachment.media_type = "image/jpeg";
  attachment.title = "a.jpg";
  Op op;
  op.kind = kind;
  op.record = {note_type, RecordId{77}};
  op.cell = {FieldNumber{9}, element_key(ElementKind::file, encode(attachment))};
  return op;
}

class FileNamesTest : public ::testing::TestWithParam<StoreKind> {
 protected:
  FileNamesTest() : network(GetParam()) {
    parts.derivations = {&file_names};
    photo.fill(1);
  }
  void write(Op op) {
    auto integration = Integration::begin(parts);
    ASSERT_TRUE(integration.ok());
    if (op.kind == OpKind::remove) {
      const RecordState record = (*integration)->record(network.scope(), op.record);
      for (const auto& live : record.cells.at(op.cell)) op.supersedes.push_back(live.stamp.version);
    }
    ASSERT_TRUE((*integration)->write({{network.scope(), "", {op}}}).ok());
    (*integration)->commit();
  }
  bool named(ScopeNumber scope) { return (*parts.store.reader())->names_file(scope, photo); }

  Network network;
  FileNames file_names;
  ServerParts parts = network.parts;
  FixedBytes<32> photo{};
};

TEST_P(FileNamesTest, AFileIsKnownInTheScopeOfTheRecordThatNamesIt) {
  EXPECT_FALSE(named(network.scope()));
  write(naming(OpKind::write, photo));
  EXPECT_TRUE(named(network.scope()));
  EXPECT_FALSE(named(school_scope(network.other_school.number)));
}

TEST_P(FileNamesTest, AFileThatWasTakenAwayIsNamedNoMore) {
  write(naming(OpKind::write, photo));
  write(naming(OpKind::remove, photo));
  EXPECT_FALSE(named(network.scope()));
}

TEST_P(FileNamesTest, AFileThatAnotherRecordNamesStays) {
  write(naming(OpKind::write, photo));
  Op other = naming(OpKind::write, photo);
  other.record.id = RecordId{78};
  write(other);
  write(naming(OpKind::remove, photo));
  EXPECT_TRUE(named(network.scope()));
}

TEST_P(FileNamesTest, WhatADeviceKeepsIsCountedOnce) {
  auto work = parts.store.begin();
  ASSERT_TRUE(work.ok());
  (*work)->put_file_keeper(DeviceId{5}, photo, 1000);
  (*work)->put_file_keeper(DeviceId{5}, photo, 1000);
  FixedBytes<32> second{};
  (*work)->put_file_keeper(DeviceId{5}, second, 30);
  (*work)->put_file_keeper(DeviceId{6}, second, 30);
  (*work)->commit();
  const auto reader = *parts.store.reader();
  EXPECT_EQ(reader->file_bytes(DeviceId{5}), 1030U);
  EXPECT_EQ(reader->file_bytes(DeviceId{6}), 30U);
  EXPECT_EQ(reader->file_bytes(DeviceId{7}), 0U);
  EXPECT_TRUE(reader->keeps_file(DeviceId{5}, photo));
  EXPECT_FALSE(reader->keeps_file(DeviceId{6}, photo));
}

INSTANTIATE_TEST_SUITE_P(Stores, FileNamesTest, ::testing::Values(StoreKind::sqlite, StoreKind::memory), name_of);

}  // namespace
}  // namespace mektep::server::test
