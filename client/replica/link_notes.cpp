#include "client/replica/link_notes.h"

namespace mektep::client {

void make_link_tables(Database& database) {
  database.execute(R"sql(
CREATE TABLE link(
  one INTEGER PRIMARY KEY CHECK(one = 1),
  tried_ms INTEGER NOT NULL,
  result TEXT NOT NULL,
  next_ms INTEGER NOT NULL,
  linked_ms INTEGER NOT NULL,
  bytes_per_second INTEGER NOT NULL,
  round_trip_ms INTEGER NOT NULL
) STRICT;
)sql");
}

LinkNote LinkNotes::read() {
  ground_.renew();
  LinkNote note;
  auto row = ground_.database().prepared(
      "SELECT tried_ms, result, next_ms, linked_ms, bytes_per_second, round_trip_ms FROM link");
  if (!row.step()) return note;
  note.tried_ms = row.column<std::int64_t>(0);
  note.result = row.column<std::string>(1);
  note.next_ms = row.column<std::int64_t>(2);
  note.linked_ms = row.column<std::int64_t>(3);
  note.bytes_per_second = row.column<std::uint64_t>(4);
  note.round_trip_ms = row.column<std::int64_t>(5);
  return note;
}

Status LinkNotes::write(const LinkNote& note) {
  auto turn = ground_.begin();
  if (!turn) return turn.error();
  ground_.database()
      .prepared(
          "INSERT OR REPLACE INTO link(one, tried_ms, result, next_ms, linked_ms, bytes_per_second,"
          " round_trip_ms) VALUES(1, ?, ?, ?, ?, ?, ?)")
      .bind_all(note.tried_ms, note.result, note.next_ms, note.linked_ms, note.bytes_per_second,
                note.round_trip_ms)
      .run();
  turn->commit();
  return done;
}

}  // namespace mektep::client
