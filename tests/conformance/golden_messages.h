#pragma once
// The messages and greetings behind the golden files whose names begin with frame_ and greeting_. Their
// bytes were put together from docs/protocol.md by another program, so they hold the page to the code too.

#include <map>
#include <string>

#include "shared/protocol/message.h"
#include "tests/conformance/golden.h"

namespace mektep::test {

inline constexpr ScopeNumber golden_school{0x3000'0007};
inline constexpr ScopeNumber golden_network{0x1000'0000};
inline constexpr Epoch golden_epoch{0xe0e1e2e3e4e5e6e7ULL};
inline constexpr std::int64_t golden_wall_ms = 1'613'304'000'000;

template <std::size_t Size>
FixedBytes<Size> all_of(std::uint8_t byte) {
  FixedBytes<Size> bytes{};
  bytes.fill(byte);
  return bytes;
}

inline OwnStream golden_stream(std::uint32_t sequence, std::uint64_t token = 0xa0a1a2a3a4a5a6a7ULL) {
  return {golden_school, own_stream, Sequence{sequence}, Token{token}};
}

// Of protocol 2.
inline void add_recovery_messages(std::map<std::string, Message>& messages) {
  constexpr RecordId record{0x0123'4567'89ab'cdef};
  const Bytes bytes{0xca, 0xfe, 0x42};
  const auto file = all_of<32>(0x55);
  const Mark mark{golden_school, Position{41}, all_of<16>(0x77), all_of<16>(0x99), Position{7}, -1};
  messages["frame_trail"] =
      Trail{golden_school, {{Position{40}, all_of<16>(0x11)}, {Position{300}, all_of<16>(0x22)}}};
  messages["frame_retrace"] = Retrace{golden_school, Position{40}, Position{300}};
  messages["frame_compare"] = Compare{golden_school, Position{300}};
  messages["frame_ranges"] =
      Ranges{golden_school, Position{300}, {{0, 128, 3, all_of<16>(0x33)}, {129, UINT64_MAX, 4, all_of<16>(0x44)}}};
  messages["frame_records"] = Records{golden_school, Position{300}, 129, 900, {{TypeNumber{33}, record, bytes}}};
  messages["frame_have"] = Have{golden_school, file, 70'000, {all_of<32>(0x66), all_of<32>(0x77)}};
  messages["frame_want"] = Want{golden_school, file, 65'536, 4'464};
  messages["frame_chunk"] = Chunk{file, 65'536, bytes};
  messages["frame_stored"] = Stored{golden_school, file};
  messages["frame_no_file"] = NoFile{golden_school, file, "file.over_quota"};
  messages["frame_snapshot_offer"] = SnapshotOffer{golden_school, Position{300}, all_of<16>(0x11), all_of<16>(0x22),
                                                   golden_epoch,  file,          70'000,           all_of<64>(0x88)};
  messages["frame_recall"] = Recall{golden_school, TypeNumber{33}, record, Position{300}};
  messages["frame_recalled"] = Recalled{golden_school, Position{41}, bytes};
  messages["frame_dropped"] = Dropped{golden_school};
  messages["frame_signed_mark"] = SignedMark{mark, golden_epoch, all_of<64>(0x88)};
  messages["frame_repaired"] = Repaired{golden_school, Position{300}, {record}};
}

inline std::map<std::string, Message> golden_messages() {
  const Cursor network{golden_network, Position{300}, all_of<16>(0x11)};
  const Cursor school{golden_school, Position{0}, {}};
  const Bytes pack{0xca, 0xfe, 0x42};
  std::map<std::string, Message> messages = {
      {"frame_know", Know{{network, school}, {golden_stream(200)}}},
      {"frame_confirmed", Confirmed{{golden_stream(9)}}},
      {"frame_grants",
       Grants{{{golden_network, "network", false}, {golden_school, "school/KZ61-0203", true}}, 4}},
      {"frame_enrolled", Enrolled{golden_device_certificate(), golden_server_certificate(), golden_epoch,
                                  "KZ61-0203", golden_school}},
      {"frame_feed_pack", Feed{golden_school, Position{41}, golden_wall_ms, {}, pack}},
      {"frame_feed_reference",
       Feed{ScopeNumber{0x8000'0029}, Position{128}, golden_wall_ms + 1, all_of<32>(0x88), {}}},
      {"frame_mark", Mark{golden_school, Position{41}, all_of<16>(0x77), all_of<16>(0x99), Position{7}, -1}},
      {"frame_push", Push{pack}},
      {"frame_receipt", golden_receipt()},
      {"frame_need", Need{golden_school,
                          own_stream,
                          {{StreamId{1}, Sequence{4}}, {StreamId{0x9000'0000'0000'0009}, Sequence{300}}}}},
      {"frame_drop", Drop{golden_school, Position{41}, "grant.ended"}},
      {"frame_follow", Follow{{ScopeNumber{0x5000'000c}, Position{0}, {}}}},
      {"frame_credit", Credit{65'536}},
      {"frame_bye", Bye{"session.server_stops", 30}},
  };
  add_recovery_messages(messages);
  return messages;
}

inline FixedBytes<32> golden_binding() {
  FixedBytes<32> binding{};
  for (std::size_t at = 0; at < binding.size(); ++at) binding[at] = static_cast<std::uint8_t>(at);
  return binding;
}

// Unsigned.
inline Hello golden_hello() {
  Hello hello;
  hello.protocol = {1, 3};
  hello.device = device_id_of(key_of(1).public_key());
  hello.epoch = golden_epoch;
  hello.unsent_changes = 3;
  hello.unsent_bytes = 900;
  hello.wall_ms = golden_wall_ms;
  hello.program = 1;
  hello.cursors = {{golden_school, Position{41}, all_of<16>(0x99)}};
  hello.streams = {golden_stream(13)};
  return hello;
}

inline Hello golden_first_hello() {
  Hello hello;
  hello.device = device_id_of(key_of(1).public_key());
  hello.wall_ms = -62'135'596'800'000;
  hello.program = 1;
  hello.know_follows = true;
  return hello;
}

inline EnrolHello golden_enrol_hello() {
  EnrolHello hello;
  hello.secret = all_of<16>(0xab);
  hello.signing = key_of(1).public_key();
  hello.box = box_of(5);
  hello.name = "Әдістемелік кабинет";
  hello.wall_ms = golden_wall_ms;
  return hello;
}

inline Welcome golden_welcome() {
  return {1, golden_epoch, golden_wall_ms + 180'000, 524'288, {golden_stream(14, 0xa0a1a2a3a4a5a6a8ULL)}};
}

inline Refusal golden_refusal() { return {"session.revoked", 0}; }

}  // namespace mektep::test
