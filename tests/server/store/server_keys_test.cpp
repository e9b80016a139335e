#include "server/store/server_keys.h"

#include <gtest/gtest.h>

#include <algorithm>

#include "tests/support/seeded_random.h"
#include "tests/support/temp_directory.h"

namespace mektep::server {
namespace {

class ServerKeysTest : public ::testing::Test {
 protected:
  Result<ServerKeys> make() { return make_server_keys(files, data, network_key, random); }
  Result<ServerKeys> load() { return load_server_keys(files, data); }

  mektep::test::TempDirectory directory;
  SystemFiles files;
  mektep::test::SeededRandom random;
  Path data = directory.path() / "data";
  Path network_key = directory.path() / "apart" / "network.key";
};

TEST_F(ServerKeysTest, WhatWasMadeIsLoadedAgain) {
  const auto made = make();
  ASSERT_TRUE(made.ok());
  const auto loaded = load();
  ASSERT_TRUE(loaded.ok());
  EXPECT_EQ(loaded->certificate, made->certificate);
  EXPECT_EQ(loaded->server.seed(), made->server.seed());
  EXPECT_EQ(loaded->receipts.seed(), made->receipts.seed());
  EXPECT_EQ(loaded->box.seed(), made->box.seed());
  EXPECT_EQ(loaded->device(), device_id_of(made->server.public_key()));
}

TEST_F(ServerKeysTest, TheNetworksKeySignsTheServersAndLiesApart) {
  const auto made = make();
  ASSERT_TRUE(made.ok());
  EXPECT_TRUE(verify(made->certificate));
  const auto network = SigningKey::from_seed(files.read(network_key, 64).value());
  ASSERT_TRUE(network.ok());
  EXPECT_EQ(network->public_key(), made->network());
  for (const Path& file : files.list(data)) {
    EXPECT_NE(files.read(file, 1024).value(), network->seed()) << file;
  }
}

TEST_F(ServerKeysTest, TheRunningServerNeedsNoNetworkKey) {
  ASSERT_TRUE(make().ok());
  ASSERT_TRUE(files.remove(network_key).ok());
  EXPECT_TRUE(load().ok());
}

TEST_F(ServerKeysTest, KeysAreNeverMadeOverOthers) {
  const auto made = make();
  const auto again = make();
  ASSERT_FALSE(again.ok());
  EXPECT_EQ(again.error().code, "store.already_initialised");
  EXPECT_EQ(load()->certificate, made->certificate);
}

TEST_F(ServerKeysTest, ANetworkKeyThatIsThereIsNotOverwritten) {
  ASSERT_TRUE(files.make_directory(network_key.parent_path()).ok());
  ASSERT_TRUE(files.write(network_key, Bytes(32, 7)).ok());
  const auto made = make();
  ASSERT_FALSE(made.ok());
  EXPECT_EQ(made.error().code, "store.already_initialised");
  EXPECT_EQ(files.read(network_key, 64).value(), Bytes(32, 7));
}

TEST_F(ServerKeysTest, AFolderWithoutKeysIsNotInitialised) {
  EXPECT_EQ(load().error().code, "store.not_initialised");
}

TEST_F(ServerKeysTest, AnInitThatWasCutShortMayBeRepeated) {
  ASSERT_TRUE(make().ok());
  ASSERT_TRUE(files.remove(data / "server.certificate").ok());
  ASSERT_TRUE(files.remove(network_key).ok());
  EXPECT_EQ(load().error().code, "store.not_initialised");
  EXPECT_TRUE(make().ok());
  EXPECT_TRUE(load().ok());
}

TEST_F(ServerKeysTest, AMissingOrDamagedKeyIsNamed) {
  ASSERT_TRUE(make().ok());
  const Bytes receipts = files.read(data / "receipts.key", 64).value();
  ASSERT_TRUE(files.remove(data / "receipts.key").ok());
  EXPECT_EQ(load().error(), refused("store.not_initialised").with("path", (data / "receipts.key").string()));
  ASSERT_TRUE(files.write(data / "receipts.key", Bytes(5, 1)).ok());
  EXPECT_EQ(load().error().code, "keys.damaged");
  ASSERT_TRUE(files.write(data / "receipts.key", receipts).ok());
  EXPECT_TRUE(load().ok());
}

TEST_F(ServerKeysTest, KeysThatDoNotBelongTogetherAreRefused) {
  ASSERT_TRUE(make().ok());
  ASSERT_TRUE(files.write(data / "box.key", Bytes(32, 9)).ok());
  EXPECT_EQ(load().error().code, "keys.damaged");
}

TEST_F(ServerKeysTest, AnAlteredCertificateIsRefused) {
  ASSERT_TRUE(make().ok());
  Bytes certificate = files.read(data / "server.certificate", 1024).value();
  certificate.back() ^= 1U;
  ASSERT_TRUE(files.write(data / "server.certificate", certificate).ok());
  EXPECT_EQ(load().error().code, "keys.damaged");
}

TEST_F(ServerKeysTest, AFolderThatCannotBeWrittenIsAnError) {
  ASSERT_TRUE(files.write(directory.path() / "file", Bytes{1}).ok());
  data = directory.path() / "file" / "data";
  EXPECT_FALSE(make().ok());
  EXPECT_FALSE(files.exists(network_key)) << "nothing is left to stand in the way of the next try";
}

TEST_F(ServerKeysTest, KeysAreForTheServersUserAlone) {
  ASSERT_TRUE(make().ok());
  using std::filesystem::perms;
  for (const char* name : {"server.key", "receipts.key", "box.key"}) {
    const perms given = std::filesystem::status(data / name).permissions();
    EXPECT_EQ(given & (perms::group_all | perms::others_all), perms::none) << name;
  }
  const perms given = std::filesystem::status(network_key).permissions();
  EXPECT_EQ(given & (perms::group_all | perms::others_all), perms::none);
}

TEST_F(ServerKeysTest, TheCertificateOfAnotherServerIsRefused) {
  ASSERT_TRUE(make().ok());
  const Path other = directory.path() / "other";
  ASSERT_TRUE(make_server_keys(files, other, directory.path() / "other.key", random).ok());
  const Bytes foreign = files.read(other / "server.certificate", 1024).value();
  ASSERT_TRUE(files.write(data / "server.certificate", foreign).ok());
  EXPECT_EQ(load().error(), refused("keys.damaged").with("path", (data / "server.certificate").string()));
}

TEST_F(ServerKeysTest, EveryKeyIsDrawnAnew) {
  const auto made = make();
  const auto other =
      make_server_keys(files, directory.path() / "other", directory.path() / "other.key", random);
  ASSERT_TRUE(made.ok());
  ASSERT_TRUE(other.ok());
  EXPECT_NE(made->network(), other->network());
  EXPECT_NE(made->device(), other->device());
  EXPECT_NE(made->receipts.seed(), made->server.seed());
}

}  // namespace
}  // namespace mektep::server
