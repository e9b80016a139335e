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

}  // namespace
}  // namespace mektep::server
