#pragma once
// The id of a record whose type has a natural key: a hash of the type and the key fields, the same on every
// device and on the server. A missing key field counts as Nothing. Values stand in the form in which they are
// stored: text clean and NFC, blank text as Nothing, references without a scope inside the record's own scope
// and with the target's otherwise. Pure.
//
//   id = flag | hash64( type u16 big-endian, for each key field: size u16 big-endian, canonical value )

#include <map>

#include "shared/codec/canonical.h"
#include "shared/crypto/hash.h"
#include "shared/model/record_id.h"
#include "shared/model/schema.h"

namespace mektep {

inline RecordId natural_record_id(const RecordType& type, const std::map<FieldNumber, Value>& values) {
  Bytes key;
  const auto append_u16 = [&](std::size_t number) {
    key.push_back(static_cast<std::uint8_t>(number >> 8U));
    key.push_back(static_cast<std::uint8_t>(number));
  };
  append_u16(type.number.value);
  for (const std::string& name : type.natural_key) {
    const Field* field = type.field(name);
    const auto value = field == nullptr ? values.end() : values.find(field->number);
    const Bytes bytes = encode_value(value == values.end() ? Value{Nothing{}} : value->second);
    append_u16(bytes.size());
    key.insert(key.end(), bytes.begin(), bytes.end());
  }
  return hashed_record_id(hash64({key}));
}

}  // namespace mektep
