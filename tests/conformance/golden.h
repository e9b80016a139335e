#pragma once
// What the golden files hold, as values: the frame, keys and changes behind the bytes.

#include <fstream>
#include <stdexcept>

#include "shared/crypto/certificate.h"
#include "shared/crypto/receipt.h"
#include "tests/shared/pack/pack_builder.h"

namespace mektep::test {

// A golden file: hexadecimal bytes, each line's comment behind a '#'.
inline Bytes golden(const std::string& name) {
  std::ifstream file(std::string(MEKTEP_GOLDEN_FOLDER) + "/" + name + ".hex");
  std::string hex;
  for (std::string line; std::getline(file, line);) {
    for (const char sign : line.substr(0, line.find('#'))) {
      if (sign != ' ') hex += sign;
    }
  }
  const auto bytes = from_hex(hex);
  if (!bytes || bytes->empty()) throw std::runtime_error("no golden bytes in " + name);
  return *bytes;
}

inline SigningKey key_of(std::uint8_t number) { return SigningKey::from_seed(Bytes(32, number)).value(); }
inline PublicKey box_of(std::uint8_t number) {
  return BoxKey::from_seed(Bytes(32, number)).value().public_key();
}

// Gives the same byte for ever, so that a golden salt is easy to see.
class ConstantRandom final : public Random {
 public:
  explicit ConstantRandom(std::uint8_t byte) : byte_(byte) {}
  void fill(std::span<std::uint8_t> out) override { std::fill(out.begin(), out.end(), byte_); }

 private:
  std::uint8_t byte_;
};

inline std::map<std::string, Change> golden_changes() {
  Op remove = op_of(OpKind::remove, cell(11, {'c', 'm', 'a', 't', 'h', 's'}), {own(12)});
  Op withdraw = op_of(OpKind::withdraw, cell(0));
  withdraw.covers = {early(4), own(3)};
  Op unknown_kind = op_of(OpKind{7}, cell(12, {0xaa, 0xbb}), {late(1)});
  unknown_kind.payload = {0xde, 0xad};
  const auto log_op = [](OpKind kind, Bytes payload) {
    Op op;
    op.kind = kind;
    op.payload = std::move(payload);
    return op;
  };
  const VoidRange lost{early_stream, Sequence{5}, Sequence{6}, Token{0x1122}, VoidReason::lost, "флешка"};
  Change write_two =
      sample_change({write(7, std::string("Тақырып"), {own(12)}), write(4, Decimal{150}, {own(12)})});
  Change by_another = sample_change({write(7, std::string("Тема"), {early(4), own(12), late(1)})});
  by_another.author = trainer;
  by_another.lamport = Lamport{90};
  by_another.wall_ms += 1'500;
  Change values = sample_change({write(1, Nothing{}), write(2, false), write(3, true),
                                 write(4, std::int64_t{-5}), write(5, Date{18'306}), write(6, Bytes{1, 2}),
                                 write(8, Reference{ScopeNumber{}, TypeNumber{38}, coordinator}),
                                 write(9, Reference{ScopeNumber{0x1000'0000}, TypeNumber{33}, seminar.id})});
  return {
      {"change_write", write_two},
      {"change_write_by_another", by_another},
      {"change_values", values},
      {"change_remove", sample_change({remove})},
      {"change_withdraw", sample_change({withdraw})},
      {"change_restore", sample_change({op_of(OpKind::restore, cell(0), {own(12)})})},
      {"change_unknown_value", sample_change({write(7, UnknownValue{42, {1, 2, 3}})})},
      {"change_unknown_kind", sample_change({unknown_kind})},
      {"change_void", sample_change({log_op(OpKind::declare_void, encode_voids({lost}))})},
      {"change_reissue",
       sample_change({log_op(OpKind::reissue, encode_reissue({{0x01, 0x02}, Sequence{5}}))})},
      {"change_erase", sample_change({log_op(OpKind::erase, encode_erased({{seminar, cell(7), own(3)}}))})},
      {"change_note",
       sample_change({log_op(OpKind::note, encode_notes({{early_stream, Sequence{5}, Token{0x1122}}}))})}};
}

inline RecordState golden_record() {
  RecordState state;
  const Stamp first{own(3), Lamport{10}, coordinator, 1'613'304'000'000};
  const Stamp second{late(2), Lamport{11}, trainer, 1'613'304'060'000};
  const auto live = [](const Stamp& stamp, Value value) {
    LiveValue one;
    one.stamp = stamp;
    one.value = std::move(value);
    return one;
  };
  state.cells[cell(4)] = {live(first, Decimal{150})};
  state.cells[cell(7)] = {live(first, std::string("Тақырып")), live(second, std::string("Тема"))};
  state.cells[cell(11, {'c', 'i', 'c', 't'})] = {live(second, Nothing{})};
  return state;
}

inline std::vector<PendingOp> golden_pending() {
  const Stamp stamp{draft_version(DraftNumber{4}), Lamport{12}, coordinator, 1'613'304'120'000};
  return {{stamp, write(7, std::string("Тема"), {draft_version(DraftNumber{3}), late(2)}), false},
          {stamp, write(4, Decimal{200}, {own(3)}), true}};
}

inline PackContent golden_pack() {
  PackContent content;
  content.scope = ScopeNumber{0x3000'0001};
  content.stream = own_stream;
  content.first = Sequence{11};
  content.device = device_id_of(key_of(1).public_key());
  content.base_position = Position{40};
  content.schema = 1;
  content.previous.fill(0x77);
  content.named = {{early(4), Token{0xe4}}, {own(3), Token{0x03}}};
  for (std::uint32_t sequence = 11; sequence <= 13; ++sequence) {
    Change change = sample_change({write(7, "Тақырып " + std::to_string(sequence), {early(4), own(3)}),
                                   write(4, Decimal{std::int64_t{sequence} * 50}, {own(3)})});
    change.lamport = Lamport{89 + sequence};
    change.wall_ms += std::int64_t{sequence - 11} * 60'000;
    content.changes.push_back(change);
  }
  return content;
}

inline Receipt golden_receipt() {
  Receipt receipt;
  receipt.scope = ScopeNumber{0x3000'0001};
  receipt.stream = own_stream;
  receipt.sequence = Sequence{13};
  receipt.head.fill(0x88);
  receipt.level = ReceiptLevel::server;
  receipt.position = Position{41};
  receipt.log_digest.fill(0x99);
  receipt.wall_ms = 1'613'304'180'000;
  receipt.epoch = Epoch{0xe0e1e2e3e4e5e6e7ULL};
  sign(receipt, key_of(3));
  return receipt;
}

inline ServerCertificate golden_server_certificate() {
  ServerCertificate certificate;
  certificate.network = key_of(9).public_key();
  certificate.server = key_of(2).public_key();
  certificate.receipts = key_of(3).public_key();
  certificate.box = box_of(4);
  sign(certificate, key_of(9));
  return certificate;
}

inline DeviceCertificate golden_device_certificate() {
  DeviceCertificate certificate;
  certificate.network = key_of(9).public_key();
  certificate.signing = key_of(1).public_key();
  certificate.box = box_of(5);
  certificate.tls_key_hash.fill(0x66);
  certificate.number = 7;
  certificate.issued_ms = 1'613'304'000'000;
  sign(certificate, key_of(2));
  return certificate;
}

}  // namespace mektep::test
