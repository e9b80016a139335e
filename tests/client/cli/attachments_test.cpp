#include "client/cli/attachments.h"

#include "client/replica/replica_files.h"
#include "tests/client/cli/command_line.h"

namespace mektep::client::test {
namespace {

class AttachmentsTest : public CommandLineTest {
 protected:
  std::string file(const std::string& name, const std::string& content = "\xff\xd8\xff photo") {
    const Path path = folder_.file(name);
    EXPECT_TRUE(system_.write(path, view_of(content)).ok());
    return path.string();
  }
  json::array files_of(const std::string& id) { return data({"show", id}).at("files").as_array(); }
  Path target() const { return folder_.path() / "out"; }

  SystemFiles system_;
  TempDirectory folder_;
};

TEST_F(AttachmentsTest, AFileIsAttachedByLoggingAndShownWithItsState) {
  const std::string id = seminar("Семинар", {"--attach", file("а.jpg"), "--attach", file("b.pdf", "%PDF-1.4 plan")});
  const json::array files = files_of(id);
  ASSERT_EQ(files.size(), 2U);
  for (const auto& one : files) EXPECT_EQ(one.at("state").as_string(), "here");
  const json::object shown = data({"show", id});
  EXPECT_EQ(shown.at("fields").at("files").as_array().size(), 2U);
  EXPECT_EQ(data({"status"}).at("files").at("unsent").as_int64(), 2);
  EXPECT_EQ(data({"outbox"}).at("files").as_array().size(), 2U);
}

TEST_F(AttachmentsTest, ForPeopleALineNamesFileSizeAndState) {
  const std::string id = seminar("Семинар", {"--attach", file("сурет.jpg")});
  ASSERT_EQ(run({"show", id}), 0);
  EXPECT_NE(out.find("сурет.jpg · 9 bytes · on this device, not sent"), std::string::npos) << out;
  ASSERT_EQ(run({"status"}), 0);
  EXPECT_NE(out.find("1 file is not sent yet (9 bytes)"), std::string::npos) << out;
}

TEST_F(AttachmentsTest, AnEditAttachesAndDetaches) {
  const std::string id = seminar();
  ASSERT_EQ(run({"edit", id, "--attach", file("a.jpg"), "--as", "Айгүл"}), 0) << err;
  ASSERT_EQ(files_of(id).size(), 1U);
  ASSERT_EQ(run({"edit", id, "--detach", "a.jpg", "--as", "Айгүл"}), 0) << err;
  EXPECT_TRUE(files_of(id).empty());
  EXPECT_EQ(code({"edit", id, "--detach", "a.jpg", "--as", "Айгүл"}), "file.not_attached");
  EXPECT_EQ(code({"edit", id, "--as", "Айгүл"}), "cli.missing_argument");
}

TEST_F(AttachmentsTest, ABadFileSavesNothing) {
  const Words logging{"log", "activity", "kind=seminar", "from=2026-02-10", "topic=x", "--as", "Айгүл", "--attach"};
  const auto with = [&](const std::string& path) {
    Words words = logging;
    words.push_back(path);
    return code(words);
  };
  EXPECT_EQ(with(file("empty.jpg", "")), "file.empty");
  EXPECT_EQ(with(folder_.file("none.jpg").string()), "file.missing");
  EXPECT_EQ(with(folder_.path().string()), "file.not_a_file");
  EXPECT_TRUE(data({"list", "activity"}).at("records").as_array().empty());
}

TEST_F(AttachmentsTest, ATypeWithoutFilesTakesNone) {
  EXPECT_EQ(code({"log", "person", "name_kk=Жанар", "--as", "Айгүл", "--attach", file("a.jpg")}), "file.not_for_type");
}

TEST_F(AttachmentsTest, AFieldOfFilesIsNotTyped) {
  EXPECT_EQ(code({"edit", seminar(), "files=a.jpg", "--as", "Айгүл"}), "field.is_attached");
}

TEST_F(AttachmentsTest, SavingCopiesWhatIsHereAndNeverOverwrites) {
  const std::string id = seminar("Семинар", {"--attach", file("a.jpg")});
  ASSERT_EQ(run({"show", id, "--save", target().string()}), 0) << err;
  ASSERT_EQ(run({"show", id, "--save", target().string()}), 0) << err;
  EXPECT_EQ(mektep::text_of(*system_.read(target() / "a.jpg", 100)), "\xff\xd8\xff photo");
  EXPECT_TRUE(system_.exists(target() / "a (2).jpg"));
}

TEST_F(AttachmentsTest, WhatIsNotHereIsAskedForAtTheNextContact) {
  const std::string id = seminar("Семинар", {"--attach", file("a.jpg")});
  school_.sync_all();
  const json::object shown = data_on(laptop_, {"show", id});
  EXPECT_EQ(shown.at("files").as_array().at(0).at("state").as_string(), "away");
  EXPECT_EQ(run_on(laptop_, {"show", id, "--save", target().string()}), 3);
  EXPECT_EQ(laptop_->files().wanted().size(), 1U);
  EXPECT_EQ(data_on(laptop_, {"status"}).at("files").at("wanted").as_int64(), 1);
}

TEST_F(AttachmentsTest, WhatTheServerRefusedIsSaidInWords) {
  seminar("Семинар", {"--attach", file("a.jpg")});
  const FileTask task = pc_->files().to_send().at(0);
  ASSERT_TRUE(pc_->files().not_taken(task, "file.over_quota", true).ok());
  ASSERT_EQ(run({"status"}), 0);
  EXPECT_NE(out.find("a.jpg: the server did not take it."), std::string::npos) << out;
  EXPECT_TRUE(data({"outbox"}).at("files").as_array().at(0).at("refused").as_bool());
}

}  // namespace
}  // namespace mektep::client::test
