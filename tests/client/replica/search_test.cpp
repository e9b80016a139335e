#include "client/replica/search.h"

#include "tests/client/replica/school.h"

namespace mektep::client::test {
namespace {

std::set<std::string> found(Device& device, const std::string& words) {
  std::set<std::string> topics;
  for (const ReadRecord& record : list(device, "activity", words))
    topics.insert(text_of(record, *device, "topic"));
  return topics;
}

}  // namespace

TEST(Search, EveryWordBeginsSomeWordOfTheRecord) {
  School a;
  log_activity(a.pc, "Сабақты зерттеу әдісі");
  log_activity(a.pc, "Сабақ жоспары");
  EXPECT_EQ(found(a.pc, "саб").size(), 2U);
  EXPECT_EQ(found(a.pc, "зерт саба"), std::set<std::string>{"Сабақты зерттеу әдісі"});
  EXPECT_TRUE(found(a.pc, "ақты").empty());
}

TEST(Search, LettersOfOtherKeyboardsFindTheSame) {
  School a;
  log_activity(a.pc, "Қазақ тілі: «Әдебиет» №5");
  for (const char* typed : {"казак", "ҚАЗАҚ", "әдебиет", "адебиет", "«адеб»", "№5", "5"}) {
    EXPECT_EQ(found(a.pc, typed).size(), 1U) << typed;
  }
}

TEST(Search, ASaveIsFoundAtOnceAndWhatItReplacedIsNot) {
  School a;
  const RecordName name = log_activity(a.pc, "Бұрынғы");
  EXPECT_EQ(found(a.pc, "бурынгы").size(), 1U);
  Form(*a.pc, read(a.pc, name)).set("topic", std::string("Жаңа")).saved();
  EXPECT_TRUE(found(a.pc, "бурынгы").empty());
  EXPECT_EQ(found(a.pc, "жана").size(), 1U);
}

TEST(Search, LongTextsAndLinksAreSearchedToo) {
  School a;
  const RecordName name = log_activity(a.pc, "Тақырып");
  Form(*a.pc, read(a.pc, name))
      .write_text("description", "Бірінші абзац\nЕкіншісі рефлексия туралы")
      .add("links", std::string("https://example.kz/video"))
      .saved();
  EXPECT_EQ(found(a.pc, "рефлексия").size(), 1U);
  EXPECT_EQ(found(a.pc, "video").size(), 1U);
}

TEST(Search, WhatTheServerSentIsFoundOnTheOtherDevice) {
  School a;
  for (int at = 0; at < 100; ++at) log_activity(a.pc, "Сабақ " + std::to_string(at));
  EXPECT_EQ(found(a.pc, "сабак 7"),
            (std::set<std::string>{"Сабақ 7", "Сабақ 70", "Сабақ 71", "Сабақ 72", "Сабақ 73", "Сабақ 74",
                                   "Сабақ 75", "Сабақ 76", "Сабақ 77", "Сабақ 78", "Сабақ 79"}));
  a.sync_all();
  EXPECT_EQ(found(a.laptop, "сабак 42"), std::set<std::string>{"Сабақ 42"});
}

TEST(Search, AWithdrawnRecordIsNotFoundAndARestoredOneIs) {
  School a;
  const RecordName name = log_activity(a.pc, "Тақырып");
  ASSERT_TRUE(a.pc->withdraw(aigul, name, read(a.pc, name).basis).ok());
  EXPECT_TRUE(found(a.pc, "такырып").empty());
  ASSERT_TRUE(a.pc->restore(aigul, name, read(a.pc, name).basis).ok());
  EXPECT_EQ(found(a.pc, "такырып").size(), 1U);
}

TEST(Search, AHeldValueIsNotFound) {
  School a;
  const RecordName name = log_activity(a.pc, "Негіз");
  a.sync_all();
  a.server.refuse = [](const Change&) { return std::string("access.not_allowed"); };
  Form(*a.pc, read(a.pc, name)).set("topic", std::string("Ұсталған")).saved();
  EXPECT_EQ(found(a.pc, "усталган").size(), 1U);
  a.sync_all();
  EXPECT_TRUE(found(a.pc, "усталган").empty());
  EXPECT_EQ(found(a.pc, "негиз").size(), 1U);
}

TEST(Search, DraftsSealedBeforeTheIndexSawThemAreFound) {
  School a;
  log_activity(a.pc, "Мөрленген");
  ASSERT_TRUE(a.pc->seal({}).ok());
  EXPECT_EQ(found(a.pc, "морленген").size(), 1U);
}

TEST(Search, ANewSchemaIsIndexedAnew) {
  School a;
  log_activity(a.pc, "Бұрыннан бар");
  EXPECT_EQ(found(a.pc, "бурыннан").size(), 1U);
  std::string grown = shipped_schema();
  grown.replace(grown.find("version = 2"), 11, "version = 3");
  a.server.publish_schema(grown);
  a.sync_all();
  EXPECT_EQ(found(a.pc, "бурыннан").size(), 1U);
}

TEST(Search, NothingNewIsNoCommit) {
  School a(false);
  log_activity(a.pc, "Тақырып");
  int commits = 0;
  a.pc.reopen([&](std::string_view where) { commits += where == "commit" ? 1 : 0; });
  ASSERT_TRUE(a.pc->catch_up_search().ok());
  const int before = commits;
  ASSERT_TRUE(a.pc->catch_up_search().ok());
  EXPECT_EQ(commits, before);
}

// A contentless index cannot forget what a record said before.
TEST(Search, TheIndexIsMadeAnewWhenMostOfItIsPassedOver) {
  School a(false);
  const RecordName name = log_activity(a.pc, "Бірінші");
  const auto entries = [&] {
    Database::Options options;
    options.location = (a.pc.path() / "replica.db").string();
    auto database = Database::open(std::move(options));
    return (*database)->prepared("SELECT count(*) FROM search_docsize").first<std::int64_t>().value_or(0);
  };
  std::int64_t most = 0;
  for (int at = 0; at < 300; ++at) {
    Form(*a.pc, read(a.pc, name)).set("topic", "Түзету " + std::to_string(at)).saved();
    ASSERT_TRUE(a.pc->catch_up_search().ok());
    most = std::max(most, entries());
  }
  EXPECT_LT(most, 250);
  EXPECT_EQ(list(a.pc, "activity", "түзету").size(), 1U);
  EXPECT_TRUE(list(a.pc, "activity", "бірінші").empty());
}

TEST(Search, TypedWordsBecomePrefixesAndNoSyntax) {
  EXPECT_EQ(Search::expression("Сабақ жоспары"), "\"сабак\"* \"жоспары\"*");
  EXPECT_EQ(Search::expression("a-b \"c\" (d) OR e*"), "\"a\"* \"b\"* \"c\"* \"d\"* \"or\"* \"e\"*");
  EXPECT_EQ(Search::expression("«№5» — тест"), "\"5\"* \"тест\"*");
  EXPECT_EQ(Search::expression("  ... "), "");
}

TEST(Search, WhateverIsTypedIsNoError) {
  School a;
  log_activity(a.pc, "Тақырып");
  for (const char* typed : {"\"", "'", "*", "a AND", "NEAR(", "col:x", "^", "\xff\xfe", "-", "()"}) {
    ListQuery query;
    query.type = "activity";
    query.find = typed;
    EXPECT_TRUE(a.pc->list(query).ok()) << typed;
  }
}

}  // namespace mektep::client::test
