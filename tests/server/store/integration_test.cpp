#include "server/store/integration.h"

#include "shared/base/limits.h"
#include "tests/server/store/network_fixture.h"

namespace mektep::server::test {
namespace {

using Titles = std::vector<std::string>;

class IntegrationTest : public ::testing::TestWithParam<StoreKind> {
 protected:
  Network network{GetParam()};
};

INSTANTIATE_TEST_SUITE_P(Stores, IntegrationTest, ::testing::Values(StoreKind::sqlite, StoreKind::memory),
                         name_of);

TEST_P(IntegrationTest, ABatchAnswersEachSubmissionInOrder) {
  Pen pen = network.enrolled_pen();
  const Bytes first = pen.seal(network.scope(), {network.titled(1, "a")});
  const Bytes second = pen.seal(network.scope(), {network.titled(2, "b")});
  const Batch batch = network.push_all(pen, {first, Bytes{1, 2, 3}, second, first});
  std::vector<Outcome> outcomes;
  for (const Admitted& admitted : batch.admitted) outcomes.push_back(admitted.outcome);
  EXPECT_EQ(outcomes,
            (std::vector<Outcome>{Outcome::logged, Outcome::refused, Outcome::logged, Outcome::known}));
  EXPECT_EQ(batch.moved, std::vector<ScopeNumber>{network.scope()});
  EXPECT_EQ(batch.admitted[0].receipt->position, batch.admitted[2].receipt->position)
      << "both are as durable as their common commit";
}

TEST_P(IntegrationTest, APackAndItsSuccessorInTheWrongOrderAreOneBatch) {
  Pen pen = network.enrolled_pen();
  const Bytes first = pen.seal(network.scope(), {network.titled(1, "a")});
  const Bytes second = pen.seal(network.scope(), {network.titled(2, "b")});
  const Batch batch = network.push_all(pen, {second, first});
  EXPECT_EQ(batch.admitted[0].outcome, Outcome::parked);
  EXPECT_EQ(batch.admitted[1].outcome, Outcome::logged);
  EXPECT_EQ(batch.unparked.size(), 1U);
  EXPECT_TRUE(network.reader->parked(network.scope()).empty());
}

TEST_P(IntegrationTest, NothingSubmittedMovesNothing) {
  const Batch batch = *integrate(network.parts, {});
  EXPECT_TRUE(batch.admitted.empty());
  EXPECT_TRUE(batch.moved.empty());
}

TEST_P(IntegrationTest, OwnChangesOfOneScopeShareAPack) {
  const std::size_t before = network.log().size();
  std::vector<OwnChange> changes;
  for (std::uint64_t at = 1; at <= 10; ++at)
    changes.push_back({network.scope(), "office", network.titled(at, "a")});
  const auto batch = write_own(network.parts, changes);
  ASSERT_TRUE(batch.ok());
  ASSERT_EQ(network.log().size(), before + 1);
  EXPECT_EQ(network.log().back().count, 10U);
  EXPECT_EQ(network.titles(10), Titles{"a"});
}

TEST_P(IntegrationTest, ManyOwnChangesAreSeveralPacksWithinTheBounds) {
  const std::size_t before = network.log().size();
  std::vector<OwnChange> changes;
  for (std::uint64_t at = 1; at <= 300; ++at) {
    changes.push_back({network.scope(), "office", network.titled(at, std::string(900, 'a'))});
  }
  ASSERT_TRUE(write_own(network.parts, changes).ok());
  const auto log = network.log();
  EXPECT_GT(log.size(), before + 4);
  for (const LoggedPack& pack : log) EXPECT_LE(pack.count, limits::pack_changes_max);
  EXPECT_EQ(network.titles(300), Titles{std::string(900, 'a')});
}

TEST_P(IntegrationTest, OwnChangesWithoutOpsWriteNothing) {
  const std::size_t before = network.log().size();
  ASSERT_TRUE(write_own(network.parts, {{network.scope(), "office", {}}}).ok());
  EXPECT_EQ(network.log().size(), before);
}

TEST_P(IntegrationTest, AnOwnChangeThatFitsNoPackIsRefusedAndNothingIsWritten) {
  const std::size_t before = network.log().size();
  std::vector<Op> ops;
  for (std::uint64_t at = 1; at <= 30; ++at) {
    const auto title = network.titled(at, std::string(limits::scalar_bytes_max, 'a'));
    ops.push_back(title.front());
  }
  const auto written = write_own(network.parts, {{network.scope(), "office", network.titled(50, "бірінші")},
                                                 {network.scope(), "office", ops}});
  ASSERT_FALSE(written.ok());
  EXPECT_EQ(written.error().code, "pack.too_large");
  EXPECT_EQ(network.log().size(), before);
}

TEST_P(IntegrationTest, AnOfficeUsersSaveStandsInTheAudit) {
  ASSERT_TRUE(write_own(network.parts, {{network.scope(), "Сәуле", network.titled(1, "a")}}).ok());
  EXPECT_EQ(network.reader->audit(1).front().who, "Сәуле");
  EXPECT_EQ(network.reader->audit(1).front().what, "record.written");
}

TEST_P(IntegrationTest, ALongNameIsCutInTheAudit) {
  auto integration = std::move(*Integration::begin(network.parts));
  integration->audit(std::string(1000, 'a'), "x", std::string(1000, 'b'));
  integration->commit();
  EXPECT_EQ(network.reader->audit(1).front().who.size(), limits::audit_line_bytes_max);
}

TEST_P(IntegrationTest, AnIntegrationThatIsNotCommittedLeavesNothing) {
  Pen pen = network.enrolled_pen();
  const std::size_t before = network.log().size();
  const Bytes pack = pen.seal(network.scope(), {network.titled(1, "a")});
  {
    auto integration = std::move(*Integration::begin(network.parts));
    integration->admit({pen.id(), pack});
  }
  EXPECT_EQ(network.log().size(), before);
  EXPECT_EQ(network.push(pen, pack).outcome, Outcome::logged);
}

TEST_P(IntegrationTest, APairBeginsWithTheFirstPackOfEitherSchoolAndHasTheCardsOfBoth) {
  Pen ours = network.enrolled_pen();
  Pen theirs = network.enrolled_pen(network.other_school, network.stranger);
  const ScopeNumber pair = pair_scope(network.school.number, network.other_school.number);
  EXPECT_FALSE(network.reader->head(pair));
  EXPECT_EQ(network.push(ours, ours.seal(pair, {network.titled(1, "бірге")})).outcome, Outcome::logged);
  for (const Pen* pen : {&ours, &theirs}) {
    EXPECT_TRUE(card_content(network.reader->record(pair, card_key(pen->id()))).active);
  }
  EXPECT_EQ(network.push(theirs, theirs.seal(pair, {network.titled(2, "иә")})).outcome, Outcome::logged);
}

TEST_P(IntegrationTest, ADeviceEnrolledLaterHasItsCardInThePairsThatExist) {
  Pen ours = network.enrolled_pen();
  const ScopeNumber pair = pair_scope(network.school.number, network.other_school.number);
  network.push(ours, ours.seal(pair, {network.titled(1, "бірге")}));
  Pen later = network.enrolled_pen(network.other_school, network.stranger);
  EXPECT_TRUE(card_content(network.reader->record(pair, card_key(later.id()))).active);
}

TEST_P(IntegrationTest, Promise07ADeviceOpensNoPairOfOtherSchools) {
  Pen pen = network.enrolled_pen();
  const School third = register_school(network.parts, "KZ10-0001").value();
  const ScopeNumber foreign = pair_scope(network.other_school.number, third.number);
  EXPECT_EQ(network.push(pen, pen.seal(foreign, {network.titled(1, "a")})).code, "admission.no_grant");
  const ScopeNumber nowhere = pair_scope(network.school.number, SchoolNumber{4000});
  EXPECT_EQ(network.push(pen, pen.seal(nowhere, {network.titled(1, "a")})).code, "admission.no_grant");
  EXPECT_FALSE(network.reader->head(foreign));
}

TEST_P(IntegrationTest, AScopeNumberThatNoRuleMakesIsRefused) {
  Pen pen = network.enrolled_pen();
  EXPECT_EQ(network.push(pen, pen.seal(ScopeNumber{7}, {network.titled(1, "a")})).code,
            "admission.unknown_scope");
}

TEST_P(IntegrationTest, TheNetworkScopeTakesNoPackOfADevice) {
  Pen pen = network.enrolled_pen();
  EXPECT_EQ(network.push(pen, pen.seal(network_scope, {network.titled(1, "a")})).code, "admission.no_grant");
}

// Writes one note into the other scope the first time it sees a scope move.
class Echo final : public Derivation {
 public:
  explicit Echo(Network& network) : network_(network) {}
  void derive(Integration& integration, ScopeNumber scope) override {
    seen.push_back(scope);
    const ScopeNumber desk = desk_scope(network_.school.number);
    if (scope != network_.scope()) return;
    EXPECT_TRUE(integration.write({{desk, {}, network_.titled(9, "жаңғырық")}}).ok());
  }
  std::vector<ScopeNumber> seen;

 private:
  Network& network_;
};

TEST_P(IntegrationTest, ADerivationIsAskedAgainForTheScopesThatItMoved) {
  Pen pen = network.enrolled_pen();
  Echo echo(network);
  network.parts.derivations.push_back(&echo);
  const Batch batch = network.push_all(pen, {pen.seal(network.scope(), {network.titled(1, "a")})});
  const ScopeNumber desk = desk_scope(network.school.number);
  EXPECT_EQ(echo.seen, (std::vector<ScopeNumber>{network.scope(), desk}));
  EXPECT_EQ(batch.moved, (std::vector<ScopeNumber>{network.scope(), desk}));
  EXPECT_FALSE(network.reader->record(desk, network.note(9)).empty());
}

TEST_P(IntegrationTest, APackThatChangesNothingIsNotFollowed) {
  Pen pen = network.enrolled_pen();
  const Bytes pack = pen.seal(network.scope(), {network.titled(1, "a")});
  network.push(pen, pack);
  Echo echo(network);
  network.parts.derivations.push_back(&echo);
  network.push(pen, pack);
  EXPECT_TRUE(echo.seen.empty());
}

TEST_P(IntegrationTest, OneSubmissionsPacksOfAnotherDeviceArePaidByTheOneWhoBroughtThem) {
  Pen author = network.enrolled_pen();
  Pen courier = network.enrolled_pen();
  author.seal(network.scope(), {network.titled(1, "a")});
  const Bytes second = author.seal(network.scope(), {network.titled(2, "b")});
  EXPECT_EQ(network.push(courier, second).outcome, Outcome::parked);
  EXPECT_EQ(network.reader->parked_bytes(courier.id()), second.size());
  EXPECT_EQ(network.reader->parked_bytes(author.id()), 0U);
}

}  // namespace
}  // namespace mektep::server::test
