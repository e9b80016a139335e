#include "shared/store/snapshot.h"

#include <gtest/gtest.h>

#include "shared/base/limits.h"
#include "tests/shared/store/snapshot_sample.h"

namespace mektep {
namespace {

TEST(Snapshot, IsReadAsItWasWritten) {
  const Snapshot snapshot = test::sample_snapshot();
  const auto read = decode_snapshot(encode(snapshot));
  ASSERT_TRUE(read.ok()) << describe(read.error());
  EXPECT_EQ(*read, snapshot);
}

TEST(Snapshot, OfManyRecordsHasManyPieces) {
  Snapshot snapshot = test::sample_snapshot();
  snapshot.records.clear();
  for (std::uint64_t id = 1; id <= 3000; ++id) {
    snapshot.records.push_back({{TypeNumber{40}, RecordId{id}}, Bytes(60, static_cast<std::uint8_t>(id))});
  }
  const Bytes file = encode(snapshot);
  EXPECT_LT(file.size(), 3000U * 60U / 4U);
  const auto read = decode_snapshot(file);
  ASSERT_TRUE(read.ok()) << describe(read.error());
  EXPECT_EQ(*read, snapshot);
}

TEST(Snapshot, CutOrLengthenedIsRefused) {
  const Bytes file = encode(test::sample_snapshot());
  for (std::size_t size = 0; size < file.size(); ++size) {
    EXPECT_FALSE(decode_snapshot(BytesView(file).first(size)).ok()) << size;
  }
  Bytes longer = file;
  longer.push_back(0);
  EXPECT_FALSE(decode_snapshot(longer).ok());
}

TEST(Snapshot, AnyBytesAreReadOrRefused) {
  const Bytes file = encode(test::sample_snapshot());
  for (std::size_t at = 0; at < file.size(); ++at) {
    Bytes flipped = file;
    flipped[at] ^= 0x10U;
    static_cast<void>(decode_snapshot(flipped));
  }
}

TEST(Snapshot, OfALaterFormatIsRefused) {
  Bytes file = encode(test::sample_snapshot());
  file[0] = 2;
  const auto read = decode_snapshot(file);
  ASSERT_FALSE(read.ok());
  EXPECT_EQ(read.error().argument("what"), "format");
}

TEST(Snapshot, RecordsOutOfOrderAreRefused) {
  Snapshot snapshot = test::sample_snapshot();
  snapshot.records.push_back(snapshot.records.front());
  EXPECT_FALSE(decode_snapshot(encode(snapshot)).ok());
}

}  // namespace
}  // namespace mektep
