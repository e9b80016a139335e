#pragma once
// What the archives can hold (archive.h, which includes this). A struct of such things joins in with
//   template <class Archive> void serialize(Archive& archive, Struct& value) { archive(value.a, value.b); }

#include <limits>
#include <string>
#include <vector>

#include "shared/codec/archive.h"

namespace mektep {

// The fewest bytes that an element takes; it bounds how many can follow.
template <class T>
inline constexpr std::size_t bytes_min = 1;
template <std::size_t Size>
inline constexpr std::size_t bytes_min<FixedBytes<Size>> = Size;

// --- bans, and depth: cereal calls these around every value ---

template <class T>
constexpr void refuse_unsafe() {
  static_assert(!std::is_floating_point_v<T>, "reals are decimals");
  static_assert(!std::is_enum_v<T>, "an enumeration is read as u8 and checked");
  static_assert(!std::is_pointer_v<T> && !std::is_array_v<T>, "no pointers");
  static_assert(!std::is_polymorphic_v<T>, "the peer does not choose types");
  static_assert(!std::is_same_v<T, char> && !std::is_same_v<T, signed char>, "one byte is a std::uint8_t");
}
template <class T>
void prologue(OutArchive&, const T&) {
  refuse_unsafe<T>();
}
template <class T>
void prologue(InArchive& archive, const T&) {
  refuse_unsafe<T>();
  if constexpr (std::is_class_v<T>) archive.enter();
}
template <class T>
void epilogue(InArchive& archive, const T&) {
  if constexpr (std::is_class_v<T>) archive.leave();
}

// --- numbers ---

template <class T>
requires std::is_integral_v<T>
void save(OutArchive& archive, const T& value) {
  if constexpr (sizeof(T) == 1)
    archive.u8(static_cast<std::uint8_t>(value));
  else if constexpr (std::is_signed_v<T>)
    archive.sint(value);
  else
    archive.uint(value);
}
template <class T>
requires std::is_integral_v<T>
void load(InArchive& archive, T& value) {
  if constexpr (std::is_same_v<T, bool>) {
    const std::uint8_t byte = archive.u8();
    archive.require(byte <= 1, "bool");
    value = byte == 1;
  } else if constexpr (sizeof(T) == 1) {
    value = archive.u8();
  } else if constexpr (std::is_signed_v<T>) {
    const std::int64_t number = archive.sint();
    archive.require(number >= std::numeric_limits<T>::min() && number <= std::numeric_limits<T>::max(),
                    "range");
    value = static_cast<T>(number);
  } else {
    value = static_cast<T>(archive.uint(std::numeric_limits<T>::max()));
  }
}

// --- ids: random ones take their 8 bytes, counted ones are small ---

template <class Tag>
inline constexpr bool is_random_tag =
    std::is_same_v<Tag, StreamTag> || std::is_same_v<Tag, DeviceTag> || std::is_same_v<Tag, RecordTag> ||
    std::is_same_v<Tag, TokenTag> || std::is_same_v<Tag, EpochTag>;
template <class Tag>
inline constexpr std::size_t bytes_min<Id<Tag, std::uint64_t>> = is_random_tag<Tag> ? 8 : 1;

// A scope's kind is in its top bits and its number in the low ones: rotated, a usual one is small.
constexpr std::uint32_t rotated(ScopeNumber scope) { return (scope.value << 4U) | (scope.value >> 28U); }
constexpr ScopeNumber unrotated(std::uint32_t value) { return ScopeNumber{(value >> 4U) | (value << 28U)}; }

template <class Tag, class Number>
void save(OutArchive& archive, const Id<Tag, Number>& id) {
  if constexpr (is_random_tag<Tag>)
    archive.fixed64(id.value);
  else if constexpr (std::is_same_v<Tag, ScopeTag>)
    archive.uint(rotated(id));
  else
    archive.uint(id.value);
}
template <class Tag, class Number>
void load(InArchive& archive, Id<Tag, Number>& id) {
  if constexpr (is_random_tag<Tag>)
    id.value = archive.fixed64();
  else if constexpr (std::is_same_v<Tag, ScopeTag>)
    id = unrotated(static_cast<std::uint32_t>(archive.uint(UINT32_MAX)));
  else
    id.value = static_cast<Number>(archive.uint(std::numeric_limits<Number>::max()));
}

// --- runs of bytes ---

template <std::size_t Size>
void save(OutArchive& archive, const FixedBytes<Size>& bytes) {
  archive.raw(bytes);
}
template <std::size_t Size>
void load(InArchive& archive, FixedBytes<Size>& bytes) {
  bytes = *fixed_from<Size>(archive.raw(Size));
}
inline void save(OutArchive& archive, const Bytes& bytes) { archive.bytes(bytes); }
inline void load(InArchive& archive, Bytes& bytes) { bytes = copy_of(archive.bytes()); }
inline void save(OutArchive& archive, const std::string& text) { archive.text(text); }
inline void load(InArchive& archive, std::string& text) { text = archive.text(); }

}  // namespace mektep

#include "shared/codec/archive_containers.h"
