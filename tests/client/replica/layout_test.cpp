#include "client/replica/layout.h"

#include "tests/client/replica/open_ground.h"

namespace mektep::client::test {
namespace {

std::set<std::string> tables_in(Database& database) {
  std::set<std::string> names;
  auto rows = database.prepared("SELECT name FROM sqlite_schema WHERE type = 'table'");
  while (rows.step()) names.insert(rows.column<std::string>(0));
  return names;
}

}  // namespace

TEST(Layout, AReplicasFileHasTheTablesThatItsPartsAsk) {
  OpenGround ground;
  const auto names = tables_in(ground->database());
  for (const char* name : {"setting", "granted", "draft", "sealed_draft", "own_stream", "own_pack", "parked",
                           "laid", "answered", "retried", "marked", "search", "search_entry", "search_todo",
                           "searched", "raw", "log", "scope", "conflict", "log_start", "own_before_start"}) {
    EXPECT_TRUE(names.contains(name)) << name;
  }
}

TEST(Layout, TheFileSaysWhoseItIs) {
  OpenGround ground;
  EXPECT_EQ(ground->database().application_id(), replica_application_id);
  EXPECT_EQ(ground->database().format(), 3);
}

TEST(Layout, BringingItTwiceChangesNothing) {
  OpenGround ground;
  const auto before = tables_in(ground->database());
  EXPECT_TRUE(bring_layout(ground->database()).ok());
  EXPECT_EQ(tables_in(ground->database()), before);
}

TEST(Layout, SettingsAreNumbersByName) {
  OpenGround ground;
  EXPECT_EQ(read_setting(ground->database(), setting::epoch), 0);
  auto turn = ground.turn();
  write_setting(ground->database(), setting::epoch, -7);
  write_setting(ground->database(), setting::epoch, 9);
  write_setting(ground->database(), setting::last_contact_ms, 1);
  turn.commit();
  EXPECT_EQ(read_setting(ground->database(), setting::epoch), 9);
  EXPECT_EQ(read_setting(ground->database(), setting::last_contact_ms), 1);
}

}  // namespace mektep::client::test
