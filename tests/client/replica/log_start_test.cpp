#include "client/replica/log_start.h"

#include "tests/client/replica/open_ground.h"

namespace mektep::client::test {
namespace {

constexpr ScopeNumber scope{7};

TEST(LogStart, AWholeLogBeginsAtNothing) {
  OpenGround ground;
  EXPECT_EQ(log_start(ground->database(), scope).position, Position{0});
  EXPECT_EQ(own_before_start(ground->database(), scope, StreamId{5}), Sequence{});
}

TEST(LogStart, TheLastPlaceThatWasSetCounts) {
  OpenGround ground;
  auto turn = ground.turn();
  set_log_start(ground->database(), scope, {Position{3}, Hash16{1}});
  set_log_start(ground->database(), scope, {Position{9}, Hash16{2}});
  turn.commit();
  EXPECT_EQ(log_start(ground->database(), scope).position, Position{9});
  EXPECT_EQ(log_start(ground->database(), scope).log_digest, Hash16{2});
  EXPECT_EQ(log_start(ground->database(), ScopeNumber{8}).position, Position{0});
}

TEST(LogStart, OwnStreamsAreRememberedUpToTheirFurthestSequence) {
  OpenGround ground;
  auto turn = ground.turn();
  note_own_before_start(ground->database(), scope, StreamId{5}, Sequence{4});
  note_own_before_start(ground->database(), scope, StreamId{5}, Sequence{2});
  turn.commit();
  EXPECT_EQ(own_before_start(ground->database(), scope, StreamId{5}), Sequence{4});
}

}  // namespace
}  // namespace mektep::client::test
