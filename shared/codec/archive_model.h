#pragma once
// The model's small words in archives: fixed order, no deltas.

#include "shared/codec/archive.h"
#include "shared/model/change.h"

namespace mektep {

template <class Archive>
void serialize(Archive& archive, Version& version) {
  archive(version.stream, version.sequence);
}
template <class Archive>
void serialize(Archive& archive, RecordKey& key) {
  archive(key.type, key.id);
}
template <class Archive>
void serialize(Archive& archive, CellKey& key) {
  archive(key.field, key.element);
}

template <>
inline constexpr std::size_t bytes_min<Version> = 9;
template <>
inline constexpr std::size_t bytes_min<RecordKey> = 9;
template <>
inline constexpr std::size_t bytes_min<CellKey> = 2;

}  // namespace mektep
