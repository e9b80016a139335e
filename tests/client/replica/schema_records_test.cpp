#include "client/replica/schema_records.h"

#include "shared/merge/paragraphs.h"
#include "shared/model/builtin.h"
#include "shared/model/scope.h"
#include "tests/client/replica/open_ground.h"

namespace mektep::client::test {
namespace {

const std::string_view loan_toml = R"toml(
version = 3
[[type]]
number = 60
name = "book_loan"
scope = "school"
labels = { kk = "Кітап", ru = "Книга", en = "Loan" }
writers = ["coordinator"]
title = ["title"]
  [[type.field]]
  number = 1
  name = "title"
  kind = "text"
  labels = { kk = "Атауы", ru = "Название", en = "Title" }
)toml";

// As the document of one type travels.
std::string loan_document() {
  const Schema schema = *Schema::parse(loan_toml);
  return schema.document_of(*schema.type("book_loan"));
}
const std::string loan = loan_document();

struct SchemaReading : ::testing::Test {
  // A schema record whose document comes in parts of whole lines.
  void publish(std::uint64_t number, const std::string& document, std::int64_t version,
               std::size_t part_bytes) {
    std::string typed;
    for (std::size_t at = 0, line = 0; at < document.size(); at = line) {
      line =
          std::min(document.find('\n', std::min(at + part_bytes, document.size())), document.size() - 1) + 1;
      parts.push_back(document.substr(at, line - at));
    }
    RecordState state;
    std::string keys_of;
    for (std::size_t at = 0; at < parts.size(); ++at) keys_of += at == 0 ? "x" : "\nx";
    const auto keys = diff_paragraphs({}, keys_of, {}, random);
    for (std::size_t at = 0; at < parts.size(); ++at) {
      put(state, {builtin::schema_field::document, keys.written[at].key}, parts[at]);
    }
    put(state, {builtin::schema_field::version, {}}, version);
    auto turn = ground.turn();
    ground->tables().write(network_scope, {builtin::schema_type, RecordId{number}}, {state, {}});
    turn.commit();
    parts.clear();
  }
  static void put(RecordState& state, const CellKey& cell, Value value) {
    LiveValue live;
    live.stamp = {version(5, 1), Lamport{1}, RecordId{0}, 0};
    live.value = std::move(value);
    state.cells[cell] = {live};
  }
  Schema read() { return schema_of_records(ground->tables(), log); }

  OpenGround ground;
  mektep::test::SeededRandom random;
  std::vector<std::string> parts;
  NoLog log;
};

}  // namespace

TEST_F(SchemaReading, WithoutRecordsOnlyTheProgramsOwnTypesAreKnown) {
  EXPECT_EQ(read().types(), Schema().types());
}

TEST_F(SchemaReading, ADocumentIsReadWhateverTheSizeOfItsParts) {
  for (const std::size_t bytes : {std::size_t{1}, std::size_t{40}, std::size_t{8192}}) {
    publish(60, loan, 3, bytes);
    const Schema schema = read();
    ASSERT_NE(schema.type("book_loan"), nullptr) << bytes;
    EXPECT_EQ(schema.type("book_loan")->fields.size(), 1U);
    EXPECT_EQ(schema.version(), 3U);
  }
}

TEST_F(SchemaReading, ABrokenDocumentDisturbsNoOther) {
  publish(60, loan, 3, 8192);
  publish(61, "number = \n", 4, 8192);
  EXPECT_NE(read().type("book_loan"), nullptr);
}

TEST_F(SchemaReading, AWithdrawnTypeIsLeftOut) {
  publish(60, loan, 3, 8192);
  auto turn = ground.turn();
  const RecordKey key{builtin::schema_type, RecordId{60}};
  RecordRow row = ground->tables().read(network_scope, key);
  LiveValue gone;
  gone.stamp = {version(6, 1), Lamport{2}, RecordId{0}, 0};
  gone.kind = OpKind::withdraw;
  gone.covers = live_versions(row.base);
  row.base.cells[{life_field, {}}] = {gone};
  ground->tables().write(network_scope, key, row);
  turn.commit();
  EXPECT_EQ(read().type("book_loan"), nullptr);
}

}  // namespace mektep::client::test
