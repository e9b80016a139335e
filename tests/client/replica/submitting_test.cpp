#include "client/replica/submitting.h"

#include "shared/model/element.h"
#include "shared/model/record_id.h"
#include "tests/client/replica/school.h"

namespace mektep::client::test {
namespace {

RecordName report(School& a) {
  const RecordType& period = *a.pc->schema().type("period");
  return Form(*a.pc, "report")
      .set("period", Reference{ScopeNumber{0}, period.number, RecordId{0x2021}})
      .write_text("narrative", "Бірінші абзац\nЕкінші абзац")
      .write_text("needs", "Әдістеме")
      .saved();
}

Submission of(const RecordName& report) {
  Submission submission;
  submission.report = report;
  submission.period = "2020-3";
  submission.figures = {{"activities", "seminar", Decimal{100}}, {"hours", "seminar", Decimal{250}}};
  return submission;
}

std::vector<std::string> elements(const ReadRecord& record, const Replica& replica,
                                  const std::string& field) {
  std::vector<std::string> texts;
  const FieldNumber number = replica.schema().type(record.name.key.type)->field(field)->number;
  for (const ShownField& shown : record.shown.fields) {
    if (shown.field != number) continue;
    for (const Value& value : shown.elements) texts.push_back(std::get<std::string>(value));
  }
  return texts;
}

}  // namespace

TEST(Submitting, AFrozenCopyGoesToTheDeskWithItsFigures) {
  School a;
  const RecordName working = report(a);
  const auto submitted = a.pc->submit(aigul, of(working));
  ASSERT_TRUE(submitted.ok()) << describe(submitted.error());
  EXPECT_EQ(submitted->copy.scope, desk);
  const ReadRecord copy = read(a.pc, submitted->copy);
  EXPECT_EQ(text_of(copy, *a.pc, "narrative"), "Бірінші абзац\nЕкінші абзац");
  EXPECT_EQ(text_of(copy, *a.pc, "needs"), "Әдістеме");
  EXPECT_EQ(value_of(copy, *a.pc, "attempt"), Value{std::int64_t{1}});
  EXPECT_EQ(value_of(copy, *a.pc, "submitted"), Value{Date{18'672}});
  EXPECT_EQ(text_of(copy, *a.pc, "content_hash"), to_hex(submitted->content_hash));
  EXPECT_EQ(list(a.pc, "submission_figure").size(), 2U);
  Form(*a.pc, read(a.pc, working)).write_text("narrative", "Кейін өзгерді").saved();
  EXPECT_EQ(text_of(read(a.pc, submitted->copy), *a.pc, "narrative"), "Бірінші абзац\nЕкінші абзац");
}

TEST(Submitting, TheSchoolsDraftsAreSealedInTheSameTransaction) {
  School a;
  log_activity(a.pc, "Есепке кіреді");
  const auto submitted = a.pc->submit(aigul, of(report(a)));
  ASSERT_TRUE(submitted.ok());
  const auto packs = a.pc->outgoing(1U << 20U, {});
  ASSERT_EQ(packs.size(), 1U) << "of the school; the copy is a draft";
  EXPECT_EQ(packs[0].at.scope, school);
  EXPECT_EQ(packs[0].last, Sequence{2});
}

TEST(Submitting, TheCopyNamesTheLogAndThePendingHeadsItWasCountedAt) {
  School a;
  log_activity(a.pc, "Есепке кіреді");
  const auto submitted = a.pc->submit(aigul, of(report(a)));
  ASSERT_TRUE(submitted.ok());
  const auto heads = elements(read(a.pc, submitted->copy), *a.pc, "heads");
  const OutgoingPack pack = a.pc->outgoing(1U << 20U, {})[0];
  Bytes stream;
  append_u64(stream, pack.at.stream.value);
  const Mark mark = a.server.mark(school);
  const std::set<std::string> expected{
      to_hex(stream) + ":2:" + to_hex(pack.head),
      "log:" + std::to_string(mark.position.value) + ":" + to_hex(mark.log_digest)};
  EXPECT_EQ(std::set<std::string>(heads.begin(), heads.end()), expected);
}

TEST(Submitting, TheDigestOfTheCountedRecordsIsTheServersOnceItHasThem) {
  School a;
  log_activity(a.pc, "Есепке кіреді");
  const auto submitted = a.pc->submit(aigul, of(report(a)));
  ASSERT_TRUE(submitted.ok());
  a.sync_all();
  EXPECT_EQ(text_of(read(a.pc, submitted->copy), *a.pc, "records_digest"),
            to_hex(a.server.mark(school).state_digest));
}

TEST(Submitting, EachHandingInIsARecordOfItsOwn) {
  School a;
  const RecordName working = report(a);
  const auto first = a.pc->submit(aigul, of(working));
  const auto second = a.pc->submit(aigul, of(working));
  ASSERT_TRUE(first.ok());
  ASSERT_TRUE(second.ok());
  EXPECT_NE(first->copy, second->copy);
  EXPECT_EQ(value_of(read(a.pc, second->copy), *a.pc, "attempt"), Value{std::int64_t{2}});
  a.sync_all();
  EXPECT_EQ(list(a.laptop, "submission").size(), 2U);
  EXPECT_EQ(list(a.laptop, "submission_figure").size(), 4U);
}

TEST(Submitting, ASubmissionIsOneChangeThatNothingSquashes) {
  School a;
  const auto submitted = a.pc->submit(aigul, of(report(a)));
  ASSERT_TRUE(submitted.ok());
  ASSERT_TRUE(a.pc->seal({}).ok());
  const auto history = a.pc->history(submitted->copy);
  ASSERT_EQ(history.size(), 1U);
  EXPECT_EQ(a.pc->outgoing(1U << 20U, {}).back().last, Sequence{1});
}

TEST(Submitting, AReportWithoutAPeriodOrNoReportIsNotSubmitted) {
  School a;
  const RecordName activity = log_activity(a.pc, "Есеп емес");
  EXPECT_EQ(a.pc->submit(aigul, of(activity)).error().code, "record.unknown");
  RecordName missing = report(a);
  missing.key.id.value += 1;
  EXPECT_EQ(a.pc->submit(aigul, of(missing)).error().code, "record.unknown");
}

TEST(Submitting, WhoMayNotWriteReportsDoesNotSubmitThem) {
  School a;
  const RecordName working = report(a);
  const auto refused = a.pc->submit(bolat, of(working));
  ASSERT_FALSE(refused.ok());
  EXPECT_EQ(refused.error().code, "record.not_allowed");
  EXPECT_EQ(a.pc->state().unsent_changes, 1U) << "nothing was sealed or saved";
}

TEST(Submitting, TheSameContentHasTheSameHash) {
  const auto hash = [] {
    School a;
    return to_hex(a.pc->submit(aigul, of(report(a)))->content_hash);
  };
  EXPECT_EQ(hash(), hash());
}

}  // namespace mektep::client::test
