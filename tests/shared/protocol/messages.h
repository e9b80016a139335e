#pragma once
// One message of each kind, filled with different values, for round trips and golden bytes.

#include <vector>

#include "shared/protocol/message.h"
#include "tests/support/seeded_random.h"

namespace mektep::test {

template <std::size_t Size>
FixedBytes<Size> filled(std::uint8_t byte) {
  FixedBytes<Size> bytes{};
  bytes.fill(byte);
  return bytes;
}

inline Cursor sample_cursor() { return {ScopeNumber{0x3000'0007}, Position{12}, filled<16>(0x11)}; }
inline OwnStream sample_stream() {
  return {ScopeNumber{0x3000'0007}, StreamId{0x0102030405060708}, Sequence{9}, Token{0xa0a1a2a3a4a5a6a7}};
}

inline Receipt sample_receipt() {
  Receipt receipt;
  receipt.scope = ScopeNumber{0x3000'0007};
  receipt.stream = StreamId{0x0102030405060708};
  receipt.sequence = Sequence{9};
  receipt.head = filled<32>(0x22);
  receipt.position = Position{13};
  receipt.log_digest = filled<16>(0x33);
  receipt.wall_ms = 1'613'304'000'000;
  receipt.epoch = Epoch{77};
  receipt.signature = filled<64>(0x44);
  return receipt;
}

inline Enrolled sample_enrolled() {
  Enrolled enrolled;
  start_crypto();
  SeededRandom random(5);
  const auto key = [&] { return SigningKey::draw(random).public_key(); };
  enrolled.device.number = 3;
  enrolled.device.network = key();
  enrolled.device.signing = key();
  enrolled.device.box = BoxKey::draw(random).public_key();
  enrolled.server.network = enrolled.device.network;
  enrolled.server.server = key();
  enrolled.server.receipts = key();
  enrolled.server.box = BoxKey::draw(random).public_key();
  enrolled.epoch = Epoch{77};
  enrolled.school = "KZ61-0203";
  enrolled.school_scope = ScopeNumber{0x3000'0007};
  return enrolled;
}

inline constexpr ScopeNumber sample_scope{0x3000'0007};

inline SignedMark sample_signed_mark() {
  return {{sample_scope, Position{14}, filled<16>(0x77), filled<16>(0x88), Position{2}, 1'613'304'000'001},
          Epoch{77},
          filled<64>(0x55)};
}

inline SnapshotOffer sample_snapshot_offer() {
  return {sample_scope, Position{900}, filled<16>(0x77), filled<16>(0x88), Epoch{77},
          filled<32>(0x99), 70'000, filled<64>(0x55)};
}

inline std::vector<Message> sample_messages() {
  return {
      Know{{sample_cursor()}, {sample_stream()}},
      Confirmed{{sample_stream()}},
      Grants{{{ScopeNumber{0x3000'0007}, "school/KZ61-0203", true}}, 4},
      sample_enrolled(),
      Feed{ScopeNumber{0x3000'0007}, Position{14}, 1'613'304'000'000, {}, Bytes{1, 2, 3}},
      Mark{ScopeNumber{0x3000'0007}, Position{14}, filled<16>(0x77), filled<16>(0x88), Position{2}, 1'613'304'000'001},
      Push{Bytes{4, 5, 6}},
      sample_receipt(),
      Need{ScopeNumber{0x3000'0007}, StreamId{5}, {{StreamId{6}, Sequence{7}}}},
      Drop{ScopeNumber{0x3000'0007}, Position{15}, "grant.ended"},
      Follow{sample_cursor()},
      Credit{65'536},
      Bye{"session.server_stops", 30},
      Trail{sample_scope, {{Position{3}, filled<16>(0x11)}, {Position{4}, filled<16>(0x12)}}},
      Retrace{sample_scope, Position{3}, Position{90}},
      Compare{sample_scope, Position{14}, 5, 0xffff'ffff'ffff'fff0},
      Ranges{sample_scope, Position{14}, {{5, 900, 17, filled<16>(0x13)}}},
      Records{sample_scope, Position{14}, 5, 900, {{TypeNumber{33}, RecordId{600}, Bytes{7, 8}}}},
      Have{sample_scope, filled<32>(0x99), 70'000, {filled<32>(0x9a), filled<32>(0x9b)}},
      Want{sample_scope, filled<32>(0x99), 65'536, 4'464},
      Chunk{filled<32>(0x99), 65'536, Bytes{9, 10, 11}},
      Stored{sample_scope, filled<32>(0x99)},
      NoFile{sample_scope, filled<32>(0x99), "file.over_quota"},
      sample_snapshot_offer(),
      Recall{sample_scope, TypeNumber{33}, RecordId{600}, Position{14}},
      Recalled{sample_scope, Position{13}, Bytes{12, 13}},
      Dropped{sample_scope},
      sample_signed_mark(),
      Repaired{sample_scope, Position{14}, {RecordId{600}}},
  };
}

inline Hello sample_hello() {
  Hello hello;
  hello.device = DeviceId{0x1112131415161718};
  hello.epoch = Epoch{77};
  hello.unsent_changes = 3;
  hello.unsent_bytes = 900;
  hello.wall_ms = 1'613'304'000'000;
  hello.program = 1;
  hello.cursors = {sample_cursor()};
  hello.streams = {sample_stream()};
  return hello;
}

}  // namespace mektep::test
