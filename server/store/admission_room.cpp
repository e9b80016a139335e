#include "server/store/admission_room.h"

#include "server/store/own_stream.h"
#include "shared/base/limits.h"
#include "shared/pack/pack.h"

namespace mektep::server {

AdmissionRoom::AdmissionRoom(const ServerParts& parts, Work& work, ScopeNumber number)
    : parts_(parts), work_(work), number_(number), scope_(work.scope(number)) {
  for (ParkedPack& pack : work.reader().parked(number)) {
    // It was opened and verified before it was parked.
    if (auto opened = open_pack(pack.bytes)) {
      parked_.push_back({pack.from, pack.received_ms, std::move(opened->content), std::move(pack.bytes)});
    }
  }
}

bool AdmissionRoom::kept(const ChainHead& head) const {
  return work_.reader().kept(number_, head).has_value();
}

std::vector<std::string> AdmissionRoom::judge(const PackContent& pack) const {
  return parts_.judge(scope_.ledger(), pack);
}

void AdmissionRoom::log(const Arrival& arrival) {
  scope_.append(arrival.bytes, arrival.content, arrival.received_ms);
}

bool AdmissionRoom::log_own(std::vector<Op> ops) {
  return append_own(parts_, scope_, number_, {std::move(ops)}).ok();
}

void AdmissionRoom::hold(const Arrival& arrival, const HeldRange& range) {
  HeldPack held;
  held.scope = number_;
  held.head = arrival.content.head;
  held.stream = arrival.content.stream;
  held.first = range.first;
  held.last = range.last;
  held.device = arrival.content.device;
  held.kept = range.kept;
  held.code = range.code;
  held.released = range.released;
  held.received_ms = arrival.received_ms;
  held.size = static_cast<std::uint32_t>(arrival.bytes.size());
  if (range.kept != Kept::logged) held.bytes = arrival.bytes;
  work_.hold(held);
}

bool AdmissionRoom::park(const Arrival& arrival) {
  const std::size_t used = work_.reader().parked_bytes(arrival.from);
  if (used + arrival.bytes.size() > limits::parked_bytes_per_device_max) return false;
  work_.park({number_, arrival.content.head, arrival.from, arrival.received_ms, arrival.bytes});
  parked_.push_back(arrival);
  return true;
}

void AdmissionRoom::unpark(const ChainHead& head) {
  work_.unpark(number_, head);
  std::erase_if(parked_, [&](const Arrival& arrival) { return arrival.content.head == head; });
}

}  // namespace mektep::server
