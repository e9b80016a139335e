// The disk is full, at a school and at the server: one sentence, nothing that was saved is lost, and it goes
// on by itself once there is space again.

#include "tests/integration/small_disk.h"
#include "tests/integration/town.h"

namespace mektep::test {
namespace {

// Text that does not compress: a save of it takes its size on the disk.
std::string noise(std::uint32_t seed) {
  std::string text;
  for (int letter = 0; letter < 12'000; ++letter) {
    seed = seed * 1'664'525U + 1'013'904'223U;
    text += static_cast<char>('a' + (seed >> 24U) % 26);
  }
  return text;
}

Words large_record(std::uint32_t number) {
  return {"log",
          "activity",
          "kind=seminar",
          "from=2026-02-10",
          "topic=Кеңес " + std::to_string(number),
          "description=" + noise(number)};
}

std::size_t records_of(const School& school) {
  return school.done({"list", "activity"}).at("records").as_array().size();
}

// More saves than fit into the space that a file keeps for itself.
constexpr std::uint32_t saves_max = 400;
constexpr auto small = "12";

TEST(FullDisk, AtASchoolIsSaidInOneSentenceAndLosesNothing) {
  const SmallDisk disk(small);
  if (!disk.impossible().empty()) GTEST_SKIP() << disk.impossible();
  Town town;
  town.serve();
  const School pc(town, (disk.path() / "pc").string());
  pc.enrol(town.link(leading_school, "coordinator", "Ахметова Айгүл"));
  disk.fill();
  std::uint32_t saved = 0;
  Answer refused;
  while (refused.code().empty() && saved < saves_max) {
    refused = pc.run(large_record(saved + 1));
    if (refused.exit == 0) ++saved;
  }
  EXPECT_EQ(refused.exit, 1) << refused.err;
  EXPECT_EQ(refused.code(), "store.disk_full") << refused.err;
  EXPECT_FALSE(refused.error.at("hint").as_string().empty());
  EXPECT_TRUE(refused.out.empty());
  const Ran said = pc.say(large_record(saved + 1), "en");
  EXPECT_EQ(said.exit, 1);
  EXPECT_NE(said.err.find("The disk is full"), std::string::npos) << said.err;

  disk.free();
  EXPECT_EQ(records_of(pc), saved) << "exactly what was answered with \"saved\"";
  pc.done(large_record(saved + 1));
  EXPECT_EQ(pc.done({"sync"}).at("unsent").to_number<int>(), 0);
  EXPECT_EQ(records_of(pc), saved + 1);
  EXPECT_EQ(pc.digest("school/" + leading_school),
            digest_in(town.done({"digest"}), "school/" + leading_school));
}

TEST(FullDisk, AtTheServerLeavesWorkAtTheSchoolUntilThereIsSpace) {
  const SmallDisk disk("24");
  if (!disk.impossible().empty()) GTEST_SKIP() << disk.impossible();
  setenv("TMPDIR", disk.path().c_str(), 1);
  Town town;
  unsetenv("TMPDIR");
  town.serve();
  const TempDirectory elsewhere;
  const School pc(town, elsewhere.file("pc").string());
  pc.enrol(town.link(leading_school, "coordinator", "Ахметова Айгүл"));
  disk.fill();
  std::uint32_t saved = 0;
  Answer contact;
  while (contact.exit <= 0 && saved < saves_max) {
    for (int more = 0; more < 10; ++more) pc.done(large_record(++saved));
    contact = pc.run({"sync"});
  }
  EXPECT_EQ(contact.code(), "store.disk_full") << contact.out << contact.err;
  EXPECT_NE(contact.exit, 0);
  EXPECT_GT(pc.done({"status"}).at("unsent").to_number<int>(), 0);
  EXPECT_EQ(records_of(pc), saved);
  EXPECT_TRUE(town.server().running());

  disk.free();
  EXPECT_EQ(pc.done({"sync"}).at("unsent").to_number<int>(), 0);
  EXPECT_EQ(records_of(pc), saved);
  EXPECT_EQ(pc.digest("school/" + leading_school),
            digest_in(town.done({"digest"}), "school/" + leading_school));
  EXPECT_EQ(town.done({"verify"}).at("ok"), json::value(true));
}

}  // namespace
}  // namespace mektep::test
