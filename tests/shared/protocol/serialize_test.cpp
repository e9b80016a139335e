#include "shared/protocol/serialize.h"

#include <gtest/gtest.h>

#include "tests/shared/protocol/messages.h"

namespace mektep {
namespace {

template <class Struct>
Bytes bytes_of(Struct value) {
  OutArchive archive;
  archive(value);
  return archive.take();
}

template <class Struct>
Result<Struct> read(BytesView bytes) {
  return read_whole(bytes, [](InArchive& archive) {
    Struct value;
    archive(value);
    return value;
  });
}

// The order of a kind's fields, by giving one field after the other a value that shows.
TEST(Serialize, FieldsOfACursorStandInTheirOrder) {
  EXPECT_EQ(to_hex(bytes_of(Cursor{ScopeNumber{0x3000'0007}, Position{300}, test::filled<16>(0x11)})),
            "73"
            "ac02"
            "11111111111111111111111111111111");
}

TEST(Serialize, FieldsOfAStreamStandInTheirOrder) {
  EXPECT_EQ(to_hex(bytes_of(test::sample_stream())),
            "73"
            "0102030405060708"
            "09"
            "a0a1a2a3a4a5a6a7");
}

TEST(Serialize, AScopeOfTheUsualKindsIsOneByteForSmallNumbers) {
  for (const std::uint32_t scope : {0x1000'0000U, 0x2000'0003U, 0x3000'0007U, 0x4000'0007U, 0x5000'0001U}) {
    EXPECT_EQ(bytes_of(Follow{{ScopeNumber{scope}, {}, {}}}).size(), 1U + 1U + 16U) << scope;
  }
}

TEST(Serialize, NumbersReachTheirEnds) {
  for (const std::uint64_t position : {UINT64_C(0), UINT64_C(127), UINT64_C(128), UINT64_MAX}) {
    const Drop drop{ScopeNumber{UINT32_MAX}, Position{position}, ""};
    EXPECT_EQ(*read<Drop>(bytes_of(drop)), drop);
  }
  for (const std::int64_t wall : {INT64_MIN, INT64_C(-1), INT64_C(0), INT64_MAX}) {
    const Mark mark{ScopeNumber{1}, {}, {}, {}, {}, wall};
    EXPECT_EQ(*read<Mark>(bytes_of(mark)), mark);
  }
  EXPECT_EQ(read<Credit>(bytes_of(Credit{UINT32_MAX}))->bytes, UINT32_MAX);
}

TEST(Serialize, ANumberTooLargeForItsFieldIsRefused) {
  OutArchive archive;
  archive.uint(std::uint64_t{UINT32_MAX} + 1);
  EXPECT_FALSE(read<Credit>(archive.take()).ok());
}

TEST(Serialize, AListLongerThanItsBytesIsRefusedBeforeAnythingIsMade) {
  const Bytes hostile{0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0x7f};
  EXPECT_FALSE(read<Confirmed>(hostile).ok());
  EXPECT_FALSE(read<Know>(hostile).ok());
  EXPECT_FALSE(read<Grants>(hostile).ok());
  EXPECT_FALSE(read<Push>(hostile).ok());
}

TEST(Serialize, ABooleanIsZeroOrOne) {
  Grants grants{{{ScopeNumber{0x1000'0000}, "", true}}, 0};
  Bytes bytes = bytes_of(grants);
  ASSERT_EQ(to_hex(bytes),
            "01"
            "01"
            "00"
            "01"
            "00");
  bytes[3] = 2;
  EXPECT_FALSE(read<Grants>(bytes).ok());
}

TEST(Serialize, AReceiptIsOfAHubOrOfTheServer) {
  Receipt receipt = test::sample_receipt();
  for (const auto level : {ReceiptLevel::hub, ReceiptLevel::server}) {
    receipt.level = level;
    EXPECT_EQ(*read<Receipt>(bytes_of(receipt)), receipt);
  }
  for (const int level : {0, 3, 255}) {
    receipt.level = static_cast<ReceiptLevel>(level);
    EXPECT_FALSE(read<Receipt>(bytes_of(receipt)).ok()) << level;
  }
}

TEST(Serialize, AnEnrolmentHoldsTwoCertificatesThatCanBeRead) {
  const Enrolled enrolled = test::sample_enrolled();
  EXPECT_EQ(*read<Enrolled>(bytes_of(enrolled)), enrolled);
  const Bytes whole = bytes_of(enrolled);
  const std::size_t device_format = 2;  // behind the size, which takes two bytes
  const std::size_t server_format = device_format + 205 + 2;
  for (const std::size_t at : {device_format, server_format}) {
    Bytes other = whole;
    ASSERT_EQ(other[at], 1);
    other[at] = 9;
    EXPECT_FALSE(read<Enrolled>(other).ok()) << at;
  }
}

TEST(Serialize, AnEnrolmentWithAKeyOfSmallOrderIsRefused) {
  Enrolled enrolled = test::sample_enrolled();
  enrolled.server.receipts = {};
  EXPECT_FALSE(read<Enrolled>(bytes_of(enrolled)).ok());
}

TEST(Serialize, ALabelMayHoldAnyLetters) {
  const Grants grants{{{ScopeNumber{1}, "Ақтөбе облысы / мектеп № 5", false}}, 1};
  EXPECT_EQ(*read<Grants>(bytes_of(grants)), grants);
}

}  // namespace
}  // namespace mektep
