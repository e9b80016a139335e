#include "client/replica/editor.h"

#include "shared/base/limits.h"
#include "shared/model/record_id.h"
#include "tests/client/replica/school.h"

namespace mektep::client::test {
namespace {

Form attendance(School& a, const RecordName& activity, const std::string& guest) {
  const Reference which{ScopeNumber{0}, activity.key.type, activity.key.id};
  Form form(*a.pc, "attendance");
  form.set("activity", which).set("guest_name", guest);
  return form;
}

std::string code_of(const Result<Saved>& saved) { return saved ? "saved" : saved.error().code; }

}  // namespace

TEST(Editor, ASavedRecordIsReadBackAsItWasTyped) {
  School a;
  const RecordName name = log_activity(a.pc, "Сабақты зерттеу");
  const ReadRecord record = read(a.pc, name);
  EXPECT_EQ(text_of(record, *a.pc, "topic"), "Сабақты зерттеу");
  EXPECT_EQ(record.badge, Badge::here);
  ASSERT_EQ(record.basis.live.size(), 1U);
  EXPECT_TRUE(is_draft(record.basis.live.front()));
}

TEST(Editor, ASaveThatChangesNothingAnswersWithoutADraft) {
  School a;
  const RecordName name = log_activity(a.pc, "Тақырып");
  const auto saved = Form(*a.pc, read(a.pc, name)).set("topic", std::string("Тақырып")).save();
  ASSERT_TRUE(saved.ok());
  EXPECT_EQ(saved->draft, DraftNumber{0});
  EXPECT_EQ(saved->records, std::vector<RecordName>{name});
  EXPECT_EQ(a.pc->state().unsent_changes, 1U);
}

TEST(Editor, AnEditTellsWhatItReplaced) {
  School a;
  const RecordName name = log_activity(a.pc, "Бұрынғы");
  const auto saved = Form(*a.pc, read(a.pc, name)).set("topic", std::string("Жаңа")).save();
  ASSERT_TRUE(saved.ok());
  ASSERT_EQ(saved->replaced.size(), 1U);
  EXPECT_EQ(saved->replaced[0].before, Value{std::string("Бұрынғы")});
}

TEST(Editor, OneSaveOfSeveralRecordsIsOneChange) {
  School a;
  const RecordName activity = log_activity(a.pc, "Семинар");
  std::vector<RecordEdit> list;
  for (int at = 0; at < 14; ++at) list.push_back(attendance(a, activity, "Қонақ " + std::to_string(at)).edit);
  const auto saved = a.pc->write(aigul, list);
  ASSERT_TRUE(saved.ok()) << describe(saved.error());
  EXPECT_EQ(saved->records.size(), 14U);
  EXPECT_EQ(a.pc->state().unsent_changes, 2U);
  a.sync_all();
  EXPECT_EQ(list.size(), mektep::client::test::list(a.laptop, "attendance").size());
}

TEST(Editor, OneWrongFieldKeepsTheWholeSaveOut) {
  School a;
  const RecordName activity = log_activity(a.pc, "Семинар");
  std::vector<RecordEdit> list{attendance(a, activity, "Бірінші").edit};
  list.push_back(attendance(a, activity, "Екінші").set("hours", Decimal{-1}).edit);
  EXPECT_EQ(code_of(a.pc->write(aigul, list)), "value.out_of_range");
  EXPECT_TRUE(mektep::client::test::list(a.pc, "attendance").empty());
  EXPECT_EQ(a.pc->state().unsent_changes, 1U);
}

TEST(Editor, SeveralSavesOfOneTransactionAreAllOrNone) {
  School a;
  const RecordName activity = log_activity(a.pc, "Семинар");
  const std::vector<RecordEdit> right{attendance(a, activity, "Бірінші").edit};
  const std::vector<RecordEdit> wrong{attendance(a, activity, "Екінші").set("hours", Decimal{-1}).edit};
  EXPECT_FALSE(a.pc->write_many(aigul, {right, wrong}).ok());
  EXPECT_TRUE(list(a.pc, "attendance").empty());
  const auto saved = a.pc->write_many(aigul, {right, {attendance(a, activity, "Екінші").edit}});
  ASSERT_TRUE(saved.ok());
  EXPECT_NE((*saved)[0].draft, (*saved)[1].draft);
  EXPECT_EQ(list(a.pc, "attendance").size(), 2U);
}

TEST(Editor, OneNameInTwoNormalFormsIsOneGuest) {
  School a;
  const RecordName activity = log_activity(a.pc, "Семинар");
  const RecordName composed = attendance(a, activity, "Серғазы \xd0\xb9").saved();
  const RecordName decomposed = attendance(a, activity, "Серғазы \xd0\xb8\xcc\x86").saved();
  EXPECT_EQ(composed, decomposed);
  EXPECT_EQ(list(a.pc, "attendance").size(), 1U);
}

TEST(Editor, AddingAWithdrawnRecordRestoresIt) {
  School a;
  const RecordName activity = log_activity(a.pc, "Семинар");
  const RecordName name = attendance(a, activity, "Ермек").set("hours", Decimal{100}).saved();
  ASSERT_TRUE(a.pc->withdraw(aigul, name, read(a.pc, name).basis).ok());
  EXPECT_TRUE(list(a.pc, "attendance").empty());
  EXPECT_EQ(attendance(a, activity, "Ермек").set("hours", Decimal{300}).saved(), name);
  const ReadRecord record = read(a.pc, name);
  EXPECT_FALSE(record.shown.gone);
  EXPECT_EQ(value_of(record, *a.pc, "hours"), Value{Decimal{300}});
  EXPECT_TRUE(record.shown.conflicts.empty());
}

TEST(Editor, AddingARecordThatStandsFillsItButReplacesNothing) {
  School a;
  const RecordName activity = log_activity(a.pc, "Семинар");
  const RecordName name = attendance(a, activity, "Ермек").saved();
  EXPECT_EQ(attendance(a, activity, "Ермек").set("hours", Decimal{100}).saved(), name);
  EXPECT_EQ(value_of(read(a.pc, name), *a.pc, "hours"), Value{Decimal{100}});
  const auto again = attendance(a, activity, "Ермек").set("hours", Decimal{300}).save();
  ASSERT_FALSE(again.ok());
  EXPECT_EQ(again.error().code, "record.exists");
  EXPECT_EQ(again.error().argument("id"), to_text(name.key.id));
}

TEST(Editor, TheSameRecordTwiceInOneSaveIsRefused) {
  School a;
  const RecordName activity = log_activity(a.pc, "Семинар");
  const RecordEdit edit = attendance(a, activity, "Ермек").edit;
  EXPECT_EQ(code_of(a.pc->write(aigul, {edit, edit})), "record.twice");
}

TEST(Editor, AnUnknownRecordAndAWithdrawnOneAreNotEdited) {
  School a;
  const RecordName name = log_activity(a.pc, "Тақырып");
  ReadRecord elsewhere = read(a.pc, name);
  elsewhere.name.key.id.value += 1;
  EXPECT_EQ(code_of(Form(*a.pc, elsewhere).set("topic", std::string("x")).save()), "record.unknown");
  ASSERT_TRUE(a.pc->withdraw(aigul, name, read(a.pc, name).basis).ok());
  EXPECT_EQ(code_of(Form(*a.pc, read(a.pc, name)).set("topic", std::string("x")).save()), "record.withdrawn");
}

TEST(Editor, OnlyPeopleOfThisDeviceWriteAndOnlyWhatTheirRoleMay) {
  School a;
  const Author stranger{RecordId{0x0999}};
  Form form(*a.pc, "activity");
  form.set("kind", std::string("seminar")).set("from", Date{18'000}).set("topic", std::string("т"));
  EXPECT_EQ(code_of(form.save(stranger)), "person.not_on_device");
  EXPECT_EQ(code_of(form.save(bolat)), "saved") << "a school trainer logs activities";
  Form person(*a.pc, "person");
  person.set("name_kk", std::string("Жанар"));
  EXPECT_EQ(code_of(person.save(bolat)), "record.not_allowed");
  EXPECT_EQ(code_of(person.save(aigul)), "saved");
}

TEST(Editor, ScopesAreWrittenOnlyWhereTheyWereGranted) {
  School a;
  EXPECT_EQ(code_of(Form(*a.pc, "person", network_scope).set("name_kk", std::string("Ж")).save()),
            "record.wrong_scope");
  EXPECT_EQ(code_of(Form(*a.pc, "period", network_scope).set("code", std::string("x")).save()),
            "scope.read_only");
  const ScopeNumber other = school_scope(SchoolNumber{8});
  EXPECT_EQ(code_of(Form(*a.pc, "person", other).set("name_kk", std::string("Ж")).save()),
            "scope.not_granted");
}

TEST(Editor, APairExistsFromTheFirstWriteOfEitherSchool) {
  School a;
  const RecordType& type = *a.pc->schema().type("school");
  const ScopeNumber pair = pair_scope(school_a, SchoolNumber{9});
  Form form(*a.pc, "partnership", pair);
  form.set("leading", Reference{network_scope, type.number, RecordId{1}});
  form.set("partner", Reference{network_scope, type.number, RecordId{2}});
  EXPECT_EQ(code_of(form.save()), "saved");
  Form foreign(*a.pc, "partnership", pair_scope(SchoolNumber{8}, SchoolNumber{9}));
  foreign.edit.fields = form.edit.fields;
  EXPECT_EQ(code_of(foreign.save()), "scope.not_granted");
}

TEST(Editor, ARevokedDeviceWritesNoMoreAndLosesNothing) {
  School a;
  const RecordName name = log_activity(a.pc, "Бұрын");
  a.server.card(school, a.pc.public_key(), "device", false, {});
  a.pc.pull();
  EXPECT_EQ(code_of(Form(*a.pc, read(a.pc, name)).set("topic", std::string("x")).save()), "device.revoked");
  EXPECT_EQ(text_of(read(a.pc, name), *a.pc, "topic"), "Бұрын");
  EXPECT_EQ(a.pc->state().unsent_changes, 1U);
}

TEST(Editor, AWrongClockRefusesNoSave) {
  School a;
  for (const std::int64_t wall :
       {std::int64_t{0}, std::int64_t{-62'135'596'800'000}, std::int64_t{253'402'300'799'000}}) {
    a.pc.clock().set_wall(wall);
    EXPECT_FALSE(is_hashed(log_activity(a.pc, "Сағат").key.id));
  }
}

TEST(Editor, MoreRecordsThanASaveMayHoldAreRefused) {
  School a;
  const RecordEdit edit = Form(*a.pc, "activity").edit;
  const std::vector<RecordEdit> many(limits::save_records_max + 1, edit);
  EXPECT_EQ(code_of(a.pc->write(aigul, many)), "change.too_many_records");
}

TEST(Editor, ParagraphsTypedOneAfterAnotherContinueTheirBlock) {
  School a;
  const RecordName name = log_activity(a.pc, "Тақырып");
  std::string text = "Басы";
  for (int at = 0; at < 5; ++at) {
    Form(*a.pc, read(a.pc, name)).write_text("description", text).saved();
    text += "\nАбзац " + std::to_string(at);
  }
  std::set<std::size_t> sizes;
  for (const auto& [cell, shown] : read(a.pc, name).basis.cells) {
    if (!cell.element.empty()) sizes.insert(cell.element.size());
  }
  EXPECT_EQ(sizes, std::set<std::size_t>{6}) << "one level: no paragraph hangs under another";
}

}  // namespace mektep::client::test
