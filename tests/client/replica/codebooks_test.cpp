#include "client/replica/codebooks.h"

#include "shared/store/natural_key.h"
#include "tests/client/replica/school.h"

namespace mektep::client::test {
namespace {

// The office's entry of a codebook, under its natural key unless told otherwise.
void enter(School& a, const std::string& book, const std::string& code, std::optional<RecordId> id = {}) {
  const RecordType& type = *a.pc->schema().type("codebook");
  const auto number = [&](const char* name) { return type.field(name)->number; };
  const RecordKey key{type.number,
                      id.value_or(natural_record_id(type, {{number("book"), book}, {number("code"), code}}))};
  std::vector<Op> ops;
  for (const auto& [name, value] : std::map<std::string, std::string>{{"book", book},
                                                                      {"code", code},
                                                                      {"name_kk", code + " kk"},
                                                                      {"name_ru", code + " ru"},
                                                                      {"name_en", code + " en"}}) {
    Op op;
    op.record = key;
    op.cell = {number(name.c_str()), {}};
    op.value = value;
    ops.push_back(std::move(op));
  }
  a.server.write(network_scope, std::move(ops));
  a.sync_all();
}

std::string refusal_of_kind(School& a, const std::string& code) {
  const auto saved = Form(*a.pc, "activity")
                         .set("kind", code)
                         .set("from", Date{18'000})
                         .set("topic", std::string("Тақырып"))
                         .save();
  return saved ? "saved" : saved.error().code;
}

}  // namespace

TEST(Codebooks, BeforeABookArrivesNobodyCanJudge) {
  School a;
  EXPECT_EQ(refusal_of_kind(a, "anything"), "saved");
}

TEST(Codebooks, ACodeOfTheBookIsKnownAndAnotherIsNot) {
  School a;
  enter(a, "activity_kinds", "seminar");
  EXPECT_EQ(refusal_of_kind(a, "seminar"), "saved");
  EXPECT_EQ(refusal_of_kind(a, "seminr"), "value.unknown_code");
}

TEST(Codebooks, AnotherBooksCodesDoNotCount) {
  School a;
  enter(a, "modes", "online");
  EXPECT_EQ(refusal_of_kind(a, "online"), "saved") << "activity_kinds has not arrived";
  enter(a, "activity_kinds", "seminar");
  EXPECT_EQ(refusal_of_kind(a, "online"), "value.unknown_code");
}

TEST(Codebooks, AnEntryUnderAnotherIdStillCounts) {
  School a;
  enter(a, "activity_kinds", "seminar");
  enter(a, "activity_kinds", "lecture", RecordId{77});
  EXPECT_EQ(refusal_of_kind(a, "lecture"), "saved");
}

TEST(Codebooks, ACodeHasItsLabels) {
  School a;
  enter(a, "activity_kinds", "seminar");
  const auto label = a.pc->code_label("activity_kinds", "seminar");
  ASSERT_TRUE(label.has_value());
  EXPECT_EQ((*label)[0], "seminar kk");
  EXPECT_EQ((*label)[2], "seminar en");
  EXPECT_FALSE(a.pc->code_label("activity_kinds", "lecture").has_value());
}

}  // namespace mektep::client::test
