#include "client/replica/reader.h"

#include <algorithm>
#include <map>

#include "client/replica/naming.h"
#include "shared/base/limits.h"
#include "shared/model/builtin.h"
#include "shared/model/record_id.h"
#include "shared/model/scope.h"

namespace mektep::client {
namespace {

constexpr std::size_t prefix_digits_min = 4;
constexpr unsigned id_digits = 13;

const Value* shown_value(const RecordState& state, FieldNumber field) {
  const auto cell = state.cells.find({field, {}});
  return cell == state.cells.end() || cell->second.empty() ? nullptr : &shown_of(cell->second).value;
}

// The ids whose text form begins with the digits typed; empty when they are no digits of an id.
std::optional<IdSpan> span_of_prefix(std::string_view typed) {
  std::string digits;
  for (const char letter : typed) {
    if (letter != '-') digits += letter;
  }
  if (digits.size() < prefix_digits_min || digits.size() > id_digits) return std::nullopt;
  const auto filled = [&](char rest) {
    std::string text = digits;
    text.resize(id_digits, rest);
    // Any check digit may follow: the one that fits is found by trying all.
    for (const char check : std::string_view("0123456789abcdefghjkmnpqrstvwxyz")) {
      if (const auto id = record_id_from_text(text + check)) return std::optional(*id);
    }
    return std::optional<RecordId>();
  };
  const auto first = filled('0');
  const auto last = filled('z');
  if (!first || !last) return std::nullopt;
  return IdSpan{*first, *last};
}

}  // namespace

std::vector<ScopeNumber> Reader::scopes() {
  std::vector<ScopeNumber> scopes = ground_.log().scopes();
  for (const Grant& grant : rights_.grants()) scopes.push_back(grant.scope);
  auto rows = ground_.database().prepared("SELECT scope FROM draft UNION SELECT scope FROM raw");
  while (rows.step()) scopes.push_back(rows.column<ScopeNumber>(0));
  std::sort(scopes.begin(), scopes.end());
  scopes.erase(std::unique(scopes.begin(), scopes.end()), scopes.end());
  return scopes;
}

Result<RecordName> Reader::find(std::string_view id_text) {
  ground_.renew();
  std::optional<IdSpan> span;
  if (const auto whole = record_id_from_text(id_text)) {
    span = IdSpan{*whole, *whole};
  } else {
    span = span_of_prefix(id_text);
  }
  std::vector<RecordName> found;
  for (const ScopeNumber scope : span ? scopes() : std::vector<ScopeNumber>()) {
    for (const RecordKey& key : ground_.tables().keys_in(scope, *span)) {
      if (ground_.schema().type(key.type) != nullptr && key.type.value >= 32) found.push_back({scope, key});
    }
  }
  const auto failed = [&](std::string code) {
    return refused(std::move(code)).with("id", std::string(id_text));
  };
  if (found.empty()) return failed("record.unknown");
  if (found.size() > 1) return failed("record.ambiguous").with("count", std::to_string(found.size()));
  return found.front();
}

Result<ReadRecord> Reader::read(const RecordName& name, const ReadingPerson& person) {
  ground_.renew();
  const ReadTransaction one_state(ground_.database());
  const ScopeLedger ledger(ground_.database(), ground_.tables(), name.scope, ground_.servers());
  return read_with(ledger, name, person);
}

Result<ReadRecord> Reader::read_with(const ScopeLedger& ledger, const RecordName& name,
                                     const ReadingPerson& person) {
  const RecordType* type = ground_.schema().type(name.key.type);
  if (type == nullptr)
    return refused("record.unknown_type").with("type", std::to_string(name.key.type.value));
  const RecordRow row = ground_.tables().read(name.scope, name.key);
  if (row.base.empty() && row.pending.empty()) {
    return refused("record.unknown").with("id", mektep::to_text(name.key.id));
  }
  const RecordState state = laid_over(row.base, row.pending);
  if (!team_.may_read(name, *type, state, person)) {
    return refused("record.for_the_team").with("id", mektep::to_text(name.key.id));
  }
  ReadRecord read{name, show(state, *type), basis_shown(state, *type), badge_of(name.scope, name.key, row)};
  fill_tokens(ground_, ledger, read.basis);
  return read;
}

bool Reader::is_sent(ScopeNumber scope, const Version& version) {
  // What is pending and was not sealed here came from somebody who may send it.
  auto row = ground_.database().prepared(
      "SELECT raw.own, raw.level, raw.epoch FROM laid JOIN raw ON raw.scope = laid.scope AND raw.head = "
      "laid.head"
      " WHERE laid.scope = ? AND laid.stream = ? AND laid.first <= ? ORDER BY laid.first DESC LIMIT 1");
  row.bind_all(scope, version.stream, version.sequence);
  if (!row.step() || !row.column<bool>(0)) return true;
  return !row.is_null(1) && row.column<int>(1) == static_cast<int>(ReceiptLevel::server) &&
         row.column<Epoch>(2) == ground_.epoch();
}

Badge Reader::badge_of(ScopeNumber scope, const RecordKey& key, const RecordRow& row) {
  for (const PendingOp& pending : row.pending) {
    if (is_draft(pending.stamp.version) || !is_sent(scope, pending.stamp.version)) return Badge::here;
  }
  return is_accepted(scope, key) ? Badge::accepted : Badge::sent;
}

bool Reader::is_accepted(ScopeNumber scope, const RecordKey& key) {
  if (kind_of(scope) != ScopeKind::desk) return false;
  const RecordType* type = ground_.schema().type(key.type);
  const Field* state = type == nullptr ? nullptr : type->field("state");
  if (state == nullptr) return false;
  const Value* value = shown_value(ground_.tables().read(scope, key).base, state->number);
  return value != nullptr && *value == Value{std::string("accepted")};
}

Result<std::vector<ReadRecord>> Reader::list(const ListQuery& query) {
  if (!query.find.empty()) {
    if (auto caught_up = search_.catch_up(); !caught_up) {
      ground_.environment().log.line("replica.search_behind", {{"error", describe(caught_up.error())}});
    }
  }
  ground_.renew();
  const auto type = type_named(ground_.schema(), query.type);
  if (!type) return type.error();
  const TypeTable* table = ground_.tables().table((*type)->number);
  std::vector<ReadRecord> records;
  if (table == nullptr) return records;
  const ReadTransaction one_state(ground_.database());
  std::map<ScopeNumber, std::unique_ptr<ScopeLedger>> ledgers;
  for (const RecordName& name : names_for(query, *table)) {
    auto& ledger = ledgers[name.scope];
    if (!ledger) {
      ledger =
          std::make_unique<ScopeLedger>(ground_.database(), ground_.tables(), name.scope, ground_.servers());
    }
    auto read = read_with(*ledger, name, query.person);
    if (!read || (query.unsent && read->badge != Badge::here)) continue;
    records.push_back(std::move(*read));
    if (records.size() == query.count_max) break;
  }
  return records;
}

Result<std::size_t> Reader::count_hidden(const ListQuery& query) {
  ground_.renew();
  const auto type = type_named(ground_.schema(), query.type);
  if (!type) return type.error();
  const TypeTable* table = ground_.tables().table((*type)->number);
  std::size_t count = 0;
  if (table == nullptr || !(*type)->team_only) return count;
  const ReadTransaction one_state(ground_.database());
  for (const RecordName& name : names_for(query, *table)) {
    const RecordRow row = ground_.tables().read(name.scope, name.key);
    if (team_.may_read(name, **type, laid_over(row.base, row.pending), query.person)) continue;
    if (!query.unsent || badge_of(name.scope, name.key, row) == Badge::here) ++count;
  }
  return count;
}

std::vector<RecordName> Reader::names_for(const ListQuery& query, const TypeTable& table) {
  std::string sql = "SELECT r.scope, r.id FROM " + table.name() + " r";
  std::string where = query.with_gone ? "1" : "r._gone = 0";
  const std::string words = Search::expression(query.find);
  if (!words.empty()) {
    sql +=
        " JOIN search_entry e ON e.scope = r.scope AND e.id = r.id AND e.type = ?2"
        " JOIN search s ON s.rowid = e.number";
    where += " AND s.search MATCH ?1";
  }
  if (query.unsent) where += " AND r._p IS NOT NULL";
  if (query.scope) where += " AND r.scope = ?3";
  auto rows = ground_.database().prepared(sql + " WHERE " + where + " ORDER BY r._k, r.id LIMIT ?4");
  if (!words.empty()) rows.bind(1, words).bind(2, table.type().number);
  if (query.scope) rows.bind(3, *query.scope);
  // Whether a pending record was sent, and who may see one, is known only when it is read.
  const bool all = query.unsent || table.type().team_only;
  rows.bind(4, all ? std::int64_t{-1} : static_cast<std::int64_t>(query.count_max));
  std::vector<RecordName> names;
  while (rows.step())
    names.push_back({rows.column<ScopeNumber>(0), {table.type().number, rows.column<RecordId>(1)}});
  return names;
}

std::string Reader::title_of(const RecordName& name, const ReadingPerson& person) {
  const RecordType* type = ground_.schema().type(name.key.type);
  if (type != nullptr && type->team_only) {
    const RecordRow row = ground_.tables().read(name.scope, name.key);
    if (!team_.may_read(name, *type, laid_over(row.base, row.pending), person)) return {};
  }
  return title_in(name);
}

std::string Reader::title_in(const RecordName& name) {
  const TypeTable* table = ground_.tables().table(name.key.type);
  if (table == nullptr) return {};
  for (const auto& group : table->title()) {
    for (const std::size_t index : group) {
      auto row = ground_.database().prepared("SELECT " + sql_name(table->columns()[index].field.name) +
                                             " FROM " + table->name() + " WHERE scope = ? AND id = ?");
      row.bind_all(name.scope, name.key.id);
      if (row.step() && !row.is_null(0)) return row.column<std::string>(0);
    }
  }
  return {};
}

void Reader::each_in_conflict(const TakeRecord& take) {
  ground_.renew();
  for (const ScopeNumber scope : scopes()) {
    std::optional<RecordKey> last;
    for (const auto& [key, cell] : ground_.tables().conflicts(scope)) {
      const RecordType* type = ground_.schema().type(key.type);
      if (last == key || type == nullptr || key.type.value < 32) continue;
      last = key;
      const RecordRow row = ground_.tables().read(scope, key);
      take({scope, key}, *type, laid_over(row.base, row.pending));
    }
  }
}

std::vector<ConflictCard> Reader::conflicts(const ReadingPerson& person) {
  std::vector<ConflictCard> cards;
  each_in_conflict([&](const RecordName& name, const RecordType& type, const RecordState& state) {
    if (!team_.may_read(name, type, state, person)) return;
    for (Conflict& conflict : show(state, type).conflicts) {
      cards.push_back({name, title_in(name), std::move(conflict)});
    }
  });
  return cards;
}

std::size_t Reader::count_hidden_conflicts(const ReadingPerson& person) {
  std::size_t count = 0;
  each_in_conflict([&](const RecordName& name, const RecordType& type, const RecordState& state) {
    if (!team_.may_read(name, type, state, person)) count += show(state, type).conflicts.size();
  });
  return count;
}

std::optional<RecordName> Reader::named(const Reference& reference) {
  ground_.renew();
  for (const ScopeNumber scope : reference.scope.value != 0 ? std::vector{reference.scope} : scopes()) {
    const RecordRow row = ground_.tables().read(scope, {reference.type, reference.id});
    if (!row.base.empty() || !row.pending.empty()) return RecordName{scope, {reference.type, reference.id}};
  }
  return std::nullopt;
}

std::optional<Labels> Reader::code_label(const std::string& book, const std::string& code) {
  ground_.renew();
  const RecordType* type = ground_.schema().type("codebook");
  const TypeTable* table = type == nullptr ? nullptr : ground_.tables().table(type->number);
  if (table == nullptr) return std::nullopt;
  for (const char* name : {"book", "code", "name_kk", "name_ru", "name_en"}) {
    if (type->field(name) == nullptr) return std::nullopt;
  }
  auto row = ground_.database().prepared("SELECT name_kk, name_ru, name_en FROM " + table->name() +
                                         " WHERE scope = ? AND book = ? AND code = ? AND _gone = 0");
  row.bind_all(network_scope, book, code);
  if (!row.step()) return std::nullopt;
  return Labels{row.column<std::string>(0), row.column<std::string>(1), row.column<std::string>(2)};
}

std::size_t Reader::count_records() {
  constexpr std::size_t page_size = 4096;
  std::size_t count = 0;
  for (const ScopeNumber scope : scopes()) {
    std::optional<RecordKey> after;
    for (auto keys = ground_.tables().keys(scope, after, page_size); !keys.empty();
         keys = ground_.tables().keys(scope, after, page_size)) {
      count += keys.size();
      after = keys.back();
    }
  }
  return count;
}

}  // namespace mektep::client
