#pragma once
// Which C++ types a statement binds and reads, told apart at compile time.

#include <optional>

#include "shared/base/bytes.h"
#include "shared/base/ids.h"

namespace mektep {

template <class Value>
inline constexpr bool is_optional = false;
template <class Value>
inline constexpr bool is_optional<std::optional<Value>> = true;

template <class Value>
inline constexpr bool is_id = false;
template <class Tag, class Number>
inline constexpr bool is_id<Id<Tag, Number>> = true;

template <class Value>
inline constexpr bool is_fixed_bytes = false;
template <std::size_t Size>
inline constexpr bool is_fixed_bytes<FixedBytes<Size>> = true;

// Types that own bytes, so that a temporary of them takes its bytes with it.
template <class Value>
inline constexpr bool is_byte_owner = is_fixed_bytes<Value>;
template <>
inline constexpr bool is_byte_owner<Bytes> = true;

}  // namespace mektep
