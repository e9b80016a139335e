#include "tests/server/app/run_fixture.h"

namespace mektep::server::test {
namespace {

using ServeVerb = VerbTest;

TEST_F(ServeVerb, AnAddressThatIsNoneIsRefusedBeforeAnythingIsOpened) {
  const auto outcome = run({"serve", "--listen", "somewhere:port"});
  EXPECT_EQ(outcome.exit, 2);
  EXPECT_EQ(outcome.code(), "net.address_bad");
}

TEST_F(ServeVerb, AFolderWithoutAServerIsNotServed) {
  EXPECT_EQ(run({"serve", "--listen", "127.0.0.1:0"}).code(), "store.not_initialised");
}

TEST_F(ServeVerb, AFolderThatIsServedAlreadyIsNotServedTwice) {
  init();
  const auto held = ServerFolder::open(place, folder(), ServerFolder::Use::serve);
  ASSERT_TRUE(held.ok());
  const auto outcome = run({"serve", "--listen", "127.0.0.1:0"});
  EXPECT_EQ(outcome.exit, 1);
  EXPECT_EQ(outcome.code(), "store.held_by_other");
  EXPECT_EQ(outcome.error().at("path").as_string(), folder().string());
  EXPECT_TRUE(outcome.out.empty()) << "it never said that it was ready";
}

}  // namespace
}  // namespace mektep::server::test
