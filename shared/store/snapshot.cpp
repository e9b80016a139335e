#include "shared/store/snapshot.h"

#include <algorithm>

#include "shared/base/limits.h"
#include "shared/codec/archive_model.h"
#include "shared/codec/dictionary.h"

namespace mektep {
namespace {

constexpr std::uint8_t snapshot_format = 1;

}  // namespace

template <class Archive>
void serialize(Archive& archive, Snapshot::Stream& stream) {
  archive(stream.stream, stream.sequence, stream.head, stream.device);
}
template <class Archive>
void serialize(Archive& archive, Snapshot::Range& range) {
  archive(range.stream, range.first, range.last, range.token, range.position);
}
template <class Archive>
void serialize(Archive& archive, Snapshot::LearnedToken& learned) {
  archive(learned.version, learned.token);
}
template <class Archive>
void serialize(Archive& archive, Snapshot::Void& entry) {
  archive(entry.version, entry.reason, entry.why, entry.position);
}
template <class Archive>
void serialize(Archive& archive, Snapshot::Reissued& reissued) {
  archive(reissued.version, reissued.position);
}
template <class Archive>
void serialize(Archive& archive, Snapshot::CellVersion& one) {
  archive(one.record, one.cell, one.version);
}
template <class Archive>
void serialize(Archive& archive, Snapshot::Record& record) {
  archive(record.key, record.base);
}
template <class Archive>
void serialize(Archive& archive, Snapshot& snapshot) {
  archive(snapshot.scope, snapshot.epoch, snapshot.position, snapshot.log_digest, snapshot.state_digest,
          snapshot.lamport, snapshot.streams, snapshot.ranges, snapshot.tokens, snapshot.voids);
  archive(snapshot.reissued, snapshot.named, snapshot.erased, snapshot.records);
}

namespace {

Result<Bytes> unpacked(BytesView file) {
  auto content = read_whole(file, [&](InArchive& in) {
    in.require(in.u8() == snapshot_format, "format");
    Bytes all;
    while (in.remaining() > 0) {
      const std::uint8_t dictionary = in.u8();
      const auto raw = static_cast<std::size_t>(in.uint(limits::pack_body_bytes_max));
      const auto piece = unpack(in.bytes(), dictionary, raw);
      in.require(piece.ok() && all.size() + raw <= snapshot_content_bytes_max, "piece");
      all.insert(all.end(), piece->begin(), piece->end());
    }
    return all;
  });
  return content;
}

}  // namespace

Bytes encode(const Snapshot& snapshot) {
  OutArchive content;
  content(snapshot);
  const Bytes whole = content.take();
  OutArchive file;
  file.u8(snapshot_format);
  for (std::size_t at = 0; at < whole.size(); at += limits::pack_body_bytes_max) {
    const BytesView raw = BytesView(whole).subspan(at, std::min(limits::pack_body_bytes_max, whole.size() - at));
    const Packed packed = pack(raw);
    file.u8(packed.dictionary);
    file.uint(raw.size());
    file.bytes(packed.bytes);
  }
  return file.take();
}

Result<Snapshot> decode_snapshot(BytesView file) {
  const auto content = unpacked(file);
  if (!content) return content.error();
  return read_whole(*content, [](InArchive& in) {
    Snapshot snapshot;
    in(snapshot);
    const auto ascends = [](const Snapshot::Record& left, const Snapshot::Record& right) {
      return left.key < right.key;
    };
    const auto& records = snapshot.records;
    const auto doubled = [&](const auto& left, const auto& right) { return !ascends(left, right); };
    in.require(std::adjacent_find(records.begin(), records.end(), doubled) == records.end(), "order");
    return snapshot;
  });
}

}  // namespace mektep
