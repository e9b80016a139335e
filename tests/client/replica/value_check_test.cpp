#include "client/replica/value_check.h"

#include <gtest/gtest.h>

#include "shared/base/limits.h"
#include "shared/model/scope.h"

namespace mektep::client::test {
namespace {

struct ValueChecking : ::testing::Test {
  Schema schema;
  ScopeNumber here = school_scope(SchoolNumber{7});
  FormRules rules{schema, here, [](const std::string&, const std::string& code) {
                    return code == "seminar" ? CodeVerdict::known : CodeVerdict::unknown;
                  }};

  Field field(FieldKind kind) {
    Field made;
    made.number = FieldNumber{1};
    made.name = "it";
    made.kind = kind;
    return made;
  }
  std::string refusal(const Field& of, const Value& value) {
    const auto checked = checked_value(of, value, rules);
    if (checked) return "accepted";
    EXPECT_EQ(checked.error().argument("field"), "it");
    return checked.error().code;
  }
};

}  // namespace

TEST_F(ValueChecking, TextIsStoredInOneCleanForm) {
  // й composed and decomposed
  const auto nfd = checked_value(field(FieldKind::text), std::string("и\xcc\x86"), rules);
  ASSERT_TRUE(nfd.ok());
  EXPECT_EQ(*nfd, Value{std::string("й")});
}

TEST_F(ValueChecking, BlankTextIsNothing) {
  EXPECT_EQ(*checked_value(field(FieldKind::text), std::string("  "), rules), Value{Nothing{}});
  EXPECT_EQ(*checked_value(field(FieldKind::code), std::string(), rules), Value{Nothing{}});
}

TEST_F(ValueChecking, TextThatDeceivesIsRefused) {
  EXPECT_EQ(refusal(field(FieldKind::text), std::string("\xff")), "text.invalid_utf8");
  EXPECT_EQ(refusal(field(FieldKind::text), std::string("a\0b", 3)), "text.control_character");
  EXPECT_EQ(refusal(field(FieldKind::text), std::string("a\xe2\x80\xae"
                                                        "b")),
            "text.bidi_control");
  EXPECT_EQ(refusal(field(FieldKind::text), std::string("a\nb")), "text.line_break");
}

TEST_F(ValueChecking, ATitleOfTenMegabytesIsRefusedByItsSize) {
  const auto refused = checked_value(field(FieldKind::text), std::string(10'000'000, 'x'), rules);
  ASSERT_FALSE(refused.ok());
  EXPECT_EQ(refused.error().code, "value.too_large");
  EXPECT_EQ(refused.error().argument("size"), "10000000");
  EXPECT_EQ(refused.error().argument("limit"), std::to_string(limits::scalar_bytes_max));
}

TEST_F(ValueChecking, TheLengthOfATextIsCountedInCharacters) {
  Field name = field(FieldKind::text);
  name.maximum = 5;
  EXPECT_EQ(refusal(name, std::string("Әлия1")), "accepted");
  EXPECT_EQ(refusal(name, std::string("Әлия12")), "value.too_long");
}

TEST_F(ValueChecking, NumbersStayInsideTheirBounds) {
  Field hours = field(FieldKind::decimal);
  hours.scale = 2;
  hours.minimum = 0;
  hours.maximum = 100'000;
  EXPECT_EQ(refusal(hours, Decimal{250}), "accepted");
  EXPECT_EQ(refusal(hours, Decimal{-100}), "value.out_of_range");
  EXPECT_EQ(refusal(hours, Decimal{100'000'000'000}), "value.out_of_range");
  const auto refused = checked_value(hours, Decimal{-1}, rules);
  EXPECT_EQ(refused.error().argument("min"), "0");
  EXPECT_EQ(refused.error().argument("max"), "1000");
}

TEST_F(ValueChecking, AValueOfAnotherKindIsRefused) {
  EXPECT_EQ(refusal(field(FieldKind::integer), std::string("12")), "value.wrong_kind");
  EXPECT_EQ(refusal(field(FieldKind::text), std::int64_t{12}), "value.wrong_kind");
  EXPECT_EQ(refusal(field(FieldKind::boolean), std::int64_t{1}), "value.wrong_kind");
  EXPECT_EQ(refusal(field(FieldKind::date), Decimal{1}), "value.wrong_kind");
  EXPECT_EQ(refusal(field(FieldKind::set), std::string("a")), "value.wrong_kind");
  EXPECT_EQ(refusal(field(FieldKind::reference), std::string("a")), "value.wrong_kind");
}

TEST_F(ValueChecking, NothingFitsEveryKind) {
  for (const FieldKind kind : {FieldKind::text, FieldKind::integer, FieldKind::date, FieldKind::reference}) {
    EXPECT_EQ(refusal(field(kind), Nothing{}), "accepted");
  }
}

TEST_F(ValueChecking, ACodeIsInItsCodebook) {
  Field kind = field(FieldKind::code);
  kind.codebook = "activity_kinds";
  EXPECT_EQ(refusal(kind, std::string("seminar")), "accepted");
  const auto refused = checked_value(kind, std::string("seminr"), rules);
  ASSERT_FALSE(refused.ok());
  EXPECT_EQ(refused.error().code, "value.unknown_code");
  EXPECT_EQ(refused.error().argument("value"), "seminr");
  EXPECT_EQ(refused.error().argument("codebook"), "activity_kinds");
}

TEST_F(ValueChecking, WithoutACodebookEveryCodePasses) {
  rules.code = [](const std::string&, const std::string&) { return CodeVerdict::no_codebook; };
  EXPECT_EQ(refusal(field(FieldKind::code), std::string("anything")), "accepted");
}

TEST_F(ValueChecking, OneRecordHasOneReference) {
  Field activity = field(FieldKind::reference);
  const Reference bare{ScopeNumber{0}, TypeNumber{40}, RecordId{5}};
  const Reference full{here, TypeNumber{40}, RecordId{5}};
  EXPECT_EQ(*checked_value(activity, bare, rules), Value{bare});
  EXPECT_EQ(*checked_value(activity, full, rules), Value{bare}) << "inside one scope the scope is left out";
  const Reference elsewhere{network_scope, TypeNumber{40}, RecordId{5}};
  EXPECT_EQ(*checked_value(activity, elsewhere, rules), Value{elsewhere});
}

TEST_F(ValueChecking, AReferenceNamesARecordOfTheRightType) {
  Field card = field(FieldKind::reference);
  card.target = schema.types().front().name;
  const TypeNumber right = schema.types().front().number;
  EXPECT_EQ(refusal(card, Reference{ScopeNumber{0}, right, RecordId{5}}), "accepted");
  EXPECT_EQ(refusal(card, Reference{ScopeNumber{0}, TypeNumber{999}, RecordId{5}}), "value.wrong_type");
}

TEST_F(ValueChecking, ElementsAreCheckedOneByOne) {
  Field links = field(FieldKind::set);
  links.element = ElementKind::text;
  EXPECT_TRUE(checked_element(links, std::string("https://a.example"), rules).ok());
  EXPECT_EQ(checked_element(links, std::string(300, 'x'), rules).error().code, "value.too_large");
  EXPECT_EQ(checked_element(links, std::string(" "), rules).error().code, "value.wrong_kind");
  links.element = ElementKind::code;
  EXPECT_EQ(checked_element(links, std::string("unheard"), rules).error().code, "value.unknown_code");
}

TEST_F(ValueChecking, EveryParagraphOfALongTextHasItsBound) {
  const Field body = field(FieldKind::long_text);
  EXPECT_TRUE(checked_text(body, "бір\r\nекі").ok());
  EXPECT_EQ(*checked_text(body, "бір\r\nекі"), "бір\nекі");
  const std::string whole(limits::paragraph_bytes_max, 'x');
  EXPECT_TRUE(checked_text(body, whole + "\n" + whole).ok());
  EXPECT_EQ(checked_text(body, whole + "x").error().code, "value.too_large");
  EXPECT_EQ(checked_text(body, std::string(60'000, '\n')).error().code, "value.too_large");
}

}  // namespace mektep::client::test
