#pragma once
// Parsed statements of one connection by their text, so that hot paths do not parse. Lives in Database,
// on its thread. Bounded: the text that was unused for longest goes first.

#include <cstdint>
#include <functional>
#include <string>
#include <string_view>
#include <unordered_map>

struct sqlite3_stmt;

namespace mektep {

class Database;

class StatementCache {
 public:
  struct Slot {
    sqlite3_stmt* idle = nullptr;
    int lent = 0;
    std::uint64_t used_at = 0;
  };

  explicit StatementCache(Database& database) : database_(database) {}
  ~StatementCache();
  StatementCache(const StatementCache&) = delete;
  StatementCache& operator=(const StatementCache&) = delete;

  // The slot stays where it is while it has something lent.
  Slot& slot_of(std::string_view sql);
  sqlite3_stmt* lend(Slot& slot, std::string_view sql);
  static void take_back(Slot& slot, sqlite3_stmt* handle);
  std::size_t size() const { return slots_.size(); }

 private:
  struct Hash {
    using is_transparent = void;
    std::size_t operator()(std::string_view text) const { return std::hash<std::string_view>{}(text); }
  };
  void make_room();

  Database& database_;
  std::unordered_map<std::string, Slot, Hash, std::equal_to<>> slots_;
  std::uint64_t uses_ = 0;
};

}  // namespace mektep
