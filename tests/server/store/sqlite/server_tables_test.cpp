#include "server/store/sqlite/server_tables.h"

#include <gtest/gtest.h>

#include "shared/sqlite/failure.h"

namespace mektep::server {
namespace {

const std::vector<TallyShare> shares{{{"participants", {"seminar", "", "2021-02"}}, -5, "", true},
                                     {{"people", {}}, 0, "Айгүл", false}};

TEST(ServerTables, SharesAreReadAsTheyWereWritten) {
  EXPECT_EQ(decode_shares(encode_shares(shares)), shares);
  EXPECT_TRUE(decode_shares(encode_shares({})).empty());
}

TEST(ServerTables, TheBytesOfSharesAreKnown) {
  const std::vector<TallyShare> one{{{"h", {"a", ""}}, 3, "", false}};
  EXPECT_EQ(to_hex(encode_shares(one)),
            "01"
            "0168"
            "02"
            "0161"
            "00"
            "06"
            "00"
            "00");
}

TEST(ServerTables, DamagedSharesAreABrokenFile) {
  Bytes bytes = encode_shares(shares);
  bytes.pop_back();
  EXPECT_THROW(decode_shares(bytes), DatabaseBroken);
  EXPECT_THROW(decode_shares(Bytes(9, 0xff)), DatabaseBroken);
}

TEST(ServerTables, PeopleAreEightBytesEach) {
  const std::vector<RecordId> people{RecordId{1}, RecordId{UINT64_MAX}};
  EXPECT_EQ(decode_people(encode_people(people)), people);
  EXPECT_EQ(to_hex(encode_people(people)), "0000000000000001ffffffffffffffff");
  EXPECT_TRUE(decode_people({}).empty());
}

TEST(ServerTables, MigrationsGoUpByOne) {
  std::int32_t format = 0;
  for (const MigrationStep& step : server_migrations()) EXPECT_EQ(step.format, ++format);
}

// --- The tables, as an operator finds them with the stock shell ---

class ServerLayout : public ::testing::Test {
 protected:
  ServerLayout() {
    Database::Options options;
    options.location = "file:/server-layout?vfs=memdb";
    options.journal = Database::Journal::memory;
    options.create = true;
    database = std::move(*Database::open(std::move(options)));
    EXPECT_TRUE(migrate(*database, server_application_id, server_migrations()).ok());
  }
  // Columns in their order, the key's marked.
  std::string columns(std::string_view table) {
    Statement statement = database->prepared("SELECT name, pk FROM pragma_table_info(?) ORDER BY cid");
    statement.bind_all(table);
    std::string text;
    while (statement.step()) {
      text += (text.empty() ? "" : " ") + statement.column<std::string>(0);
      if (statement.column<int>(1) > 0) text += '*';
    }
    return text;
  }

  std::unique_ptr<Database> database;
};

TEST_F(ServerLayout, HoldsTheRegistry) {
  EXPECT_EQ(columns("setting"), "name* value");
  EXPECT_EQ(columns("school_number"), "number* code");
  EXPECT_EQ(columns("device"),
            "number* id signing box tls_key_hash name school role revoked enrolled_ms seen_ms unsent_changes "
            "program");
  EXPECT_EQ(columns("invitation"), "secret_hash* school role people expires_ms tries used_by");
  EXPECT_EQ(columns("page_token"), "secret_hash* expires_ms");
  EXPECT_EQ(columns("own_stream"), "scope* stream");
  EXPECT_EQ(columns("audit"), "number* at_ms who what subject");
}

TEST_F(ServerLayout, HoldsWhatWaitsAndWhatIsHeld) {
  EXPECT_EQ(columns("parked"), "number* scope head device received_ms bytes");
  EXPECT_EQ(columns("held"),
            "scope* head* first* last stream device kept code released received_ms size bytes");
}

TEST_F(ServerLayout, HoldsTheTallies) {
  EXPECT_EQ(columns("contribution"), "scope* type* id* shares");
  EXPECT_EQ(columns("contribution_parent"), "scope* parent_type* parent* type* id*");
  EXPECT_EQ(columns("tally"), "name* scope* groups* amount contested");
  EXPECT_EQ(columns("tally_value"), "name* scope* groups* value* count");
}

TEST_F(ServerLayout, NoSecretLiesInAColumn) {
  // Only hashes of secrets do: the links themselves leave the server and are nowhere else.
  Statement statement = database->prepared(
      "SELECT count(*) FROM sqlite_schema AS t, pragma_table_info(t.name) AS c"
      " WHERE t.type = 'table' AND c.name LIKE '%secret%' AND c.name <> 'secret_hash'");
  EXPECT_EQ(statement.first<int>(), 0);
}

TEST_F(ServerLayout, IsOursAndOfTheFormatThatIsWritten) {
  EXPECT_EQ(database->application_id(), server_application_id);
  EXPECT_EQ(database->format(), server_migrations().back().format);
}

}  // namespace
}  // namespace mektep::server
