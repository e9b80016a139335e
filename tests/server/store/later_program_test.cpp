// What a later program wrote, at a server that does not know it: stored, served as it was sealed, and part of
// the digests.

#include "tests/server/store/network_fixture.h"

namespace mektep::server::test {
namespace {

constexpr OpKind kind_of_later{7};
constexpr TypeNumber type_of_later{200};

class LaterProgramTest : public ::testing::TestWithParam<StoreKind> {
 protected:
  // What the server hands to whoever follows the school's log.
  std::vector<LoggedPack> served_after(Position position) const {
    return network.reader->read_after(network.scope(), position, 1U << 20U);
  }
  Position position() const { return network.reader->head(network.scope())->position; }

  Network network{GetParam()};
};

INSTANTIATE_TEST_SUITE_P(Stores, LaterProgramTest, ::testing::Values(StoreKind::sqlite, StoreKind::memory),
                         name_of);

TEST_P(LaterProgramTest, AnOpKindThatItDoesNotKnowIsServedByteForByte) {
  Pen pen = network.enrolled_pen();
  network.push(pen, pen.seal(network.scope(), {network.titled(1, "Семинар")}));
  const Position before = position();
  Op unknown = network.titled(1, "").front();
  unknown.kind = kind_of_later;
  unknown.value = Nothing{};
  unknown.payload = {1, 2, 3, 4};
  const Bytes pack = pen.seal(network.scope(), {{unknown}});
  const Admitted admitted = network.push(pen, pack);
  EXPECT_EQ(admitted.outcome, Outcome::logged);
  ASSERT_TRUE(admitted.receipt);
  EXPECT_EQ(admitted.receipt->head, pen.last().head);

  const auto served = served_after(before);
  ASSERT_EQ(served.size(), 1U) << "nothing was voided before it";
  EXPECT_EQ(served[0].bytes, pack);
  EXPECT_EQ(served[0].head, pen.last().head);
  const auto opened = open_pack(served[0].bytes);
  ASSERT_TRUE(opened);
  EXPECT_TRUE(verify_seal(*opened, pen.key().public_key()));
  EXPECT_EQ(opened->content.changes.at(0).ops.at(0), unknown);
}

TEST_P(LaterProgramTest, WhatFollowsItInTheStreamCountsAsEver) {
  Pen pen = network.enrolled_pen();
  Op unknown = network.titled(1, "").front();
  unknown.kind = kind_of_later;
  unknown.value = Nothing{};
  unknown.payload = {9};
  network.push(pen, pen.seal(network.scope(), {{unknown}}));
  EXPECT_EQ(network.push(pen, pen.seal(network.scope(), {network.titled(2, "Кейін")})).outcome,
            Outcome::logged);
  EXPECT_EQ(network.titles(2), std::vector<std::string>{"Кейін"});
}

TEST_P(LaterProgramTest, ATypeThatItDoesNotKnowIsServedByteForByte) {
  Pen pen = network.enrolled_pen();
  const Position before = position();
  const Bytes pack =
      pen.seal(network.scope(), {{write_op({type_of_later, RecordId{1}}, title_field, std::string("Абай"))}});
  network.push(pen, pack);
  const auto served = served_after(before);
  ASSERT_FALSE(served.empty());
  EXPECT_EQ(served.back().bytes, pack);
  EXPECT_EQ(served.back().head, pen.last().head);
}

}  // namespace
}  // namespace mektep::server::test
