// What hostile bytes make the readers allocate. This program counts its allocations itself.

#include <gtest/gtest.h>

#include <algorithm>
#include <atomic>
#include <cstdlib>
#include <new>

#include "shared/base/limits.h"
#include "shared/codec/archive.h"
#include "shared/codec/dictionary.h"
#include "tests/shared/pack/pack_builder.h"

namespace {

std::atomic<std::size_t> largest{0};

void* counted(std::size_t size) {
  std::size_t seen = largest.load();
  while (size > seen && !largest.compare_exchange_weak(seen, size)) {
  }
  void* memory = std::malloc(size);
  if (memory == nullptr) throw std::bad_alloc();
  return memory;
}

}  // namespace

void* operator new(std::size_t size) { return counted(size); }
void* operator new[](std::size_t size) { return counted(size); }
void operator delete(void* memory) noexcept { std::free(memory); }
void operator delete[](void* memory) noexcept { std::free(memory); }
void operator delete(void* memory, std::size_t) noexcept { std::free(memory); }
void operator delete[](void* memory, std::size_t) noexcept { std::free(memory); }

namespace mektep {
namespace {

constexpr std::size_t allocation_max = 64 * 1024;

// The largest single allocation while every reader looks at `bytes`.
std::size_t largest_allocation_of(BytesView bytes) {
  const PackFrame frame = test::sample_frame();
  largest = 0;
  static_cast<void>(open_pack(bytes));
  static_cast<void>(read_header(bytes));
  static_cast<void>(with_previous(bytes, {}));
  static_cast<void>(erase_change(bytes, Sequence{1}));
  static_cast<void>(decode_change(bytes, frame, test::sample_sequence));
  static_cast<void>(decode_value(bytes));
  static_cast<void>(decode_record(bytes));
  static_cast<void>(decode_pending(bytes));
  static_cast<void>(decode_voids(bytes));
  static_cast<void>(decode_reissue(bytes));
  static_cast<void>(decode_erased(bytes));
  static_cast<void>(decode_notes(bytes));
  for (const std::uint8_t dictionary : {std::uint8_t{0}, std::uint8_t{1}, std::uint8_t{2}}) {
    static_cast<void>(unpack(bytes, dictionary, limits::pack_body_bytes_max));
  }
  return largest;
}

void expect_refused_cheaply(BytesView bytes) {
  EXPECT_LE(largest_allocation_of(bytes), allocation_max) << to_hex(bytes);
  EXPECT_FALSE(open_pack(bytes).ok()) << to_hex(bytes);
}

// zstd's contexts and the digested dictionary are made once a thread, before anything is counted.
class Hostile : public testing::Test {
 protected:
  static void SetUpTestSuite() {
    const Packed packed = pack(Bytes(1000, 'a'));
    static_cast<void>(unpack(packed.bytes, packed.dictionary, 1000));
  }
};

TEST_F(Hostile, NineBytesAreRefusedWithoutMemory) {
  for (const char* hex :
       {"ffffffffffffffffff", "ffffffffffffffff7f", "01ffffffffffffff7f", "00ffffffffffffff7f",
        "21ffffffffffffff7f", "80ffffffffffffff7f", "010000000000000000", "ffffffffffffffff01",
        "808080808080808001", "fcffffffffffffff7f"}) {
    expect_refused_cheaply(*from_hex(hex));
  }
}

TEST_F(Hostile, FortyOneBytesThatClaimObjectsAreRefused) {
  for (const unsigned lead : {0x01U, 0x11U, 0x21U, 0x31U, 0x80U, 0xffU, 0x41U}) {
    Bytes bytes(41, 0x41);
    bytes[0] = static_cast<std::uint8_t>(lead);
    expect_refused_cheaply(bytes);
    std::fill(bytes.begin() + 9, bytes.end(), std::uint8_t{0xff});
    expect_refused_cheaply(bytes);
  }
}

TEST_F(Hostile, EveryRepeatedByteOfEverySmallSizeIsCheap) {
  for (unsigned byte = 0; byte <= 255; ++byte) {
    for (const std::size_t size : {1U, 9U, 41U, 200U}) {
      const Bytes bytes(size, static_cast<std::uint8_t>(byte));
      EXPECT_LE(largest_allocation_of(bytes), allocation_max) << byte << " x " << size;
    }
  }
}

TEST_F(Hostile, AnnouncedSizesAreNotBelieved) {
  // A value, a record, pending ops and payloads that announce 2^62 of something.
  const std::string huge = "ffffffffffffffff3f";
  for (const std::string& head : {std::string("06"), std::string("08"), std::string("0a"), std::string("00"),
                                  std::string("0100020000"), std::string("01")}) {
    EXPECT_LE(largest_allocation_of(*from_hex(head + huge)), allocation_max) << head;
  }
}

TEST_F(Hostile, APackThatUnpacksToMoreThanItSaysIsRefused) {
  test::PackBuilder builder;
  PackContent content = builder.content(1, 1);
  content.changes[0].ops[0].value = std::string(20'000, 'a');
  const Bytes bytes = builder.seal(content);
  EXPECT_TRUE(open_pack(bytes).ok());
  for (std::size_t at = 0; at < bytes.size(); ++at) {
    Bytes hurt = bytes;
    hurt[at] = static_cast<std::uint8_t>(hurt[at] + 1);
    largest = 0;
    static_cast<void>(open_pack(hurt));
    EXPECT_LE(largest.load(), 2 * limits::pack_body_bytes_max) << at;
  }
}

}  // namespace
}  // namespace mektep
