#include "tests/client/cli/command_line.h"

namespace mektep::client::test {
namespace {

class BundleVerbsTest : public CommandLineTest {
 protected:
  std::string path(const std::string& name) { return directory_.file(name).string(); }

  TempDirectory directory_;
};

TEST_F(BundleVerbsTest, WhatHasNotLeftGoesIntoAFileAndStays) {
  seminar("Кеңес");
  const json::object told = data({"bundle", "out", path("office.mektep")});
  EXPECT_EQ(told.at("unsent").to_number<int>(), 1);
  const auto& file = told.at("files").as_array().at(0).as_object();
  EXPECT_EQ(file.at("file").as_string(), path("office.mektep"));
  EXPECT_TRUE(std::filesystem::exists(path("office.mektep")));
  EXPECT_EQ(data({"status"}).at("unsent").to_number<int>(), 1);
}

TEST_F(BundleVerbsTest, ASizeThatIsNoneIsToldSo) {
  for (const char* size : {"0", "x", "-5", "99999999999"}) {
    EXPECT_EQ(run({"bundle", "out", path("office.mektep"), "--max-bytes", size}), 2) << size;
  }
}

TEST_F(BundleVerbsTest, AFileThatIsNoBundleIsToldSo) {
  EXPECT_EQ(run({"bundle", "in", path("nowhere")}), 1);
  std::ofstream(path("text")) << "no bundle";
  EXPECT_EQ(run({"bundle", "in", path("text")}), 1);
  EXPECT_NE(err.find("bundle"), std::string::npos);
}

}  // namespace
}  // namespace mektep::client::test
