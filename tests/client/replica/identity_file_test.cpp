#include "client/replica/identity_file.h"

#include <gtest/gtest.h>

#include "tests/support/seeded_random.h"
#include "tests/support/temp_directory.h"
#include "tests/support/tiny_server.h"

namespace mektep::client::test {
namespace {

using mektep::test::SeededRandom;
using mektep::test::TempDirectory;
using mektep::test::TinyServer;

struct IdentityKeeping : ::testing::Test {
  IdentityFile file() { return IdentityFile(files, random, directory.path()); }
  Identity certified(const Keys& keys) {
    Identity identity;
    identity.address = {"sync.example.kz", 8443, {random.bytes<32>(), random.bytes<32>()}};
    identity.device = server.certify(keys.signing.public_key(), keys.box.public_key());
    identity.server = server.certificate();
    identity.school = "KZ61-0203";
    identity.school_scope = ScopeNumber{0x3000'0007};
    return identity;
  }
  void damage(const std::string& name, std::string_view text) {
    ASSERT_TRUE(files.write(directory.file(name), view_of(text)).ok());
  }

  TinyServer server;
  TempDirectory directory;
  SystemFiles files;
  SeededRandom random;
};

}  // namespace

TEST_F(IdentityKeeping, ANewFolderHasNeitherKeysNorIdentity) {
  IdentityFile fresh = file();
  ASSERT_TRUE(fresh.load().ok());
  EXPECT_EQ(fresh.keys(), nullptr);
  EXPECT_FALSE(fresh.identity().has_value());
}

TEST_F(IdentityKeeping, TheKeysAreMadeOnceAndTheSameForEveryProcess) {
  IdentityFile one = file();
  IdentityFile other = file();
  const PublicKey made = (*one.prepare_keys())->signing.public_key();
  EXPECT_EQ((*one.prepare_keys())->signing.public_key(), made);
  EXPECT_EQ((*other.prepare_keys())->signing.public_key(), made);
  IdentityFile later = file();
  ASSERT_TRUE(later.load().ok());
  ASSERT_NE(later.keys(), nullptr);
  EXPECT_EQ(later.keys()->signing.public_key(), made);
  EXPECT_EQ(later.keys()->box.public_key(), (*one.prepare_keys())->box.public_key());
}

TEST_F(IdentityKeeping, NobodyElseMayReadTheKeys) {
  ASSERT_TRUE(file().prepare_keys().ok());
  const auto mode = std::filesystem::status(directory.file("keys")).permissions();
  EXPECT_EQ(mode & std::filesystem::perms::all,
            std::filesystem::perms::owner_read | std::filesystem::perms::owner_write);
}

TEST_F(IdentityKeeping, AnIdentityIsReadBackWhole) {
  IdentityFile one = file();
  const Identity identity = certified(**one.prepare_keys());
  ASSERT_TRUE(one.enrol(identity).ok());
  EXPECT_EQ(one.identity(), identity);
  IdentityFile later = file();
  ASSERT_TRUE(later.load().ok());
  EXPECT_EQ(later.identity(), identity);
}

TEST_F(IdentityKeeping, AnIdentityThatAnotherProcessWroteIsFoundByLoadingAgain) {
  IdentityFile early = file();
  ASSERT_TRUE(early.load().ok());
  IdentityFile one = file();
  ASSERT_TRUE(one.enrol(certified(**one.prepare_keys())).ok());
  ASSERT_TRUE(early.load().ok());
  EXPECT_EQ(early.identity(), one.identity());
}

TEST_F(IdentityKeeping, DamagedFilesAreNamedAndNeedAPerson) {
  IdentityFile one = file();
  ASSERT_TRUE(one.enrol(certified(**one.prepare_keys())).ok());
  const auto code = [&] {
    const auto loaded = file().load();
    return loaded ? std::string("loaded") : loaded.error().code;
  };
  const auto keys = *files.read(directory.file("keys"), 4096);
  for (const std::string text :
       {"", "mektep keys 2\n", "mektep keys 1\nsigning 00\nbox 00\n", "mektep keys 1"}) {
    damage("keys", text);
    EXPECT_EQ(code(), "identity.damaged") << text;
  }
  ASSERT_TRUE(files.write(directory.file("keys"), keys).ok());
  EXPECT_EQ(code(), "loaded");
  damage("identity", "mektep identity 1\nhost a\nport 99999\n");
  EXPECT_EQ(code(), "identity.damaged");
  EXPECT_EQ(file().load().error().remedy, Remedy::needs_person);
}

TEST_F(IdentityKeeping, TheKeyFileHasThisForm) {
  ASSERT_TRUE(file().prepare_keys().ok());
  const auto content = *files.read(directory.file("keys"), 4096);
  const std::string text(mektep::text_of(content));
  EXPECT_EQ(text.substr(0, 22), "mektep keys 1\nsigning ");
  EXPECT_EQ(text.size(), 14U + 8 + 64 + 1 + 4 + 64 + 1);
}

}  // namespace mektep::client::test
