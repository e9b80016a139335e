// What an open Integration remembers of who asked for what.

#include "server/store/integration_parts.h"

#include "tests/server/store/network_fixture.h"

namespace mektep::server::test {
namespace {

class IntegrationPartsTest : public ::testing::TestWithParam<StoreKind> {
 protected:
  std::unique_ptr<Integration> begin() { return std::move(*Integration::begin(network.parts)); }

  Network network{GetParam()};
  Pen pen = network.enrolled_pen();
};

INSTANTIATE_TEST_SUITE_P(Stores, IntegrationPartsTest,
                         ::testing::Values(StoreKind::sqlite, StoreKind::memory), name_of);

TEST_P(IntegrationPartsTest, ReceiptsAreDatedByTheCommitNotByTheArrival) {
  auto integration = begin();
  integration->admit({pen.id(), pen.seal(network.scope(), {network.titled(1, "a")})});
  EXPECT_TRUE(integration->write({{network.scope(), "", network.titled(2, "b")}}).ok());
  const Batch batch = integration->commit();
  EXPECT_EQ(batch.admitted.front().receipt->position, network.reader->head(network.scope())->position);
  EXPECT_EQ(batch.admitted.front().receipt->log_digest, network.reader->head(network.scope())->log_digest);
}

TEST_P(IntegrationPartsTest, AParkedPackHasNoReceiptUntilItIsStoredForGood) {
  const Bytes first = pen.seal(network.scope(), {network.titled(1, "a")});
  const Bytes second = pen.seal(network.scope(), {network.titled(2, "b")});
  auto integration = begin();
  integration->admit({pen.id(), second});
  EXPECT_FALSE(integration->commit().admitted.front().receipt);
  integration = begin();
  integration->admit({pen.id(), first});
  const Batch batch = integration->commit();
  ASSERT_EQ(batch.unparked.size(), 1U);
  EXPECT_EQ(batch.unparked.front().receipt.position, batch.admitted.front().receipt->position);
  EXPECT_EQ(batch.unparked.front().receipt.epoch, Epoch{77});
}

TEST_P(IntegrationPartsTest, AScopeThatWasReadAndNotWrittenDidNotMove) {
  auto integration = begin();
  integration->record(desk_scope(network.school.number), network.note(1));
  integration->admit({pen.id(), pen.seal(network.scope(), {network.titled(1, "a")})});
  EXPECT_EQ(integration->commit().moved, std::vector<ScopeNumber>{network.scope()});
}

TEST_P(IntegrationPartsTest, SeveralScopesMoveInOneCommit) {
  const ScopeNumber desk = desk_scope(network.school.number);
  Pen other = network.enrolled_pen();
  auto integration = begin();
  integration->admit({other.id(), other.seal(network.scope(), {network.titled(1, "a")})});
  other.new_stream();
  integration->admit({other.id(), other.seal(desk, {network.titled(1, "a")})});
  EXPECT_EQ(integration->commit().moved, (std::vector<ScopeNumber>{network.scope(), desk}));
}

TEST_P(IntegrationPartsTest, ARefusalNamesNoScopeAndCarriesItsCode) {
  auto integration = begin();
  integration->admit({pen.id(), Bytes{1}});
  const Admitted answer = integration->commit().admitted.front();
  EXPECT_EQ(answer.scope, ScopeNumber{0});
  EXPECT_EQ(answer.code, "pack.malformed");
}

}  // namespace
}  // namespace mektep::server::test
