#pragma once
// An office for tests of its commands: a store in memory under the schema that ships, with tallies and
// answers as the server keeps them, tables imported from text or from the data that ships.

#include <gtest/gtest.h>

#include "server/access/access.h"
#include "server/app/import_writing.h"
#include "server/store/cards.h"
#include "server/store/enrolment.h"
#include "server/store/memory/memory_store.h"
#include "server/store/own_record.h"
#include "server/tally/answers.h"
#include "server/tally/tallies.h"
#include "shared/base/files.h"
#include "shared/base/limits.h"
#include "shared/model/dates.h"
#include "shared/model/record_id.h"
#include "shared/pack/pack.h"
#include "shared/store/natural_key.h"
#include "tests/support/manual_clock.h"
#include "tests/support/seeded_random.h"

namespace mektep::server::test {

inline std::string shipped(const std::string& path) {
  const auto content = SystemFiles().read(Path(MEKTEP_SOURCE_DIR) / "data" / path, limits::import_bytes_max);
  EXPECT_TRUE(content.ok()) << path;
  return content.ok() ? std::string(text_of(*content)) : std::string();
}

inline ServerKeys drawn_server_keys(Random& random) {
  start_crypto();
  const SigningKey network = SigningKey::draw(random);
  ServerKeys keys{SigningKey::draw(random), SigningKey::draw(random), BoxKey::draw(random), {}};
  keys.certificate.network = network.public_key();
  keys.certificate.server = keys.server.public_key();
  keys.certificate.receipts = keys.receipts.public_key();
  keys.certificate.box = keys.box.public_key();
  sign(keys.certificate, network);
  return keys;
}

class Office {
 public:
  explicit Office(const std::string& schema = shipped("schema.toml")) {
    const auto parsed = Schema::parse(schema);
    EXPECT_TRUE(parsed.ok()) << (parsed.ok() ? "" : describe(parsed.error()));
    EXPECT_TRUE(store.use(*parsed).ok());
    parts.derivations = {&tallies, &answers};
  }

  Result<ImportOutcome> import_text(ImportKind kind, const std::string& text,
                                    const std::string& file = "table.csv",
                                    ImportMode mode = ImportMode::write) {
    const auto table = read_csv(file, view_of(text));
    if (!table) return table.error();
    return import_table(parts, kind, *table, mode);
  }
  // How many rows changed something.
  std::size_t import_shipped(ImportKind kind, const std::string& path) {
    const auto outcome = import_text(kind, shipped(path), Path(path).filename().string());
    EXPECT_TRUE(outcome.ok()) << (outcome.ok() ? "" : describe(outcome.error()));
    return outcome.ok() ? outcome->changes : 0;
  }
  // Regions, sites, terms and the codebooks that the rest names.
  void import_directory() {
    import_shipped(ImportKind::regions, "regions.csv");
    import_shipped(ImportKind::sites, "sites.csv");
    import_shipped(ImportKind::terms, "terms.csv");
    for (const auto* book : {"roles", "subjects", "languages", "skills", "activity_kinds", "programmes",
                             "localities", "status_states", "period_states"}) {
      import_shipped(ImportKind::codebooks, std::string("codebooks/") + book + ".csv");
    }
  }
  void import_network() {
    import_directory();
    import_shipped(ImportKind::schools, "network12/schools.csv");
    import_shipped(ImportKind::people, "network12/people.csv");
    import_shipped(ImportKind::partnerships, "network12/partnerships.csv");
  }

  std::unique_ptr<Reader> reader() { return std::move(*store.reader()); }
  Directory directory() { return Directory::read(*reader(), store.schema()); }
  const RecordType& type(std::string_view name) { return *store.schema().type(name); }
  FieldNumber field(std::string_view type_name, std::string_view name) {
    return type(type_name).field(name)->number;
  }
  RecordId id_by_code(std::string_view name, const std::string& code) {
    return natural_record_id(type(name), {{field(name, type(name).natural_key.front()), code}});
  }
  School school(const std::string& code) { return *reader()->school(code); }
  ScopeNumber scope_of(const std::string& code) { return school_scope(school(code).number); }

  // Written in the server's own stream, as an import would: tallies do not ask who wrote.
  void write(ScopeNumber scope, std::vector<Op> ops) {
    EXPECT_TRUE(write_own(parts, {{scope, "test", std::move(ops)}}).ok());
  }
  RecordState record(ScopeNumber scope, const RecordKey& key) { return reader()->record(scope, key); }

  RecordKey log_activity(const std::string& code, const std::string& kind, const std::string& from,
                         std::int64_t hours_units, const std::string& state = "held") {
    const RecordKey key{type("activity").number, RecordId{++drawn_}};
    OwnRecord activity(key, {});
    activity.set(field("activity", "kind"), kind).set(field("activity", "topic"), std::string("Тақырып"));
    activity.set(field("activity", "from"), *parse_date(from))
        .set(field("activity", "hours"), Decimal{hours_units});
    if (!state.empty()) activity.set(field("activity", "state"), state);
    write(scope_of(code), activity.take());
    return key;
  }
  void attend(const std::string& code, const RecordKey& activity, const std::string& guest) {
    const RecordKey key{type("attendance").number, RecordId{++drawn_}};
    OwnRecord row(key, {});
    row.set(field("attendance", "activity"), Reference{{}, activity.type, activity.id});
    row.set(field("attendance", "guest_name"), guest);
    write(scope_of(code), row.take());
  }
  // A report in the school's desk; the server answers it in the same commit.
  RecordKey submit(const std::string& code, const std::string& period) {
    const RecordKey key{type("submission").number, RecordId{++drawn_}};
    OwnRecord copy(key, {});
    const TypeNumber period_type = type("period").number;
    copy.set(field("submission", "school"),
             Reference{network_scope, type("school").number, id_by_code("school", code)});
    copy.set(field("submission", "period"),
             Reference{network_scope, period_type, id_by_code("period", period)});
    copy.set(field("submission", "attempt"), std::int64_t{1});
    write(desk_scope(school(code).number), copy.take());
    return key;
  }

  mektep::test::ManualClock clock;
  mektep::test::SeededRandom random;
  ServerKeys keys = drawn_server_keys(random);
  MemoryStore store{Epoch{77}, {keys.device()}};
  Tallies tallies;
  Answers answers;
  ServerParts parts{store, keys, clock, random, judge(), {}};

 private:
  Judge judge() {
    return [this](const Ledger& ledger, const PackContent& pack) {
      return why_not_written(store.schema(), ledger.record(card_key(pack.device)), pack);
    };
  }
  std::uint64_t drawn_ = 1000;
};

}  // namespace mektep::server::test
