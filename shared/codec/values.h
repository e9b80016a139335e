#pragma once
// Values and record ids inside ops. A value is its tag and then:
//   0 nothing   1 no   2 yes   3 integer sint   4 decimal sint   5 date sint, days from 2020-01-01
//   6 text      7 reference    8 bytes          9 and above: bytes, opaque
//   reference = uint(type × 4 + scope given × 2 + far) scope? id

#include "shared/codec/archive.h"
#include "shared/model/value.h"

namespace mektep {

inline constexpr std::uint8_t unknown_tag_min = 9;

// Record ids of one change or record. An id near the one before it (drawn within about nine hours of it)
// is a difference, another one stands as it is. Hashed ids say nothing about their neighbours.
//   record = uint(type × 2 + far) id
class RecordIds {
 public:
  explicit RecordIds(RecordId base) : base_(base) {}
  void write_record(OutArchive& archive, const RecordKey& key);
  RecordKey read_record(InArchive& archive);
  void write_reference(OutArchive& archive, const Reference& reference) const;
  Reference read_reference(InArchive& archive) const;

 private:
  void move_to(RecordId id);
  RecordId base_;
};

std::uint8_t tag_of(const Value& value);
// What follows the tag.
void write_content(OutArchive& archive, const Value& value, const RecordIds& ids);
Value read_content(InArchive& archive, std::uint8_t tag, const RecordIds& ids);

}  // namespace mektep
