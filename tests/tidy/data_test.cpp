// The data that ships agrees with itself: codebooks with the schema, the network of twelve with the
// codebooks, regions with sites, the generator with its promise.

#include <gtest/gtest.h>
#include <algorithm>
#include <array>
#include <cstdlib>
#include <map>
#include <set>

#include "shared/model/schema.h"
#include "tests/support/temp_directory.h"
#include "tests/tidy/repository.h"

namespace mektep::tidy {
namespace {

using Row = std::map<std::string, std::string>;

std::vector<std::string> cells_of(const std::string& line) {
  std::vector<std::string> cells(1);
  bool quoted = false;
  for (const char letter : line) {
    if (letter == '"') {
      quoted = !quoted;
    } else if (letter == ',' && !quoted) {
      cells.emplace_back();
    } else {
      cells.back().push_back(letter);
    }
  }
  return cells;
}

std::vector<Row> rows_of(const SourceFile& file) {
  std::vector<Row> rows;
  const auto heads = cells_of(file.lines.at(0));
  for (std::size_t i = 1; i < file.lines.size(); ++i) {
    const auto cells = cells_of(file.lines[i]);
    EXPECT_EQ(cells.size(), heads.size()) << file.where(i) << " has another number of cells than the heading";
    Row row;
    for (std::size_t c = 0; c < std::min(cells.size(), heads.size()); ++c) row[heads[c]] = cells[c];
    rows.push_back(std::move(row));
  }
  return rows;
}

std::vector<Row> table(const std::string& path) {
  const auto* file = file_at(path);
  if (file == nullptr) {
    ADD_FAILURE() << path << " is missing";
    return {};
  }
  return rows_of(*file);
}

std::set<std::string> column(const std::string& path, const std::string& name) {
  std::set<std::string> values;
  for (const auto& row : table(path)) {
    EXPECT_TRUE(values.insert(row.at(name)).second) << path << ": " << row.at(name) << " is there twice";
  }
  return values;
}

std::vector<std::string> parts_of(const std::string& list) {
  std::vector<std::string> parts;
  for (std::size_t begin = 0; begin < list.size();) {
    const auto end = std::min(list.find('+', begin), list.size());
    parts.push_back(list.substr(begin, end - begin));
    begin = end + 1;
  }
  return parts;
}

void expect_codes(const std::string& list, const std::string& book) {
  static std::map<std::string, std::set<std::string>> books;
  if (books.count(book) == 0) books[book] = column("data/codebooks/" + book + ".csv", "code");
  for (const auto& code : parts_of(list)) {
    EXPECT_EQ(books[book].count(code), 1U) << code << " is not in the codebook " << book;
  }
}

Schema shipped_schema() {
  const auto* file = file_at("data/schema.toml");
  std::string text;
  for (const auto& line : file->lines) text += line + "\n";
  auto schema = Schema::parse(text);
  if (!schema) throw std::runtime_error(describe(schema.error()));
  return std::move(schema).value();
}

TEST(Data, TheSchemaIsSoundAndHasTheTypesOfTheNetwork) {
  const auto schema = shipped_schema();
  for (const auto* name : {"org_unit", "school", "school_profile", "status_year", "partnership", "person", "activity",
                           "attendance", "observation", "ls_cycle", "practice", "report", "period", "codebook"}) {
    EXPECT_NE(schema.type(name), nullptr) << name;
  }
}

TEST(Data, EveryCodebookOfTheSchemaShips) {
  const auto schema = shipped_schema();
  for (const auto& type : schema.types()) {
    for (const auto& field : type.fields) {
      if (field.codebook.empty()) continue;
      EXPECT_NE(file_at("data/codebooks/" + field.codebook + ".csv"), nullptr)
          << type.name << "." << field.name << " names the codebook " << field.codebook;
    }
  }
}

TEST(Data, CodebooksHaveThreeLabelsForEveryCode) {
  for (const auto& file : repository()) {
    if (!starts_with(file.path, "data/codebooks/")) continue;
    EXPECT_EQ(file.lines.at(0), "code,kk,ru,en,group") << file.path;
    std::set<std::string> codes;
    for (const auto& row : rows_of(file)) {
      EXPECT_TRUE(codes.insert(row.at("code")).second) << file.path << ": " << row.at("code") << " is there twice";
      for (const auto* language : {"kk", "ru", "en"}) {
        EXPECT_FALSE(row.at(language).empty())
            << file.path << ": " << row.at("code") << " has no label in " << language;
      }
    }
  }
}

TEST(Data, WhatTheServerWritesIntoAReportIsACodeWithLabels) { expect_codes("received", "statuses"); }

TEST(Data, ThereAreTwentyRegionsAndEachHasASite) {
  const auto regions = column("data/regions.csv", "kato");
  EXPECT_EQ(regions.size(), 20U);
  std::set<std::string> placed;
  std::set<std::string> sites;
  for (const auto& row : table("data/sites.csv")) {
    EXPECT_EQ(regions.count(row.at("region_kato")), 1U) << row.at("region_kato");
    placed.insert(row.at("region_kato"));
    sites.insert(row.at("site"));
  }
  EXPECT_EQ(placed, regions);
  EXPECT_EQ(sites.size(), 5U);
}

TEST(Data, QuartersFollowEachOther) {
  std::string previous;
  for (const auto& row : table("data/terms.csv")) {
    EXPECT_LT(previous, row.at("starts"));
    EXPECT_LT(row.at("starts"), row.at("ends"));
    previous = row.at("ends");
  }
}

void expect_sound_network(const std::vector<Row>& schools, const std::vector<Row>& people,
                          const std::vector<Row>& partnerships) {
  const auto regions = column("data/regions.csv", "kato");
  std::map<std::string, std::string> programme;
  for (const auto& school : schools) {
    EXPECT_TRUE(programme.emplace(school.at("code"), school.at("programme")).second) << school.at("code");
    EXPECT_EQ(regions.count(school.at("region")), 1U) << school.at("code");
    EXPECT_EQ(school.at("kato").size(), 9U);
    EXPECT_EQ(school.at("reports"), school.at("programme") == "leading" ? "yes" : "no");
    expect_codes(school.at("languages"), "languages");
    expect_codes(school.at("locality"), "localities");
    expect_codes(school.at("programme"), "programmes");
  }
  for (const auto& person : people) {
    EXPECT_EQ(programme.count(person.at("school")), 1U) << person.at("name_kk");
    expect_codes(person.at("roles"), "roles");
    expect_codes(person.at("subject"), "subjects");
    expect_codes(person.at("languages"), "languages");
    expect_codes(person.at("skills"), "skills");
  }
  for (const auto& pair : partnerships) {
    EXPECT_EQ(programme[pair.at("leading")], "leading");
    EXPECT_EQ(programme[pair.at("partner")], "partner");
    expect_codes(pair.at("focus"), "skills");
  }
}

TEST(Data, TheNetworkOfTwelveIsSound) {
  const auto schools = table("data/network12/schools.csv");
  const auto people = table("data/network12/people.csv");
  ASSERT_EQ(schools.size(), 12U);
  expect_sound_network(schools, people, table("data/network12/partnerships.csv"));
  std::set<std::string> regions;
  std::map<std::string, int> team;
  for (const auto& school : schools) regions.insert(school.at("region"));
  for (const auto& person : people) ++team[person.at("school")];
  EXPECT_GE(regions.size(), 6U);
  EXPECT_EQ(team.size(), 12U) << "a school has no people";
  EXPECT_GE(team["KZ61-0107"], 16) << "the seminar of the play needs 16 people";
  const auto reports = [](const Row& row) { return row.at("reports") == "yes"; };
  EXPECT_EQ(std::count_if(schools.begin(), schools.end(), reports), 8);
}

std::vector<SourceFile> generated(const std::string& wishes) {
  const test::TempDirectory folder;
  const auto to = folder.path().string();
  const auto command = "python3 '" + std::string(MEKTEP_SOURCE_DIR) + "/tools/generate_network' " + wishes +
                       " --out '" + to + "' > '" + to + "/log' 2>&1";
  EXPECT_EQ(std::system(command.c_str()), 0) << command;
  return read_tree(folder.path());
}

const SourceFile& named(const std::vector<SourceFile>& files, std::string_view path) {
  return *std::find_if(files.begin(), files.end(), [&](const auto& file) { return file.path == path; });
}

TEST(Data, TheSameSeedGeneratesTheSameBytes) {
  const auto first = generated("--schools 40 --seed 3");
  const auto second = generated("--schools 40 --seed 3");
  const auto other = generated("--schools 40 --seed 4");
  ASSERT_EQ(first.size(), 4U);
  for (const auto* file : {"schools.csv", "people.csv", "partnerships.csv"}) {
    EXPECT_EQ(named(first, file).lines, named(second, file).lines) << file;
    EXPECT_NE(named(first, file).lines, named(other, file).lines) << file;
  }
}

TEST(Data, TheFullSizeIsGeneratedInEveryRegion) {
  const auto files = generated("--schools 1412 --seed 1");
  const auto schools = rows_of(named(files, "schools.csv"));
  expect_sound_network(schools, rows_of(named(files, "people.csv")), rows_of(named(files, "partnerships.csv")));
  std::set<std::string> regions;
  for (const auto& school : schools) regions.insert(school.at("region"));
  EXPECT_EQ(regions.size(), 20U);
  EXPECT_EQ(schools.size(), 1412U + 706U);
}

TEST(Data, EvenASmallGeneratedNetworkHasASchoolWithAPartnerAndPeopleForASeminar) {
  const auto files = generated("--schools 3 --seed 5");
  const auto pairs = rows_of(named(files, "partnerships.csv"));
  ASSERT_FALSE(pairs.empty());
  const auto people = rows_of(named(files, "people.csv"));
  const auto there = [&](const Row& person) { return person.at("school") == pairs.front().at("leading"); };
  EXPECT_GE(std::count_if(people.begin(), people.end(), there), 16);
}

}  // namespace
}  // namespace mektep::tidy
