#pragma once
// A value or the reason why there is none. [[nodiscard]]: a failure is answered, not forgotten.

#include <cassert>
#include <utility>
#include <variant>

#include "shared/base/error.h"

namespace mektep {

template <class Value>
class [[nodiscard]] Result {
 public:
  Result(Value value) : state_(std::in_place_index<0>, std::move(value)) {}  // NOLINT: a value is a result
  Result(Error error) : state_(std::in_place_index<1>, std::move(error)) {}  // NOLINT: so is a failure

  bool ok() const { return state_.index() == 0; }
  explicit operator bool() const { return ok(); }

  // Only after ok().
  Value& value() & { return *std::get_if<0>(&state_); }
  const Value& value() const& { return *std::get_if<0>(&state_); }
  Value&& value() && { return std::move(*std::get_if<0>(&state_)); }
  Value& operator*() & { return value(); }
  const Value& operator*() const& { return value(); }
  Value&& operator*() && { return std::move(*this).value(); }
  Value* operator->() { return &value(); }
  const Value* operator->() const { return &value(); }

  // Only after !ok().
  const Error& error() const {
    assert(!ok());
    return *std::get_if<1>(&state_);
  }

 private:
  std::variant<Value, Error> state_;
};

// Success without a value.
struct Done {
  friend bool operator==(const Done&, const Done&) = default;
};
using Status = Result<Done>;
inline constexpr Done done{};

}  // namespace mektep
