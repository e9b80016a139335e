// pending = uint count, then each: flags stamp? op
//   flags = without value × 2 + other stamp than the one before
// Names are spelt out (LooseNames), because drafts have no pack yet.

#include "shared/codec/canonical.h"
#include "shared/codec/ops.h"

namespace mektep {
namespace {

constexpr std::uint8_t other_stamp = 1;
constexpr std::uint8_t no_value = 2;

}  // namespace

Bytes encode_pending(const std::vector<PendingOp>& ops) {
  OutArchive archive;
  archive.uint(ops.size());
  Stamps stamps;
  LooseNames names;
  RecordIds ids{RecordId{}};
  const Op* before = nullptr;
  for (const PendingOp& pending : ops) {
    const bool other = pending.stamp != stamps.last();
    archive.u8(static_cast<std::uint8_t>((pending.without_value ? no_value : 0) | (other ? other_stamp : 0)));
    if (other) stamps.write(archive, pending.stamp);
    write_op(archive, pending.op, before, ids, names);
    before = &pending.op;
  }
  return archive.take();
}

Result<std::vector<PendingOp>> decode_pending(BytesView bytes) {
  return read_whole(bytes, [](InArchive& archive) {
    const std::size_t count = archive.count(1 + op_bytes_min);
    std::vector<PendingOp> ops;
    Stamps stamps;
    LooseNames names;
    RecordIds ids{RecordId{}};
    for (std::size_t at = 0; at < count; ++at) {
      const std::uint8_t flags = archive.u8();
      archive.require(flags <= (other_stamp | no_value), "flags");
      PendingOp pending;
      pending.without_value = (flags & no_value) != 0;
      pending.stamp = stamps.last();
      if ((flags & other_stamp) != 0) {
        const Stamp before = stamps.last();
        pending.stamp = stamps.read(archive);
        archive.require(pending.stamp != before, "not minimal");
      }
      pending.op = read_op(archive, ops.empty() ? nullptr : &ops.back().op, ids, names);
      ops.push_back(std::move(pending));
    }
    return ops;
  });
}

}  // namespace mektep
