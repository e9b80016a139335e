// A server that was restored from a backup, with the real programs: nothing that any device has seen is
// missing afterwards, whoever comes first; devices that the backup does not know come back; and what nobody
// has any more is given up by a person, and taken when it turns up after all.

#include <filesystem>

#include "tests/integration/town.h"

namespace mektep::test {
namespace {

namespace fs = std::filesystem;

const std::string scope = "school/" + leading_school;
const std::string partner_scope = "school/" + partner_school;

class Restored : public ::testing::Test {
 protected:
  void SetUp() override {
    town_.serve();
    pc_.enrol(town_.link(leading_school, "coordinator", "Ахметова Айгүл"));
    laptop_.enrol(town_.link(leading_school, "school_trainer", "Есенов Бауыржан"));
    log(pc_, "До копии");
    sync_all();
  }
  static std::string log(const School& device, const std::string& topic) {
    const auto saved = device.done({"log", "activity", "kind=seminar", "from=2026-02-10", "hours=2", "mode=in_person",
                                    "state=held", "topic=" + topic});
    return std::string(saved.at("id").as_string());
  }
  void sync_all() {
    for (int round = 0; round < 2; ++round) {
      pc_.done({"sync"});
      laptop_.done({"sync"});
    }
  }
  std::string backup() const { return (town_.path() / "office.backup").string(); }
  void back_up() { town_.done({"backup", backup(), "--elsewhere"}); }
  // The machine is gone; another one goes on from the backup, under the same address.
  void lose_and_restore() {
    EXPECT_EQ(town_.stop(), 0);
    fs::rename(town_.server_folder(), town_.path() / ("lost" + std::to_string(++lost_)));
    const auto restored = town_.done({"restore", backup()});
    EXPECT_GT(restored.at("packs").to_number<int>(), 0);
    town_.serve();
  }
  static json::array topics(const School& device) {
    return device.sql("SELECT id, topic FROM activity ORDER BY id");
  }
  void expect_whole(std::size_t activities) {
    EXPECT_EQ(topics(pc_).size(), activities);
    EXPECT_EQ(topics(pc_), topics(laptop_));
    EXPECT_EQ(pc_.digest(scope), laptop_.digest(scope));
    EXPECT_EQ(pc_.digest(scope), digest_in(town_.done({"digest"}), scope));
    for (const School* device : {&pc_, &laptop_}) {
      EXPECT_EQ(device->done({"status"}).at("unsent").to_number<int>(), 0);
    }
    EXPECT_EQ(town_.done({"verify"}).at("ok"), json::value(true));
    EXPECT_TRUE(town_.done({"parked"}).at("parked").as_array().empty());
  }

  Town town_;
  School pc_{town_, "pc"};
  School laptop_{town_, "laptop"};
  int lost_ = 0;
};

TEST_F(Restored, WhatWasDoneAfterTheBackupComesBackFromTheDevices) {
  School partner(town_, "partner");
  partner.enrol(town_.link(partner_school, "partner_coordinator", "Мұқанова Нұргүл"));
  back_up();
  const std::string id = log(pc_, "После копии");
  sync_all();
  laptop_.done({"edit", id, "place=12-кабинет"});
  log(laptop_, "С ноутбука");
  log(partner, "У партнёра");
  partner.done({"sync"});
  const auto known = town_.done({"period"});
  const std::string opened(known.at("periods").as_array().front().at("period").as_string());
  town_.done({"period", "open", opened});
  sync_all();
  partner.done({"sync"});
  const json::array before = topics(pc_);
  const std::string served = digest_in(town_.done({"digest"}), scope);

  lose_and_restore();
  EXPECT_NE(digest_in(town_.done({"digest"}), scope), served);
  // The second device comes first, with news.
  log(laptop_, "До первой связи");
  laptop_.done({"sync"});
  log(pc_, "Ещё одно");
  sync_all();
  partner.done({"sync"});

  expect_whole(before.size() + 2);
  EXPECT_EQ(partner.sql("SELECT id FROM activity").size(), 1U);
  EXPECT_EQ(partner.digest(partner_scope), digest_in(town_.done({"digest"}), partner_scope));
  EXPECT_EQ(pc_.done({"show", id}).at("fields").at("place").as_string(), "12-кабинет");
  EXPECT_FALSE(laptop_.done({"status"}).at("server_restored").is_null());
  const auto periods = town_.done({"period"});
  for (const auto& one : periods.at("periods").as_array()) {
    if (one.at("period").as_string() != opened) continue;
    EXPECT_EQ(one.at("state").as_string(), "open");
  }
  EXPECT_TRUE(town_.done({"held"}).at("held").as_array().empty());
}

TEST_F(Restored, NothingHappensTwiceWhenItIsRestoredTwice) {
  back_up();
  log(pc_, "Первая потеря");
  sync_all();
  lose_and_restore();
  log(laptop_, "Между потерями");
  sync_all();
  lose_and_restore();
  sync_all();
  expect_whole(3);
}

TEST_F(Restored, ADeviceThatTheBackupDoesNotKnowComesBackWithItsCard) {
  back_up();
  School late(town_, "late");
  late.enrol(town_.link(leading_school, "coordinator", "Ахметова Айгүл"));
  log(late, "С нового ПК");
  late.done({"sync"});
  sync_all();
  log(late, "Не отправлено");
  lose_and_restore();
  EXPECT_EQ(late.run({"sync"}).code(), "session.unknown_device");
  // Its card lies in the log of the others.
  sync_all();
  EXPECT_EQ(topics(pc_).size(), 2U);
  late.done({"sync"});
  sync_all();
  expect_whole(3);
  EXPECT_EQ(topics(late), topics(pc_));
}

TEST_F(Restored, ADeviceThatNobodyElseHasSeenEnrolsAgainAndKeepsItsWork) {
  back_up();
  School lone(town_, "lone");
  lone.enrol(town_.link(partner_school, "partner_coordinator", "Мұқанова Нұргүл"));
  log(lone, "Одна в школе");
  lone.done({"sync"});
  lose_and_restore();
  EXPECT_EQ(lone.run({"sync"}).code(), "session.unknown_device");
  lone.enrol(town_.link(partner_school, "partner_coordinator", "Мұқанова Нұргүл"));
  lone.done({"sync"});
  EXPECT_EQ(lone.done({"status"}).at("unsent").to_number<int>(), 0);
  EXPECT_EQ(lone.digest(partner_scope), digest_in(town_.done({"digest"}), partner_scope));
  EXPECT_EQ(lone.sql("SELECT id FROM activity").size(), 1U);
  EXPECT_EQ(town_.done({"verify"}).at("ok"), json::value(true));
}

TEST_F(Restored, ADeviceThatWasRevokedAfterTheBackupStaysOut) {
  back_up();
  town_.done({"revoke", "2"});
  pc_.done({"sync"});
  lose_and_restore();
  pc_.done({"sync"});
  EXPECT_EQ(laptop_.run({"sync"}).code(), "session.revoked");
}

TEST_F(Restored, WhatNobodyHasAnyMoreIsGivenUpAndTakenWhenItTurnsUp) {
  back_up();
  const std::string id = log(laptop_, "Пропавшее");
  sync_all();
  pc_.done({"edit", id, "topic=Исправленное"});
  // The PC let go of the packs behind what it shows, as if a later backup had covered them.
  const Ran let_go = run_program({"/usr/bin/sqlite3", pc_.folder() + "/replica.db",
                                  "UPDATE log SET bytes = x'' WHERE received_ms = (SELECT max(received_ms) FROM log)"});
  ASSERT_EQ(let_go.exit, 0) << let_go.err;
  lose_and_restore();
  pc_.done({"sync"});
  const auto waiting = town_.done({"parked"}).at("parked").as_array();
  ASSERT_EQ(waiting.size(), 1U);
  const auto& gap = waiting.front().as_object();
  const std::string where(gap.at("scope").as_string());
  const std::string stream(gap.at("stream").as_string());
  const std::string last = std::to_string(gap.at("last").to_number<int>());
  const Words decision{"void", where, stream, last, "--reason", "украден ноутбук"};
  Words trial = decision;
  trial.emplace_back("--dry-run");
  EXPECT_GE(town_.done(trial).at("goes_on").to_number<int>(), 1);
  EXPECT_EQ(town_.done({"parked"}).at("parked").as_array().size(), waiting.size());
  EXPECT_GE(town_.done(decision).at("goes_on").to_number<int>(), 1);
  pc_.done({"sync"});
  EXPECT_EQ(pc_.done({"status"}).at("unsent").to_number<int>(), 0);
  EXPECT_TRUE(town_.done({"parked"}).at("parked").as_array().empty());
  // The thief was caught.
  sync_all();
  EXPECT_EQ(pc_.done({"show", id}).at("fields").at("topic").as_string(), "Исправленное");
  expect_whole(2);
}

TEST_F(Restored, ABackupIsCheckedAndNothingIsWrittenOverAnything) {
  back_up();
  EXPECT_EQ(town_.office({"backup", backup()}).code(), "backup.exists");
  EXPECT_EQ(town_.office({"restore", backup()}).code(), "restore.folder_in_use");
  EXPECT_EQ(town_.office({"restore", backup() + ".no"}).code(), "restore.folder_in_use");
  const auto elsewhere = (town_.path() / "elsewhere").string();
  const auto restoring = [&](const std::string& file) {
    return answer_of(run_program({program_file("mektepd"), "restore", file, "--data", elsewhere, "--json"})).code();
  };
  EXPECT_EQ(restoring(backup() + ".no"), "backup.missing");
  EXPECT_EQ(restoring(data_file("schema.toml")), "backup.not_one");
  fs::copy_file(backup(), town_.path() / "cut");
  fs::resize_file(town_.path() / "cut", fs::file_size(backup()) / 2);
  EXPECT_FALSE(restoring((town_.path() / "cut").string()).empty());
  EXPECT_FALSE(fs::exists(elsewhere + "/server.certificate"));
}

}  // namespace
}  // namespace mektep::test
