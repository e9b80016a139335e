#include "server/tally/answers.h"

#include "shared/model/builtin.h"
#include "tests/server/tally/tally_fixture.h"

namespace mektep::server::test {
namespace {

namespace field = builtin::answer_field;

class AnswersTest : public ::testing::TestWithParam<StoreKind> {
 protected:
  ScopeNumber desk() const { return desk_scope(network.school.number); }
  RecordKey submission(std::uint64_t id = 1) const { return {submission_type, RecordId{id}}; }

  std::vector<std::string> heads() const {
    std::map<StreamId, std::string> texts;
    for (const LoggedPack& pack : network.log()) {
      Bytes stream;
      append_u64(stream, pack.stream.value);
      texts[pack.stream] = to_hex(stream) + ":" + std::to_string(pack.last().value) + ":" + to_hex(pack.head);
    }
    std::vector<std::string> heads;
    for (const auto& [stream, text] : texts) heads.push_back(text);
    return heads;
  }

  // One change, as `mektep submit` writes it: the copy and its figures.
  std::vector<Op> report(
      std::uint64_t id, const std::vector<std::string>& at,
      const std::vector<std::tuple<std::string, std::string, std::int64_t>>& figures) const {
    std::vector<Op> ops{write_op(submission(id), FieldNumber{2}, refers(period_type, 5)),
                        write_op(submission(id), FieldNumber{10}, std::string("abcd"))};
    for (const std::string& text : at) {
      Op op = write_op(submission(id), FieldNumber{8}, Nothing{});
      op.cell.element = element_key(ElementKind::text, text);
      ops.push_back(op);
    }
    std::uint64_t number = 100 * id;
    for (const auto& [tally, group, amount] : figures) {
      const RecordKey key{figure_type, RecordId{++number}};
      ops.push_back(write_op(key, FieldNumber{1}, refers(submission_type, id)));
      ops.push_back(write_op(key, FieldNumber{2}, tally));
      ops.push_back(write_op(key, FieldNumber{3}, group));
      ops.push_back(write_op(key, FieldNumber{4}, decimal(amount)));
    }
    return ops;
  }
  void submit(std::vector<Op> ops) {
    ASSERT_EQ(network.push(pen, pen.seal(desk(), {std::move(ops)})).outcome, Outcome::logged);
  }

  Value answered(FieldNumber what, std::uint64_t id = 1) const {
    const RecordState answer = network.reader->record(desk(), answer_key(submission(id)));
    const auto cell = answer.cells.find({what, {}});
    return cell == answer.cells.end() ? Value{Nothing{}} : shown_of(cell->second).value;
  }
  Value of_submission(std::uint16_t what) const {
    const RecordState copy = network.reader->record(desk(), submission());
    const auto cell = copy.cells.find({FieldNumber{what}, {}});
    return cell == copy.cells.end() ? Value{Nothing{}} : shown_of(cell->second).value;
  }
  std::vector<std::string> findings() const {
    std::vector<std::string> lines;
    const RecordState answer = network.reader->record(desk(), answer_key(submission()));
    for (const auto& [key, cell] : answer.cells) {
      if (key.field == field::findings) lines.push_back(std::get<std::string>(shown_of(cell).value));
    }
    return lines;
  }

  TallyNetwork network{GetParam()};
  Pen pen = network.enrolled_pen();
};

INSTANTIATE_TEST_SUITE_P(Stores, AnswersTest, ::testing::Values(StoreKind::sqlite, StoreKind::memory),
                         name_of);

TEST_P(AnswersTest, AReportIsAnsweredReceivedInTheSameCommit) {
  submit(report(1, heads(), {}));
  EXPECT_EQ(answered(field::state), Value{std::string("received")});
  EXPECT_EQ(answered(field::about), refers(submission_type, 1));
  EXPECT_EQ(answered(field::at_ms), Value{network.clock.wall().ms});
  EXPECT_EQ(answered(field::digest), (Value{Bytes{0xab, 0xcd}}));
  EXPECT_EQ(answered(field::agrees), Value{true});
}

TEST_P(AnswersTest, TheAnswerIsTheServersOwnChange) {
  submit(report(1, heads(), {}));
  const auto log = network.reader->read_after(desk(), Position{0}, SIZE_MAX);
  EXPECT_EQ(open_pack(log.back().bytes)->content.device, network.keys.device());
  EXPECT_EQ(log.back().position.value, log[log.size() - 2].position.value + 1);
}

TEST_P(AnswersTest, TheCopyShowsStateAndDateToWhoeverReadsIt) {
  submit(report(1, heads(), {}));
  EXPECT_EQ(of_submission(11), Value{std::string("received")});
  EXPECT_EQ(of_submission(12), Value{date_of(network.clock.wall())});
}

TEST_P(AnswersTest, FiguresThatTheServerCountsAlikeAgree) {
  network.save_activity(1, "seminar", "held", "2021-02-14", 250);
  network.save_attendance(10, 1, 100);
  const std::string group = group_text({"seminar", "held", "2021-02"});
  submit(report(1, heads(), {{"activities", group, 100}, {"hours", group, 250}, {"participants", "", 100}}));
  EXPECT_EQ(answered(field::agrees), Value{true});
  EXPECT_TRUE(findings().empty());
}

TEST_P(AnswersTest, ADifferenceIsListedAndTheSignedFigureStays) {
  network.save_activity(1, "seminar", "held", "2021-02-14", 250);
  const std::string group = group_text({"seminar", "held", "2021-02"});
  submit(report(1, heads(), {{"activities", group, 100}, {"hours", group, 900}}));
  EXPECT_EQ(answered(field::agrees), Value{false});
  EXPECT_EQ(findings(), std::vector<std::string>{"hours | " + group + " | 9 | 2.5"});
  const RecordState figure = network.reader->record(desk(), {figure_type, RecordId{102}});
  EXPECT_EQ(shown_of(figure.cells.at({FieldNumber{4}, {}})).value, decimal(900));
}

TEST_P(AnswersTest, TheCountIsThatOfTheHeadsNotOfToday) {
  network.save_activity(1, "seminar", "held", "2021-02-14", 250);
  const auto then = heads();
  network.save_activity(2, "seminar", "held", "2021-02-15", 100);
  submit(report(1, then, {{"activities", "", 100}}));
  EXPECT_EQ(answered(field::agrees), Value{true});
}

TEST_P(AnswersTest, AReportThatCameBeforeItsRecordsIsReceivedAndCountedOnceTheyAreThere) {
  Pen school_pen = network.enrolled_pen();
  const Bytes late = school_pen.seal(
      network.scope(), {{write_op({activity_type, RecordId{1}}, FieldNumber{1}, std::string("seminar"))}});
  auto ahead = heads();
  Bytes stream;
  append_u64(stream, school_pen.stream().value);
  ahead.push_back(to_hex(stream) + ":1:" + to_hex(school_pen.last().head));
  submit(report(1, ahead, {{"activities", "", 100}}));
  EXPECT_EQ(answered(field::state), Value{std::string("received")});
  EXPECT_EQ(answered(field::agrees), Value{Nothing{}});
  network.clock.advance(std::chrono::hours(1));
  network.push(school_pen, late);
  EXPECT_EQ(answered(field::agrees), Value{true});
  EXPECT_EQ(of_submission(12), Value{date_of(network.clock.wall())});
}

TEST_P(AnswersTest, ReportAndRecordsInOneBatchAreCounted) {
  Pen school_pen = network.enrolled_pen();
  const Bytes records = school_pen.seal(
      network.scope(), {{write_op({activity_type, RecordId{1}}, FieldNumber{1}, std::string("seminar"))}});
  auto named = heads();
  Bytes stream;
  append_u64(stream, school_pen.stream().value);
  named.push_back(to_hex(stream) + ":1:" + to_hex(school_pen.last().head));
  const Bytes copy = pen.seal(desk(), {report(1, named, {{"activities", "", 100}})});
  network.push_all(pen, {records, copy});
  EXPECT_EQ(answered(field::agrees), Value{true});
}

TEST_P(AnswersTest, AReportIsAnsweredOnce) {
  submit(report(1, heads(), {}));
  const Position position = network.reader->head(desk())->position;
  network.save_activity(1, "seminar", "held", "2021-02-14", 250);
  EXPECT_EQ(network.reader->head(desk())->position, position);
}

TEST_P(AnswersTest, HeadsThatAreNoneOrOfAnotherBranchDisagree) {
  submit(report(1, {"nonsense"}, {}));
  EXPECT_EQ(answered(field::agrees), Value{false});
  EXPECT_EQ(findings(), std::vector<std::string>{"heads"});
  auto other_branch = heads();
  other_branch.front().back() = other_branch.front().back() == '0' ? '1' : '0';
  other_branch.front()[other_branch.front().rfind(':') + 1] ^= 1;
  submit(report(2, other_branch, {}));
  EXPECT_EQ(answered(field::agrees, 2), Value{false});
}

TEST_P(AnswersTest, TheStateThatTheOfficeSetStays) {
  network.save(desk(), submission_type, 1, {{11, std::string("accepted")}});
  submit(report(1, heads(), {}));
  EXPECT_EQ(of_submission(11), Value{std::string("accepted")});
}

TEST_P(AnswersTest, AWithdrawnReportIsNotAnswered) {
  Op withdraw;
  withdraw.kind = OpKind::withdraw;
  withdraw.record = submission();
  submit({withdraw});
  EXPECT_EQ(answered(field::state), Value{Nothing{}});
}

TEST_P(AnswersTest, ManyDifferencesAreCutToWhatAPersonReads) {
  std::vector<std::tuple<std::string, std::string, std::int64_t>> figures;
  for (int at = 0; at < 60; ++at)
    figures.emplace_back("hours", "ә" + std::string(150, 'x') + std::to_string(at), 100);
  submit(report(1, heads(), figures));
  EXPECT_EQ(answered(field::agrees), Value{false});
  EXPECT_EQ(findings().size(), 20U);
}

TEST_P(AnswersTest, EachReportHasItsOwnAnswer) {
  submit(report(1, heads(), {}));
  submit(report(2, heads(), {}));
  EXPECT_NE(answer_key(submission(1)), answer_key(submission(2)));
  EXPECT_TRUE(is_hashed(answer_key(submission(1)).id));
  EXPECT_EQ(answered(field::about, 2), refers(submission_type, 2));
}

}  // namespace
}  // namespace mektep::server::test
