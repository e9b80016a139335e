#include "tools/sim/newer_program.h"

#include "shared/codec/canonical.h"
#include "shared/pack/pack.h"

namespace mektep::sim {
namespace {

constexpr TypeNumber activity_type{40};
constexpr TypeNumber type_of_later{900};
constexpr FieldNumber topic_field{1};
constexpr FieldNumber place_field{2};
constexpr OpKind kind_of_later{7};
constexpr std::uint8_t tag_of_later = 77;

Op op_on(const RecordKey& record, FieldNumber field) {
  Op op;
  op.record = record;
  op.cell = {field, {}};
  return op;
}

}  // namespace

void NewerProgram::act() {
  Luck& luck = network_.world().luck;
  auto& seats = network_.seats();
  Seat& seat = *seats[luck.below(seats.size())];
  if (seat.gone || seat.revoked) return;
  const RecordKey record{activity_type, RecordId{(luck.below(3) + 1) << 32U | 5U}};
  Op op;
  switch (luck.below(4)) {
    case 0:
      op = unknown_kind(record);
      break;
    case 1:
      op = unknown_value(record);
      break;
    case 2:
      op = unknown_type();
      break;
    default:
      op = forged_void(StreamId{luck.u64() | 1U});
      break;
  }
  auto pack = seal(seat, {op}, luck.chance(0.2) ? std::uint64_t{1} << 50U : 1);
  if (!pack) return;
  network_.world().faults.count(Fault::byzantine);
  if (luck.chance(0.3)) pack = damaged(std::move(*pack));
  Seat& neighbour = *seats[luck.below(seats.size())];
  const bool near = neighbour.device->school() == seat.device->school();
  if (near && !neighbour.gone && luck.chance(0.5)) {
    neighbour.device->run([&](client::Replica& replica) { static_cast<void>(replica.take_raw(*pack)); });
  }
  if (luck.chance(0.7)) push(seat, *pack);
}

std::optional<Bytes> NewerProgram::seal(Seat& seat, std::vector<Op> ops, std::uint64_t lamport) {
  std::optional<Bytes> sealed;
  seat.device->run([&](client::Replica& replica) {
    const auto keys = replica.prepare_keys();
    const auto writers = replica.writers();
    if (!keys || writers.empty()) return;
    PackContent content;
    content.scope = network_.schools()[seat.device->school()].scope();
    content.stream = StreamId{network_.world().luck.u64() | 1U};
    content.first = Sequence{1};
    content.device = seat.device->id();
    content.schema = 9;
    content.changes.push_back({writers.front().person, Lamport{lamport}, 0, std::move(ops)});
    auto bytes = seal_pack(content, (*keys)->signing, network_.world().luck);
    if (bytes) sealed = std::move(*bytes);
  });
  return sealed;
}

std::optional<server::Outcome> NewerProgram::push(Seat& seat, const Bytes& pack) {
  std::optional<server::Outcome> outcome;
  network_.server().perform([&](const server::ServerParts& parts) -> Result<server::Batch> {
    auto batch = server::integrate(parts, {{seat.device->id(), pack}});
    if (batch) outcome = batch->admitted.front().outcome;
    return batch;
  });
  return outcome;
}

Bytes NewerProgram::damaged(Bytes pack) {
  Luck& luck = network_.world().luck;
  pack[luck.below(pack.size())] ^= static_cast<std::uint8_t>(1U << luck.below(8));
  return pack;
}

Op NewerProgram::unknown_kind(const RecordKey& record) {
  Op op = op_on(record, topic_field);
  op.kind = kind_of_later;
  op.payload = {1, 2, 3, 4};
  return op;
}

Op NewerProgram::unknown_value(const RecordKey& record) {
  Op op = op_on(record, place_field);
  op.value = UnknownValue{tag_of_later, {9, 8, 7}};
  return op;
}

Op NewerProgram::unknown_type() {
  Op op = op_on({type_of_later, RecordId{std::uint64_t{3} << 32U}}, topic_field);
  op.value = std::string("x");
  return op;
}

Op NewerProgram::forged_void(StreamId stream) {
  Op op;
  op.kind = OpKind::declare_void;
  op.payload = encode_voids({{stream, Sequence{1}, Sequence{9}, {}, VoidReason::lost, "forged"}});
  return op;
}

}  // namespace mektep::sim
