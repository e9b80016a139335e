// The first sync of a device with the real programs: the server makes a snapshot of a scope by itself, a new device
// takes it and then the log after it; what is cut goes on; what is damaged or missing falls back to the log.

#include "tests/integration/bad_link.h"

#include <chrono>
#include <fstream>
#include <random>
#include <thread>

namespace mektep::test {
namespace {

using namespace std::chrono_literals;

constexpr int people = 2000;

// 2 000 people whose papers were corrected every year: the log is several times what it comes to.
class SnapshotsTest : public ::testing::Test {
 protected:
  SnapshotsTest() {
    for (int year = 0; year < 6; ++year) import_people(people, year);
    town.serve();
  }

  std::filesystem::path folder(const std::string& name) const {
    return std::filesystem::path(town.server_folder()) / name;
  }

  void import_people(int count, int year) {
    const std::filesystem::path path = town.path() / "people.csv";
    std::ofstream file(path);
    file << header();
    std::mt19937 draw(7);
    for (int at = 0; at < count; ++at) file << row(draw, year);
    file.close();
    town.done({"import", "people", path.string()});
  }
  static std::string header() {
    std::ifstream file(data_file("network12/people.csv"));
    std::string line;
    std::getline(file, line);
    return line + "\n";
  }
  static std::string word(std::mt19937& draw) {
    std::string word(1, static_cast<char>('A' + draw() % 26));
    for (int at = 0; at < 9; ++at) word += static_cast<char>('a' + draw() % 26);
    return word;
  }
  static std::string row(std::mt19937& draw, int year) {
    const std::string name = word(draw) + " " + word(draw) + word(draw);
    const std::string in_russian = word(draw) + " " + word(draw) + std::to_string(year);
    return leading_school + "," + name + "," + in_russian + ",teacher_leader,kaz_lang,kk+ru,methods,2014-09-01\n";
  }

  // The server makes them when nobody waits.
  void wait_for_snapshot() {
    for (int tries = 0; tries < 300 && !has_snapshot(); ++tries) std::this_thread::sleep_for(100ms);
    ASSERT_TRUE(has_snapshot());
  }
  bool has_snapshot() const {
    return !snapshot_files().empty();
  }
  std::string server_digest() { return digest_in(town.done({"digest"}), "school/" + leading_school); }
  std::int64_t log_bytes() const {
    const Ran ran = run_program({"/usr/bin/sqlite3", "file:" + folder("mektep.db").string() + "?mode=ro",
                                 "SELECT sum(length(bytes)) FROM log"});
    return std::stoll(ran.out);
  }
  // A first contact, over a link.
  json::object enrol(const School& device, const BadLink& link) {
    const std::string once = town.link(leading_school, "coordinator", "Ахметова Айгүл", link.port());
    return device.done({"enrol", once, "--name", "pc"});
  }
  static std::int64_t bytes_down(const BadLink& link) {
    return json::parse(link.say("stats")).as_object().at("bytes_down").to_number<std::int64_t>();
  }
  std::vector<std::filesystem::path> snapshot_files() const {
    std::vector<std::filesystem::path> found;
    if (!std::filesystem::exists(folder("snapshots") / "shelf")) return found;
    for (const auto& entry : std::filesystem::recursive_directory_iterator(folder("snapshots") / "shelf")) {
      if (entry.is_regular_file() && entry.path().extension().empty()) found.push_back(entry.path());
    }
    return found;
  }
  void expect_whole(const School& device) {
    EXPECT_EQ(device.digest("school/" + leading_school), server_digest());
    EXPECT_GE(device.sql("SELECT count(*) AS n FROM person").at(0).at("n").as_int64(), people);
  }

  Town town;
};

TEST_F(SnapshotsTest, ANewDeviceTakesTheSnapshotAndThenTheLogAfterIt) {
  wait_for_snapshot();
  import_people(70, 7);
  const BadLink link(town.port(), {"--control", "0"});
  const School pc(town, "pc");
  const json::object enrolled = enrol(pc, link);
  EXPECT_TRUE(enrolled.at("synced").as_bool());
  EXPECT_EQ(enrolled.at("snapshots").as_int64(), 1);
  EXPECT_LT(bytes_down(link) * 2, log_bytes()) << "all that came, TLS and the network's records included";
  expect_whole(pc);
  EXPECT_EQ(town.done({"verify"}).at("snapshots").as_int64(), 1);
  EXPECT_EQ(pc.run({"doctor"}).exit, 0) << "a log that begins with a snapshot is sound";
  EXPECT_GE(pc.done({"list", "person", "--find", "Ахметова"}).at("records").as_array().size(), 1U);
  pc.done({"log", "activity", "kind=seminar", "from=2026-02-10", "topic=Дескриптор"});
  ASSERT_EQ(pc.run({"sync"}).exit, 0);
  EXPECT_EQ(pc.digest("school/" + leading_school), server_digest());
}

TEST_F(SnapshotsTest, ASnapshotThatWasCutGoesOnAtTheChunk) {
  wait_for_snapshot();
  const auto size = static_cast<std::int64_t>(std::filesystem::file_size(snapshot_files().at(0)));
  ASSERT_GT(size, 65'536 * 5 / 4);
  // The whole takes some four seconds.
  const BadLink link(town.port(), {"--control", "0", "--down-kbit", std::to_string(size * 8 / 4 / 1000), "--up-kbit",
                                   "2000", "--rtt-ms", "20"});
  const School pc(town, "pc");
  const std::string once = town.link(leading_school, "coordinator", "Ахметова Айгүл", link.port());
  const Words enrolment = {"enrol", once, "--name", "pc", "--json"};
  Process cut(pc.line(enrolment));
  while (bytes_down(link) < 65'536 + (size - 65'536) / 2 + 12'000) std::this_thread::sleep_for(50ms);
  link.say("down");
  EXPECT_EQ(cut.wait(20s), 0) << "it is enrolled";
  const auto before = bytes_down(link);
  link.say("up");
  const Answer rest = pc.run({"sync"});
  ASSERT_EQ(rest.exit, 0) << rest.err;
  EXPECT_EQ(rest.number("snapshots"), 1);
  EXPECT_LT(bytes_down(link) - before, size - 65'536 + 30'000) << "what had arrived did not come again";
  expect_whole(pc);
}

TEST_F(SnapshotsTest, ASnapshotThatIsGoneOrDamagedOnTheServerIsDoneWithout) {
  wait_for_snapshot();
  const BadLink link(town.port(), {"--control", "0"});
  for (const auto& file : snapshot_files()) {
    std::fstream bytes(file, std::ios::in | std::ios::out | std::ios::binary);
    bytes.seekp(1000);
    bytes << "not what it was";
  }
  const auto findings = town.office({"verify"}).data.at("findings").as_array();
  ASSERT_EQ(findings.size(), 1U);
  EXPECT_EQ(findings.at(0).at("what").as_string(), "verify.snapshot");
  const School pc(town, "pc");
  EXPECT_EQ(enrol(pc, link).at("snapshots").as_int64(), 0);
  expect_whole(pc);
  for (const auto& file : snapshot_files()) std::filesystem::remove(file);
  const School other(town, "other");
  EXPECT_EQ(enrol(other, link).at("snapshots").as_int64(), 0);
  expect_whole(other);
}

// What a verified backup covers is let go of, and its history comes back when somebody asks.
TEST(Trimming, ADeviceKeepsTheFewPacksThatNoBackupCovers) {
  Town town;
  town.serve();
  const School pc(town, "pc");
  pc.enrol(town.link(leading_school, "coordinator", "Ахметова Айгүл"));
  const std::string id = pc.run({"log", "activity", "kind=seminar", "from=2026-02-10", "topic=Бірінші"}).text("id");
  for (const std::string topic : {"Екінші", "Үшінші"}) {
    ASSERT_EQ(pc.run({"sync"}).exit, 0);
    pc.done({"edit", id, "topic=" + topic});
  }
  ASSERT_EQ(pc.run({"sync"}).exit, 0);
  const auto packs = [&] { return pc.sql("SELECT count(*) AS n FROM log").at(0).at("n").as_int64(); };
  EXPECT_GE(packs(), 3);
  town.done({"backup", (town.path() / "backup.mektep").string(), "--elsewhere"});
  ASSERT_EQ(pc.run({"sync"}).exit, 0);
  EXPECT_EQ(packs(), 0);
  EXPECT_EQ(pc.run({"doctor"}).exit, 0);
  pc.done({"edit", id, "topic=Төртінші"});
  ASSERT_EQ(pc.run({"sync"}).exit, 0);
  EXPECT_EQ(packs(), 1);
  const auto whole = pc.done({"show", id, "--history"});
  EXPECT_TRUE(whole.at("history_complete").as_bool());
  EXPECT_EQ(whole.at("history").as_array().size(), 4U);
  town.stop();
  const auto rest = pc.done({"show", id, "--history"});
  EXPECT_FALSE(rest.at("history_complete").as_bool());
  EXPECT_EQ(rest.at("history").as_array().size(), 1U);
}

// Two years offline: backups were made, and the other device let go of everything, again and again.
TEST(Trimming, ADeviceThatWasAwayHandsItsWorkInAndSeesTheOthers) {
  Town town;
  town.serve();
  const School pc(town, "pc");
  const School laptop(town, "laptop");
  pc.enrol(town.link(leading_school, "coordinator", "Ахметова Айгүл"));
  laptop.enrol(town.link(leading_school, "school_trainer", "Есенов Бауыржан"));
  const std::string id = pc.run({"log", "activity", "kind=seminar", "from=2026-02-10", "topic=Бірінші"}).text("id");
  pc.done({"sync"});
  laptop.done({"sync"});
  laptop.done({"edit", id, "topic=Ауылдан"});
  laptop.done({"log", "activity", "kind=seminar", "from=2026-02-11", "topic=Ауылдағы сабақ"});
  for (int year = 1; year <= 3; ++year) {
    pc.done({"edit", id, "topic=Жыл " + std::to_string(year)});
    pc.done({"sync"});
    town.done({"backup", (town.path() / ("backup" + std::to_string(year))).string(), "--elsewhere"});
    pc.done({"sync"});
    EXPECT_EQ(pc.sql("SELECT count(*) AS n FROM log").at(0).at("n").as_int64(), 0);
  }
  laptop.done({"sync"});
  pc.done({"sync"});
  EXPECT_EQ(laptop.done({"status"}).at("unsent").to_number<int>(), 0);
  EXPECT_EQ(pc.done({"list", "activity"}).at("records").as_array().size(), 2U);
  for (const School* device : {&pc, &laptop}) {
    EXPECT_EQ(device->done({"conflicts"}).at("conflicts").as_array().size(), 1U) << "both topics are shown";
    EXPECT_EQ(device->digest("school/" + leading_school), digest_in(town.done({"digest"}), "school/" + leading_school));
  }
}

}  // namespace
}  // namespace mektep::test
