#include "client/replica/rights.h"

#include "shared/model/builtin.h"
#include "shared/model/element.h"
#include "shared/model/record_id.h"
#include "tests/client/replica/open_ground.h"
#include "tests/client/replica/school.h"

namespace mektep::client::test {
namespace {

void put(RecordState& state, FieldNumber field, Value value, Bytes element = {}) {
  LiveValue live;
  live.stamp = {version(5, 1), Lamport{1}, RecordId{0}, 0};
  live.value = std::move(value);
  state.cells[{field, std::move(element)}] = {live};
}

}  // namespace

TEST(Rights, ACardIsReadFromItsRecord) {
  RecordState state;
  put(state, builtin::card_field::active, true);
  put(state, builtin::card_field::signing_key, Bytes(32, 7));
  put(state, builtin::card_field::name, std::string("Кабинет"));
  const std::string one = mektep::to_text(aigul.person) + ":coordinator";
  const std::string more = mektep::to_text(aigul.person) + ":director";
  put(state, builtin::card_field::people, Nothing{}, element_key(ElementKind::text, one));
  put(state, builtin::card_field::people, Nothing{}, element_key(ElementKind::text, more));
  put(state, builtin::card_field::people, Nothing{}, element_key(ElementKind::text, std::string("no colon")));
  const auto card = card_of(state);
  ASSERT_TRUE(card.has_value());
  EXPECT_TRUE(card->active);
  EXPECT_EQ(card->signing_key[31], 7);
  EXPECT_EQ(card->name, "Кабинет");
  ASSERT_EQ(card->people.size(), 1U);
  EXPECT_EQ(card->people.at(aigul.person), (std::vector<std::string>{"coordinator", "director"}));
}

TEST(Rights, NoRecordIsNoCardAndAnEmptiedOneIsNotActive) {
  EXPECT_FALSE(card_of({}).has_value());
  RecordState state;
  put(state, builtin::card_field::active, false);
  EXPECT_FALSE(card_of(state)->active);
}

TEST(Rights, AFieldsWritersStandInThePlaceOfTheTypes) {
  RecordType type;
  type.writers = {"coordinator"};
  Field open;
  Field office;
  office.writers = {"office"};
  EXPECT_TRUE(may_write(type, &open, {"coordinator"}));
  EXPECT_TRUE(may_write(type, nullptr, {"director", "coordinator"}));
  EXPECT_FALSE(may_write(type, &office, {"coordinator"}));
  EXPECT_TRUE(may_write(type, &office, {"office"}));
  EXPECT_FALSE(may_write(type, &open, {}));
}

TEST(Rights, WithoutAnIdentityNobodyWrites) {
  OpenGround ground;
  Rights rights(*ground);
  EXPECT_EQ(rights.roles_in(school, aigul.person).error().code, "device.not_enrolled");
  EXPECT_TRUE(rights.writers().empty());
  EXPECT_FALSE(rights.card(school).has_value());
}

TEST(Rights, GrantsAreKeptWhole) {
  OpenGround ground;
  Rights rights(*ground);
  const std::vector<Grant> grants{{network_scope, "network", false}, {school, "school/KZ61-0203", true}};
  auto turn = ground.turn();
  rights.put_grants({{desk, "desk/KZ61-0203", true}});
  rights.put_grants(grants);
  turn.commit();
  EXPECT_EQ(rights.grants(), grants);
}

TEST(Rights, TheWritersOfADeviceAreItsPeopleWithTheirNames) {
  School a;
  EXPECT_EQ(a.pc->writers().size(), 2U);
  EXPECT_EQ(a.pc->writers()[0].person, aigul.person);
  EXPECT_EQ(a.pc->writers()[0].roles, std::vector<std::string>{"coordinator"});
  EXPECT_EQ(a.pc->writers()[0].name, "");
  Op op;
  const RecordType& type = *a.pc->schema().type("person");
  op.record = {type.number, aigul.person};
  op.cell = {type.field("name_kk")->number, {}};
  op.value = std::string("Айгүл");
  a.server.write(school, {op});
  a.pc.pull();
  EXPECT_EQ(a.pc->writers()[0].name, "Айгүл");
}

TEST(Rights, ACardThatArrivesCountsAtOnce) {
  School a;
  a.server.card(school, a.pc.public_key(), "device", true, {{RecordId{0x0777}, "coordinator"}});
  Form form(*a.pc, "person");
  form.set("name_kk", std::string("Жанар"));
  EXPECT_FALSE(form.save(Author{RecordId{0x0777}}).ok());
  a.pc.pull();
  EXPECT_TRUE(form.save(Author{RecordId{0x0777}}).ok());
}

}  // namespace mektep::client::test
