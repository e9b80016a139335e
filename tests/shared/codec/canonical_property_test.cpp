#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include "shared/codec/dictionary.h"
#include "tests/shared/codec/random_model.h"

namespace mektep {
namespace {

const PackFrame frame = test::sample_frame();

Result<Change> decoded(BytesView bytes) { return decode_change(bytes, frame, test::sample_sequence); }
Bytes encoded(const Change& change) { return encode_change(change, frame, test::sample_sequence); }

// Bytes as a hostile or damaged peer sends them: some changed, some cut, some added.
Bytes damaged(Bytes bytes) {
  const int wounds = 1 + test::random_below(3);
  for (int at = 0; at < wounds; ++at) {
    const auto place = static_cast<std::size_t>(test::random_below(static_cast<int>(bytes.size()) + 1));
    switch (test::random_below(4)) {
      case 0:
        bytes.resize(place);
        break;
      case 1:
        bytes.insert(bytes.begin() + static_cast<std::ptrdiff_t>(place), std::uint8_t{0x80});
        break;
      default:
        if (place < bytes.size()) bytes[place] ^= static_cast<std::uint8_t>(1U << test::random_below(8));
    }
  }
  return bytes;
}

RC_GTEST_PROP(CanonicalProperty, ChangesSurvive, ()) {
  const Change change = test::random_change();
  const auto again = decoded(encoded(change));
  RC_ASSERT(again.ok());
  RC_ASSERT(*again == change);
}

RC_GTEST_PROP(CanonicalProperty, RecordsSurvive, ()) {
  const RecordState state = test::random_state();
  const auto again = decode_record(encode_record(state));
  RC_ASSERT(again.ok());
  RC_ASSERT(*again == state);
}

RC_GTEST_PROP(CanonicalProperty, PendingOpsSurvive, ()) {
  std::vector<PendingOp> ops;
  const int count = test::random_below(8);
  for (int at = 0; at < count; ++at) {
    PendingOp pending{test::random_stamp(), test::random_op(test::loose_version), test::random_below(2) == 0};
    if (!ops.empty() && test::random_below(2) == 0) pending.stamp = ops.back().stamp;
    ops.push_back(pending);
  }
  const auto again = decode_pending(encode_pending(ops));
  RC_ASSERT(again.ok());
  RC_ASSERT(*again == ops);
}

RC_GTEST_PROP(CanonicalProperty, ValuesSurvive, ()) {
  const Value value = test::random_value();
  const auto again = decode_value(encode_value(value));
  RC_ASSERT(again.ok());
  RC_ASSERT(*again == value);
}

RC_GTEST_PROP(CanonicalProperty, DamagedChangesAreRefusedOrCanonical, ()) {
  const Bytes bytes = damaged(encoded(test::random_change()));
  const auto change = decoded(bytes);
  if (change) RC_ASSERT(encoded(*change) == bytes);
}

RC_GTEST_PROP(CanonicalProperty, DamagedRecordsAreRefusedOrCanonical, ()) {
  const Bytes bytes = damaged(encode_record(test::random_state()));
  const auto state = decode_record(bytes);
  if (state) RC_ASSERT(encode_record(*state) == bytes);
}

RC_GTEST_PROP(CanonicalProperty, DamagedPendingOpsAreRefusedOrCanonical, ()) {
  std::vector<PendingOp> ops;
  for (int at = test::random_below(5); at > 0; --at) {
    ops.push_back({test::random_stamp(), test::random_op(test::loose_version), false});
  }
  const Bytes bytes = damaged(encode_pending(ops));
  const auto again = decode_pending(bytes);
  if (again) RC_ASSERT(encode_pending(*again) == bytes);
}

RC_GTEST_PROP(CanonicalProperty, DamagedPayloadsAreRefusedOrCanonical, ()) {
  const Bytes voids = damaged(encode_voids({{test::early_stream, Sequence{2}, Sequence{9},
                                             Token{test::random_number()}, VoidReason::lost, "why"}}));
  if (const auto read = decode_voids(voids)) RC_ASSERT(encode_voids(*read) == voids);
  const Bytes erased = damaged(encode_erased({{test::seminar, test::cell(4, {'x'}), test::early(3)}}));
  if (const auto read = decode_erased(erased)) RC_ASSERT(encode_erased(*read) == erased);
  const Bytes notes = damaged(encode_notes({{test::late_stream, Sequence{3}, Token{test::random_number()}}}));
  if (const auto read = decode_notes(notes)) RC_ASSERT(encode_notes(*read) == notes);
  const Bytes reissue = damaged(encode_reissue({test::random_bytes(30), Sequence{8}}));
  if (const auto read = decode_reissue(reissue)) RC_ASSERT(encode_reissue(*read) == reissue);
}

RC_GTEST_PROP(CanonicalProperty, NoiseIsRefusedOrCanonical, ()) {
  const Bytes noise = test::random_bytes(80);
  if (const auto change = decoded(noise)) RC_ASSERT(encoded(*change) == noise);
  if (const auto state = decode_record(noise)) RC_ASSERT(encode_record(*state) == noise);
  if (const auto ops = decode_pending(noise)) RC_ASSERT(encode_pending(*ops) == noise);
  if (const auto value = decode_value(noise)) RC_ASSERT(encode_value(*value) == noise);
}

RC_GTEST_PROP(CanonicalProperty, DigestBytesTellStatesOfOtherVersionsApart, ()) {
  const RecordState one = test::random_state();
  const RecordState other = test::random_state();
  const auto versions_of = [](const RecordState& state) {
    std::map<CellKey, std::vector<Version>> versions;
    for (const auto& [key, cell] : state.cells) {
      for (const LiveValue& live : cell) versions[key].push_back(live.stamp.version);
    }
    return versions;
  };
  RC_ASSERT((digest_bytes(test::seminar, one) == digest_bytes(test::seminar, other)) ==
            (versions_of(one) == versions_of(other)));
}

RC_GTEST_PROP(CanonicalProperty, PackedBytesSurviveAndDamageStaysBounded, ()) {
  Bytes raw;
  for (int at = test::random_below(20); at >= 0; --at) {
    const Bytes piece = encoded(test::random_change());
    raw.insert(raw.end(), piece.begin(), piece.end());
  }
  const Packed packed = pack(raw);
  const auto again = unpack(packed.bytes, packed.dictionary, raw.size());
  RC_ASSERT(again.ok());
  RC_ASSERT(*again == raw);
  const auto hurt = unpack(damaged(packed.bytes), packed.dictionary, raw.size());
  if (hurt) RC_ASSERT(hurt->size() == raw.size());
}

}  // namespace
}  // namespace mektep
