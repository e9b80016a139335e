#include "shared/sqlite/statement_cache.h"

#include <sqlite3.h>

#include <cassert>

#include "shared/sqlite/database.h"

namespace mektep {

StatementCache::~StatementCache() {
  for (auto& [sql, slot] : slots_) {
    assert(slot.lent == 0);
    sqlite3_finalize(slot.idle);
  }
}

StatementCache::Slot& StatementCache::slot_of(std::string_view sql) {
  auto found = slots_.find(sql);
  if (found == slots_.end()) {
    make_room();
    found = slots_.emplace(std::string(sql), Slot{}).first;
  }
  found->second.used_at = ++uses_;
  return found->second;
}

sqlite3_stmt* StatementCache::lend(Slot& slot, std::string_view sql) {
  auto* handle = std::exchange(slot.idle, nullptr);
  if (handle == nullptr) {
    const int code = sqlite3_prepare_v3(database_.connection_, sql.data(), static_cast<int>(sql.size()),
                                        SQLITE_PREPARE_PERSISTENT, &handle, nullptr);
    if (code != SQLITE_OK) database_.fail(code);
  }
  ++slot.lent;
  return handle;
}

void StatementCache::take_back(Slot& slot, sqlite3_stmt* handle) {
  --slot.lent;
  if (slot.idle != nullptr) {
    sqlite3_finalize(handle);
    return;
  }
  sqlite3_reset(handle);
  sqlite3_clear_bindings(handle);
  slot.idle = handle;
}

void StatementCache::make_room() {
  while (slots_.size() >= limits::prepared_statements_max) {
    auto oldest = slots_.end();
    for (auto at = slots_.begin(); at != slots_.end(); ++at) {
      if (at->second.lent > 0) continue;
      if (oldest == slots_.end() || at->second.used_at < oldest->second.used_at) oldest = at;
    }
    if (oldest == slots_.end()) return;
    sqlite3_finalize(oldest->second.idle);
    slots_.erase(oldest);
  }
}

}  // namespace mektep
