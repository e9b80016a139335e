// A type that no program was built with: it stands in a copy of the schema, the office's folder is made from
// that, and everything works with it as with the shipped ones.

#include <algorithm>

#include "tests/integration/town.h"

namespace mektep::test {
namespace {

const std::string school_label = "school/" + leading_school;

std::string content(const std::string& file) {
  std::ifstream stream(file, std::ios::binary);
  std::ostringstream text;
  text << stream.rdbuf();
  return text.str();
}

// A copy of the shipped document with one more type.
class LargerSchema {
 public:
  LargerSchema() : file_(folder_.file("schema.toml").string()) {
    std::ofstream(file_, std::ios::binary)
        << content(data_file("schema.toml"))
        << content(std::string(MEKTEP_SOURCE_DIR) + "/tests/integration/book_loan.toml");
  }
  const std::string& file() const { return file_; }

 private:
  TempDirectory folder_;
  std::string file_;
};

class NewType : public ::testing::Test {
 protected:
  void SetUp() override {
    town_.serve();
    pc_.enrol(town_.link(leading_school, "coordinator", "Ахметова Айгүл"));
    laptop_.enrol(town_.link(leading_school, "school_trainer", "Есенов Бауыржан"));
  }
  // Every kind of field has a value.
  std::string lend(const School& device, const std::string& copy = "Қ-17") {
    const auto saved =
        device.done({"log", "book_loan", "copy=" + copy, "lent=2026-02-10", "book_kk=Абай жолы",
                     "book_ru=Путь Абая", "remarks=Бірінші том.\nСыртқы беті жыртылған.", "days=14",
                     "price=2500,5", "returned=no", "language=kk", "reader=Есенов Бауыржан",
                     "subjects=kaz_lang,math", "helpers=Ахметова Айгүл", "marks=кітапхана,сирек"});
    return std::string(saved.at("id").as_string());
  }
  void sync_all() {
    for (int round = 0; round < 2; ++round) {
      pc_.done({"sync"});
      laptop_.done({"sync"});
    }
  }
  json::object fields(const School& device, const std::string& id) {
    return device.done({"show", id}).at("fields").as_object();
  }
  std::size_t found(const School& device, const std::string& words) {
    return device.done({"list", "book_loan", "--find", words}).at("records").as_array().size();
  }
  // A figure of the office's report of the third quarter.
  std::string figure(const std::string& tally, const json::array& groups) {
    const auto report = town_.done({"report", "indicators", "2025-2026-Q3"});
    for (const auto& one : report.at("tallies").as_array()) {
      if (one.at("tally").as_string() != tally) continue;
      for (const auto& row : one.at("rows").as_array()) {
        if (row.at("groups").as_array() == groups) return std::string(row.at("amount").as_string());
      }
    }
    return "none";
  }

  LargerSchema schema_;
  Town town_{{"--schema", schema_.file()}};
  School pc_{town_, "pc"};
  School laptop_{town_, "laptop"};
};

TEST_F(NewType, IsLoggedWithEveryKindOfFieldAndArrivesWhole) {
  const std::string id = lend(pc_);
  sync_all();
  for (const School* device : {&pc_, &laptop_}) {
    const auto loan = fields(*device, id);
    EXPECT_EQ(loan.at("copy").as_string(), "Қ-17");
    EXPECT_EQ(loan.at("lent").as_string(), "2026-02-10");
    EXPECT_EQ(loan.at("remarks").as_string(), "Бірінші том.\nСыртқы беті жыртылған.");
    EXPECT_EQ(loan.at("days").to_number<int>(), 14);
    EXPECT_EQ(loan.at("price").as_string(), "2500.5");
    EXPECT_EQ(loan.at("returned"), json::value(false));
    EXPECT_EQ(loan.at("language").as_string(), "kk");
    EXPECT_EQ(loan.at("subjects").as_array().size(), 2U);
    EXPECT_EQ(loan.at("helpers").as_array().size(), 1U);
    EXPECT_EQ(loan.at("marks").as_array().size(), 2U);
    EXPECT_EQ(device->done({"list", "book_loan"}).at("records").as_array().size(), 1U);
  }
  EXPECT_EQ(fields(pc_, id).at("reader"), fields(laptop_, id).at("reader"));
  EXPECT_EQ(pc_.digest(school_label), laptop_.digest(school_label));
  EXPECT_EQ(pc_.digest(school_label), digest_in(town_.done({"digest"}), school_label));
}

TEST_F(NewType, HasItsLabelsInThreeLanguages) {
  const std::string id = lend(pc_);
  EXPECT_NE(pc_.say({"show", id}, "kk").out.find("Оқырман"), std::string::npos);
  EXPECT_NE(pc_.say({"show", id}, "ru").out.find("Выдача книги"), std::string::npos);
  EXPECT_NE(pc_.say({"show", id}, "en").out.find("Lent on"), std::string::npos);
  EXPECT_NE(pc_.say({"list", "book_loan"}, "ru").out.find("Путь Абая"), std::string::npos);
}

TEST_F(NewType, IsCheckedLikeAnyOther) {
  const auto code = [&](Words more) {
    Words words{"log", "book_loan", "copy=1"};
    words.insert(words.end(), more.begin(), more.end());
    return pc_.run(words).code();
  };
  EXPECT_EQ(code({"lent=2026-02-31", "book_kk=Абай"}), "date.impossible");
  EXPECT_EQ(code({"lent=2026-02-10"}), "value.required");
  EXPECT_EQ(code({"lent=2026-02-10", "book_kk=Абай", "days=0"}), "value.out_of_range");
  EXPECT_EQ(code({"lent=2026-02-10", "book_kk=Абай", "language=xx"}), "value.unknown_code");
  EXPECT_EQ(code({"lent=2026-02-10", "book_kk=Абай", "reader=Ешкім"}), "field.unknown_reference");
  EXPECT_TRUE(pc_.done({"list", "book_loan"}).at("records").as_array().empty());
}

TEST_F(NewType, WhatTwoDevicesWroteApartIsMergedAndWhatClashesIsOneCard) {
  const std::string id = lend(pc_);
  sync_all();
  pc_.done({"edit", id, "days=21", "marks+=жаңартылды", "price=2600"});
  laptop_.done(
      {"edit", id, "days=30", "marks-=сирек", "remarks=Бірінші том.\nСыртқы беті жыртылған.\nЖелімделді."});
  sync_all();
  for (const School* device : {&pc_, &laptop_}) {
    const auto cards = device->done({"conflicts"}).at("conflicts").as_array();
    ASSERT_EQ(cards.size(), 1U);
    EXPECT_EQ(cards[0].at("type").as_string(), "book_loan");
    EXPECT_EQ(cards[0].at("field").as_string(), "days");
    const auto loan = fields(*device, id);
    EXPECT_EQ(loan.at("price").as_string(), "2600");
    EXPECT_EQ(loan.at("remarks").as_string(), "Бірінші том.\nСыртқы беті жыртылған.\nЖелімделді.");
    EXPECT_EQ(loan.at("marks").as_array().size(), 2U);
  }
  laptop_.done({"resolve", id, "days", "--value", "25"});
  sync_all();
  EXPECT_TRUE(pc_.done({"conflicts"}).at("conflicts").as_array().empty());
  EXPECT_EQ(fields(pc_, id).at("days").to_number<int>(), 25);
  EXPECT_EQ(pc_.digest(school_label), laptop_.digest(school_label));
}

TEST_F(NewType, ItsNaturalKeyMakesTwoSavesApartOneRecord) {
  const std::string here = lend(pc_);
  const std::string there = lend(laptop_);
  EXPECT_EQ(here, there);
  sync_all();
  EXPECT_EQ(pc_.done({"list", "book_loan"}).at("records").as_array().size(), 1U);
  EXPECT_NE(lend(pc_, "Қ-18"), here);
}

TEST_F(NewType, IsFoundByKazakhAndRussianWords) {
  lend(pc_);
  sync_all();
  for (const School* device : {&pc_, &laptop_}) {
    for (const std::string& words : Words{"абай жолы", "ПУТЬ", "жыртыл", "сирек", "АБАЙ"}) {
      EXPECT_EQ(found(*device, words), 1U) << words;
    }
    EXPECT_EQ(found(*device, "Әуезов"), 0U);
  }
}

TEST_F(NewType, IsWithdrawnAndComesBackAndWaitsInTheOutbox) {
  const std::string id = lend(pc_);
  EXPECT_EQ(pc_.done({"outbox"}).at("unsent").as_array().at(0).at("title").as_string(), "Абай жолы");
  sync_all();
  laptop_.done({"withdraw", id});
  sync_all();
  EXPECT_TRUE(pc_.done({"list", "book_loan"}).at("records").as_array().empty());
  pc_.done({"restore", id});
  sync_all();
  EXPECT_EQ(laptop_.done({"list", "book_loan"}).at("records").as_array().size(), 1U);
}

TEST_F(NewType, IsCountedInTheOfficesReport) {
  lend(pc_, "Қ-17");
  lend(pc_, "Қ-18");
  pc_.done({"log", "book_loan", "copy=Қ-19", "lent=2026-03-01", "book_kk=Қан мен тер", "language=ru",
            "price=99.5"});
  pc_.done({"log", "book_loan", "copy=Қ-20", "lent=2025-10-01", "book_kk=Ақ кеме", "language=ru"});
  pc_.done({"sync"});
  EXPECT_EQ(figure("book_loans", {"kk", "2026-02"}), "2");
  EXPECT_EQ(figure("book_loans", {"ru", "2026-03"}), "1");
  EXPECT_EQ(figure("book_loans", {"ru", "2025-10"}), "none") << "it lies before the period";
  EXPECT_EQ(figure("book_prices", {"2026"}), "5100.5");
  EXPECT_EQ(town_.done({"tally", "rebuild"}).at("differences").to_number<int>(), 0);
}

TEST_F(NewType, IsReadThroughAViewByTheStockShell) {
  lend(pc_);
  pc_.done({"sync"});
  laptop_.done({"sync"});
  for (const School* device : {&pc_, &laptop_}) {
    const auto rows = device->sql(
        "SELECT title, date, copy, days, price, returned, language, subjects, marks, remarks FROM book_loan");
    ASSERT_EQ(rows.size(), 1U);
    EXPECT_EQ(rows[0].at("title").as_string(), "Абай жолы");
    EXPECT_EQ(rows[0].at("date").as_string(), "2026-02-10");
    EXPECT_EQ(rows[0].at("copy").as_string(), "Қ-17");
    EXPECT_EQ(rows[0].at("days").to_number<int>(), 14);
    EXPECT_EQ(rows[0].at("price").as_string(), "2500.5");
    EXPECT_EQ(rows[0].at("subjects").as_string(), R"(["kaz_lang","math"])");
    EXPECT_EQ(rows[0].at("remarks").as_string(), "Бірінші том.\nСыртқы беті жыртылған.");
  }
  EXPECT_EQ(pc_.sql("SELECT p.name_kk FROM book_loan b JOIN person p ON p.id = b.reader").size(), 1U);
  const Ran read = run_program({"/usr/bin/sqlite3", "file:" + town_.server_folder() + "/mektep.db?mode=ro",
                                "SELECT count(*), sum(price) FROM book_loan"});
  EXPECT_EQ(read.out, "1|2500.5\n") << read.err;
}

TEST_F(NewType, IsExportedAsATable) {
  lend(pc_);
  const std::string file = (town_.path() / "loans.csv").string();
  EXPECT_EQ(pc_.done({"export", file, "--type", "book_loan"}).at("records").to_number<int>(), 1);
  const std::string table = content(file);
  EXPECT_NE(table.find("\"Абай жолы\""), std::string::npos);
  EXPECT_NE(table.find("2500.5"), std::string::npos);
}

}  // namespace
}  // namespace mektep::test
