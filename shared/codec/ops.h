#pragma once
// One op behind another.
//   op      = flags record? field element? names content
//   flags   = content × 16 + names × 4 + element given × 2 + other record than the op before's
//   names   = what it supersedes: 0 nothing, 1 the same as the op before, 2 one name, 3 a list
//   content = 0-8 the value of that tag, 9 a value: its tag and bytes, 10 remove, 11 withdraw and what it
//             covers, 12 restore, 13 another kind: its number and payload
// Every op has one spelling: the shortest.

#include "shared/codec/names.h"
#include "shared/codec/values.h"
#include "shared/model/change.h"

namespace mektep {

// The content nibble, shared with live values (canonical_record.cpp).
enum class Content : std::uint8_t { unknown_value = 9, remove = 10, withdraw = 11, restore = 12, other = 13 };

Content content_of(OpKind kind, const Value& value);
// What follows the flags of an op or a live value of this content.
struct OpContent {
  OpKind kind = OpKind::write;
  Value value;
  std::vector<Version> covers;
  Bytes payload;
};
void write_content(OutArchive& archive, OpKind kind, const Value& value, const std::vector<Version>& covers,
                   BytesView payload, const RecordIds& ids, Names& names);
OpContent read_content(InArchive& archive, Content content, const RecordIds& ids, Names& names);

// `before` is the op before in the same change, null for the first.
void write_op(OutArchive& archive, const Op& op, const Op* before, RecordIds& ids, Names& names);
Op read_op(InArchive& archive, const Op* before, RecordIds& ids, Names& names);

// Flags, field and nothing more.
inline constexpr std::size_t op_bytes_min = 2;

}  // namespace mektep
