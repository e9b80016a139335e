#include "shared/serve/recalling.h"

#include "shared/pack/pack.h"

namespace mektep {

bool touches(const LoggedPack& pack, const RecordKey& key) {
  const auto opened = open_pack(pack.bytes);
  if (!opened) return false;
  for (const Change& change : opened->content.changes) {
    for (const Op& op : change.ops) {
      if (op.kind == OpKind::reissue || op.record == key) return true;
    }
  }
  return false;
}

void Recalling::take(const Recall& asked) {
  if (asked_.size() < recalls_waiting_max) asked_.push_back(asked);
}

std::optional<ReadBack> Recalling::wanted() {
  if (reading_ || !ready_.empty() || asked_.empty()) return std::nullopt;
  reading_ = true;
  return ReadBack{asked_.front()};
}

void Recalling::on_read(BackSlice slice) {
  reading_ = false;
  if (asked_.empty()) return;
  for (Recalled& found : slice.found) ready_.push_back(std::move(found));
  Recall& asked = asked_.front();
  if (slice.reached.value > 1) {
    asked.before = slice.reached;
    return;
  }
  ready_.push_back({asked.scope, Position{0}, {}});
  asked_.pop_front();
}

std::optional<Message> Recalling::next() {
  if (ready_.empty()) return std::nullopt;
  Message message = std::move(ready_.front());
  ready_.pop_front();
  return message;
}

}  // namespace mektep
