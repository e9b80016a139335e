// Photographs with the real programs: attached, sent through a bad link that is cut, fetched by a colleague.

#include "tests/integration/town.h"

#include <chrono>
#include <fstream>

namespace mektep::test {
namespace {

using namespace std::chrono_literals;

std::string photo_of(std::size_t bytes, char mark) {
  std::string content = "\xff\xd8\xff";
  // Not the same byte all over, so that a piece in the wrong place shows.
  for (std::size_t at = content.size(); at < bytes; ++at) {
    content += static_cast<char>((at * 31 + at / 251 + static_cast<std::size_t>(mark)) & 0xffU);
  }
  return content;
}

std::string content_of(const std::filesystem::path& path) {
  std::ifstream file(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(file), {}};
}

class FilesTest : public ::testing::Test {
 protected:
  FilesTest() {
    town.serve();
    pc.enrol(town.link(leading_school, "coordinator", "Ахметова Айгүл"));
    laptop.enrol(town.link(leading_school, "coordinator", "Ахметова Айгүл"));
  }
  std::string photo(const std::string& name, const std::string& content) {
    const std::filesystem::path path = town.path() / name;
    std::ofstream(path, std::ios::binary) << content;
    return path.string();
  }
  std::string seminar(const Words& more) {
    Words words{"log", "activity", "kind=seminar", "from=2026-02-10", "topic=Дескриптор"};
    words.insert(words.end(), more.begin(), more.end());
    return std::string(pc.done(words).at("id").as_string());
  }
  std::string state(const School& school, const std::string& id) {
    return std::string(school.done({"show", id}).at("files").as_array().at(0).at("state").as_string());
  }

  Town town;
  School pc{town, "pc"};
  School laptop{town, "laptop"};
};

TEST_F(FilesTest, AnAttachedPhotographReachesAColleagueWhoAsksForIt) {
  const std::string content = photo_of(300'000, 'a');
  const std::string id = seminar({"--attach", photo("сабақ.jpg", content)});
  std::filesystem::remove(town.path() / "сабақ.jpg");
  EXPECT_EQ(state(pc, id), "here");
  ASSERT_EQ(pc.run({"sync"}).exit, 0);
  EXPECT_EQ(state(pc, id), "sent");
  ASSERT_EQ(laptop.run({"sync"}).exit, 0);
  EXPECT_EQ(state(laptop, id), "away");
  const std::string folder = (town.path() / "saved").string();
  const Answer later = laptop.run({"show", id, "--save", folder});
  EXPECT_EQ(later.exit, 3);
  EXPECT_EQ(later.code(), "file.fetched_later");
  ASSERT_EQ(laptop.run({"sync"}).exit, 0);
  ASSERT_EQ(laptop.run({"show", id, "--save", folder}).exit, 0);
  EXPECT_EQ(content_of(std::filesystem::path(folder) / "сабақ.jpg"), content);
}

TEST_F(FilesTest, TheSameFileFromAnotherDeviceIsNotSentAgain) {
  const std::string content = photo_of(400'000, 'b');
  seminar({"--attach", photo("a.jpg", content)});
  ASSERT_EQ(pc.run({"sync"}).exit, 0);
  laptop.done({"log", "activity", "kind=seminar", "from=2026-02-11", "topic=Тағы", "--attach",
               photo("b.jpg", content)});
  const Answer synced = laptop.run({"sync"});
  ASSERT_EQ(synced.exit, 0);
  EXPECT_LT(synced.number("bytes_out"), 20'000);
  EXPECT_EQ(laptop.done({"status"}).at("files").at("unsent").as_int64(), 0);
}

TEST_F(FilesTest, TheDaysBudgetEndsTheLaneAndTheRestGoesOnFromThere) {
  const std::string id = seminar({"--attach", photo("a.jpg", photo_of(600'000, 'c'))});
  ASSERT_EQ(pc.run({"sync", "--files-budget", "200k"}).exit, 0) << "the day's budget ends the lane";
  EXPECT_EQ(state(pc, id), "here");
  EXPECT_EQ(pc.done({"status"}).at("unsent").as_int64(), 0) << "the record went";
  const Answer rest = pc.run({"sync", "--files-budget", "none"});
  ASSERT_EQ(rest.exit, 0);
  EXPECT_LT(rest.number("bytes_out"), 600'000 - 200'000 + 70'000);
  EXPECT_EQ(state(pc, id), "sent");
}

TEST_F(FilesTest, ALinkThatIsCutGoesOnWhereItWas) {
  Process link({program_file("mektep-link"), "--listen", "0", "--to", "127.0.0.1:" + std::to_string(town.port()),
                "--profile", "fiber_20m", "--seed", "3"});
  const auto ready = json::parse(link.first_line(10s)).as_object();
  const auto steer = [&](const std::string& order) {
    const std::string script = "exec 3<>/dev/tcp/127.0.0.1/" + std::to_string(ready.at("control").to_number<int>()) +
                               "; echo '" + order + "' >&3; head -n 1 <&3";
    ASSERT_EQ(run_program({"/bin/bash", "-c", script}).exit, 0);
  };
  const School far(town, "far");
  far.enrol(town.link(leading_school, "school_trainer", "Есенов Бауыржан",
                      static_cast<std::uint16_t>(ready.at("listen").to_number<int>())));
  far.done({"log", "activity", "kind=seminar", "from=2026-02-10", "topic=Алыс", "--attach",
            photo("a.jpg", photo_of(1'500'000, 'e'))});
  steer("cut-after-up 800000");
  EXPECT_EQ(far.run({"sync"}).exit, 3);
  EXPECT_EQ(far.done({"status"}).at("files").at("unsent").as_int64(), 1);
  steer("up");
  const Answer rest = far.run({"sync"});
  ASSERT_EQ(rest.exit, 0) << rest.err;
  EXPECT_LT(rest.number("bytes_out"), 1'500'000) << "what had arrived was not sent again";
  EXPECT_EQ(far.done({"status"}).at("files").at("unsent").as_int64(), 0);
}

TEST_F(FilesTest, BadFilesAreOneSentenceAndNothingIsSaved) {
  const auto refusal = [&](const std::string& path) {
    return pc.run({"log", "activity", "kind=seminar", "from=2026-02-10", "topic=x", "--attach", path}).code();
  };
  EXPECT_EQ(refusal(photo("empty.jpg", "")), "file.empty");
  EXPECT_EQ(refusal((town.path() / "none.jpg").string()), "file.missing");
  EXPECT_EQ(refusal(photo("large.jpg", photo_of(5 * 1024 * 1024 + 1, 'd'))), "file.too_large");
  EXPECT_EQ(refusal(town.path().string()), "file.not_a_file");
  EXPECT_TRUE(pc.done({"list", "activity"}).at("records").as_array().empty());
}

}  // namespace
}  // namespace mektep::test
