#include "tests/server/app/run_fixture.h"

namespace mektep::server::test {
namespace {

class BundleVerbs : public VerbTest {
 protected:
  BundleVerbs() { init(); }
};

TEST_F(BundleVerbs, AFileThatIsNoBundleIsToldSo) {
  EXPECT_EQ(run({"bundle", "in", directory.file("nowhere").string()}).code(), "file.missing");
  ASSERT_TRUE(SystemFiles().write(directory.file("text"), view_of("no bundle")).ok());
  EXPECT_EQ(run({"bundle", "in", directory.file("text").string()}).code(), "bundle.not_one");
}

TEST_F(BundleVerbs, ADeviceIsNamedByItsNumber) {
  EXPECT_EQ(run({"bundle", "out", directory.file("out").string(), "--device", "7"}).code(), "device.unknown");
  EXPECT_EQ(run({"bundle", "out", directory.file("out").string(), "--device", "x"}).code(), "device.unknown");
}

}  // namespace
}  // namespace mektep::server::test
