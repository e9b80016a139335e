#pragma once
// One prepared SQL statement. Owner: the scope that got it; its Database outlives it and shares its thread.
// Failure: throws (failure.h). Bind by position from 1, read columns by index from 0, as SQLite counts.

#include <array>
#include <concepts>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <type_traits>
#include <utility>

#include "shared/base/bytes.h"
#include "shared/base/ids.h"
#include "shared/sqlite/statement_cache.h"
#include "shared/sqlite/statement_value.h"

struct sqlite3_stmt;

namespace mektep {

class Statement {
 public:
  // For a statement that its owner keeps; Database::prepared lends one that the connection keeps.
  Statement(Database& database, std::string_view sql);
  Statement(Statement&& other) noexcept;
  Statement& operator=(Statement&&) = delete;
  ~Statement();

  // Integers (64-bit unsigned ones as the same bit pattern), ids, text, bytes, nullptr, optionals of these.
  // A named string or a view is borrowed, without a copy, until the statement has run; a temporary string
  // or byte container is copied.
  template <class Value>
  Statement& bind(int position, Value&& value) {
    using Plain = std::remove_cvref_t<Value>;
    constexpr auto keep = std::is_rvalue_reference_v<Value&&> ? Keep::copy : Keep::borrow;
    if constexpr (std::is_same_v<Plain, std::nullptr_t>) {
      bind_null(position);
    } else if constexpr (is_optional<Plain>) {
      value ? bind(position, *std::forward<Value>(value)) : bind(position, nullptr);
    } else if constexpr (is_id<Plain>) {
      bind_integer(position, static_cast<std::int64_t>(value.value));
    } else if constexpr (std::integral<Plain>) {
      bind_integer(position, static_cast<std::int64_t>(value));
    } else if constexpr (is_byte_owner<Plain>) {
      bind_blob(position, value, keep);
    } else if constexpr (std::convertible_to<Value, BytesView>) {
      bind_blob(position, value, Keep::borrow);
    } else if constexpr (std::is_same_v<Plain, std::string>) {
      bind_text(position, value, keep);
    } else {
      bind_text(position, std::string_view(value), Keep::borrow);
    }
    return *this;
  }

  template <class... Values>
  Statement& bind_all(Values&&... values) {
    int position = 0;
    (bind(++position, std::forward<Values>(values)), ...);
    return *this;
  }

  // True: there is a row to read, until the next step. False: it has run to its end and may be bound anew.
  bool step();
  // To the end, results ignored.
  void run();
  // Gives up the rows that were not read. A statement left half-read holds up checkpoints.
  void reset();

  // Views are valid until the next step or reset. A number that does not fit the type is a damaged file.
  // NULL reads as 0 and as empty; ask for an optional where it means something.
  template <class Value>
  Value column(int index) const {
    if constexpr (is_optional<Value>) {
      if (is_null(index)) return std::nullopt;
      return column<typename Value::value_type>(index);
    } else if constexpr (is_id<Value>) {
      return Value(column<decltype(Value::value)>(index));
    } else if constexpr (std::same_as<Value, bool>) {
      return integer(index) != 0;
    } else if constexpr (std::same_as<Value, std::uint64_t>) {
      return static_cast<std::uint64_t>(integer(index));
    } else if constexpr (std::integral<Value>) {
      const auto number = integer(index);
      if (!std::in_range<Value>(number)) damaged();
      return static_cast<Value>(number);
    } else if constexpr (is_fixed_bytes<Value>) {
      const auto bytes = blob(index);
      if (bytes.size() != std::tuple_size_v<Value>) damaged();
      return *fixed_from<std::tuple_size_v<Value>>(bytes);
    } else if constexpr (std::same_as<Value, BytesView>) {
      return blob(index);
    } else if constexpr (std::same_as<Value, Bytes>) {
      return copy_of(blob(index));
    } else {
      return Value(text(index));
    }
  }
  bool is_null(int index) const;

  // The first column of the first row, if there is one; the statement is ready again. Not for views.
  template <class Value>
  std::optional<Value> first() {
    static_assert(!std::same_as<Value, std::string_view> && !std::same_as<Value, BytesView>);
    std::optional<Value> found;
    if (step()) found = column<Value>(0);
    reset();
    return found;
  }

 private:
  friend class Database;
  friend class Transaction;
  enum class Keep { borrow, copy };

  Statement(Database& database, StatementCache::Slot& slot, std::string_view sql);
  Statement(Database& database, sqlite3_stmt* owned);
  // Step without asking for a transaction: for the statements that begin and end one.
  int advance();
  void bind_null(int position);
  void bind_integer(int position, std::int64_t value);
  void bind_text(int position, std::string_view text, Keep keep);
  void bind_blob(int position, BytesView bytes, Keep keep);
  void require_bound(int code);
  std::int64_t integer(int index) const;
  std::string_view text(int index) const;
  BytesView blob(int index) const;
  [[noreturn]] void damaged() const;

  Database* database_;
  sqlite3_stmt* handle_ = nullptr;
  StatementCache::Slot* slot_ = nullptr;
  bool writes_ = false;
};

}  // namespace mektep
