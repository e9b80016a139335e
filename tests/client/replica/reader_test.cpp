#include "client/replica/reader.h"

#include "shared/model/record_id.h"
#include "tests/client/replica/school.h"

namespace mektep::client::test {
namespace {

std::vector<std::string> topics(const std::vector<ReadRecord>& records, Device& device) {
  std::vector<std::string> topics;
  for (const ReadRecord& record : records) topics.push_back(text_of(record, *device, "topic"));
  return topics;
}

}  // namespace

TEST(Reader, AListStandsInKazakhOrder) {
  School a;
  for (const char* topic : {"Өлең", "№10", "Ән", "Ойын", "№2", "Абай"}) log_activity(a.pc, topic);
  EXPECT_EQ(topics(list(a.pc, "activity"), a.pc),
            (std::vector<std::string>{"№2", "№10", "Абай", "Ән", "Ойын", "Өлең"}));
}

TEST(Reader, AListHasABound) {
  School a;
  for (int at = 0; at < 10; ++at) log_activity(a.pc, "Сабақ " + std::to_string(at));
  ListQuery query;
  query.type = "activity";
  query.count_max = 3;
  EXPECT_EQ(topics(*a.pc->list(query), a.pc), (std::vector<std::string>{"Сабақ 0", "Сабақ 1", "Сабақ 2"}));
}

TEST(Reader, OnlyTheUnsentOnesWhenAsked) {
  School a;
  log_activity(a.pc, "Жіберілген");
  a.sync_all();
  log_activity(a.pc, "Жоба");
  ListQuery query;
  query.type = "activity";
  query.unsent = true;
  EXPECT_EQ(topics(*a.pc->list(query), a.pc), std::vector<std::string>{"Жоба"});
}

TEST(Reader, WithdrawnOnesWhenAsked) {
  School a;
  const RecordName name = log_activity(a.pc, "Алынған");
  ASSERT_TRUE(a.pc->withdraw(aigul, name, read(a.pc, name).basis).ok());
  ListQuery query;
  query.type = "activity";
  EXPECT_TRUE(a.pc->list(query)->empty());
  query.with_gone = true;
  ASSERT_EQ(a.pc->list(query)->size(), 1U);
  EXPECT_TRUE(a.pc->list(query)->front().shown.gone);
}

TEST(Reader, OneScopeWhenAsked) {
  School a;
  log_activity(a.pc, "Мектепте");
  ListQuery query;
  query.type = "activity";
  query.scope = desk;
  EXPECT_TRUE(a.pc->list(query)->empty());
  query.scope = school;
  EXPECT_EQ(a.pc->list(query)->size(), 1U);
}

TEST(Reader, AnUnknownTypeSuggestsTheNearest) {
  School a;
  ListQuery query;
  query.type = "activty";
  const auto listed = a.pc->list(query);
  ASSERT_FALSE(listed.ok());
  EXPECT_EQ(listed.error().code, "type.unknown");
  EXPECT_EQ(listed.error().argument("nearest"), "activity");
}

TEST(Reader, ARecordIsFoundByItsIdOrAUniqueBeginningOfIt) {
  School a;
  const RecordName name = log_activity(a.pc, "Тақырып");
  const std::string id = mektep::to_text(name.key.id);
  EXPECT_EQ(*a.pc->find(id), name);
  std::string shouted = id;
  for (char& letter : shouted) letter = static_cast<char>(std::toupper(static_cast<unsigned char>(letter)));
  EXPECT_EQ(*a.pc->find(shouted), name);
  EXPECT_EQ(*a.pc->find(id.substr(0, 12)), name);
}

TEST(Reader, AnIdThatIsWrongOrMeansSeveralIsRefused) {
  School a;
  const RecordName name = log_activity(a.pc, "Бірінші");
  const std::string id = mektep::to_text(name.key.id);
  log_activity(a.pc, "Екінші");
  const auto ambiguous = a.pc->find(id.substr(0, 4));
  ASSERT_FALSE(ambiguous.ok());
  EXPECT_EQ(ambiguous.error().code, "record.ambiguous");
  EXPECT_EQ(ambiguous.error().argument("count"), "2");
  for (const char* wrong : {"", "012", "zzzz-zzzz", "not an id", "0000-0000-0000-00"}) {
    const auto unknown = a.pc->find(wrong);
    ASSERT_FALSE(unknown.ok()) << wrong;
    EXPECT_EQ(unknown.error().code, "record.unknown");
    EXPECT_EQ(unknown.error().argument("id"), wrong);
  }
}

TEST(Reader, TheBadgeTellsHowFarAChangeHasCome) {
  School a;
  const RecordName name = log_activity(a.pc, "Тақырып");
  EXPECT_EQ(read(a.pc, name).badge, Badge::here);
  ASSERT_TRUE(a.pc->seal({}).ok());
  EXPECT_EQ(read(a.pc, name).badge, Badge::here);
  const TinyAnswer answer = a.server.push(a.pc->outgoing(1, {})[0].bytes);
  ASSERT_TRUE(a.pc->take_receipt(*answer.receipt).ok());
  EXPECT_EQ(read(a.pc, name).badge, Badge::sent) << "receipted, not in the base yet";
  a.pc.pull();
  EXPECT_EQ(read(a.pc, name).badge, Badge::sent);
  Form(*a.pc, read(a.pc, name)).set("place", std::string("Зал")).saved();
  EXPECT_EQ(read(a.pc, name).badge, Badge::here);
}

TEST(Reader, AReferenceMeansTheRecordOfThisDevicesScopes) {
  School a;
  const RecordName name = log_activity(a.pc, "Тақырып");
  EXPECT_EQ(a.pc->named({ScopeNumber{0}, name.key.type, name.key.id}), name);
  EXPECT_EQ(a.pc->named({school, name.key.type, name.key.id}), name);
  EXPECT_EQ(a.pc->named({desk, name.key.type, name.key.id}), std::nullopt);
}

TEST(Reader, AConflictCardCarriesTheTitleAndBothValues) {
  School a;
  const RecordName name = log_activity(a.pc, "Бұрынғы");
  a.sync_all();
  Form(*a.pc, read(a.pc, name)).set("place", std::string("Зал")).saved(bolat);
  Form(*a.laptop, read(a.laptop, name)).set("place", std::string("Кітапхана")).saved();
  a.sync_all();
  const auto cards = a.pc->conflicts();
  ASSERT_EQ(cards.size(), 1U);
  EXPECT_EQ(cards[0].name, name);
  EXPECT_EQ(cards[0].title, "Бұрынғы");
  std::set<RecordId> authors;
  for (const Rival& rival : cards[0].conflict.rivals) authors.insert(rival.stamp.author);
  EXPECT_EQ(authors, (std::set<RecordId>{aigul.person, bolat.person}));
}

TEST(Reader, ATypeThatTheSchemaLacksIsKeptAndNamed) {
  School a;
  Op op;
  op.record = {TypeNumber{901}, RecordId{5}};
  op.cell = {FieldNumber{1}, {}};
  op.value = std::string("келешек");
  a.server.write(school, {op});
  a.sync_all();
  const auto unknown = a.pc->read({school, op.record});
  ASSERT_FALSE(unknown.ok());
  EXPECT_EQ(unknown.error().code, "record.unknown_type");
  EXPECT_EQ(unknown.error().argument("type"), "901");
}

}  // namespace mektep::client::test
