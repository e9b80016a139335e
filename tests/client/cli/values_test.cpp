#include "client/cli/values.h"

#include "shared/model/record_id.h"
#include "tests/client/cli/command_line.h"

namespace mektep::client::test {
namespace {

class ValuesTest : public CommandLineTest {
 protected:
  const Field& field(const std::string& name, const std::string& type = "activity") {
    return *pc_->schema().type(type)->field(name);
  }
  std::string words(const Value& value, const std::string& name, Language language = Language::en) {
    return to_words(*pc_, value, field(name), language);
  }
};

TEST_F(ValuesTest, JsonKeepsKindsAndWritesDecimalsAsText) {
  EXPECT_EQ(to_json(Value(std::int64_t{12}), field("guests")), json::value(12));
  EXPECT_EQ(to_json(Value(Decimal{150}), field("hours")), json::value("1.5"));
  EXPECT_EQ(to_json(Value(Date{20'494}), field("from")), json::value("2026-02-10"));
  EXPECT_EQ(to_json(Value(std::string("x")), field("topic")), json::value("x"));
  EXPECT_EQ(to_json(Value(true), field("topic")), json::value(true));
  EXPECT_TRUE(to_json(Value(Nothing{}), field("guests")).is_null());
}

TEST_F(ValuesTest, CodesAreReadByTheirLabelsInEachLanguage) {
  const Value held = std::string("held");
  EXPECT_EQ(words(held, "state", Language::kk), "Өтті");
  EXPECT_EQ(words(held, "state", Language::ru), "Состоялось");
  EXPECT_EQ(words(held, "state", Language::en), "Held");
  EXPECT_EQ(words(Value(std::string("of_later")), "state"), "of_later");
}

TEST_F(ValuesTest, ReferencesAreReadByTheirTitles) {
  const Reference partner{network_scope, partner_school_.key.type, partner_school_.key.id};
  EXPECT_EQ(words(Value(partner), "partners"), "Ақбұлақ орта мектебі");
  const Reference nobody{ScopeNumber{0}, TypeNumber{38}, RecordId{77}};
  EXPECT_EQ(words(Value(nobody), "leads"), to_text(RecordId{77}));
}

TEST_F(ValuesTest, ATitleIsInTheLanguageOfTheRunWhereItIsThere) {
  const std::string id = seminar("Бағалау", {"topic_ru=Оценивание"});
  const auto record = *pc_->read(*pc_->find(id));
  EXPECT_EQ(title_of(*pc_, record, Language::kk), "Бағалау");
  EXPECT_EQ(title_of(*pc_, record, Language::ru), "Оценивание");
  EXPECT_EQ(title_of(*pc_, record, Language::en), "Бағалау");
  const std::string kazakh_only = seminar("Бағалау");
  EXPECT_EQ(title_of(*pc_, *pc_->read(*pc_->find(kazakh_only)), Language::ru), "Бағалау");
}

TEST_F(ValuesTest, FieldsOfARecordAreAllThereByName) {
  const std::string id =
      seminar("Бағалау", {"audience=parents,school_team", "description=бір\nекі", "hours=2"});
  const auto record = *pc_->read(*pc_->find(id));
  const json::object fields = fields_to_json(record.shown, *pc_->schema().type("activity"));
  EXPECT_EQ(fields.at("topic").as_string(), "Бағалау");
  EXPECT_EQ(fields.at("description").as_string(), "бір\nекі");
  EXPECT_EQ(fields.at("audience").as_array().size(), 2U);
  EXPECT_TRUE(fields.at("guests").is_null());
  EXPECT_TRUE(fields.at("leads").as_array().empty());
}

TEST_F(ValuesTest, BadgesHaveNamesAndSentences) {
  for (const Badge badge : {Badge::here, Badge::sent, Badge::accepted}) {
    EXPECT_TRUE(Catalog::shipped(Language::kk).has(sentence_of(badge)));
  }
  EXPECT_EQ(name_of(Badge::here), "here");
  EXPECT_EQ(name_of(Badge::sent), "sent");
  EXPECT_EQ(name_of(Badge::accepted), "accepted");
}

}  // namespace
}  // namespace mektep::client::test
