#include "server/store/own_stream.h"

#include "tests/server/store/network_fixture.h"

namespace mektep::server::test {
namespace {

class OwnStreamTest : public ::testing::TestWithParam<StoreKind> {
 protected:
  PackContent content_at(std::size_t position) const {
    return open_pack(network.log().at(position - 1).bytes)->content;
  }
  void write(std::uint64_t number, std::vector<Version> over = {}) {
    ASSERT_TRUE(
        write_own(network.parts, {{network.scope(), "", network.titled(number, "a", std::move(over))}}).ok());
  }

  Network network{GetParam()};
};

INSTANTIATE_TEST_SUITE_P(Stores, OwnStreamTest, ::testing::Values(StoreKind::sqlite, StoreKind::memory),
                         name_of);

TEST_P(OwnStreamTest, OneStreamContinuesTheStoredHead) {
  write(1);
  write(2);
  const PackContent first = content_at(1);
  const PackContent second = content_at(2);
  const PackContent third = content_at(3);
  EXPECT_EQ(first.first, Sequence{1});
  EXPECT_EQ(second.stream, first.stream);
  EXPECT_EQ(second.previous, first.head);
  EXPECT_EQ(third.first, Sequence{3});
  EXPECT_EQ(third.previous, second.head);
}

TEST_P(OwnStreamTest, EachScopeHasItsOwnStream) {
  write(1);
  const auto other = network.reader->read_after(school_scope(network.other_school.number), Position{0}, 1);
  EXPECT_NE(other.front().stream, content_at(1).stream);
}

TEST_P(OwnStreamTest, ChangesAreTheServersAndSealedWithItsKey) {
  write(1);
  const Result<OpenedPack> opened = open_pack(network.log().back().bytes);
  EXPECT_EQ(opened->content.device, network.keys.device());
  EXPECT_EQ(opened->content.changes.front().author, RecordId{0});
  EXPECT_EQ(opened->content.schema, 3U);
  EXPECT_EQ(opened->content.base_position.value + 1, network.log().back().position.value);
  EXPECT_TRUE(verify_seal(*opened, network.keys.certificate.server));
}

TEST_P(OwnStreamTest, LamportTimesGoUpFromTheScopes) {
  Pen pen = network.enrolled_pen();
  pen.set_lamport(1000);
  network.push(pen, pen.seal(network.scope(), {network.titled(1, "a")}));
  ASSERT_TRUE(write_own(network.parts, {{network.scope(), "", network.titled(2, "b")},
                                        {network.scope(), "", network.titled(3, "c")}})
                  .ok());
  const PackContent own = content_at(network.log().size());
  EXPECT_EQ(own.changes[0].lamport, Lamport{1002});
  EXPECT_EQ(own.changes[1].lamport, Lamport{1003});
}

TEST_P(OwnStreamTest, NamesCarryTheHeadOfTheBranchThatWasMeant) {
  Pen pen = network.enrolled_pen();
  network.push(pen, pen.seal(network.scope(), {network.titled(1, "a")}));
  write(1, {pen.version()});
  const PackContent own = content_at(network.log().size());
  EXPECT_EQ(own.named, (std::map<Version, Token>{{pen.version(), pen.last().token()}}));
}

TEST_P(OwnStreamTest, TheOwnLastVersionNeedsNoHead) {
  write(1);
  const PackContent before = content_at(network.log().size());
  write(1, {{before.stream, before.last()}});
  EXPECT_TRUE(content_at(network.log().size()).named.empty());
  write(2);
  write(1, {{before.stream, before.last()}});
  EXPECT_EQ(content_at(network.log().size()).named.size(), 1U) << "an older version of the own stream does";
}

TEST_P(OwnStreamTest, ANewEpochBeginsANewStream) {
  write(1);
  auto work = std::move(*network.store->begin());
  work->set_epoch(Epoch{78});
  work->commit();
  write(2);
  const PackContent own = content_at(network.log().size());
  EXPECT_NE(own.stream, content_at(1).stream);
  EXPECT_EQ(own.first, Sequence{1});
  EXPECT_EQ(network.titles(2), std::vector<std::string>{"a"});
}

}  // namespace
}  // namespace mektep::server::test
