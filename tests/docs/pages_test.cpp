// What the other pages state, held against the code.

#include <gtest/gtest.h>

#include <algorithm>
#include <filesystem>
#include <map>
#include <set>

#include "client/replica/layout.h"
#include "server/store/sqlite/server_tables.h"
#include "shared/pack/pack.h"
#include "shared/protocol/frame.h"
#include "shared/sqlite/transaction.h"
#include "tests/conformance/golden.h"
#include "tests/docs/page.h"
#include "tests/shared/protocol/messages.h"
#include "tests/tidy/house.h"

namespace mektep::docs {
namespace {

using Names = std::set<std::string>;
namespace fs = std::filesystem;

std::vector<std::string> pages() {
  std::vector<std::string> all{"README.md"};
  for (const auto& entry : fs::recursive_directory_iterator(fs::path(MEKTEP_SOURCE_DIR) / "docs")) {
    if (entry.path().extension() == ".md") {
      all.push_back(fs::relative(entry.path(), MEKTEP_SOURCE_DIR).string());
    }
  }
  return all;
}

// --- storage.md ---

Names statements_in(std::string_view block) {
  Names statements;
  while (true) {
    const auto end = block.find(';');
    if (end == std::string_view::npos) return statements;
    statements.insert(normal_sql(block.substr(0, end)));
    block.remove_prefix(end + 1);
  }
}

// FTS5 keeps its own tables beside a search table, SQLite one for AUTOINCREMENT.
bool is_made_by_sqlite(const std::string& name) {
  static const Names made{"search_data", "search_idx", "search_docsize", "search_config", "sqlite_sequence"};
  return made.contains(name);
}

Names statements_of(Database& database) {
  Names statements;
  auto rows = database.prepared("SELECT name, sql FROM sqlite_master WHERE sql IS NOT NULL");
  while (rows.step()) {
    if (!is_made_by_sqlite(rows.column<std::string>(0))) {
      statements.insert(normal_sql(rows.column<std::string>(1)));
    }
  }
  return statements;
}

std::unique_ptr<Database> empty_database(const char* name) {
  Database::Options options;
  options.location = "file:/" + std::string(name) + "?vfs=memdb";
  options.journal = Database::Journal::memory;
  options.create = true;
  return std::move(Database::open(std::move(options)).value());
}

class StoragePage : public ::testing::Test {
 protected:
  void SetUp() override {
    const auto blocks = fenced_blocks(read_page("docs/storage.md"), "sql");
    ASSERT_EQ(blocks.size(), 3U) << "both sides, client, server";
    const Names both = statements_in(blocks[0]);
    client = statements_in(blocks[1]);
    server = statements_in(blocks[2]);
    client.insert(both.begin(), both.end());
    server.insert(both.begin(), both.end());
  }
  Names client;
  Names server;
};

TEST_F(StoragePage, ShowsTheTablesOfAReplica) {
  const auto database = empty_database("docs_client");
  ASSERT_TRUE(client::bring_layout(*database).ok());
  EXPECT_EQ(client, statements_of(*database));
}

TEST_F(StoragePage, ShowsTheTablesOfTheServer) {
  const auto database = empty_database("docs_server");
  ASSERT_TRUE(migrate(*database, server::server_application_id, server::server_migrations()).ok());
  EXPECT_EQ(server, statements_of(*database));
}

// --- architecture.md ---

// "merge" in the row of shared/store means shared/merge, "session" in that of server/http server/session.
std::string room_meant(const std::string& word, const std::string& row) {
  const auto exists = [](const std::string& name) {
    return std::any_of(tidy::rooms().begin(), tidy::rooms().end(),
                       [&](const auto& room) { return room.name == name; });
  };
  const std::string side = row.substr(0, row.find('/'));
  for (const auto& name : {word, "shared/" + word, side + "/" + word}) {
    if (exists(name)) return name;
  }
  return word;
}

// Each row of the table: a room and the rooms it may include.
std::map<std::string, Names> rooms_in_page() {
  std::map<std::string, Names> rooms;
  for (const auto& line : lines_of(read_page("docs/architecture.md"))) {
    if (!line.starts_with("| `") || line.find("` | ") == std::string::npos) continue;
    const auto name = line.substr(3, line.find('`', 3) - 3);
    const auto start = line.find("` | ") + 4;
    std::string words = line.substr(start, line.find(" | ", start) - start);
    Names& may = rooms[name];
    if (words == "the standard library") continue;
    for (std::size_t at = 0; at < words.size();) {
      const auto end = std::min(words.find(", ", at), words.size());
      may.insert(room_meant(words.substr(at, end - at), name));
      at = end + 2;
    }
  }
  return rooms;
}

TEST(ArchitecturePage, TheTableOfRoomsIsTheHouses) {
  const auto in_page = rooms_in_page();
  ASSERT_GT(in_page.size(), 20U);
  for (const auto& room : tidy::rooms()) {
    const std::string name(room.name);
    const auto row = in_page.find(name);
    const bool has_code = fs::exists(fs::path(MEKTEP_SOURCE_DIR) / name / "CMakeLists.txt");
    if (row == in_page.end()) {
      EXPECT_FALSE(has_code && name != "client") << name << " is missing in docs/architecture.md";
      continue;
    }
    Names may(room.may.begin(), room.may.end());
    if (may == Names{"*"}) may = {"anything"};
    EXPECT_EQ(row->second, may) << name;
  }
}

// --- protocol.md ---

TEST(ProtocolPage, TheWorkedExampleIsTheGoldenPack) {
  const auto page = read_page("docs/protocol.md");
  const Bytes pack = test::golden("pack_three_changes");
  const auto opened = open_pack(pack);
  ASSERT_TRUE(opened.ok());
  EXPECT_NE(page.find("head    " + to_hex(opened->content.head)), std::string::npos);
  EXPECT_NE(page.find("(" + std::to_string(pack.size()) + " bytes)"), std::string::npos);
}

TEST(ProtocolPage, FramesHaveTheNumbersThatAreWritten) {
  const auto page = read_page("docs/protocol.md");
  const std::vector<std::string> names = {
      "Know", "Confirmed", "Grants",  "Enrolled", "Feed",   "Mark",          "Push",   "Receipt",  "Need",    "Drop",
      "Follow", "Credit",  "Bye",     "Trail",    "Retrace", "Compare",      "Ranges", "Records",  "Have",    "Want",
      "Chunk", "Stored",   "NoFile",  "SnapshotOffer", "Recall", "Recalled", "Dropped", "SignedMark", "Repaired"};
  ASSERT_EQ(names.size(), std::variant_size_v<Message> - 1);
  for (const auto& message : test::sample_messages()) {
    if (std::holds_alternative<UnknownFrame>(message)) continue;
    const int number = encode_frames(message).front().front();
    const std::string row = "| " + std::to_string(number) + " " + names[message.index()] + " |";
    EXPECT_NE(page.find(row), std::string::npos) << row;
  }
}

TEST(ProtocolPage, BoundsAreThoseOfTheCode) {
  const auto page = read_page("docs/protocol.md");
  const auto spaced = [](std::size_t number) {
    std::string digits = std::to_string(number);
    for (auto at = static_cast<std::ptrdiff_t>(digits.size()) - 3; at > 0; at -= 3) {
      digits.insert(static_cast<std::size_t>(at), " ");
    }
    return digits;
  };
  for (const std::size_t bound :
       {limits::message_bytes_max, limits::frame_bytes_max, limits::pack_body_bytes_max, limits::change_ops_max,
        limits::supersedes_max, std::size_t{school_number_max}, std::size_t{limits::void_range_max}}) {
    EXPECT_NE(page.find(spaced(bound)), std::string::npos) << bound;
  }
}

// --- tests that pages name ---

std::string all_tests() {
  std::string text;
  for (const auto& entry : fs::recursive_directory_iterator(fs::path(MEKTEP_SOURCE_DIR) / "tests")) {
    if (entry.path().extension() == ".cpp") {
      text += read_page(fs::relative(entry.path(), MEKTEP_SOURCE_DIR).string());
    }
  }
  return text;
}

TEST(MergePage, EveryPropertyThatItNamesIsThere) {
  const std::string tests = all_tests();
  std::string suite;
  int named = 0;
  for (const auto& span : code_spans(read_page("docs/merge.md"))) {
    const auto dot = span.find('.');
    if (dot == std::string::npos || span.find_first_of(" (/") != std::string::npos || span.ends_with(".md")) continue;
    if (dot > 0) suite = span.substr(0, dot);
    const std::string test = span.substr(dot + 1);
    EXPECT_NE(tests.find("(" + suite + "," + (test == "*" ? "" : " " + test)), std::string::npos) << span;
    ++named;
  }
  EXPECT_GT(named, 12);
}

// --- all pages ---

TEST(Pages, EveryLinkLeadsSomewhere) {
  for (const auto& page : pages()) {
    const auto folder = (fs::path(MEKTEP_SOURCE_DIR) / page).parent_path();
    const std::string text = read_page(page);
    for (std::size_t at = text.find("]("); at != std::string::npos; at = text.find("](", at + 1)) {
      std::string target = text.substr(at + 2, text.find(')', at) - at - 2);
      target = target.substr(0, target.find('#'));
      if (target.empty() || target.find("://") != std::string::npos) continue;
      EXPECT_TRUE(fs::exists(folder / target)) << page << " links to " << target;
    }
  }
}

TEST(Pages, NoPageIsLostFromTheMap) {
  const std::string readme = read_page("README.md");
  for (const auto& page : pages()) {
    if (page == "README.md" || page.starts_with("docs/decisions/")) continue;
    EXPECT_NE(readme.find(page), std::string::npos) << "README.md does not lead to " << page;
  }
}

}  // namespace
}  // namespace mektep::docs
