#pragma once
// Runs `mektepd` in this process, on a folder of its own: what main.cpp does, with a clock that stands.

#include <gtest/gtest.h>

#include <boost/json/parse.hpp>
#include <sstream>

#include "server/app/run.h"
#include "shared/crypto/hash.h"
#include "shared/model/dates.h"
#include "tests/support/manual_clock.h"
#include "tests/support/seeded_random.h"
#include "tests/support/temp_directory.h"

namespace mektep::server::test {

namespace json = boost::json;

struct Ran {
  int exit = 0;
  std::string out;
  std::string err;
  json::value document() const { return out.empty() ? json::value() : json::parse(out); }
  json::object error() const { return json::parse(err).at("error").as_object(); }
  std::string code() const { return std::string(error().at("code").as_string()); }
};

class Runs {
 public:
  Runs() { start_crypto(); }

  // With --json and --data.
  Ran run(std::vector<std::string> words) {
    words.insert(words.end(), {"--json", "--data", folder().string()});
    return run_bare(words);
  }
  // As people do: in English, with --data.
  Ran say(std::vector<std::string> words) {
    words.insert(words.end(), {"--data", folder().string()});
    return run_bare(words);
  }
  Ran run_bare(const std::vector<std::string>& words) {
    std::ostringstream out;
    std::ostringstream err;
    const bool as_json = std::find(words.begin(), words.end(), "--json") != words.end();
    Console console(Terminal{out, err}, catalog_, as_json, random);
    const auto invocation = parse_command_line(mektepd_program(), words, catalog_);
    const auto status = invocation ? perform(Run{console, *invocation, place}) : Status(invocation.error());
    const int exit = status ? 0 : console.fail(status.error());
    return {exit, out.str(), err.str()};
  }

  Path folder() const { return directory.file("server"); }
  Path file(const std::string& name, const std::string& content) {
    const Path path = directory.file(name);
    EXPECT_TRUE(files.write(path, view_of(content)).ok());
    return path;
  }
  static std::string shipped(const std::string& path) {
    return (Path(MEKTEP_SOURCE_DIR) / "data" / path).string();
  }

  void init() { ASSERT_EQ(run({"init"}).exit, 0); }
  // The twelve schools with their people, and what they name.
  void init_with_network() {
    init();
    for (const auto* kind : {"regions", "sites", "terms"}) import(kind, std::string(kind) + ".csv");
    for (const auto* book : {"roles", "subjects", "languages", "skills", "period_states", "activity_kinds"}) {
      import("codebooks", std::string("codebooks/") + book + ".csv");
    }
    for (const auto* kind : {"schools", "people"}) import(kind, std::string("network12/") + kind + ".csv");
  }
  void import(const std::string& kind, const std::string& path) {
    const auto outcome = run({"import", kind, shipped(path)});
    EXPECT_EQ(outcome.exit, 0) << kind << ": " << outcome.err;
  }

  mektep::test::TempDirectory directory;
  SystemFiles files;
  mektep::test::ManualClock clock;
  mektep::test::SeededRandom random;
  NoLog log;
  Surroundings place{files, clock, random, log};

 private:
  Catalog catalog_ = Catalog::shipped(Language::en);
};

class VerbTest : public ::testing::Test, public Runs {};

}  // namespace mektep::server::test
