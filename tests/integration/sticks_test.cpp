// A school without a link, with the real programs: its work goes to the office on a stick, the answer comes back on
// it, and whoever carries it reads and changes nothing.

#include <filesystem>
#include <fstream>

#include "tests/integration/town.h"

namespace mektep::test {
namespace {

const std::string scope = "school/" + leading_school;

class Sticks : public ::testing::Test {
 protected:
  // Enrolled over a link once; then the link is gone for good.
  void SetUp() override {
    town_.serve();
    pc_.enrol(town_.link(leading_school, "coordinator", "Ахметова Айгүл"));
    laptop_.enrol(town_.link(leading_school, "school_trainer", "Есенов Бауыржан"));
    EXPECT_EQ(town_.stop(), 0);
  }
  static std::string log(const School& device, const std::string& topic) {
    const auto saved = device.done({"log", "activity", "kind=seminar", "from=2026-02-10", "topic=" + topic});
    return std::string(saved.at("id").as_string());
  }
  std::string stick(const std::string& name) const { return (town_.path() / name).string(); }
  // There and back.
  void travel(const School& device) {
    device.done({"bundle", "out", stick("there")});
    town_.done({"bundle", "in", stick("there"), "--answer", stick("back")});
    device.done({"bundle", "in", stick("back")});
  }
  static std::size_t activities(const School& device) { return device.sql("SELECT id FROM activity").size(); }
  static std::string read(const std::string& path) {
    std::ifstream file(path, std::ios::binary);
    return {std::istreambuf_iterator<char>(file), {}};
  }
  static void write(const std::string& path, const std::string& bytes) {
    std::ofstream(path, std::ios::binary) << bytes;
  }

  Town town_;
  School pc_{town_, "pc"};
  School laptop_{town_, "laptop"};
};

TEST_F(Sticks, AYearsWorkGoesToTheOfficeAndEverybodysComesBack) {
  for (int month = 0; month < 12; ++month) log(pc_, "Ай " + std::to_string(month));
  log(laptop_, "Ноутбуктан");
  EXPECT_EQ(pc_.done({"status"}).at("unsent").to_number<int>(), 12);
  travel(pc_);
  EXPECT_EQ(pc_.done({"status"}).at("unsent").to_number<int>(), 0);
  travel(laptop_);
  travel(pc_);
  EXPECT_EQ(activities(pc_), 13U);
  EXPECT_EQ(activities(laptop_), 13U);
  EXPECT_EQ(pc_.digest(scope), laptop_.digest(scope));
  EXPECT_EQ(pc_.digest(scope), digest_in(town_.done({"digest"}), scope));
}

TEST_F(Sticks, TheSameStickTwiceChangesNothing) {
  log(pc_, "Бір рет");
  pc_.done({"bundle", "out", stick("there")});
  const auto first = town_.done({"bundle", "in", stick("there"), "--answer", stick("back")});
  EXPECT_EQ(first.at("packs").to_number<int>(), 1);
  const auto digest = town_.done({"digest"});
  EXPECT_EQ(town_.done({"bundle", "in", stick("there")}).at("stored").to_number<int>(), 1);
  EXPECT_EQ(town_.done({"digest"}), digest);
  pc_.done({"bundle", "in", stick("back")});
  const auto again = pc_.done({"bundle", "in", stick("back")});
  EXPECT_EQ(again.at("packs").to_number<int>(), 0);
  EXPECT_EQ(activities(pc_), 1U);
}

TEST_F(Sticks, WorkGoesInPartsAndInAnyOrder) {
  std::uint64_t luck = 1;
  for (int number = 0; number < 80; ++number) {
    std::string digits;
    for (int at = 0; at < 12; ++at) digits += std::to_string(luck = luck * 6364136223846793005ULL + 1) + " ";
    log(pc_, digits);
  }
  const auto made = pc_.done({"bundle", "out", stick("part.mektep"), "--max-bytes", "5000"});
  const auto& files = made.at("files").as_array();
  EXPECT_GT(files.size(), 1U);
  for (std::size_t at = files.size(); at > 0; --at) {
    town_.done({"bundle", "in", std::string(files[at - 1].at("file").as_string()), "--answer", stick("back")});
  }
  pc_.done({"bundle", "in", stick("back")});
  travel(pc_);
  EXPECT_EQ(pc_.done({"status"}).at("unsent").to_number<int>(), 0);
  EXPECT_EQ(pc_.digest(scope), digest_in(town_.done({"digest"}), scope));
}

TEST_F(Sticks, PhotographsTravelToo) {
  write(stick("photo.jpg"), "\xff\xd8\xff" + std::string(100'000, 'x'));
  pc_.done({"log", "activity", "kind=seminar", "from=2026-02-10", "topic=Сурет", "--attach", stick("photo.jpg")});
  EXPECT_EQ(pc_.done({"bundle", "out", stick("there")}).at("photos").to_number<int>(), 1);
  EXPECT_EQ(town_.done({"bundle", "in", stick("there"), "--answer", stick("back")}).at("photos").to_number<int>(), 1);
  EXPECT_EQ(pc_.done({"bundle", "in", stick("back")}).at("photos_stored").to_number<int>(), 1);
  EXPECT_EQ(pc_.done({"status"}).at("files").at("unsent").to_number<int>(), 0);
  EXPECT_EQ(town_.done({"bundle", "in", stick("there")}).at("photos").to_number<int>(), 1) << "twice is once";
}

TEST_F(Sticks, ADeviceThatHasNothingGetsAllOfIt) {
  log(pc_, "Бұрынғы");
  travel(pc_);
  town_.done({"bundle", "out", stick("all"), "--device", "2"});
  laptop_.done({"bundle", "in", stick("all")});
  EXPECT_EQ(activities(laptop_), 1U);
  EXPECT_EQ(laptop_.digest(scope), digest_in(town_.done({"digest"}), scope));
}

TEST_F(Sticks, ABadStickIsOneSentenceAndChangesNothing) {
  log(pc_, "Сақталған");
  pc_.done({"bundle", "out", stick("there")});
  town_.done({"bundle", "in", stick("there"), "--answer", stick("back")});
  const auto before = pc_.done({"digest"});
  const auto refused = [&](const std::string& file) {
    const auto code = pc_.run({"bundle", "in", file}).code();
    EXPECT_EQ(pc_.done({"digest"}), before);
    return code;
  };
  const std::string whole = read(stick("back"));
  for (const std::size_t at : {std::size_t{0}, std::size_t{20}, std::size_t{28}, std::size_t{60}, whole.size() / 2,
                               whole.size() - 1}) {
    std::string bad = whole;
    bad[at] = static_cast<char>(bad[at] ^ 1);
    write(stick("bad"), bad);
    EXPECT_TRUE(refused(stick("bad")).starts_with("bundle.")) << at;
  }
  write(stick("bad"), whole.substr(0, whole.size() - 100));
  EXPECT_EQ(refused(stick("bad")), "bundle.damaged");
  EXPECT_EQ(refused(stick("there")), "bundle.other_receiver");
  EXPECT_EQ(refused(data_file("schema.toml")), "bundle.not_one");
  EXPECT_EQ(refused(stick("nowhere")), "file.missing");
  EXPECT_EQ(laptop_.run({"bundle", "in", stick("back")}).code(), "bundle.other_receiver");
  EXPECT_EQ(town_.office({"bundle", "in", stick("back")}).code(), "bundle.other_receiver");
}

TEST_F(Sticks, ARevokedDevicesStickIsNotTakenIn) {
  log(laptop_, "Соңғы");
  laptop_.done({"bundle", "out", stick("there")});
  town_.done({"revoke", "2"});
  EXPECT_EQ(town_.office({"bundle", "in", stick("there")}).code(), "bundle.revoked");
}

}  // namespace
}  // namespace mektep::test
