#include "client/replica/search.h"

#include "shared/base/limits.h"
#include "shared/sqlite/search_key.h"

namespace mektep::client {
namespace {

constexpr std::int64_t stale_entries_min = 64;
constexpr std::size_t log_bytes_a_turn = 4 * limits::read_bytes_max;

void note(Database& database, ScopeNumber scope, const RecordKey& key) {
  database.prepared("INSERT OR IGNORE INTO search_todo(scope, type, id) VALUES(?, ?, ?)")
      .bind_all(scope, key.type, key.id)
      .run();
}

// Digits, letters of any script; signs between words part them. The multi-byte signs are those that people
// type in titles: dashes, quotes, the numero sign.
bool is_word_byte(std::string_view text, std::size_t at) {
  const auto byte = static_cast<unsigned char>(text[at]);
  if (byte < 0x80U)
    return (byte >= '0' && byte <= '9') || (byte >= 'a' && byte <= 'z') || (byte >= 'A' && byte <= 'Z');
  return true;
}

std::size_t sign_size(std::string_view rest) {
  const auto at = [&](std::size_t index) {
    return static_cast<unsigned char>(index < rest.size() ? rest[index] : 0);
  };
  const bool punctuation = at(0) == 0xe2U && (at(1) == 0x80U || at(1) == 0x81U || at(1) == 0x84U);
  if (punctuation) return 3;
  const bool latin_sign = at(0) == 0xc2U;  // U+0080 to U+00BF: « » · § and the no-break space
  return latin_sign ? 2 : 0;
}

bool is_searched(const Field& field) {
  return field.kind == FieldKind::text || field.kind == FieldKind::long_text ||
         (field.kind == FieldKind::set && field.element == ElementKind::text);
}

}  // namespace

std::string Search::expression(std::string_view typed) {
  const std::string key = search_key(typed);
  std::string expression;
  std::string word;
  const auto end_word = [&] {
    if (!word.empty()) expression += (expression.empty() ? "\"" : " \"") + word + "\"*";
    word.clear();
  };
  for (std::size_t at = 0; at < key.size();) {
    const std::size_t sign = sign_size(std::string_view(key).substr(at));
    if (sign > 0 || !is_word_byte(key, at)) {
      end_word();
      at += std::max<std::size_t>(sign, 1);
    } else {
      word += key[at++];
    }
  }
  end_word();
  return expression;
}

Status Search::catch_up() {
  ground_.renew();
  while (is_behind()) {
    auto turn = ground_.begin();
    if (!turn) return turn.error();
    start_anew_for_schema();
    start_anew_when_stale();
    note_drafts();
    for (const ScopeNumber scope : ground_.log().scopes()) note_log(scope);
    index_some();
    turn->commit();
  }
  return done;
}

bool Search::is_behind() {
  auto& database = ground_.database();
  if (read_setting(database, setting::search_schema) != read_setting(database, setting::schema_stamp))
    return true;
  if (database.prepared("SELECT 1 FROM search_todo LIMIT 1").first<int>()) return true;
  const auto newest = database.prepared("SELECT max(number) FROM draft").first<std::int64_t>();
  if (newest.value_or(0) > read_setting(database, setting::searched_draft)) return true;
  for (const ScopeNumber scope : ground_.log().scopes()) {
    const auto head = ground_.log().head(scope);
    if (head && searched_to(scope) < head->position) return true;
  }
  return false;
}

Position Search::searched_to(ScopeNumber scope) const {
  return ground_.database()
      .prepared("SELECT position FROM searched WHERE scope = ?")
      .bind_all(scope)
      .first<Position>()
      .value_or(Position{});
}

// Another schema has other text fields, and types that nobody could read before.
void Search::start_anew_for_schema() {
  auto& database = ground_.database();
  const auto stamp = read_setting(database, setting::schema_stamp);
  if (read_setting(database, setting::search_schema) == stamp) return;
  start_anew();
  write_setting(database, setting::search_schema, stamp);
}

// The index cannot forget, so it would grow with every correction: once most of its entries are passed over, it
// is made anew. Each is paid for by the corrections before it.
void Search::start_anew_when_stale() {
  const auto stale =
      ground_.database()
          .prepared("SELECT (SELECT count(*) FROM search_docsize) - 2 * (SELECT count(*) FROM search_entry)")
          .first<std::int64_t>();
  if (stale.value_or(0) > stale_entries_min) start_anew();
}

void Search::start_anew() {
  auto& database = ground_.database();
  database.execute("INSERT INTO search(search) VALUES('delete-all'); DELETE FROM search_entry");
  for (const ScopeNumber scope : ground_.log().scopes()) {
    for (const RecordKey& key : ground_.tables().keys(scope, std::nullopt, SIZE_MAX >> 1U))
      note(database, scope, key);
  }
}

void Search::note_drafts() {
  auto& database = ground_.database();
  const auto last = read_setting(database, setting::searched_draft);
  const auto newest = database.prepared("SELECT max(number) FROM draft").first<std::int64_t>().value_or(0);
  if (newest <= last) return;
  for (const ScopeNumber scope : drafts_.scopes()) {
    for (const DraftRow& draft : drafts_.all(scope)) {
      if (static_cast<std::int64_t>(draft.number.value) <= last) continue;
      for (const RecordKey& key : draft.records) note(database, scope, key);
    }
  }
  write_setting(database, setting::searched_draft, newest);
}

void Search::note_log(ScopeNumber scope) {
  auto& database = ground_.database();
  const Position cursor = searched_to(scope);
  const auto head = ground_.log().head(scope);
  if (!head || cursor >= head->position) return;
  const auto packs = ground_.log().read_after(scope, cursor, log_bytes_a_turn);
  Position reached = packs.empty() ? head->position : cursor;
  for (const LoggedPack& pack : packs) {
    reached = pack.position;
    const auto content = ground_.shelf().open(pack.head, [&] { return BytesView(pack.bytes); });
    if (!content) continue;
    for (const Change& change : (*content)->changes) {
      for (const Op& op : change.ops) note(database, scope, op.record);
    }
  }
  database.prepared("INSERT OR REPLACE INTO searched(scope, position) VALUES(?, ?)")
      .bind_all(scope, reached)
      .run();
}

void Search::take_up_log(ScopeNumber scope, Position up_to) {
  while (searched_to(scope) < up_to) note_log(scope);
}

void Search::index_some() {
  auto& database = ground_.database();
  std::vector<std::pair<ScopeNumber, RecordKey>> todo;
  {
    auto rows = database.prepared("SELECT scope, type, id FROM search_todo LIMIT ?");
    rows.bind_all(limits::search_batch_max);
    while (rows.step()) {
      todo.push_back({rows.column<ScopeNumber>(0), {rows.column<TypeNumber>(1), rows.column<RecordId>(2)}});
    }
  }
  for (const auto& [scope, key] : todo) {
    index(scope, key);
    database.prepared("DELETE FROM search_todo WHERE scope = ? AND type = ? AND id = ?")
        .bind_all(scope, key.type, key.id)
        .run();
  }
}

void Search::index(ScopeNumber scope, const RecordKey& key) {
  auto& database = ground_.database();
  database.prepared("DELETE FROM search_entry WHERE scope = ? AND type = ? AND id = ?")
      .bind_all(scope, key.type, key.id)
      .run();
  const std::string text = text_of(scope, key);
  if (text.empty()) return;
  database.prepared("INSERT INTO search_entry(scope, type, id) VALUES(?, ?, ?)")
      .bind_all(scope, key.type, key.id)
      .run();
  database.prepared("INSERT INTO search(rowid, text) VALUES(?, ?)").bind_all(database.last_row(), text).run();
}

std::string Search::text_of(ScopeNumber scope, const RecordKey& key) const {
  const TypeTable* table = ground_.tables().table(key.type);
  if (table == nullptr) return {};
  std::string columns;
  for (const Column& column : table->columns()) {
    if (!is_searched(column.field)) continue;
    columns += (columns.empty() ? "" : " || ' ' || ") + ("coalesce(" + sql_name(column.field.name) + ", '')");
  }
  if (columns.empty()) return {};
  auto row = ground_.database().prepared("SELECT " + columns + " FROM " + table->name() +
                                         " WHERE scope = ? AND id = ? AND _gone = 0");
  row.bind_all(scope, key.id);
  return row.step() ? search_key(row.column<std::string>(0)) : std::string();
}

}  // namespace mektep::client
