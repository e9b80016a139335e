#include "client/replica/own_block.h"

#include "tests/client/replica/open_ground.h"
#include "tests/client/replica/school.h"

namespace mektep::client::test {
namespace {

// Another program on the same files.
class Another {
 public:
  explicit Another(Device& device) {
    ReplicaOptions options;
    options.directory = device.path();
    auto opened = Replica::open({clock_, random_, files_, log_}, std::move(options));
    if (!opened) throw std::runtime_error(describe(opened.error()));
    replica_ = std::move(*opened);
  }
  Replica& operator*() { return *replica_; }
  Replica* operator->() { return replica_.get(); }

 private:
  ManualClock clock_;
  SeededRandom random_{77};
  SystemFiles files_;
  NoLog log_;
  std::unique_ptr<Replica> replica_;
};

// How deep the deepest paragraph of the activity hangs: 1 when all are of one block at the top.
std::size_t depth_of(const ReadRecord& record) {
  std::size_t longest = 0;
  for (const auto& [cell, shown] : record.basis.cells) longest = std::max(longest, cell.element.size());
  return longest / 6;
}

std::string text_in(const ReadRecord& record, const Replica& replica) {
  return text_of(record, replica, "description");
}

void type_into(Replica& replica, const RecordName& name, const std::string& text, const Author& author = aigul) {
  const auto record = replica.read(name);
  ASSERT_TRUE(record.ok());
  Form(replica, *record).write_text("description", text).saved(author);
}

TEST(OwnBlock, TwoProgramsOnOneFileContinueOneBlock) {
  School a(false);
  const RecordName name = log_activity(a.pc, "Тақырып");
  type_into(*a.pc, name, "Бір");
  type_into(*Another(a.pc), name, "Бір\nЕкі");
  type_into(*a.pc, name, "Бір\nЕкі\nҮш");
  type_into(*Another(a.pc), name, "Бір\nЕкі\nҮш\nТөрт");
  EXPECT_EQ(text_in(read(a.pc, name), *a.pc), "Бір\nЕкі\nҮш\nТөрт");
  EXPECT_EQ(depth_of(read(a.pc, name)), 1U) << "no paragraph hangs under another";
}

TEST(OwnBlock, ABlockGoesOnAfterItWasSealedAndSent) {
  School a(false);
  const RecordName name = log_activity(a.pc, "Тақырып");
  std::string text = "Басы";
  type_into(*a.pc, name, text);
  for (int day = 0; day < 4; ++day) {
    Contact cut;
    cut.feed = day % 2 == 0;  // sealed only, and in the log
    a.pc.sync(cut);
    text += "\nКүн " + std::to_string(day);
    type_into(*Another(a.pc), name, text);
  }
  a.sync_all();
  EXPECT_EQ(depth_of(read(a.pc, name)), 1U);
  EXPECT_EQ(text_in(read(a.laptop, name), *a.laptop), text);
  EXPECT_TRUE(a.pc->conflicts().empty());
}

// Both would draw the same next key.
TEST(OwnBlock, TheBlockOfAnotherIsNotContinued) {
  School a;
  const RecordName name = log_activity(a.pc, "Тақырып");
  type_into(*a.pc, name, "Бір\nЕкі");
  a.sync_all();
  type_into(*a.laptop, name, "Бір\nЕкі!", bolat);  // corrected, not inserted
  a.laptop.sync();
  type_into(*a.laptop, name, "Бір\nЕкі!\nБолат", bolat);
  type_into(*a.pc, name, "Бір\nЕкі\nАйгүл");
  a.sync_all();
  EXPECT_TRUE(a.pc->conflicts().empty()) << "nobody wrote the same paragraph";
  const std::string text = text_in(read(a.pc, name), *a.pc);
  EXPECT_TRUE(text == "Бір\nЕкі!\nАйгүл\nБолат" || text == "Бір\nЕкі!\nБолат\nАйгүл") << text;
}

TEST(OwnBlock, TwoPeopleOfOneDeviceHaveABlockEach) {
  School a;
  const RecordName name = log_activity(a.pc, "Тақырып");
  type_into(*a.pc, name, "Айгүл");
  type_into(*a.pc, name, "Айгүл\nБолат", bolat);
  EXPECT_EQ(depth_of(read(a.pc, name)), 2U);
  type_into(*a.pc, name, "Айгүл\nБолат\nБолат тағы", bolat);
  EXPECT_EQ(depth_of(read(a.pc, name)), 2U) << "the second paragraph of Bolat continues his block";
}

TEST(OwnBlock, APlaceThatWasUsedUpIsNotUsedAgain) {
  School a;
  const RecordName name = log_activity(a.pc, "Тақырып");
  type_into(*a.pc, name, "Бір\nЕкі");
  type_into(*a.pc, name, "Бір");
  type_into(*a.pc, name, "Бір\nҮш");
  EXPECT_EQ(text_in(read(a.pc, name), *a.pc), "Бір\nҮш");
  EXPECT_EQ(depth_of(read(a.pc, name)), 2U) << "the second place was the removed one's";
}

TEST(OwnBlock, ACopiedDiskOpensABlockOfItsOwn) {
  School a(false);
  const RecordName name = log_activity(a.pc, "Тақырып");
  type_into(*a.pc, name, "Бір");
  a.pc.sync();
  const auto twin = a.pc.twin();
  type_into(*a.pc, name, "Бір\nАсыл");
  a.pc.sync();
  // The twin learns at its contact that another goes on with its stream.
  twin->sync();
  type_into(**twin, name, text_in(read(*twin, name), **twin) + "\nКөшірме");
  twin->sync();
  a.sync_all();
  EXPECT_TRUE(a.pc->conflicts().empty());
  EXPECT_EQ(text_in(read(a.laptop, name), *a.laptop), "Бір\nАсыл\nКөшірме");
}

TEST(OwnBlock, EachTextOfARecordHasItsOwn) {
  School a;
  const RecordName name = log_activity(a.pc, "Тақырып");
  Form(*a.pc, read(a.pc, name)).write_text("description", "Бір").write_text("outcome", "Нәтиже").saved();
  Form(*a.pc, read(a.pc, name)).write_text("description", "Бір\nЕкі").saved();
  Form(*a.pc, read(a.pc, name)).write_text("outcome", "Нәтиже\nТағы").saved();
  Form(*a.pc, read(a.pc, name)).write_text("description", "Бір\nЕкі\nҮш").saved();
  EXPECT_EQ(depth_of(read(a.pc, name)), 1U);
}

TEST(OwnBlock, WhereNothingWasTypedThereIsNone) {
  OpenGround ground;
  const RecordName nobody{school, {TypeNumber{40}, RecordId{5}}};
  EXPECT_EQ(own_last_paragraph(*ground, nobody, FieldNumber{1}, aigul.person), ParagraphKey{});
}

}  // namespace
}  // namespace mektep::client::test
