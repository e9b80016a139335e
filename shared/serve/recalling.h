#pragma once
// Reads a log backwards for somebody who let its beginning go: which of its packs touch one record. Sans-I/O: it
// asks for reads (ReadBack) and is handed their results (BackSlice); one step is read at a time, and none while
// its answer was not said, so a slow reader costs nothing. Knows nothing of rights.

#include <algorithm>
#include <deque>
#include <optional>
#include <vector>

#include "shared/protocol/message.h"
#include "shared/store/pack_log.h"

namespace mektep {

// The packs before a place, a bounded number of them.
struct ReadBack {
  Recall asked;
  friend bool operator==(const ReadBack&, const ReadBack&) = default;
};
struct BackSlice {
  Position reached;  // what lies before it was not looked at; 1: all was
  std::vector<Recalled> found;  // newest first
};

// Packs that one step looks at.
inline constexpr std::uint64_t read_back_packs = 64;
// Records that a reader may ask for before it was answered.
inline constexpr std::size_t recalls_waiting_max = 16;

// A re-issue carries its original packed, so every pack with one counts as touching.
bool touches(const LoggedPack& pack, const RecordKey& key);

// `Log` is whatever keeps a log; inside one moment of it.
template <class Log>
BackSlice read_back(const Log& log, const ReadBack& wanted) {
  const Recall& asked = wanted.asked;
  const auto head = log.head(asked.scope);
  const std::uint64_t end = head ? std::min(asked.before.value, head->position.value + 1) : 0;
  BackSlice slice;
  slice.reached = Position{end > read_back_packs ? end - read_back_packs : 1};
  for (Position cursor{slice.reached.value - 1}; cursor.value + 1 < end;) {
    const auto packs = log.read_after(asked.scope, cursor, 512 * 1024);
    if (packs.empty()) break;
    for (const LoggedPack& pack : packs) {
      cursor = pack.position;
      if (cursor.value >= end) break;
      if (touches(pack, {asked.type, asked.id})) slice.found.push_back({asked.scope, pack.position, pack.bytes});
    }
  }
  std::reverse(slice.found.begin(), slice.found.end());
  return slice;
}

class Recalling {
 public:
  void take(const Recall& asked);
  // The next step; at most one is under way.
  std::optional<ReadBack> wanted();
  void on_read(BackSlice slice);
  // The next Recalled.
  std::optional<Message> next();

 private:
  std::deque<Recall> asked_;
  std::deque<Recalled> ready_;
  bool reading_ = false;
};

}  // namespace mektep
