#include "client/replica/replica_files.h"

#include "shared/model/element.h"
#include "tests/client/replica/school.h"

namespace mektep::client::test {
namespace {

class ReplicaFilesTest : public ::testing::Test {
 protected:
  Path file(const std::string& name, const std::string& content) {
    const Path path = folder_.file(name);
    EXPECT_TRUE(system_.write(path, view_of(content)).ok());
    return path;
  }
  ReplicaFiles& files() { return a_.pc->files(); }
  // An activity with this file attached.
  RecordName attach(const Attachment& attachment) {
    Form form(*a_.pc, *a_.pc->read(log_activity(a_.pc, "Ашық сабақ")));
    form.add("files", Value{encode(attachment)});
    return form.saved();
  }
  Attachment photo(const std::string& content = "\xff\xd8\xff photo") {
    return *files().keep(file("сурет.jpg", content));
  }
  FilePlace place(const Attachment& attachment) { return files().state(school, attachment).place; }
  FileTask task(const Attachment& attachment) {
    return {school, attachment.file, attachment.size, attachment.title, {}};
  }

  SystemFiles system_;
  TempDirectory folder_;
  School a_{false};
};

TEST_F(ReplicaFilesTest, AKeptFileIsOnTheShelfWithWhatIsSaidOfIt) {
  const auto kept = files().keep(file("сурет.jpg", "\xff\xd8\xff photo"));
  ASSERT_TRUE(kept.ok());
  EXPECT_EQ(kept->title, "сурет.jpg");
  EXPECT_EQ(kept->media_type, "image/jpeg");
  EXPECT_EQ(kept->size, 9U);
  EXPECT_TRUE(files().shelf().holds(kept->file));
}

TEST_F(ReplicaFilesTest, WhatMayNotBeAttachedIsNamed) {
  EXPECT_EQ(files().keep(file("a.jpg", "")).error().code, "file.empty");
  EXPECT_EQ(files().keep(folder_.file("none")).error().code, "file.missing");
  const std::string large(static_cast<std::size_t>(limits::photo_bytes_max) + 1, 'x');
  EXPECT_EQ(files().keep(file("a.jpg", "\xff\xd8\xff" + large)).error().argument("limit"),
            std::to_string(limits::photo_bytes_max));
  EXPECT_TRUE(files().keep(file("a.pdf", "%PDF-" + large)).ok());
}

TEST_F(ReplicaFilesTest, ASaveThatNamesAFileMakesItWaitForTheServer) {
  const Attachment kept = photo();
  EXPECT_TRUE(files().to_send().empty());
  const RecordName name = attach(kept);
  EXPECT_EQ(files().to_send(), std::vector<FileTask>{task(kept)});
  EXPECT_EQ(place(kept), FilePlace::here);
  const ReadRecord record = read(a_.pc, name);
  std::vector<Attachment> shown;
  for (const ShownField& field : record.shown.fields) {
    for (const Value& element : field.elements) {
      if (const auto attachment = attachment_of(element)) shown.push_back(*attachment);
    }
  }
  EXPECT_EQ(shown, std::vector<Attachment>{kept});
}

TEST_F(ReplicaFilesTest, ASaveThatFailsSendsNothing) {
  Form form(*a_.pc, "activity");  // without what the form requires
  form.add("files", Value{encode(photo())});
  EXPECT_FALSE(form.save().ok());
  EXPECT_TRUE(files().to_send().empty());
}

TEST_F(ReplicaFilesTest, OnlyAnAttachmentIsAnElementOfASetOfFiles) {
  Form form(*a_.pc, *a_.pc->read(log_activity(a_.pc, "Ашық сабақ")));
  form.add("files", Value{std::string("photo.jpg")});
  EXPECT_EQ(form.save().error().code, "value.wrong_kind");
}

TEST_F(ReplicaFilesTest, TheReceiptOfAFileIsRemembered) {
  const Attachment kept = photo();
  attach(kept);
  ASSERT_TRUE(files().stored(task(kept)).ok());
  a_.pc.reopen();
  EXPECT_TRUE(files().to_send().empty());
  EXPECT_EQ(place(kept), FilePlace::sent);
}

TEST_F(ReplicaFilesTest, WhatTheServerDoesNotTakeStaysAndIsSaid) {
  const Attachment kept = photo();
  attach(kept);
  ASSERT_TRUE(files().not_taken(task(kept), "file.over_quota", true).ok());
  EXPECT_TRUE(files().to_send().empty());
  EXPECT_EQ(place(kept), FilePlace::refused);
  EXPECT_EQ(files().state(school, kept).code, "file.over_quota");
  ASSERT_EQ(files().figures().refused.size(), 1U);
  EXPECT_EQ(files().figures().refused[0].code, "file.over_quota");
  EXPECT_TRUE(files().shelf().holds(kept.file));
}

TEST_F(ReplicaFilesTest, WhatMayBeTakenLaterIsOfferedAgain) {
  const Attachment kept = photo();
  attach(kept);
  ASSERT_TRUE(files().not_taken(task(kept), "file.not_named", false).ok());
  ASSERT_EQ(files().to_send().size(), 1U);
  EXPECT_EQ(files().to_send()[0].code, "file.not_named");
}

TEST_F(ReplicaFilesTest, AttachingARefusedFileOnceMoreOffersItAgain) {
  const Attachment kept = photo();
  attach(kept);
  ASSERT_TRUE(files().not_taken(task(kept), "file.over_quota", true).ok());
  attach(kept);
  EXPECT_EQ(files().to_send().size(), 1U);
}

TEST_F(ReplicaFilesTest, ARestoredServerIsOfferedAllAgain) {
  const Attachment kept = photo();
  attach(kept);
  ASSERT_TRUE(files().stored(task(kept)).ok());
  ASSERT_TRUE(a_.pc->take_epoch(Epoch{0x99}, 1).ok());
  EXPECT_EQ(files().to_send().size(), 1U);
}

TEST_F(ReplicaFilesTest, AWantedFileIsFetchedUntilItIsHere) {
  Attachment away;
  away.file = file_name_of(list_of(view_of("their photo")));
  away.size = 11;
  away.media_type = "image/jpeg";
  away.title = "theirs.jpg";
  EXPECT_EQ(place(away), FilePlace::away);
  ASSERT_TRUE(files().want(task(away)).ok());
  ASSERT_TRUE(files().want(task(away)).ok());
  EXPECT_EQ(files().wanted().size(), 1U);
  EXPECT_EQ(place(away), FilePlace::fetching);
  ASSERT_TRUE(files().not_there(task(away), "file.not_here_yet").ok());
  EXPECT_EQ(files().wanted()[0].code, "file.not_here_yet");
  ASSERT_TRUE(files().shelf().put(view_of("their photo")).ok());
  ASSERT_TRUE(files().arrived(task(away)).ok());
  EXPECT_TRUE(files().wanted().empty());
  EXPECT_EQ(place(away), FilePlace::sent);
  // It helps a server that was restored, too.
  ASSERT_TRUE(a_.pc->take_epoch(Epoch{0x99}, 1).ok());
  EXPECT_EQ(files().to_send().size(), 1U);
}

TEST_F(ReplicaFilesTest, AFileThatVanishedFromTheShelfIsSaidToBeLost) {
  const Attachment kept = photo();
  attach(kept);
  ASSERT_TRUE(files().shelf().remove(kept.file).ok());
  EXPECT_EQ(place(kept), FilePlace::lost);
}

TEST_F(ReplicaFilesTest, ABudgetIsADaysAndTheNextDayIsNew) {
  EXPECT_EQ(files().budget_left(), UINT64_MAX);
  ASSERT_TRUE(files().set_budget(1000).ok());
  ASSERT_TRUE(files().spend(300).ok());
  ASSERT_TRUE(files().spend(300).ok());
  EXPECT_EQ(files().budget_left(), 400U);
  ASSERT_TRUE(files().spend(900).ok());
  EXPECT_EQ(files().budget_left(), 0U);
  a_.pc.clock().advance(std::chrono::hours(24));
  EXPECT_EQ(files().budget_left(), 1000U);
  ASSERT_TRUE(files().set_budget(0).ok());
  EXPECT_EQ(files().budget_left(), UINT64_MAX);
}

TEST_F(ReplicaFilesTest, FilesOfAScopeThatIsGivenUpGo) {
  const Attachment kept = photo();
  const Attachment other = *files().keep(file("b.pdf", "%PDF- b"));
  attach(kept);
  attach(other);
  ASSERT_TRUE(files().want({desk, other.file, other.size, other.title, {}}).ok());
  ASSERT_TRUE(files().arrived({desk, other.file, other.size, other.title, {}}).ok());
  ASSERT_TRUE(files().forget_scope(school).ok());
  EXPECT_FALSE(files().shelf().holds(kept.file));
  EXPECT_TRUE(files().shelf().holds(other.file));
}

}  // namespace
}  // namespace mektep::client::test
