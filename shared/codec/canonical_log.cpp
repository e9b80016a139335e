// Payloads of log ops: lists of the structs of model/change.h, fields in order.
//   void   = stream first last token? reason why        note = stream first token
//   erased = type id field element stream sequence      re-issue = sequence pack

#include "shared/codec/archive_model.h"
#include "shared/codec/canonical.h"

namespace mektep {

static void save(OutArchive& archive, const VoidRange& range) {
  archive(range.stream, range.first, range.last, range.token, static_cast<std::uint8_t>(range.reason),
          range.why);
}
// A reason of a later program is kept: the void counts whatever its reason is.
static void load(InArchive& archive, VoidRange& range) {
  std::uint8_t reason = 0;
  archive(range.stream, range.first, range.last, range.token, reason, range.why);
  archive.require(range.first.value > 0 && range.first <= range.last, "range");
  archive.require(reason != 0, "reason");
  archive.require(range.why.size() <= limits::scalar_bytes_max, "too large");
  range.reason = VoidReason{reason};
}
static void serialize(auto& archive, Erased& erased) { archive(erased.record, erased.cell, erased.version); }
static void serialize(auto& archive, Note& note) { archive(note.stream, note.first, note.token); }

template <>
inline constexpr std::size_t bytes_min<VoidRange> = 13;
template <>
inline constexpr std::size_t bytes_min<Erased> = 20;
template <>
inline constexpr std::size_t bytes_min<Note> = 17;

namespace {

template <class Item>
Bytes encode_list(const std::vector<Item>& items) {
  OutArchive archive;
  archive(items);
  return archive.take();
}

template <class Item>
Result<std::vector<Item>> decode_list(BytesView bytes) {
  return read_whole(bytes, [](InArchive& archive) {
    std::vector<Item> items;
    archive(items);
    return items;
  });
}

}  // namespace

Bytes encode_voids(const std::vector<VoidRange>& voids) { return encode_list(voids); }
Result<std::vector<VoidRange>> decode_voids(BytesView bytes) { return decode_list<VoidRange>(bytes); }

Bytes encode_erased(const std::vector<Erased>& erased) { return encode_list(erased); }
Result<std::vector<Erased>> decode_erased(BytesView bytes) { return decode_list<Erased>(bytes); }

Bytes encode_notes(const std::vector<Note>& notes) { return encode_list(notes); }
Result<std::vector<Note>> decode_notes(BytesView bytes) { return decode_list<Note>(bytes); }

Bytes encode_reissue(const Reissue& reissue) {
  OutArchive archive;
  archive(reissue.sequence, reissue.pack);
  return archive.take();
}

Result<Reissue> decode_reissue(BytesView bytes) {
  return read_whole(bytes, [](InArchive& archive) {
    Reissue reissue;
    archive(reissue.sequence, reissue.pack);
    return reissue;
  });
}

}  // namespace mektep
