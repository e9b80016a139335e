// What people get wrong: each is answered with a code, a sentence and a hint, by the right exit code, and
// disturbs nothing else.

#include <unistd.h>

#include <filesystem>
#include <fstream>

#include "tests/integration/town.h"

namespace mektep::test {
namespace {

using namespace std::chrono_literals;

void write_file(const std::string& path, const std::string& content) {
  std::ofstream(path, std::ios::binary) << content;
}

void expect_failure(const Answer& answer, int exit, const std::string& code) {
  EXPECT_EQ(answer.exit, exit) << answer.out << answer.err;
  EXPECT_EQ(answer.code(), code) << answer.err;
  ASSERT_TRUE(answer.error.contains("message")) << answer.err;
  const std::string message(answer.error.at("message").as_string());
  EXPECT_FALSE(message.empty());
  EXPECT_EQ(message.find('{'), std::string::npos) << "a placeholder is left: " << message;
  EXPECT_FALSE(answer.error.at("hint").as_string().empty()) << answer.code();
  EXPECT_FALSE(answer.error.at("id").as_string().empty());
}

// --- Imports ---

class BadImport : public ::testing::Test {
 protected:
  void SetUp() override { ASSERT_EQ(office({"init"}).exit, 0); }
  Answer office(Words words) {
    words.insert(words.begin(), program_file("mektepd"));
    words.insert(words.end(), {"--data", folder_.file("server").string(), "--json"});
    return answer_of(run_program(words));
  }
  Answer import(const std::string& kind, const std::string& table) {
    const std::string file = folder_.file(kind + ".csv").string();
    write_file(file, table);
    return office({"import", kind, file});
  }
  TempDirectory folder_;
};

TEST_F(BadImport, AMissingColumnIsNamed) {
  expect_failure(import("people", "school,name_ru\nKZ61-0107,Касымова\n"), 1, "import.column_missing");
}

TEST_F(BadImport, AMisspeltColumnIsMissed) {
  expect_failure(import("people", "school,name_kk,nmae_ru\nKZ61-0107,Қасымова,Касымова\n"), 1,
                 "import.column_missing");
}

TEST_F(BadImport, AWrongEncodingIsSaid) {
  expect_failure(import("people", "school,name_kk\nKZ61-0107,\xca\xe0\xf1\xfb\xec\xee\xe2\xe0\n"), 1,
                 "import.wrong_encoding");
}

TEST_F(BadImport, ADoubledCodeLeavesTheWholeTableOut) {
  ASSERT_EQ(office({"import", "regions", data_file("regions.csv")}).exit, 0);
  std::ifstream file(data_file("network12/schools.csv"));
  std::string heading;
  std::string row;
  std::getline(file, heading);
  std::getline(file, row);
  const Answer doubled = import("schools", heading + "\n" + row + "\n" + row + "\n");
  expect_failure(doubled, 1, "import.doubled_code");
  // Nothing of it went in: the same row alone is new.
  const Answer alone = import("schools", heading + "\n" + row + "\n");
  ASSERT_EQ(alone.exit, 0) << alone.err;
  EXPECT_GE(alone.number("changes"), 1);
}

// More than a command line can carry comes in by tables.
TEST_F(BadImport, ValuesThatNobodyMeantAreRefusedWithTheirTable) {
  ASSERT_EQ(office({"import", "regions", data_file("regions.csv")}).exit, 0);
  ASSERT_EQ(office({"import", "schools", data_file("network12/schools.csv")}).exit, 0);
  const auto person = [&](const std::string& name) {
    return import("people", "school,name_kk,name_ru,roles,subject,languages,skills,since\n" + leading_school +
                                "," + name + ",Касымова Сауле,director,history,kk,leadership,2014-09-01\n");
  };
  const std::vector<std::string> names = {
      std::string(10'000'000, 'a'), std::string("a\0b", 3), "a\x01", "\xe2\x80\xae", "\xff",
  };
  for (const std::string& name : names) {
    SCOPED_TRACE(name.substr(0, 10));
    const Answer answer = person(name);
    EXPECT_TRUE(answer.code() == "import.wrong_value" || answer.code() == "import.wrong_encoding")
        << answer.err;
    expect_failure(answer, 1, answer.code());
    EXPECT_LE(answer.err.size(), 8000U);
  }
  const Answer meant = person("Қасымова Сәуле");
  EXPECT_EQ(meant.exit, 0) << meant.err;
}

TEST_F(BadImport, AnUnknownKindIsNamedWithTheNearest) {
  expect_failure(import("skools", "code\n1\n"), 2, "import.unknown_kind");
}

TEST_F(BadImport, AMissingFileIsNamed) {
  expect_failure(office({"import", "people", "/nowhere/people.csv"}), 1, "file.missing");
}

TEST_F(BadImport, ADryRunWritesNothing) {
  const Answer dry = office({"import", "regions", data_file("regions.csv"), "--dry-run"});
  ASSERT_EQ(dry.exit, 0) << dry.err;
  const Answer wet = office({"import", "regions", data_file("regions.csv")});
  EXPECT_EQ(wet.number("changes"), wet.number("rows"));
}

// --- The server's folder ---

class BadFolder : public BadImport {};

TEST_F(BadFolder, InitialisedTwiceItIsRefused) {
  expect_failure(office({"init"}), 1, "store.already_initialised");
}

TEST_F(BadFolder, NotInitialisedItIsSaid) {
  const Ran ran =
      run_program({program_file("mektepd"), "digest", "--data", folder_.file("empty").string(), "--json"});
  expect_failure(answer_of(ran), 1, "store.not_initialised");
}

TEST_F(BadFolder, FromANewerVersionItIsLeftAlone) {
  const std::string database = folder_.file("server").string() + "/mektep.db";
  ASSERT_EQ(run_program({"/usr/bin/sqlite3", database, "PRAGMA user_version = 9999"}).exit, 0);
  expect_failure(office({"digest"}), 1, "store.newer_format");
}

// Root may write everywhere, so root asks as nobody, with the program where nobody may go.
TEST_F(BadFolder, ReadOnlyItIsSaid) {
  const std::string server = folder_.file("server").string();
  const std::string program = folder_.file("mektepd").string();
  const std::string table = folder_.file("regions.csv").string();
  std::filesystem::copy(program_file("mektepd"), program);
  std::filesystem::copy(data_file("regions.csv"), table);
  Words words{program, "import", "regions", table, "--data", server, "--json"};
  if (geteuid() == 0) {
    const Words as_nobody{"/usr/bin/setpriv", "--reuid=65534", "--regid=65534", "--clear-groups"};
    ASSERT_EQ(run_program({"/bin/chown", "-R", "65534:65534", folder_.path().string()}).exit, 0);
    words.insert(words.begin(), as_nobody.begin(), as_nobody.end());
    const Words seen{as_nobody[0], as_nobody[1], as_nobody[2], as_nobody[3], "/usr/bin/test", "-x", program};
    if (run_program(seen).exit != 0) GTEST_SKIP() << "others than root may not enter the temporary folder";
  }
  ASSERT_EQ(run_program({"/bin/chmod", "-R", "a-w", server}).exit, 0);
  const Answer denied = answer_of(run_program(words));
  ASSERT_EQ(run_program({"/bin/chmod", "-R", "u+w", server}).exit, 0);
  EXPECT_TRUE(denied.code() == "store.read_only" || denied.code() == "store.cannot_open" ||
              denied.code() == "file.denied")
      << denied.err;
  expect_failure(denied, 1, denied.code());
  const Answer allowed = answer_of(run_program(words));
  EXPECT_EQ(allowed.exit, 0) << allowed.err;
}

TEST_F(BadFolder, WhereItCannotBeMadeItIsSaid) {
  write_file(folder_.file("plain").string(), "a file");
  const Answer answer = answer_of(run_program(
      {program_file("mektepd"), "init", "--data", folder_.file("plain").string() + "/server", "--json"}));
  EXPECT_EQ(answer.exit, 1) << answer.err;
  EXPECT_FALSE(answer.code().empty()) << answer.err;
}

// --- A server that runs ---

class BadContact : public ::testing::Test {
 protected:
  void SetUp() override { town_.serve(); }
  std::string fresh_link() { return town_.link(leading_school, "coordinator", "Ахметова Айгүл"); }
  Town town_;
  School pc_{town_, "pc"};
};

TEST_F(BadContact, ASecondServerOnTheSameFolderIsRefused) {
  const Ran second = run_program({program_file("mektepd"), "serve", "--data", town_.server_folder(),
                                  "--listen", "127.0.0.1:0", "--json"});
  expect_failure(answer_of(second), 1, "store.held_by_other");
  pc_.enrol(fresh_link());
}

TEST_F(BadContact, APortThatIsTakenIsNamed) {
  Town other;
  const Ran second = run_program({program_file("mektepd"), "serve", "--data", other.server_folder(),
                                  "--listen", "127.0.0.1:" + std::to_string(town_.port()), "--json"});
  expect_failure(answer_of(second), 1, "net.port_taken");
}

TEST_F(BadContact, AWrongPinIsToldFromNoLink) {
  std::string link = fresh_link();
  const auto pin = link.find("pin=") + 4;
  link[pin] = link[pin] == 'A' ? 'B' : 'A';
  expect_failure(pc_.run({"enrol", link}), 1, "net.pin_mismatch");
  // Nothing was used up by it.
  link[pin] = town_.pin()[0];
  pc_.enrol(link);
}

TEST_F(BadContact, AUsedLinkAndAGuessedOneAreRefusedAlike) {
  const std::string link = fresh_link();
  pc_.enrol(link);
  expect_failure(School(town_, "second").run({"enrol", link}), 1, "enrol.refused");
  std::string guessed = fresh_link();
  guessed.replace(guessed.find("secret=") + 7, 10, "AAAAAAAAAA");
  expect_failure(School(town_, "third").run({"enrol", guessed}), 1, "enrol.refused");
}

// The day on which it ends is over: what a server knows whose clock is that much later.
TEST_F(BadContact, AnExpiredLinkIsRefused) {
  const std::string link = fresh_link();
  town_.stop();
  const std::string expire = "UPDATE invitation SET expires_ms = expires_ms - 30 * 86400000";
  ASSERT_EQ(run_program({"/usr/bin/sqlite3", town_.server_folder() + "/mektep.db", expire}).exit, 0);
  town_.serve();
  expect_failure(pc_.run({"enrol", link}), 1, "enrol.refused");
  pc_.enrol(fresh_link());
}

TEST_F(BadContact, ALinkThatIsNoneIsRefusedInWords) {
  for (const std::string text :
       {"mektep://", "https://example.kz", "", "mektep://127.0.0.1:1/enrol?secret=x"}) {
    const Answer answer = pc_.run({"enrol", text});
    EXPECT_TRUE(answer.exit == 1 || answer.exit == 2) << text << answer.err;
    EXPECT_FALSE(answer.code().empty());
  }
}

TEST_F(BadContact, AnEnrolledDeviceTakesNoOtherLink) {
  pc_.enrol(fresh_link());
  Town elsewhere;
  elsewhere.serve();
  expect_failure(pc_.run({"enrol", elsewhere.link(leading_school, "coordinator", "Ахметова Айгүл")}), 1,
                 "replica.already_enrolled");
  pc_.done({"sync"});
}

TEST_F(BadContact, AnUnreachableAddressIsNoLink) {
  const std::string link = town_.link(leading_school, "coordinator", "Ахметова Айгүл", std::uint16_t{1});
  expect_failure(pc_.run({"enrol", link}), 3, "net.unreachable");
}

// Who speaks neither TLS nor our protocol is cut off; the next who comes is served.
TEST_F(BadContact, NineHostileBytesDisturbNobody) {
  const std::string port = std::to_string(town_.port());
  const std::string bytes = "printf '\\x07\\x00\\xff\\xff\\xff\\xff\\xff\\xff\\x7f'";
  const std::string quiet = " >/dev/null 2>&1";
  for (int round = 0; round < 3; ++round) {
    run_program({"/bin/bash", "-c", bytes + " >/dev/tcp/127.0.0.1/" + port});
    run_program({"/bin/bash", "-c",
                 "(" + bytes + "; sleep 0.2) | openssl s_client -connect 127.0.0.1:" + port + quiet});
  }
  EXPECT_TRUE(town_.server().running());
  pc_.enrol(fresh_link());
}

TEST_F(BadContact, AServerOfAnotherKindIsNamed) {
  // A web server's answer in the place of ours: here the control port of mektep-link, which speaks no TLS.
  Process link({program_file("mektep-link"), "--listen", "0", "--to",
                "127.0.0.1:" + std::to_string(town_.port()), "--profile", "fiber_20m", "--seed", "1"});
  const auto ready = json::parse(link.first_line(10s)).as_object();
  const auto control = static_cast<std::uint16_t>(ready.at("control").to_number<int>());
  const Answer answer =
      pc_.run({"enrol", town_.link(leading_school, "coordinator", "Ахметова Айгүл", control)});
  EXPECT_EQ(answer.exit, 3) << answer.err;
  EXPECT_FALSE(answer.code().empty());
}

TEST_F(BadContact, AnUnknownSchoolRoleOrPersonIsNamed) {
  expect_failure(town_.office({"enrol", "KZ99-9999", "--role", "coordinator"}), 1, "school.unknown");
  expect_failure(town_.office({"enrol", leading_school, "--role", "coordinatr"}), 1, "enrol.unknown_role");
  const Answer nobody = town_.office({"enrol", leading_school, "--role", "coordinator", "--person", "Никто"});
  EXPECT_EQ(nobody.exit, 1) << nobody.err;
  EXPECT_FALSE(nobody.code().empty());
}

// --- What is typed at a school ---

class BadTyping : public BadContact {
 protected:
  void SetUp() override {
    BadContact::SetUp();
    pc_.enrol(fresh_link());
  }
  Answer log(const std::string& field) {
    Words words{"log", "activity", "kind=seminar", "from=2026-02-10", "topic=Семинар"};
    words.push_back(field);
    return pc_.run(words);
  }
  std::size_t records() { return pc_.done({"list", "activity"}).at("records").as_array().size(); }
};

TEST_F(BadTyping, ValuesThatNobodyMeantAreRefusedBeforeAnythingIsSaved) {
  struct Wrong {
    std::string field;
    std::string code;
  };
  const std::vector<Wrong> wrong = {
      {"from=2026-02-31", "date.impossible"},
      {"hours=-1", "value.out_of_range"},
      {"hours=NaN", "number.malformed"},
      {"hours=1000000000", "value.out_of_range"},
      {"hours=1.234", "number.too_precise"},
      {"kind=seminr", "value.unknown_code"},
      {"topic=" + std::string(100'000, 'a'), "value.too_large"},
      {"topic=\xff\xfe", "text.invalid_utf8"},
      {"topic=бір\x01екі", "text.control_character"},
      {"topic=\xe2\x80\xae"
       "abc",
       "text.bidi_control"},
      {"topic=", "value.required"},
      {"leads=Ешкім", "field.unknown_reference"},
      {"topik=Семинар", "field.unknown"},
      {"topic", "field.malformed"},
      {"guests+=3", "field.not_a_set"},
  };
  for (const Wrong& one : wrong) {
    const Answer answer = log(one.field);
    SCOPED_TRACE(one.field.substr(0, 40));
    EXPECT_EQ(answer.code(), one.code) << answer.err.substr(0, 400);
    EXPECT_TRUE(answer.exit == 1 || answer.exit == 2) << answer.exit;
    EXPECT_TRUE(answer.out.empty());
    EXPECT_LE(answer.err.size(), 4000U);
  }
  EXPECT_EQ(records(), 0U);
}

TEST_F(BadTyping, TheNearestFieldTypeAndVerbAreSuggested) {
  EXPECT_EQ(log("topik=x").error.at("nearest").as_string(), "topic");
  const Answer type = pc_.run({"log", "activty", "topic=x"});
  expect_failure(type, 2, "type.unknown");
  EXPECT_EQ(type.error.at("nearest").as_string(), "activity");
  const Answer verb = pc_.run({"lgo", "activity"});
  expect_failure(verb, 2, "cli.unknown_verb");
  EXPECT_EQ(verb.error.at("nearest").as_string(), "log");
}

TEST_F(BadTyping, OneNameInTwoFormsOfUnicodeIsOneName) {
  const std::string composed = "\xd0\xb9";            // й
  const std::string decomposed = "\xd0\xb8\xcc\x86";  // и with a breve
  log("place=За" + composed + "н");
  log("place=За" + decomposed + "н");
  const auto rows = pc_.sql("SELECT DISTINCT place FROM activity");
  EXPECT_EQ(rows.size(), 1U);
}

TEST_F(BadTyping, UnknownAmbiguousAndForeignIdsAreTold) {
  EXPECT_EQ(pc_.run({"show", "zzzz-zzzz-zzzz-zz"}).code(), "record.unknown");
  EXPECT_EQ(pc_.run({"show", "?"}).exit, 1);
  log("guests=1");
  log("guests=2");
  const auto rows = pc_.sql("SELECT id FROM activity");
  const std::string id(rows[0].at("id").as_string());
  const Answer ambiguous = pc_.run({"show", id.substr(0, 4)});
  EXPECT_EQ(ambiguous.exit, 1) << ambiguous.err;
  EXPECT_EQ(ambiguous.code(), "record.ambiguous");
  // A record of the office's directory may be read and not be written.
  const auto school = pc_.sql("SELECT id FROM school LIMIT 1");
  const Answer foreign = pc_.run({"edit", std::string(school[0].at("id").as_string()), "short_kk=Біздікі"});
  EXPECT_EQ(foreign.exit, 1) << foreign.err;
  EXPECT_FALSE(foreign.code().empty());
}

TEST_F(BadTyping, APersonWhoIsNotOnTheDeviceIsNamedWithTheList) {
  const Answer answer = pc_.run({"log", "activity", "topic=x", "--as", "Есенов"});
  expect_failure(answer, 2, "person.unknown");
  EXPECT_NE(answer.error.at("people").as_string().find("Ахметова"), std::string::npos);
}

TEST_F(BadTyping, TwoProcessesThatWriteAtOnceBothSave) {
  std::vector<std::unique_ptr<Process>> writers;
  for (int number = 0; number < 8; ++number) {
    writers.push_back(
        std::make_unique<Process>(pc_.line({"log", "activity", "kind=seminar", "from=2026-02-10",
                                            "topic=Қатар " + std::to_string(number), "--json"})));
  }
  for (const auto& writer : writers) EXPECT_EQ(writer->wait(20s), 0) << writer->err();
  EXPECT_EQ(records(), 8U);
}

TEST_F(BadTyping, WhatHasNotLeftIsGotOutOfANewerProgramsFile) {
  pc_.done({"log", "activity", "kind=seminar", "from=2026-02-10", "topic=Жіберілмеген"});
  ASSERT_EQ(
      run_program({"/usr/bin/sqlite3", pc_.folder() + "/replica.db", "PRAGMA user_version = 9999"}).exit, 0);
  const std::string file = pc_.folder() + "/unsent.json";
  EXPECT_EQ(pc_.done({"export", file}).at("records").to_number<int>(), 1);
  std::ifstream read(file);
  const std::string text{std::istreambuf_iterator<char>(read), {}};
  EXPECT_NE(text.find("Жіберілмеген"), std::string::npos);
  pc_.done({"export", pc_.folder() + "/whole.sqlite"});
  EXPECT_TRUE(std::filesystem::exists(pc_.folder() + "/whole.sqlite"));
  expect_failure(pc_.run({"export", pc_.folder() + "/a.csv", "--type", "activity"}), 2, "export.unknown_ending");
}

TEST_F(BadTyping, AReplicaOfANewerProgramIsLeftAlone) {
  ASSERT_EQ(
      run_program({"/usr/bin/sqlite3", pc_.folder() + "/replica.db", "PRAGMA user_version = 9999"}).exit, 0);
  expect_failure(pc_.run({"list", "activity"}), 1, "replica.newer_format");
}

// --- Before anything ---

TEST(NotEnrolled, EveryVerbSaysWhatToDo) {
  TempDirectory folder;
  const auto run = [&](Words words) {
    words.insert(words.begin(), program_file("mektep"));
    words.insert(words.end(), {"--db", folder.file("a").string(), "--json"});
    return answer_of(run_program(words));
  };
  for (const Words& words : std::vector<Words>{{"log", "activity", "topic=x"},
                                               {"list", "activity"},
                                               {"show", "0000-0000-0000-00"},
                                               {"edit", "0000-0000-0000-00", "topic=x"},
                                               {"withdraw", "0000-0000-0000-00"},
                                               {"sync"},
                                               {"submit", "2025-2026-Q3"},
                                               {"export", "a.csv", "--type", "activity"}}) {
    expect_failure(run(words), 1, "replica.not_enrolled");
  }
  EXPECT_EQ(run({"status"}).data.at("enrolled"), json::value(false));
  EXPECT_EQ(run({"outbox"}).exit, 0);
  EXPECT_EQ(run({"conflicts"}).exit, 0);
}

TEST(NotEnrolled, AFolderThatCannotBeMadeIsNamed) {
  TempDirectory folder;
  write_file(folder.file("plain").string(), "a file");
  const Answer answer = answer_of(run_program(
      {program_file("mektep"), "status", "--db", folder.file("plain").string() + "/a", "--json"}));
  EXPECT_EQ(answer.exit, 1) << answer.err;
  EXPECT_FALSE(answer.code().empty());
}

}  // namespace
}  // namespace mektep::test
