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

TEST(FieldsDeathTest, ReadingBeyondTheEndIsABrokenProgram) {
  const Bytes bytes{1, 2, 3};
  EXPECT_DEATH(FixedFields(bytes).u32(), "");
}

}  // namespace
}  // namespace mektep
