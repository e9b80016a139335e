// change = flags count? author? lamport? wall ops
//   flags   = count × 8 + seconds × 4 + other lamport × 2 + other author than the frame's
//   count   = of ops, up to 30 in the flags; 31 there: uint, at least 31
//   lamport = sint: from the frame's base and the change's place in the pack, when it is not just that
//   wall    = sint: from the frame's base, in seconds when it is a whole number of them, else in ms

#include "shared/codec/canonical.h"
#include "shared/codec/ops.h"

namespace mektep {
namespace {

constexpr std::uint8_t other_author = 1;
constexpr std::uint8_t other_lamport = 2;
constexpr std::uint8_t whole_seconds = 4;
constexpr unsigned count_shift = 3;
constexpr std::size_t count_follows = 31;

std::uint64_t usual_lamport(const PackFrame& frame, Sequence sequence) {
  return frame.lamport_base.value + (sequence.value - frame.first.value);
}

std::int64_t wall_from_base(const Change& change, const PackFrame& frame) {
  return static_cast<std::int64_t>(static_cast<std::uint64_t>(change.wall_ms) -
                                   static_cast<std::uint64_t>(frame.wall_base_ms));
}

void write_head(OutArchive& archive, const Change& change, const PackFrame& frame, Sequence sequence) {
  const auto lamport = static_cast<std::int64_t>(change.lamport.value - usual_lamport(frame, sequence));
  const std::int64_t wall = wall_from_base(change, frame);
  const bool seconds = wall % 1000 == 0;
  const std::size_t count = change.ops.size();
  archive.u8(static_cast<std::uint8_t>((std::min(count, count_follows) << count_shift) |
                                       (seconds ? whole_seconds : 0U) | (lamport != 0 ? other_lamport : 0U) |
                                       (change.author != frame.author ? other_author : 0U)));
  if (count >= count_follows) archive.uint(count);
  if (change.author != frame.author) archive(change.author);
  if (lamport != 0) archive.sint(lamport);
  archive.sint(seconds ? wall / 1000 : wall);
}

std::int64_t read_wall(InArchive& archive, bool seconds) {
  const std::int64_t number = archive.sint();
  if (!seconds) {
    archive.require(number % 1000 != 0, "not minimal");
    return number;
  }
  archive.require(number >= INT64_MIN / 1000 && number <= INT64_MAX / 1000, "range");
  return number * 1000;
}

// Returns the number of ops.
std::size_t read_head(InArchive& archive, Change& change, const PackFrame& frame, Sequence sequence) {
  const std::uint8_t flags = archive.u8();
  std::size_t count = flags >> count_shift;
  if (count == count_follows) {
    count = archive.count(op_bytes_min, limits::change_ops_max);
    archive.require(count >= count_follows, "not minimal");
  }
  change.author = frame.author;
  if ((flags & other_author) != 0) {
    archive(change.author);
    archive.require(change.author != frame.author, "not minimal");
  }
  change.lamport.value = usual_lamport(frame, sequence);
  if ((flags & other_lamport) != 0) {
    const std::int64_t lamport = archive.sint();
    archive.require(lamport != 0, "not minimal");
    change.lamport.value += static_cast<std::uint64_t>(lamport);
  }
  const std::int64_t wall = read_wall(archive, (flags & whole_seconds) != 0);
  change.wall_ms = static_cast<std::int64_t>(static_cast<std::uint64_t>(frame.wall_base_ms) +
                                             static_cast<std::uint64_t>(wall));
  return count;
}

}  // namespace

Bytes encode_change(const Change& change, const PackFrame& frame, Sequence sequence) {
  OutArchive archive;
  write_head(archive, change, frame, sequence);
  RecordIds ids(frame.id_base);
  FrameNames names(frame, sequence);
  const Op* before = nullptr;
  for (const Op& op : change.ops) {
    write_op(archive, op, before, ids, names);
    before = &op;
  }
  return archive.take();
}

Result<Change> decode_change(BytesView bytes, const PackFrame& frame, Sequence sequence) {
  return read_whole(bytes, [&](InArchive& archive) {
    Change change;
    const std::size_t count = read_head(archive, change, frame, sequence);
    RecordIds ids(frame.id_base);
    FrameNames names(frame, sequence);
    change.ops.reserve(std::min<std::size_t>(count, 32));
    for (std::size_t at = 0; at < count; ++at) {
      const Op* before = change.ops.empty() ? nullptr : &change.ops.back();
      change.ops.push_back(read_op(archive, before, ids, names));
    }
    return change;
  });
}

}  // namespace mektep
