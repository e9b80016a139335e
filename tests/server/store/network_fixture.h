#pragma once
// A small network for tests of the server: a store of either kind, two schools with a person each, and
// devices that seal packs as clients do.

#include <gtest/gtest.h>

#include <sstream>

#include "server/store/cards.h"
#include "server/store/enrolment.h"
#include "server/store/memory/memory_store.h"
#include "server/store/own_record.h"
#include "server/store/sqlite/sqlite_store.h"
#include "shared/pack/pack.h"
#include "tests/support/manual_clock.h"
#include "tests/support/seeded_random.h"

namespace mektep::server::test {

using mektep::test::ManualClock;
using mektep::test::SeededRandom;

enum class StoreKind { sqlite, memory };
inline std::string name_of(const ::testing::TestParamInfo<StoreKind>& info) {
  return info.param == StoreKind::sqlite ? "Sqlite" : "Memory";
}

inline constexpr TypeNumber person_type{38};
inline constexpr TypeNumber note_type{100};
inline constexpr FieldNumber title_field{1};

// Two types are enough for admission: people, who are named on cards, and notes, which they write.
inline const char* note_schema() {
  return R"(version = 3
[[type]]
number = 38
name = "person"
scope = "school"
labels = { kk = "Адам", ru = "Человек", en = "Person" }
writers = ["coordinator"]
title = ["name"]
  [[type.field]]
  number = 1
  name = "name"
  kind = "text"
  labels = { kk = "Аты", ru = "Имя", en = "Name" }
  [[type.field]]
  number = 4
  name = "roles"
  kind = "set"
  of = "code"
  codebook = "roles"
  labels = { kk = "Рөлдері", ru = "Роли", en = "Roles" }
[[type]]
number = 100
name = "note"
scope = "school"
labels = { kk = "Жазба", ru = "Заметка", en = "Note" }
writers = ["coordinator"]
title = ["title"]
  [[type.field]]
  number = 1
  name = "title"
  kind = "text"
  labels = { kk = "Тақырыбы", ru = "Тема", en = "Title" }
)";
}

inline ServerKeys drawn_keys(Random& random) {
  const SigningKey network = SigningKey::draw(random);
  ServerKeys keys{SigningKey::draw(random), SigningKey::draw(random), BoxKey::draw(random), {}};
  keys.certificate.network = network.public_key();
  keys.certificate.server = keys.server.public_key();
  keys.certificate.receipts = keys.receipts.public_key();
  keys.certificate.box = keys.box.public_key();
  sign(keys.certificate, network);
  return keys;
}

inline Op write_op(const RecordKey& record, FieldNumber field, Value value,
                   std::vector<Version> supersedes = {}) {
  Op op;
  op.record = record;
  op.cell = {field, {}};
  op.value = std::move(value);
  op.supersedes = std::move(supersedes);
  return op;
}

// A device that seals what it is told to, continuing its stream unless told otherwise.
class Pen {
 public:
  Pen(Random& random, RecordId author) : random_(random), key_(SigningKey::draw(random)), author_(author) {
    new_stream();
  }

  const SigningKey& key() const { return key_; }
  DeviceId id() const { return device_id_of(key_.public_key()); }
  RecordId author() const { return author_; }
  void set_author(RecordId author) { author_ = author; }
  StreamId stream() const { return content_.stream; }
  Sequence sealed_up_to() const { return Sequence{next_ - 1}; }

  void new_stream() {
    content_.stream = StreamId{random_.u64() | 1U};
    next_ = 1;
    head_ = {};
  }
  // Goes back, as a restored disk does.
  struct Place {
    std::uint32_t next;
    ChainHead head;
  };
  Place place() const { return {next_, head_}; }
  void go_back(const Place& place) {
    next_ = place.next;
    head_ = place.head;
  }

  void name(const Version& version, Token token) { named_[version] = token; }

  // One change for each list of ops.
  Bytes seal(ScopeNumber scope, const std::vector<std::vector<Op>>& changes) {
    PackContent content;
    content.scope = scope;
    content.stream = content_.stream;
    content.first = Sequence{next_};
    content.device = id();
    content.schema = 3;
    content.previous = head_;
    for (const std::vector<Op>& ops : changes)
      content.changes.push_back({author_, Lamport{++lamport_}, 1, ops});
    content.named = std::exchange(named_, {});
    const Result<Bytes> bytes = seal_pack(content, key_, random_);
    EXPECT_TRUE(bytes.ok());
    next_ = content.last().value + 1;
    head_ = content.head;
    content_ = content;
    return *bytes;
  }
  // Of the pack that was sealed last.
  const PackContent& last() const { return content_; }
  Version version() const { return {content_.stream, content_.last()}; }
  void set_lamport(std::uint64_t lamport) { lamport_ = lamport; }

 private:
  Random& random_;
  SigningKey key_;
  RecordId author_;
  PackContent content_;
  std::uint32_t next_ = 1;
  ChainHead head_{};
  std::uint64_t lamport_ = 0;
  std::map<Version, Token> named_;
};

class Network {
 public:
  explicit Network(StoreKind kind, const char* schema = note_schema(), std::uint64_t seed = 1)
      : random(seed), keys(drawn_keys(random)), store(make_store(kind)) {
    const Result<Schema> parsed = Schema::parse(schema);
    EXPECT_TRUE(parsed.ok()) << (parsed.ok() ? std::string() : describe(parsed.error()));
    EXPECT_TRUE(store->use(*parsed).ok());
    school = register_school(parts, "KZ61-0203").value();
    other_school = register_school(parts, "KZ75-0001").value();
    coordinator = add_person(school, "Айгүл");
    stranger = add_person(other_school, "Ерлан");
    reader = std::move(*store->reader());
  }

  RecordId add_person(const School& of, const std::string& name) {
    const RecordId id{(std::uint64_t{++people_} << 32U) | 7U};
    OwnRecord person({person_type, id}, {});
    person.set(FieldNumber{1}, name);
    EXPECT_TRUE(write_own(parts, {{school_scope(of.number), "office", person.take()}}).ok());
    return id;
  }

  // Whatever a device presents to get in.
  Newcomer newcomer(const Pen& pen, const Secret& secret, std::string name = "ПК") {
    Newcomer presented;
    presented.secret = secret;
    presented.signing = pen.key().public_key();
    presented.box = BoxKey::draw(random).public_key();
    presented.name = std::move(name);
    return presented;
  }

  Pen enrolled_pen() { return enrolled_pen(school, coordinator); }
  Pen enrolled_pen(const School& of, RecordId author) {
    Pen pen(random, author);
    const Result<Secret> secret = invite(parts, {of.code, "coordinator", {}, "office"});
    EXPECT_TRUE(secret.ok());
    const auto welcomed = redeem(parts, newcomer(pen, *secret));
    EXPECT_TRUE(welcomed.ok());
    return pen;
  }

  Admitted push(const Pen& from, const Bytes& pack) { return push_all(from, {pack}).admitted.front(); }
  Batch push_all(const Pen& from, const std::vector<Bytes>& packs) {
    std::vector<Submission> submissions;
    for (const Bytes& pack : packs) submissions.push_back({from.id(), pack});
    Result<Batch> batch = integrate(parts, submissions);
    EXPECT_TRUE(batch.ok());
    return std::move(*batch);
  }

  ScopeNumber scope() const { return school_scope(school.number); }
  RecordKey note(std::uint64_t number) const { return {note_type, RecordId{number}}; }
  std::vector<Op> titled(std::uint64_t number, const std::string& title,
                         std::vector<Version> over = {}) const {
    return {write_op(note(number), title_field, title, std::move(over))};
  }
  std::vector<std::string> titles(std::uint64_t number) const {
    std::vector<std::string> titles;
    const RecordState record = reader->record(scope(), note(number));
    const auto cell = record.cells.find({title_field, {}});
    if (cell == record.cells.end()) return titles;
    for (const LiveValue& live : cell->second) titles.push_back(std::get<std::string>(live.value));
    return titles;
  }
  std::vector<LoggedPack> log() const { return reader->read_after(scope(), Position{0}, SIZE_MAX); }
  // What the changes of a logged pack of the server's own say.
  std::vector<OpKind> kinds_at(std::size_t position) const {
    std::vector<OpKind> kinds;
    const Result<OpenedPack> opened = open_pack(log().at(position - 1).bytes);
    for (const Change& change : opened->content.changes) {
      for (const Op& op : change.ops) kinds.push_back(op.kind);
    }
    return kinds;
  }

  ManualClock clock;
  SeededRandom random;
  ServerKeys keys;
  std::unique_ptr<Store> store;
  std::vector<std::string> failing_titles;  // changes that write one of these are judged to fail
  ServerParts parts{
      *store, keys, clock, random, [this](const Ledger&, const PackContent& pack) { return judged(pack); },
      {}};
  School school;
  School other_school;
  RecordId coordinator;
  RecordId stranger;
  std::unique_ptr<Reader> reader;

 private:
  std::unique_ptr<Store> make_store(StoreKind kind) {
    const Epoch epoch{77};
    if (kind == StoreKind::memory) return std::make_unique<MemoryStore>(epoch, std::set{keys.device()});
    SqliteStoreOptions options;
    // A memory file is shared by its name, so each network has its own.
    std::ostringstream name;
    name << this;
    options.directory = name.str();
    options.in_memory = true;
    options.servers = {keys.device()};
    return std::move(*SqliteStore::create(std::move(options), epoch));
  }

  std::vector<std::string> judged(const PackContent& pack) const {
    std::vector<std::string> why(pack.changes.size());
    for (std::size_t at = 0; at < why.size(); ++at) {
      for (const Op& op : pack.changes[at].ops) {
        const auto* title = std::get_if<std::string>(&op.value);
        const bool fails =
            title != nullptr && std::count(failing_titles.begin(), failing_titles.end(), *title) > 0;
        if (fails) why[at] = "access.not_a_writer";
      }
    }
    return why;
  }

  std::uint32_t people_ = 0;
};

}  // namespace mektep::server::test
