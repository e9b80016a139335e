#include "server/store/writer.h"

#include "shared/base/limits.h"
#include "shared/sqlite/failure.h"
#include "tests/server/store/network_fixture.h"

namespace mektep::server::test {
namespace {

class WriterTest : public ::testing::Test {
 protected:
  Submission submission(std::uint64_t number) {
    return {pen.id(), pen.seal(network.scope(), {network.titled(number, "a")})};
  }
  Writer::Answer noting() {
    return [this](const Admitted& admitted) { answers.push_back(admitted); };
  }

  Network network{StoreKind::memory};
  Pen pen = network.enrolled_pen();
  std::vector<Batch> batches;
  std::vector<Admitted> answers;
  Writer writer{network.parts, [this](const Batch& batch) { batches.push_back(batch); }};
};

TEST_F(WriterTest, Promise01AnswersOnlyAfterTheCommit) {
  std::size_t length = 0;
  writer.submit(submission(1), [&](const Admitted& admitted) {
    EXPECT_EQ(admitted.outcome, Outcome::logged);
    length = network.log().size();
  });
  const std::size_t before = network.log().size();
  EXPECT_TRUE(writer.run_once());
  EXPECT_EQ(length, before + 1) << "a reader sees the pack when its sender hears of it";
}

TEST_F(WriterTest, AllThatIsQueuedSharesOneCommit) {
  for (std::uint64_t at = 1; at <= 5; ++at) writer.submit(submission(at), noting());
  EXPECT_EQ(writer.queued(), 5U);
  EXPECT_TRUE(writer.run_once());
  EXPECT_EQ(writer.queued(), 0U);
  ASSERT_EQ(answers.size(), 5U);
  for (const Admitted& answer : answers)
    EXPECT_EQ(answer.receipt->position, answers.front().receipt->position);
  ASSERT_EQ(batches.size(), 1U);
  EXPECT_EQ(batches.front().moved, std::vector<ScopeNumber>{network.scope()});
  EXPECT_FALSE(writer.run_once());
}

TEST_F(WriterTest, ABatchIsBounded) {
  const Submission same = submission(1);
  for (std::size_t at = 0; at <= limits::batch_packs_max; ++at) writer.submit(same, noting());
  writer.run_once();
  EXPECT_EQ(answers.size(), limits::batch_packs_max);
  writer.run_once();
  EXPECT_EQ(answers.size(), limits::batch_packs_max + 1);
}

TEST_F(WriterTest, Promise09TheQueueIsBounded) {
  const Submission same = submission(1);
  for (std::size_t at = 0; at < limits::writer_queue_max; ++at) ASSERT_TRUE(writer.submit(same, noting()));
  EXPECT_FALSE(writer.submit(same, noting()));
  EXPECT_FALSE(writer.perform([](const ServerParts&) {}));
  writer.run_once();
  EXPECT_TRUE(writer.submit(same, noting()));
}

TEST_F(WriterTest, JobsKeepTheirPlaceInTheOrder) {
  std::vector<int> order;
  writer.submit(submission(1), [&](const Admitted&) { order.push_back(1); });
  writer.perform([&](const ServerParts& parts) {
    EXPECT_EQ(&parts, &network.parts);
    order.push_back(2);
  });
  writer.submit(submission(2), [&](const Admitted&) { order.push_back(3); });
  while (writer.run_once()) {
  }
  EXPECT_EQ(order, (std::vector<int>{1, 2, 3}));
}

TEST_F(WriterTest, NobodyIsWokenForABatchThatMovedNothing) {
  const Submission once = submission(1);
  writer.submit(once, noting());
  writer.run_once();
  writer.submit(once, noting());
  writer.run_once();
  EXPECT_EQ(batches.size(), 1U);
  EXPECT_EQ(answers.back().outcome, Outcome::known);
}

TEST_F(WriterTest, QueueingWakesTheWritingThread) {
  int woken = 0;
  writer.on_queued([&] { ++woken; });
  writer.submit(submission(1), noting());
  writer.perform([](const ServerParts&) {});
  EXPECT_EQ(woken, 2);
  writer.on_queued({});
  writer.perform([](const ServerParts&) {});
  EXPECT_EQ(woken, 2);
}

TEST_F(WriterTest, AnAnswerMayQueueTheNext) {
  const Submission second = submission(1);
  writer.perform([&](const ServerParts&) { writer.submit(second, noting()); });
  EXPECT_TRUE(writer.run_once());
  EXPECT_TRUE(writer.run_once());
  EXPECT_EQ(answers.size(), 1U);
}

// A store whose commits fail, as a full or a dying disk makes them.
class FailingWork final : public Derivation {
 public:
  void derive(Integration&, ScopeNumber) override {
    if (full) throw DiskFull(13, "no room");
    throw DatabaseBroken(10, "the disk went");
  }
  bool full = true;
};

TEST_F(WriterTest, AFullDiskIsAnAnswerAndTheSamePackIsTakenLater) {
  FailingWork failing;
  network.parts.derivations.push_back(&failing);
  const Submission pack = submission(1);
  const std::size_t before = network.log().size();
  writer.submit(pack, noting());
  writer.submit(submission(2), noting());
  EXPECT_TRUE(writer.run_once());
  ASSERT_EQ(answers.size(), 2U);
  for (const Admitted& answer : answers) {
    EXPECT_EQ(answer.outcome, Outcome::failed);
    EXPECT_EQ(answer.code, "store.disk_full");
    EXPECT_FALSE(answer.receipt);
  }
  EXPECT_EQ(network.log().size(), before);
  EXPECT_TRUE(batches.empty());
  network.parts.derivations.clear();
  writer.submit(pack, noting());
  writer.run_once();
  EXPECT_EQ(answers.back().outcome, Outcome::logged);
}

TEST_F(WriterTest, AJobThatMeetsAFullDiskIsUndoneAndTheNextOneRuns) {
  FailingWork failing;
  network.parts.derivations.push_back(&failing);
  Error told;
  int ran = 0;
  writer.perform([&](const ServerParts& parts) {
    const auto written = write_own(parts, {{network.scope(), "office", network.titled(1, "a")}});
    told = written.error();
  });
  writer.perform([](const ServerParts&) { throw DiskFull(13, "no room"); });
  writer.perform([&](const ServerParts&) { ++ran; });
  while (writer.run_once()) {
  }
  EXPECT_EQ(told, refused("store.disk_full"));
  EXPECT_EQ(ran, 1);
  EXPECT_TRUE(network.titles(1).empty());
}

TEST_F(WriterTest, ABrokenMachineAnswersNobody) {
  FailingWork failing;
  failing.full = false;
  network.parts.derivations.push_back(&failing);
  writer.submit(submission(1), noting());
  EXPECT_THROW(writer.run_once(), DatabaseBroken);
  EXPECT_TRUE(answers.empty());
}

}  // namespace
}  // namespace mektep::server::test
