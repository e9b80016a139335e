#pragma once
// What a cell may hold. No floating point: reals are decimals with the scale of their field.

#include <compare>
#include <cstdint>
#include <string>
#include <variant>

#include "shared/base/bytes.h"
#include "shared/base/ids.h"

namespace mektep {

// A 64-bit count of units; how many digits lie behind the point is the field's scale.
struct Decimal {
  std::int64_t units = 0;
  friend constexpr auto operator<=>(const Decimal&, const Decimal&) = default;
};

// Days since 1970-01-01 of the proleptic Gregorian calendar. A date, never an instant.
struct Date {
  std::int32_t days = 0;
  friend constexpr auto operator<=>(const Date&, const Date&) = default;
};

// Another record. `scope` is 0 when it is the referring record's own scope.
struct Reference {
  ScopeNumber scope;
  TypeNumber type;
  RecordId id;
  friend constexpr auto operator<=>(const Reference&, const Reference&) = default;
};

// An explicit "nothing": a field that was emptied, or an element that is simply present.
struct Nothing {
  friend constexpr auto operator<=>(const Nothing&, const Nothing&) = default;
};

// A value of a later program: kept and forwarded byte for byte, shown as "needs a newer program".
struct UnknownValue {
  std::uint8_t tag = 0;
  Bytes bytes;
  friend auto operator<=>(const UnknownValue&, const UnknownValue&) = default;
};

using Value =
    std::variant<Nothing, bool, std::int64_t, Decimal, Date, std::string, Reference, Bytes, UnknownValue>;

// A record of a scope.
struct RecordKey {
  TypeNumber type;
  RecordId id;
  friend constexpr auto operator<=>(const RecordKey&, const RecordKey&) = default;
};

// A cell of a record. Field 0 is the record's own life; `element` is empty for scalars, the canonical
// bytes of the element for sets (codec/canonical.h), the path for paragraphs (merge/paragraphs.h).
struct CellKey {
  FieldNumber field;
  Bytes element;
  friend auto operator<=>(const CellKey&, const CellKey&) = default;
};

inline constexpr FieldNumber life_field{0};

}  // namespace mektep
