#include "shared/crypto/fields.h"

#include <gtest/gtest.h>

namespace mektep {
namespace {

TEST(Fields, AreBigEndian) {
  Bytes bytes;
  append_u32(bytes, 0x01020304U);
  EXPECT_EQ(to_hex(bytes), "01020304");
}

TEST(Fields, AreReadInTheOrderTheyWereWritten) {
  Bytes bytes{7};
  append_u32(bytes, 0xfffffffeU);
  append_u64(bytes, 0x0102030405060708ULL);
  append_fixed(bytes, Bytes{9, 8, 7});
  FixedFields fields(bytes);
  EXPECT_EQ(fields.u8(), 7);
  EXPECT_EQ(fields.u32(), 0xfffffffeU);
  EXPECT_EQ(fields.u64(), 0x0102030405060708ULL);
  EXPECT_EQ(fields.bytes<3>(), (FixedBytes<3>{9, 8, 7}));
}

TEST(Fields, ReachTheEndsOfTheirNumbers) {
  for (const std::uint32_t number : {0U, 1U, 0x80U, 0x7fff'ffffU, 0x8000'0000U, UINT32_MAX}) {
    Bytes bytes;
    append_u32(bytes, number);
    ASSERT_EQ(bytes.size(), 4U);
    EXPECT_EQ(FixedFields(bytes).u32(), number);
  }
}

TEST(Fields, OfNoSizeTakeNothing) {
  Bytes bytes{1};
  append_fixed(bytes, {});
  EXPECT_EQ(bytes, Bytes{1});
  FixedFields fields(bytes);
  EXPECT_EQ(fields.bytes<0>(), FixedBytes<0>{});
  EXPECT_EQ(fields.u8(), 1);
}

TEST(FieldsDeathTest, NothingIsLeftBehindTheLastOne) {
  const Bytes bytes{1, 2, 3, 4};
  FixedFields fields(bytes);
  EXPECT_EQ(fields.u32(), 0x01020304U);
  EXPECT_DEATH(fields.u8(), "");
}

TEST(FieldsDeathTest, ReadingBeyondTheEndIsABrokenProgram) {
  const Bytes bytes{1, 2, 3};
  EXPECT_DEATH(FixedFields(bytes).u32(), "");
}

}  // namespace
}  // namespace mektep
