// Tallies are kept in the transaction that integrates, so a crash leaves them with their records.

#include "server/tally/tallies.h"
#include "tests/server/store/crashing_server.h"
#include "tests/server/tally/tally_fixture.h"

namespace mektep::server::test {
namespace {

TEST(TalliesAfterACrash, AgreeWithTheRecordsWhicheverCallItWas) {
  mektep::test::TempDirectory directory;
  CrashingServer server(directory.path());
  Tallies tallies;
  const auto counting = [&](ServerParts parts) {
    EXPECT_TRUE(parts.store.use(*Schema::parse(tally_schema())).ok());
    parts.derivations = {&tallies};
    return parts;
  };
  bool answered = false;
  for (std::size_t crash_at = 0; !answered; ++crash_at) {
    ASSERT_LT(crash_at, 500U);
    const RecordKey activity{activity_type, RecordId{1 + crash_at % 3}};
    const Value kind = std::string(crash_at % 2 == 0 ? "seminar" : "visit");
    counting(server.parts());
    answered = server.run(crash_at, [&](const ServerParts& bare) {
      ServerParts parts = bare;
      parts.derivations = {&tallies};
      OwnRecord record(activity, (*parts.store.reader())->record(server.scope(), activity));
      record.set(FieldNumber{1}, kind).set(FieldNumber{4}, decimal(static_cast<std::int64_t>(crash_at)));
      EXPECT_TRUE(write_own(parts, {{server.scope(), "", record.take()}}).ok());
    });
    const auto rebuilt = rebuild_tallies(counting(server.parts()));
    ASSERT_TRUE(rebuilt.ok());
    EXPECT_EQ(rebuilt->differences, 0U) << "crash " << crash_at;
  }
}

}  // namespace
}  // namespace mektep::server::test
