// The house keeps its own rules: who includes whom, how long a thing may be, what is banned and where.

#include <gtest/gtest.h>
#include <algorithm>
#include <array>
#include <functional>
#include <map>

#include "tests/tidy/house.h"
#include "tests/tidy/repository.h"

namespace mektep::tidy {
namespace {

constexpr std::size_t source_lines_max = 400;
constexpr std::size_t source_lines_usual = 300;
constexpr std::size_t test_lines_max = 600;
constexpr std::size_t function_lines_max = 60;
constexpr std::size_t columns_max = 120;

void for_each_source(const std::function<void(const SourceFile&)>& look) {
  for (const auto& file : repository()) {
    if (file.is_source()) look(file);
  }
}

bool is_in(const SourceFile& file, const std::vector<std::string_view>& places) {
  return std::any_of(places.begin(), places.end(), [&](auto place) { return starts_with(file.path, place); });
}

bool is_excepted(const SourceFile& file, const std::vector<Exception>& exceptions) {
  return std::any_of(exceptions.begin(), exceptions.end(),
                     [&](const auto& exception) { return starts_with(file.path, exception.path); });
}

TEST(Tidy, TheTreeIsFoundAndRead) {
  EXPECT_GT(repository().size(), 50U);
  EXPECT_NE(file_at("CMakeLists.txt"), nullptr) << "MEKTEP_SOURCE_DIR is not the root of the repository";
}

TEST(Rooms, NoCycleExists) {
  for (const auto& room : rooms()) {
    for (const auto next : room.may) {
      if (next == "*") continue;
      EXPECT_EQ(reach_of(next).count(room.name), 0U)
          << "tests/tidy/house.cpp: " << room.name << " and " << next << " may include each other: drop one";
    }
  }
}

TEST(Rooms, TheTwoProgramsNeverMeetAndSharedKnowsNeither) {
  for (const auto& room : rooms()) {
    if (room.name == "tools") continue;
    const auto reach = reach_of(room.name);
    const auto has = [&](std::string_view side) {
      return std::any_of(reach.begin(), reach.end(), [&](auto name) { return starts_with(name, side); });
    };
    const bool client = has("client");
    const bool server = has("server");
    EXPECT_FALSE(client && server) << room.name;
    EXPECT_FALSE(starts_with(room.name, "shared/") && (client || server)) << room.name;
  }
}

TEST(Rooms, EverySourceLivesInARoom) {
  for_each_source([](const SourceFile& file) {
    EXPECT_FALSE(room_of(file.path).empty())
        << file.path << " is in no room: move it into one, or add its folder to tests/tidy/house.cpp";
  });
}

TEST(Rooms, IncludeOnlyWhatTheTableGives) {
  for_each_source([](const SourceFile& file) {
    const auto reach = reach_of(room_of(file.path));
    for (std::size_t i = 0; i < file.code.size(); ++i) {
      const auto name = included_in(file.code[i]);
      if (!starts_with(name, "\"")) continue;
      const auto path = name.substr(1, name.size() - 2);
      const auto target = room_of(path);
      EXPECT_FALSE(target.empty()) << file.where(i) << " includes " << name << ": name the file from the root";
      if (target.empty()) continue;
      EXPECT_EQ(reach.count(target), 1U) << file.where(i) << ": " << room_of(file.path) << " may not include "
                                         << target << ": move the code, or pass in what it needs";
    }
  });
}

TEST(Rooms, NothingIncludesTests) {
  for_each_source([](const SourceFile& file) {
    for (std::size_t i = 0; i < file.code.size(); ++i) {
      EXPECT_FALSE(starts_with(included_in(file.code[i]), "\"tests/")) << file.where(i) << " includes a test";
    }
  });
}

TEST(Headers, HeavyOnesHaveOneHome) {
  for_each_source([](const SourceFile& file) {
    for (std::size_t i = 0; i < file.code.size(); ++i) {
      const auto name = included_in(file.code[i]);
      for (const auto& [header, homes] : header_homes()) {
        if (!starts_with(name, header)) continue;
        EXPECT_TRUE(is_in(file, homes)) << file.where(i) << ": " << name << " has its home in " << homes.front()
                                        << ": use what that room offers";
      }
    }
  });
}

TEST(Headers, BeginWithPragmaOnce) {
  for (const auto& file : repository()) {
    if (!ends_with(file.path, ".h") || starts_with(file.path, "client/include/mektep/mektep.h")) continue;
    const auto first = std::find_if(file.code.begin(), file.code.end(),
                                    [](const auto& line) { return line.find_first_not_of(' ') != std::string::npos; });
    ASSERT_NE(first, file.code.end()) << file.path << " is empty";
    EXPECT_EQ(*first, "#pragma once") << file.path;
  }
}

TEST(Sizes, NoSourceIsOverTheLimit) {
  for (const auto& file : repository()) {
    if (!file.is_cpp()) continue;
    const auto limit = file.is_test() ? test_lines_max : source_lines_max;
    EXPECT_LE(file.lines.size(), limit) << file.path << " has " << file.lines.size()
                                        << " lines: find the second noun in it and give that a file";
  }
}

TEST(Sizes, NearlyAllSourcesAreShort) {
  std::size_t all = 0;
  std::size_t lengthy = 0;
  std::string names;
  for_each_source([&](const SourceFile& file) {
    ++all;
    if (file.lines.size() <= source_lines_usual) return;
    ++lengthy;
    names += " " + file.path;
  });
  EXPECT_LE(lengthy * 20, all) << "more than 5 % of the sources have over 300 lines:" << names;
}

TEST(Sizes, FunctionsAreShort) {
  for (const auto& file : repository()) {
    if (!file.is_cpp()) continue;
    for (const auto& function : functions_of(file)) {
      EXPECT_LE(function.length(), function_lines_max)
          << file.where(function.first) << ": " << function.head.substr(0, 80) << " has " << function.length()
          << " lines: branch here, compute in functions of their own";
    }
  }
}

TEST(Sizes, LinesAreShort) {
  for (const auto& file : repository()) {
    if (!file.is_cpp()) continue;
    for (std::size_t i = 0; i < file.lines.size(); ++i) {
      EXPECT_LE(columns_of(file.lines[i]), columns_max) << file.where(i) << " is too wide: break it";
    }
  }
}

TEST(Sizes, TestsAreLongerThanWhatTheyTest) {
  std::size_t sources = 0;
  std::size_t tests = 0;
  for (const auto& file : repository()) {
    if (!file.is_cpp()) continue;
    // The simulator is a test that is also run by hand: it holds no line that a school or an office runs.
    const bool proves = file.is_test() || starts_with(file.path, "tools/sim/");
    (proves ? tests : sources) += file.lines.size();
  }
  EXPECT_GE(tests * 10, sources * 12) << tests << " lines of tests for " << sources
                                      << " lines of sources: at least 1.2 times as many are promised";
}

TEST(Leftovers, NoneAreFound) {
  // Written in pieces, so that this file does not find itself.
  const std::array<std::string, 5> banned{std::string("TO") + "DO", std::string("FIX") + "ME",
                                          std::string("XX") + "X", std::string("#if") + " 0",
                                          std::string("DISABLED") + "_"};
  for (const auto& file : repository()) {
    if (ends_with(file.path, ".csv")) continue;
    for (std::size_t i = 0; i < file.lines.size(); ++i) {
      for (const auto& word : banned) {
        const bool found = word.back() == '_' || word.front() == '#' ? file.lines[i].find(word) != std::string::npos
                                                                     : has_word(file.lines[i], word);
        EXPECT_FALSE(found) << file.where(i) << ": " << word << " is left over: do it, or write an issue";
      }
    }
  }
}

TEST(Leftovers, NoPathOfOneMachineIsFound) {
  const std::array<std::string, 3> banned{std::string("/wo") + "rk/", std::string("/ho") + "me/",
                                          std::string("/ro") + "ot/"};
  for (const auto& file : repository()) {
    for (std::size_t i = 0; i < file.lines.size(); ++i) {
      for (const auto& path : banned) {
        EXPECT_EQ(file.lines[i].find(path), std::string::npos) << file.where(i) << " names a path of one machine";
      }
    }
  }
}

bool calls(std::string_view line, std::string_view call) {
  const auto is_name_letter = [](char letter) {
    return std::isalnum(static_cast<unsigned char>(letter)) != 0 || letter == '_';
  };
  for (auto at = line.find(call); at != std::string_view::npos; at = line.find(call, at + 1)) {
    if (at == 0 || call.front() == '_' || !is_name_letter(line[at - 1])) return true;
  }
  return false;
}

TEST(Seams, OnlyAdaptersTouchTheMachine) {
  for_each_source([](const SourceFile& file) {
    if (starts_with(file.path, "tools/")) return;
    for (std::size_t i = 0; i < file.bare.size(); ++i) {
      for (const auto& [call, adapters] : adapter_calls()) {
        if (!calls(file.bare[i], call) || is_in(file, adapters)) continue;
        ADD_FAILURE() << file.where(i) << ": " << call << " is for adapters: pass in a clock, a random source, "
                      << "files, sockets or threads (tests/tidy/house.cpp lists the adapters)";
      }
    }
  });
}

TEST(Seams, TheStandardStreamsAreHandedOut) {
  for_each_source([](const SourceFile& file) {
    if (is_excepted(file, speakers())) return;
    for (std::size_t i = 0; i < file.bare.size(); ++i) {
      for (const auto* stream : {"std::cout", "std::cerr", "std::clog", "printf", "puts"}) {
        EXPECT_FALSE(has_word(file.bare[i], stream))
            << file.where(i) << ": " << stream << " is used outside main: pass in the stream";
      }
    }
  });
}

TEST(Seams, TheTypeOfTheTlsStreamIsInOneFile) {
  std::vector<std::string> places;
  for_each_source([&](const SourceFile& file) {
    const bool named = std::any_of(file.bare.begin(), file.bare.end(),
                                   [](const auto& line) { return line.find("ssl::stream<") != std::string::npos; });
    if (named) places.push_back(file.path);
  });
  EXPECT_LE(places.size(), 1U) << "the TLS stream is named in " << (places.empty() ? "" : places.back());
}

TEST(Mirror, EverySourceHasItsTest) {
  for_each_source([](const SourceFile& file) {
    if (!ends_with(file.path, ".cpp") || is_excepted(file, sources_without_mirror())) return;
    const auto mirror = "tests/" + file.path.substr(0, file.path.size() - 4) + "_test.cpp";
    EXPECT_NE(file_at(mirror), nullptr) << file.path << " has no " << mirror
                                        << ": write it, or give the reason in tests/tidy/house.cpp";
  });
}

TEST(Mirror, ExceptionsAreStillNeeded) {
  for (const auto& exception : sources_without_mirror()) {
    EXPECT_FALSE(exception.reason.empty()) << exception.path;
    const std::string path(exception.path);
    if (path.back() == '/') continue;
    const auto mirror = "tests/" + path.substr(0, path.size() - 4) + "_test.cpp";
    EXPECT_EQ(file_at(mirror), nullptr) << "tests/tidy/house.cpp excuses " << path << ", which has its test: drop it";
  }
}

// The file's name as its CMakeLists.txt, in its folder or one above, would write it.
bool is_listed(const SourceFile& file) {
  for (auto slash = file.path.rfind('/'); slash != std::string::npos; slash = file.path.rfind('/', slash - 1)) {
    const auto name = file.path.substr(slash + 1);
    const auto* list = file_at(file.path.substr(0, slash) + "/CMakeLists.txt");
    if (list != nullptr) {
      const auto has_name = [&](const auto& line) {
        const auto at = line.find(name);
        return at != std::string::npos &&
               (at == 0 || std::string_view(" (/").find(line[at - 1]) != std::string_view::npos);
      };
      if (std::any_of(list->lines.begin(), list->lines.end(), has_name)) return true;
    }
    if (slash == 0) break;
  }
  return false;
}

TEST(Build, EverySourceIsListedInCMake) {
  for (const auto& file : repository()) {
    if (!ends_with(file.path, ".cpp")) continue;
    EXPECT_TRUE(is_listed(file)) << file.path << " is built by nothing: list it in the CMakeLists.txt of its folder";
  }
}

TEST(Build, TheTwoCommandsStandAlone) {
  for (const auto* script : {"tools/setup", "tools/test", ".ci/run"}) {
    const auto* file = file_at(script);
    ASSERT_NE(file, nullptr) << script << " is missing";
    EXPECT_EQ(file->lines.front(), "#!/usr/bin/env bash") << script;
    EXPECT_TRUE(std::find(file->lines.begin(), file->lines.end(), "set -euo pipefail") != file->lines.end())
        << script << " goes on after a failure: add set -euo pipefail";
  }
}

}  // namespace
}  // namespace mektep::tidy
