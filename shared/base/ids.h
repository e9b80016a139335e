#pragma once
// The names of things as distinct types, so that a sequence cannot be passed for a position.

#include <compare>
#include <cstdint>
#include <functional>

namespace mektep {

// A number with a meaning. `Tag` makes the type; `value` is the number on disk and wire.
template <class Tag, class Number>
struct Id {
  Number value{};
  constexpr Id() = default;
  constexpr explicit Id(Number number) : value(number) {}
  friend constexpr auto operator<=>(const Id&, const Id&) = default;
};

// The unit of replication: an opaque number; its code ("school/KZ61-0203") is a label.
using ScopeNumber = Id<struct ScopeTag, std::uint32_t>;
// An unbroken run of changes by one device in one scope: random, never reused.
using StreamId = Id<struct StreamTag, std::uint64_t>;
// 1, 2, 3 … inside a stream. 0 names nothing.
using Sequence = Id<struct SequenceTag, std::uint32_t>;
// The place of a pack in a scope's log: 1, 2, 3 … 0 is the place before the first.
using Position = Id<struct PositionTag, std::uint64_t>;
// The first 8 bytes of BLAKE2b of the device's signing key.
using DeviceId = Id<struct DeviceTag, std::uint64_t>;
// Flag bit, 31 bits of seconds since 2020, 32 random bits; or flag and a hash of key fields.
using RecordId = Id<struct RecordTag, std::uint64_t>;
using TypeNumber = Id<struct TypeTag, std::uint16_t>;
using FieldNumber = Id<struct FieldTag, std::uint16_t>;
// Order of display between values that live side by side; decides nothing about survival.
using Lamport = Id<struct LamportTag, std::uint64_t>;
// The first 8 bytes of a chain head: which of two branches a version is meant to be on.
using Token = Id<struct TokenTag, std::uint64_t>;
// Random, renewed when the server was restored from a backup.
using Epoch = Id<struct EpochTag, std::uint64_t>;
// A saved change that is not yet sealed, counted on its device only.
using DraftNumber = Id<struct DraftTag, std::uint64_t>;

}  // namespace mektep

template <class Tag, class Number>
struct std::hash<mektep::Id<Tag, Number>> {
  std::size_t operator()(const mektep::Id<Tag, Number>& id) const noexcept {
    return std::hash<Number>{}(id.value);
  }
};
