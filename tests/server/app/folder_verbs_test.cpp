#include "tests/server/app/run_fixture.h"

namespace mektep::server::test {
namespace {

using FolderVerbs = VerbTest;

TEST_F(FolderVerbs, InitPrintsWhatAServerIsKnownBy) {
  const auto outcome = run({"init"});
  ASSERT_EQ(outcome.exit, 0) << outcome.err;
  const auto document = outcome.document().as_object();
  EXPECT_EQ(document.at("data").as_string(), folder().string());
  EXPECT_EQ(document.at("network").as_string().size(), 8U);
  EXPECT_EQ(document.at("pin").as_string().size(), 43U);
  EXPECT_EQ(document.at("network_key").as_string(), folder().string() + ".network.key");
  EXPECT_TRUE(outcome.err.empty()) << "with --json standard error is for failures";
}

TEST_F(FolderVerbs, ATrailingSlashDoesNotPutTheNetworksKeyInside) {
  const auto outcome = run_bare({"init", "--json", "--data", folder().string() + "/"});
  ASSERT_EQ(outcome.exit, 0) << outcome.err;
  EXPECT_TRUE(files.exists(folder().string() + ".network.key"));
}

TEST_F(FolderVerbs, TheNetworksKeyGoesWhereItIsTold) {
  const Path key = directory.file("safe") / "key";
  ASSERT_EQ(run({"init", "--network-key", key.string()}).exit, 0);
  EXPECT_TRUE(files.exists(key));
}

TEST_F(FolderVerbs, ASecondInitIsRefused) {
  init();
  const auto outcome = run({"init"});
  EXPECT_EQ(outcome.exit, 1);
  EXPECT_EQ(outcome.code(), "store.already_initialised");
  EXPECT_NE(outcome.error().at("message").as_string().find(folder().string()), std::string::npos);
}

TEST_F(FolderVerbs, AnOwnSchemaIsTakenFromItsFile) {
  const auto schema = file("schema.toml", R"(version = 1
[[type]]
number = 200
name = "book_loan"
scope = "school"
labels = { kk = "Кітап", ru = "Книга", en = "Book loan" }
writers = ["coordinator"]
title = ["title"]
  [[type.field]]
  number = 1
  name = "title"
  kind = "text"
  labels = { kk = "Атауы", ru = "Название", en = "Title" }
)");
  ASSERT_EQ(run({"init", "--schema", schema.string()}).exit, 0);
  const auto opened = ServerFolder::open(place, folder(), ServerFolder::Use::command);
  ASSERT_TRUE(opened.ok());
  EXPECT_NE((*opened)->store().schema().type("book_loan"), nullptr);
  EXPECT_EQ((*opened)->store().schema().type("activity"), nullptr);
}

TEST_F(FolderVerbs, AWrongSchemaLeavesNoFolder) {
  const auto schema = file("schema.toml", "version = 1\n[[type]]\nnumber = 5\n");
  const auto outcome = run({"init", "--schema", schema.string()});
  EXPECT_EQ(outcome.exit, 1);
  EXPECT_TRUE(outcome.code().starts_with("schema."));
  EXPECT_FALSE(files.exists(folder()));
  EXPECT_EQ(run({"init", "--schema", directory.file("none.toml").string()}).code(), "file.missing");
}

std::string loans(int version, const std::string& more = "") {
  return "version = " + std::to_string(version) + R"(
[[type]]
number = 200
name = "book_loan"
scope = "school"
labels = { kk = "Кітап", ru = "Книга", en = "Book loan" }
writers = ["coordinator"]
title = ["title"]
  [[type.field]]
  number = 1
  name = "title"
  kind = "text"
  labels = { kk = "Атауы", ru = "Название", en = "Title" }
)" + more;
}
const std::string due_field = R"(
  [[type.field]]
  number = 2
  name = "due"
  kind = "date"
  labels = { kk = "Мерзімі", ru = "Срок", en = "Due" }
)";

TEST_F(FolderVerbs, ANewerSchemaIsPublishedIntoAFolder) {
  ASSERT_EQ(run({"init", "--schema", file("first.toml", loans(1)).string()}).exit, 0);
  const auto second = file("second.toml", loans(2, due_field)).string();
  EXPECT_EQ(run({"import", "schema", second, "--dry-run"}).document().at("changes").as_int64(), 1);
  const auto published = run({"import", "schema", second});
  ASSERT_EQ(published.exit, 0) << published.err;
  EXPECT_EQ(published.document().at("rows").as_int64(), 1);
  const auto opened = ServerFolder::open(place, folder(), ServerFolder::Use::command);
  ASSERT_TRUE(opened.ok());
  EXPECT_EQ((*opened)->store().schema().version(), 2U);
  EXPECT_NE((*opened)->store().schema().type("book_loan")->field("due"), nullptr);
}

TEST_F(FolderVerbs, ASchemaThatBreaksAPromiseIsNotPublished) {
  ASSERT_EQ(run({"init", "--schema", file("first.toml", loans(2, due_field)).string()}).exit, 0);
  EXPECT_EQ(run({"import", "schema", file("same.toml", loans(2)).string()}).code(), "schema.version_not_raised");
  EXPECT_EQ(run({"import", "schema", file("less.toml", loans(3)).string()}).code(), "schema.field_removed");
  const auto served = ServerFolder::open(place, folder(), ServerFolder::Use::serve);
  ASSERT_TRUE(served.ok());
  EXPECT_EQ((*served)->store().schema().version(), 2U);
  EXPECT_EQ(run({"import", "schema", file("more.toml", loans(3, due_field)).string()}).code(),
            "store.held_by_other");
}

TEST_F(FolderVerbs, AnImportTellsRowsAndChanges) {
  init();
  const auto outcome = run({"import", "regions", shipped("regions.csv")});
  ASSERT_EQ(outcome.exit, 0) << outcome.err;
  EXPECT_EQ(outcome.document(), json::parse(R"({"kind":"regions","rows":20,"changes":20,"dry_run":false})"));
  const auto again = run({"import", "regions", shipped("regions.csv")});
  EXPECT_EQ(again.document().at("changes").as_int64(), 0);
}

TEST_F(FolderVerbs, ADryRunWritesNothing) {
  init();
  const auto tried = run({"import", "regions", shipped("regions.csv"), "--dry-run"});
  EXPECT_EQ(tried.document(), json::parse(R"({"kind":"regions","rows":20,"changes":20,"dry_run":true})"));
  EXPECT_EQ(run({"import", "regions", shipped("regions.csv")}).document().at("changes").as_int64(), 20);
}

TEST_F(FolderVerbs, ImportsSpeakToPeople) {
  init();
  const auto outcome = say({"import", "regions", shipped("regions.csv")});
  EXPECT_TRUE(outcome.out.empty()) << "standard output is for data";
  EXPECT_NE(outcome.err.find("Imported 20 rows (regions.csv)"), std::string::npos);
  EXPECT_NE(say({"import", "regions", shipped("regions.csv")}).err.find("Unchanged: 20 rows"),
            std::string::npos);
  EXPECT_NE(say({"import", "regions", shipped("regions.csv"), "--dry-run"}).err.find("nothing was written"),
            std::string::npos);
}

TEST_F(FolderVerbs, ABadTableSaysWhatAndWhere) {
  init();
  const auto no_column = file("a.csv", "kato,kk,ru,kind\n1,А,А,oblast\n");
  const auto missing = run({"import", "regions", no_column.string()});
  EXPECT_EQ(missing.exit, 1);
  EXPECT_EQ(missing.code(), "import.column_missing");
  EXPECT_EQ(missing.error().at("column").as_string(), "en");
  EXPECT_EQ(missing.error().at("file").as_string(), "a.csv");
  const auto encoded = file("b.csv", "kato,kk,ru,en,kind\n1,\xc0\xe1\xe0\xe9,x,y,oblast\n");
  EXPECT_EQ(run({"import", "regions", encoded.string()}).code(), "import.wrong_encoding");
  const auto doubled = file("c.csv", "kato,kk,ru,en,kind\n1,А,А,A,oblast\n1,А,А,A,oblast\n");
  EXPECT_EQ(run({"import", "regions", doubled.string()}).code(), "import.doubled_code");
}

TEST_F(FolderVerbs, AnUnknownTableAndAMissingFileAreToldApart) {
  init();
  const auto kind = run({"import", "region", shipped("regions.csv")});
  EXPECT_EQ(kind.exit, 2);
  EXPECT_EQ(kind.code(), "import.unknown_kind");
  EXPECT_EQ(run({"import", "regions", directory.file("none.csv").string()}).code(), "file.missing");
}

TEST_F(FolderVerbs, ACommandOnAFolderWithoutAServerIsRefused) {
  const auto outcome = run({"import", "regions", shipped("regions.csv")});
  EXPECT_EQ(outcome.exit, 1);
  EXPECT_EQ(outcome.code(), "store.not_initialised");
  EXPECT_EQ(outcome.error().at("path").as_string(), folder().string());
}

}  // namespace
}  // namespace mektep::server::test
