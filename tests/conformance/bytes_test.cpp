// Every format's golden bytes, read and written again: what was once sealed is readable for ever.

#include <gtest/gtest.h>

#include "shared/codec/dictionary.h"
#include "shared/pack/envelope.h"
#include "tests/conformance/golden.h"
#include "tests/shared/store/snapshot_sample.h"

namespace mektep {
namespace {

using test::golden;

TEST(Conformance, ChangesOfEveryKindOfOpAreReadAndWrittenAlike) {
  for (const auto& [name, change] : test::golden_changes()) {
    const Bytes bytes = golden(name);
    const auto read = decode_change(bytes, test::sample_frame(), test::sample_sequence);
    ASSERT_TRUE(read.ok()) << name << ": " << describe(read.error());
    EXPECT_EQ(*read, change) << name;
    EXPECT_EQ(to_hex(encode_change(*read, test::sample_frame(), test::sample_sequence)), to_hex(bytes))
        << name;
  }
}

TEST(Conformance, RecordIsReadAndWrittenAlike) {
  const Bytes bytes = golden("record");
  const auto record = decode_record(bytes);
  ASSERT_TRUE(record.ok()) << describe(record.error());
  EXPECT_EQ(*record, test::golden_record());
  EXPECT_EQ(encode_record(*record), bytes);
}

TEST(Conformance, DigestBytesOfARecordAreThese) {
  EXPECT_EQ(to_hex(digest_bytes(test::seminar, test::golden_record())), to_hex(golden("digest_bytes")));
}

TEST(Conformance, PendingOpsAreReadAndWrittenAlike) {
  const Bytes bytes = golden("pending");
  const auto ops = decode_pending(bytes);
  ASSERT_TRUE(ops.ok()) << describe(ops.error());
  EXPECT_EQ(*ops, test::golden_pending());
  EXPECT_EQ(encode_pending(*ops), bytes);
}

TEST(Conformance, PackIsOpenedAndVerified) {
  const auto opened = open_pack(golden("pack_three_changes"));
  ASSERT_TRUE(opened.ok()) << describe(opened.error());
  EXPECT_TRUE(verify_seal(*opened, test::key_of(1).public_key()));
  PackContent expected = test::golden_pack();
  expected.head = opened->content.head;
  EXPECT_EQ(opened->content, expected);
}

// A later zstd may pack the same body into other bytes; all the rest is the same, and so is the pack.
TEST(Conformance, PackSealedAgainIsTheSamePack) {
  const Bytes bytes = golden("pack_three_changes");
  PackContent content = test::golden_pack();
  test::ConstantRandom random(0x5a);
  const Bytes again = seal_pack(content, test::key_of(1), random).value();
  EXPECT_EQ(content.head, open_pack(bytes)->content.head);
  const auto one = read_envelope(bytes).value();
  const auto other = read_envelope(again).value();
  EXPECT_EQ(to_hex(one.header_bytes), to_hex(other.header_bytes));
  EXPECT_EQ(one.seal, other.seal);
  EXPECT_EQ(one.salt, other.salt);
  EXPECT_EQ(unpack(one.packed, one.dictionary, one.raw_length).value(),
            unpack(other.packed, other.dictionary, other.raw_length).value());
}

TEST(Conformance, PackWithAnErasedChangeIsTheSamePackWithoutIt) {
  const Bytes whole = golden("pack_three_changes");
  const Bytes erased = golden("pack_one_erased");
  const auto opened = open_pack(erased);
  ASSERT_TRUE(opened.ok()) << describe(opened.error());
  EXPECT_TRUE(verify_seal(*opened, test::key_of(1).public_key()));
  PackContent expected = open_pack(whole)->content;
  expected.changes[1] = Change{};
  EXPECT_EQ(opened->content, expected);
  EXPECT_EQ(open_pack(erase_change(whole, Sequence{12}).value())->content, expected);
}

TEST(Conformance, EnvelopesAreWrittenAlike) {
  for (const char* name : {"pack_three_changes", "pack_one_erased"}) {
    const Bytes bytes = golden(name);
    EXPECT_EQ(encode_envelope(read_envelope(bytes).value()), bytes) << name;
  }
}

TEST(Conformance, ReceiptIsSignedAlikeAndVerifies) {
  const Receipt receipt = test::golden_receipt();
  Bytes bytes = signed_bytes(receipt);
  bytes.insert(bytes.end(), receipt.signature.begin(), receipt.signature.end());
  EXPECT_EQ(to_hex(bytes), to_hex(golden("receipt")));
  EXPECT_TRUE(verify(receipt, test::key_of(3).public_key()));
}

TEST(Conformance, ServerCertificateIsReadAndVerifies) {
  const Bytes bytes = golden("certificate_server");
  const auto certificate = decode_server_certificate(bytes);
  ASSERT_TRUE(certificate.ok());
  EXPECT_EQ(*certificate, test::golden_server_certificate());
  EXPECT_TRUE(verify(*certificate));
  EXPECT_EQ(encode(*certificate), bytes);
}

TEST(Conformance, DeviceCertificateIsReadAndVerifies) {
  const Bytes bytes = golden("certificate_device");
  const auto certificate = decode_device_certificate(bytes);
  ASSERT_TRUE(certificate.ok());
  EXPECT_EQ(*certificate, test::golden_device_certificate());
  EXPECT_TRUE(verify(*certificate, test::key_of(2).public_key()));
  EXPECT_EQ(encode(*certificate), bytes);
}

TEST(Conformance, ASnapshotIsRead) {
  const auto snapshot = decode_snapshot(golden("snapshot"));
  ASSERT_TRUE(snapshot.ok());
  EXPECT_EQ(*snapshot, test::sample_snapshot());
}

}  // namespace
}  // namespace mektep
