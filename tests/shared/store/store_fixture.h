#pragma once
// A store in a file of its own, with a schema that has a field of every kind, and short ways to write ops,
// packs and states down.

#include <cstdlib>
#include <memory>
#include <set>
#include <string>

#include "shared/crypto/hash.h"
#include "shared/merge/merge.h"
#include "shared/model/element.h"
#include "shared/sqlite/transaction.h"
#include "shared/store/layout.h"
#include "shared/store/raw_packs.h"
#include "shared/store/record_tables.h"
#include "shared/store/scope_ledger.h"
#include "tests/support/temp_directory.h"

namespace mektep::test {

inline constexpr ScopeNumber school{0x3000'0001U};
inline constexpr ScopeNumber other_school{0x9000'0002U};
inline constexpr TypeNumber visit{40};
inline constexpr TypeNumber place_type{41};
inline constexpr DeviceId laptop{0xa1};
inline constexpr DeviceId office{0x8000'0000'0000'005eULL};

// Of type visit.
namespace field {
inline constexpr FieldNumber topic{1};
inline constexpr FieldNumber topic_ru{2};
inline constexpr FieldNumber notes{3};
inline constexpr FieldNumber people{4};
inline constexpr FieldNumber hours{5};
inline constexpr FieldNumber day{6};
inline constexpr FieldNumber open{7};
inline constexpr FieldNumber kind{8};
inline constexpr FieldNumber place{9};
inline constexpr FieldNumber tags{10};
inline constexpr FieldNumber places{11};
inline constexpr FieldNumber room{12};  // in the later schema only
}  // namespace field

inline constexpr std::string_view labels = "labels = { kk = \"а\", ru = \"б\", en = \"c\" }\n";

inline std::string field_document(int number, std::string_view name, std::string_view rest) {
  return "[[type.field]]\nnumber = " + std::to_string(number) + "\nname = \"" + std::string(name) + "\"\n" +
         std::string(rest) + "\n" + std::string(labels);
}

inline std::string place_document(std::string_view name = "place") {
  return "[[type]]\nnumber = 41\nname = \"" + std::string(name) +
         "\"\nscope = \"school\"\nwriters = [\"coordinator\"]\ntitle = [\"name\"]\n" + std::string(labels) +
         field_document(1, "name", "kind = \"text\"");
}

inline std::string visit_document(std::string_view more_fields = "") {
  return "[[type]]\nnumber = 40\nname = \"visit\"\nscope = \"school\"\nwriters = [\"coordinator\"]\n"
         "title = [\"topic\", \"topic_ru\", \"kind\"]\ndate = \"day\"\n" +
         std::string(labels) + field_document(1, "topic", "kind = \"text\"") +
         field_document(2, "topic_ru", "kind = \"text\"") +
         field_document(3, "notes", "kind = \"long_text\"") +
         field_document(4, "people", "kind = \"integer\"") +
         field_document(5, "hours", "kind = \"decimal\"\nscale = 2") +
         field_document(6, "day", "kind = \"date\"") + field_document(7, "open", "kind = \"boolean\"") +
         field_document(8, "kind", "kind = \"code\"\ncodebook = \"kinds\"") +
         field_document(9, "place", "kind = \"reference\"\ntype = \"place\"") +
         field_document(10, "tags", "kind = \"set\"\nof = \"text\"") +
         field_document(11, "places", "kind = \"set\"\nof = \"reference\"\ntype = \"place\"") +
         std::string(more_fields);
}

inline Schema parsed(const std::string& types, int version = 1) {
  auto schema = Schema::parse("version = " + std::to_string(version) + "\n" + types);
  if (!schema) throw std::runtime_error(describe(schema.error()));
  return *schema;
}
inline Schema visit_schema() { return parsed(place_document() + visit_document()); }
// The same, one field richer.
inline Schema later_schema() {
  return parsed(place_document() + visit_document(field_document(12, "room", "kind = \"text\"")), 2);
}

// Where a test's store lies: properties open hundreds, which a real disk would have to sync.
enum class Medium { disk, memory };

// A client's file, unless `pending` is false.
class TestStore {
 public:
  explicit TestStore(bool pending = true, Medium medium = Medium::disk) : pending_(pending), medium_(medium) {
    if (medium_ == Medium::memory) anchor_ = opened(false);
    open();
    auto transaction = begin();
    make_core_tables(*database);
    make_raw_tables(*database);
    transaction.commit();
    use(visit_schema());
  }

  Transaction begin() {
    auto transaction = Transaction::begin(*database);
    if (!transaction) throw std::runtime_error(describe(transaction.error()));
    return std::move(*transaction);
  }
  void use(const Schema& schema) {
    if (auto used = tables->use(schema); !used) throw std::runtime_error(describe(used.error()));
  }
  void reopen() {
    const Schema schema = tables->schema();
    tables.reset();
    database.reset();
    open();
    use(schema);
  }
  // Committed.
  void write(const RecordKey& key, const RecordRow& row, ScopeNumber scope = school) {
    auto transaction = begin();
    tables->write(scope, key, row);
    transaction.commit();
  }
  // What an independent connection reads: the first column of every row, parted by line breaks.
  std::string queried(const std::string& sql) {
    const auto reader = opened(medium_ == Medium::disk);
    std::string all;
    auto rows = reader->prepared(sql);
    while (rows.step()) {
      if (!all.empty()) all += '\n';
      all += rows.is_null(0) ? "NULL" : rows.column<std::string>(0);
    }
    return all;
  }
  std::string path() const {
    if (medium_ == Medium::disk) return directory_.file("store.db").string();
    // Under the name of the folder, which no other store has.
    return "file:" + directory_.path().string() + "?vfs=memdb";
  }

 private:
  std::unique_ptr<Database> opened(bool read_only) const {
    Database::Options options;
    options.location = path();
    options.create = !read_only;
    options.read_only = read_only;
    if (medium_ == Medium::memory) options.journal = Database::Journal::memory;
    if (!read_only) {
      options.fault_point = [this](std::string_view where) {
        if (fault) fault(where);
      };
    }
    auto made = Database::open(std::move(options));
    if (!made) throw std::runtime_error(describe(made.error()));
    return std::move(*made);
  }
  void open() {
    database = opened(false);
    tables = std::make_unique<RecordTables>(*database, pending_);
  }

  TempDirectory directory_;
  bool pending_;
  Medium medium_;
  std::unique_ptr<Database> anchor_;  // what is in memory lives as long as one connection to it

 public:
  FaultPoint fault;  // what it throws is a crash at that call
  std::unique_ptr<Database> database;
  std::unique_ptr<RecordTables> tables;
};

// --- States ---

inline Version ver(std::uint64_t stream, std::uint32_t sequence) {
  return {StreamId{stream}, Sequence{sequence}};
}
inline Stamp stamp(Version version, std::uint64_t lamport = 1) {
  return {version, Lamport{lamport}, RecordId{5}, 1000};
}
inline CellKey scalar(FieldNumber field) { return {field, {}}; }
inline CellKey element(FieldNumber field, std::string_view text) {
  return {field, element_key(ElementKind::text, std::string(text))};
}
inline const CellKey life{life_field, {}};
inline Value text(std::string value) { return Value{std::move(value)}; }
inline constexpr RecordKey lesson{visit, RecordId{77}};

inline LiveValue live(Value value, Version version = ver(1, 1), std::uint64_t lamport = 1) {
  LiveValue made;
  made.stamp = stamp(version, lamport);
  made.value = std::move(value);
  return made;
}

// One live value a cell.
inline RecordState state_of(std::vector<std::pair<CellKey, Value>> cells) {
  RecordState state;
  for (auto& [key, value] : cells) state.cells[key] = {live(std::move(value))};
  return state;
}

inline Op write_op(const RecordKey& record, CellKey key, Value value, std::vector<Version> supersedes = {}) {
  return {OpKind::write, record, std::move(key), std::move(value), std::move(supersedes), {}, {}};
}
inline Op remove_op(const RecordKey& record, CellKey key, std::vector<Version> supersedes) {
  return {OpKind::remove, record, std::move(key), Nothing{}, std::move(supersedes), {}, {}};
}
inline Op withdraw_op(const RecordKey& record, std::vector<Version> covers) {
  return {OpKind::withdraw, record, life, Nothing{}, {}, std::move(covers), {}};
}
inline PendingOp pending(Op op, std::uint32_t draft, std::uint64_t lamport = 50) {
  return {stamp(draft_version(DraftNumber{draft}), lamport), std::move(op), false};
}

// --- Packs ---

inline ChainHead head_number(std::uint64_t number) {
  ChainHead head{};
  for (std::size_t at = 0; at < 8; ++at) head[at] = static_cast<std::uint8_t>(number >> (8 * (7 - at)));
  return head;
}

struct PackSpec {
  std::uint64_t stream = 1;
  std::uint32_t first = 1;
  DeviceId device = laptop;
  std::uint64_t previous = 0;
  std::uint64_t head = 1;
  std::uint64_t lamport = 1;
  std::vector<std::vector<Op>> changes;
  std::map<Version, Token> named = {};
};
inline PackContent pack_of(PackSpec spec) {
  PackContent pack;
  pack.scope = school;
  pack.stream = StreamId{spec.stream};
  pack.first = Sequence{spec.first};
  pack.device = spec.device;
  if (spec.first > 1) pack.previous = head_number(spec.previous);
  pack.head = head_number(spec.head);
  for (auto& ops : spec.changes)
    pack.changes.push_back({RecordId{5}, Lamport{spec.lamport}, 1000, std::move(ops)});
  pack.named = std::move(spec.named);
  return pack;
}
inline Bytes bytes_of(const PackContent& pack) { return copy_of(BytesView(pack.head).first(12)); }

inline const std::set<DeviceId>& servers() {
  static const std::set<DeviceId> ids{office};
  return ids;
}

}  // namespace mektep::test
