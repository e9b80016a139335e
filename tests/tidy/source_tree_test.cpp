// The tidy tests see code, comments and functions where they are: a rule that looks in the wrong place
// keeps nothing.

#include "tests/tidy/source_tree.h"

#include <gtest/gtest.h>

#include "tests/tidy/house.h"

namespace mektep::tidy {
namespace {

SourceFile source(const std::string& text) { return read_text("shared/base/sample.cpp", text); }

TEST(SourceTree, CommentsAreBlankAndLiteralsStay) {
  const auto file = source("call(\"a // b\");  // rand()\n/* rand()\n rand() */ go();\n");
  EXPECT_EQ(file.code[0].substr(0, 15), "call(\"a // b\");");
  EXPECT_EQ(file.code[0].find("rand"), std::string::npos);
  EXPECT_EQ(file.code[1].find("rand"), std::string::npos);
  EXPECT_EQ(file.code[2].find("rand"), std::string::npos);
  EXPECT_NE(file.code[2].find("go();"), std::string::npos);
}

TEST(SourceTree, TheInsidesOfLiteralsAreBlankInBareCode) {
  const auto file = source("call(\"rand() \\\" {\", '{', 1'000);\nR\"x(a \" {\n)x\";\nend;\n");
  for (const auto& line : file.bare) {
    EXPECT_EQ(line.find("rand"), std::string::npos);
    EXPECT_EQ(line.find('{'), std::string::npos);
  }
  EXPECT_NE(file.bare[0].find("1'000"), std::string::npos);
  EXPECT_EQ(file.bare[3], "end;");
}

TEST(SourceTree, EveryLineKeepsItsNumber) {
  const auto file = source("a\n/*\n*/\nR\"(\n\n)\" b\n");
  EXPECT_EQ(file.lines.size(), file.code.size());
  EXPECT_EQ(file.lines.size(), file.bare.size());
  EXPECT_EQ(file.where(4), "shared/base/sample.cpp:5");
}

TEST(SourceTree, FunctionsAreFoundWithTheirLength) {
  const auto found = functions_of(source("namespace a {\n"
                                         "class B : public C {\n"
                                         "  int d() const { return 1; }\n"
                                         "};\n"
                                         "Result<B>\n"
                                         "B::make(int x) {\n"
                                         "  if (x) {\n"
                                         "  }\n"
                                         "}\n"
                                         "}\n"));
  ASSERT_EQ(found.size(), 2U);
  EXPECT_EQ(found[0].length(), 1U);
  EXPECT_EQ(found[1].head, "Result<B> B::make(int x)");
  EXPECT_EQ(found[1].length(), 5U);
}

TEST(SourceTree, TablesAndPreprocessorLinesAreNoFunctions) {
  EXPECT_TRUE(functions_of(source("constexpr int table[] = {\n1,\n2};\nenum class E { a, b };\n")).empty());
  EXPECT_EQ(functions_of(source("#define X(a) { \nvoid f() {\n}\n")).size(), 1U);
}

TEST(SourceTree, AConstructorWithInitialisersIsOneFunction) {
  const auto found = functions_of(source("A::A(int b) : b_(b), c_(1) {\n  go();\n}\nvoid f() {}\n"));
  ASSERT_EQ(found.size(), 2U);
  EXPECT_EQ(found[0].length(), 3U);
}

TEST(SourceTree, TestBodiesAreFunctions) {
  EXPECT_EQ(functions_of(source("TEST(A, B) {\n  x();\n}\n")).size(), 1U);
}

TEST(SourceTree, IncludesAreRead) {
  EXPECT_EQ(included_in("#include \"shared/base/bytes.h\"  // why"), "\"shared/base/bytes.h\"");
  EXPECT_EQ(included_in("#include <vector>"), "<vector>");
  EXPECT_EQ(included_in("// #include <vector>"), "");
}

TEST(SourceTree, ColumnsAreLettersNotBytes) {
  EXPECT_EQ(columns_of("қазақ"), 5U);
  EXPECT_EQ(columns_of("abc"), 3U);
}

TEST(SourceTree, WordsHaveBoundaries) {
  EXPECT_TRUE(has_word("a rand b", "rand"));
  EXPECT_FALSE(has_word("operand", "rand"));
  EXPECT_FALSE(has_word("rand_state", "rand"));
}

TEST(House, TheRoomOfAFileIsTheDeepest) {
  EXPECT_EQ(room_of("client/cli/main.cpp"), "client/cli");
  EXPECT_EQ(room_of("client/client.cpp"), "client");
  EXPECT_EQ(room_of("shared/base/bytes.h"), "shared/base");
  EXPECT_EQ(room_of("elsewhere/x.h"), "");
}

TEST(House, WhatARoomMayIncludeBringsWhatThatMayInclude) {
  EXPECT_EQ(reach_of("shared/pack").count("shared/model"), 1U);
  EXPECT_EQ(reach_of("shared/pack").count("shared/sqlite"), 0U);
  EXPECT_EQ(reach_of("tools").count("server/app"), 1U);
  EXPECT_EQ(reach_of("shared/base").size(), 1U);
}

}  // namespace
}  // namespace mektep::tidy
