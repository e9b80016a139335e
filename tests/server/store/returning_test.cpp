#include "server/store/returning.h"

#include "server/store/devices.h"
#include "tests/server/store/network_fixture.h"

namespace mektep::server::test {
namespace {

// Two stores of one server, drawn from one seed: with its first device the second is a backup of the first.
class ReturningTest : public ::testing::Test {
 protected:
  Network lost{StoreKind::memory};
  Network restored{StoreKind::memory};
  Returning returning;

  ReturningTest() { restored.parts.derivations.push_back(&returning); }

  // What the first wrote itself in the school, brought by a device of the second.
  Batch bring(const Pen& by) {
    std::vector<Bytes> packs;
    for (const LoggedPack& pack : lost.log()) packs.push_back(pack.bytes);
    return restored.push_all(by, packs);
  }
};

TEST_F(ReturningTest, ADeviceWhoseCardComesBackIsKnownAgain) {
  const Pen by = restored.enrolled_pen();
  lost.enrolled_pen();
  const Pen late = lost.enrolled_pen();
  ASSERT_EQ(lost.keys.device(), restored.keys.device()) << "the fixtures draw the same keys";
  bring(by);
  const auto device = restored.reader->device(late.id());
  ASSERT_TRUE(device);
  EXPECT_EQ(device->number, lost.reader->device(late.id())->number);
  EXPECT_EQ(device->school, restored.school.number);
  EXPECT_EQ(device->role, "coordinator");
  EXPECT_EQ(device->signing, late.key().public_key());
  EXPECT_FALSE(device->revoked);
}

TEST_F(ReturningTest, ARevocationThatComesBackEndsTheDeviceAtTheDoor) {
  const Pen by = restored.enrolled_pen();
  lost.enrolled_pen();
  const Pen late = lost.enrolled_pen();
  ASSERT_TRUE(revoke(lost.parts, 2, "office").ok());
  bring(by);
  ASSERT_TRUE(restored.reader->device(late.id()));
  EXPECT_TRUE(restored.reader->device(late.id())->revoked);
}

TEST_F(ReturningTest, APackOfADeviceThatIsNotKnownYetIsNeitherKeptNorRefused) {
  const Pen by = restored.enrolled_pen();
  Pen stranger(restored.random, restored.coordinator);
  const Admitted early = restored.push(by, stranger.seal(restored.scope(), {restored.titled(1, "early")}));
  EXPECT_EQ(early.outcome, Outcome::parked);
  EXPECT_TRUE(early.need.empty());
  EXPECT_TRUE(restored.reader->parked(restored.scope()).empty());
}

TEST_F(ReturningTest, AStrangersOwnPackIsRefused) {
  Pen stranger(restored.random, restored.coordinator);
  const Admitted own = restored.push(stranger, stranger.seal(restored.scope(), {restored.titled(1, "x")}));
  EXPECT_EQ(own.outcome, Outcome::refused);
  EXPECT_EQ(own.code, "admission.unknown_device");
}

}  // namespace
}  // namespace mektep::server::test
