#include "client/replica/edit_ops.h"

#include "client/replica/basis.h"
#include "tests/client/replica/open_ground.h"

namespace mektep::client::test {
namespace {

Field field(std::uint16_t number, const std::string& name, FieldKind kind) {
  Field made;
  made.number = FieldNumber{number};
  made.name = name;
  made.kind = kind;
  made.element = kind == FieldKind::set ? ElementKind::text : ElementKind::none;
  return made;
}

FieldWrite scalar(std::uint16_t number, Value value) {
  FieldWrite write;
  write.field = FieldNumber{number};
  write.value = std::move(value);
  return write;
}

const CellKey title{FieldNumber{1}, {}};
CellKey tag(const std::string& text) {
  CellKey key{FieldNumber{3}, {'t'}};
  key.element.insert(key.element.end(), text.begin(), text.end());
  return key;
}

struct EditingOps : ::testing::Test {
  EditingOps() {
    type.number = TypeNumber{60};
    type.name = "note";
    type.writers = {"coordinator"};
    type.fields = {field(1, "title", FieldKind::text), field(2, "body", FieldKind::long_text),
                   field(3, "tags", FieldKind::set), field(4, "code", FieldKind::text),
                   field(5, "state", FieldKind::text)};
    type.fields[0].required = true;
    type.fields[4].writers = {"office"};
    type.natural_key = {"code"};
  }

  void stands(const CellKey& cell, const Version& by, std::uint64_t lamport, Value value) {
    LiveValue live;
    live.stamp = {by, Lamport{lamport}, RecordId{1}, 0};
    live.value = std::move(value);
    now.cells[cell].push_back(std::move(live));
  }
  void shown() { basis = basis_shown(now, type); }

  Result<EditOps> edit(const std::vector<FieldWrite>& fields, bool adding = false) {
    const EditedRecord record{type, key, now, basis, roles, rules, adding};
    const auto own_last_of = [&](FieldNumber field) {
      ++own_last_asked;
      EXPECT_EQ(field, FieldNumber{2});
      return own_last;
    };
    return OpsOfEdit(record, own_last_of, random).of(fields);
  }

  RecordType type;
  RecordKey key{TypeNumber{60}, RecordId{5}};
  RecordState now;
  Basis basis;
  ParagraphKey own_last;
  int own_last_asked = 0;
  std::vector<std::string> roles{"coordinator"};
  Schema schema;
  FormRules rules{schema, ScopeNumber{1},
                  [](const std::string&, const std::string&) { return CodeVerdict::no_codebook; }};
  mektep::test::SeededRandom random;
};

}  // namespace

TEST_F(EditingOps, AScalarSupersedesOnlyTheShownValue) {
  stands(title, version(2, 1), 5, std::string("қарсылас"));
  stands(title, version(3, 1), 9, std::string("көрінген"));
  shown();
  const auto made = edit({scalar(1, std::string("жаңа"))});
  ASSERT_TRUE(made.ok());
  ASSERT_EQ(made->ops.size(), 1U);
  EXPECT_EQ(made->ops[0].supersedes, std::vector<Version>{version(3, 1)});
  ASSERT_EQ(made->replaced.size(), 1U);
  EXPECT_EQ(made->replaced[0].before, Value{std::string("көрінген")});
}

TEST_F(EditingOps, AnEditNamesItsBasisNotWhatIsCurrent) {
  stands(title, version(2, 1), 5, std::string("бұрынғы"));
  shown();
  now.cells[title] = {};
  stands(title, version(4, 1), 7, std::string("біреу өзгертті"));
  const auto made = edit({scalar(1, std::string("менің"))});
  EXPECT_EQ(made->ops.at(0).supersedes, std::vector<Version>{version(2, 1)});
}

TEST_F(EditingOps, WhatIsShownAlreadyNeedsNoOp) {
  stands(title, version(2, 1), 5, std::string("сол"));
  stands(tag("а"), version(2, 1), 5, Nothing{});
  shown();
  FieldWrite tags;
  tags.field = FieldNumber{3};
  tags.add = {std::string("а")};
  const auto made = edit({scalar(1, std::string("сол")), tags, scalar(4, Nothing{})});
  ASSERT_TRUE(made.ok());
  EXPECT_TRUE(made->ops.empty());
}

TEST_F(EditingOps, ARemovalSupersedesEveryShownVersionOfTheElement) {
  stands(tag("а"), version(2, 1), 5, Nothing{});
  stands(tag("а"), version(3, 1), 6, Nothing{});
  shown();
  FieldWrite tags;
  tags.field = FieldNumber{3};
  tags.remove = {std::string("а"), std::string("жоқ")};
  const auto made = edit({tags});
  ASSERT_EQ(made->ops.size(), 1U) << "what is not there is not removed";
  EXPECT_EQ(made->ops[0].kind, OpKind::remove);
  EXPECT_EQ(made->ops[0].supersedes, (std::vector<Version>{version(2, 1), version(3, 1)}));
}

TEST_F(EditingOps, AnElementThatTheAuthorDidNotSeeIsNotRemoved) {
  shown();
  stands(tag("а"), version(2, 1), 5, Nothing{});
  FieldWrite tags;
  tags.field = FieldNumber{3};
  tags.remove = {std::string("а")};
  EXPECT_TRUE(edit({tags})->ops.empty());
}

TEST_F(EditingOps, AWholeSetRemovesWhatWasShownAndIsNotListed) {
  stands(tag("а"), version(2, 1), 5, Nothing{});
  stands(tag("ә"), version(2, 2), 5, Nothing{});
  shown();
  stands(tag("б"), version(3, 1), 6, Nothing{});  // came since
  FieldWrite tags;
  tags.field = FieldNumber{3};
  tags.whole_set = true;
  tags.add = {std::string("а"), std::string("в"), std::string("в")};
  const auto made = edit({tags});
  std::map<CellKey, OpKind> kinds;
  for (const Op& op : made->ops) kinds[op.cell] = op.kind;
  EXPECT_EQ(kinds, (std::map<CellKey, OpKind>{{tag("ә"), OpKind::remove}, {tag("в"), OpKind::write}}));
}

TEST_F(EditingOps, ALongTextSendsOnlyTheParagraphsThatChanged) {
  const auto first = diff_paragraphs({}, "бір\nекі\nүш", {}, random);
  for (const Paragraph& paragraph : first.written) {
    stands({FieldNumber{2}, paragraph.key}, version(2, 1), 5, paragraph.text);
  }
  shown();
  FieldWrite body;
  body.field = FieldNumber{2};
  body.text = "бір\nЕКІ";
  const auto made = edit({body});
  ASSERT_EQ(made->ops.size(), 2U);
  for (const Op& op : made->ops) EXPECT_EQ(op.supersedes, std::vector<Version>{version(2, 1)});
  EXPECT_EQ(made->ops[0].value, Value{std::string("ЕКІ")});
  EXPECT_EQ(made->ops[1].kind, OpKind::remove);
}

TEST_F(EditingOps, TheBlockToContinueIsLookedForOnlyWhereATextChanges) {
  FieldWrite body;
  body.field = FieldNumber{2};
  body.text = "бір";
  const auto first = edit({body, scalar(1, std::string("т")), scalar(4, std::string("k"))}, true);
  ASSERT_TRUE(first.ok());
  EXPECT_EQ(own_last_asked, 0) << "a text that was empty has no block yet";
  for (const Op& op : first->ops) {
    if (op.cell.field == FieldNumber{2}) stands(op.cell, version(2, 1), 5, op.value);
    if (op.cell.field == FieldNumber{2}) own_last = op.cell.element;
  }
  shown();
  EXPECT_TRUE(edit({body})->ops.empty());
  EXPECT_EQ(own_last_asked, 0) << "nothing changed";
  body.text = "бір\nекі";
  const auto second = edit({body});
  EXPECT_EQ(own_last_asked, 1);
  ASSERT_EQ(second->ops.size(), 1U);
  EXPECT_EQ(second->ops[0].cell.element.size(), own_last.size()) << "it continues the block";
}

TEST_F(EditingOps, ANewRecordHasItsRequiredFields) {
  const auto refused = edit({scalar(4, std::string("k"))}, true);
  ASSERT_FALSE(refused.ok());
  EXPECT_EQ(refused.error().code, "value.required");
  EXPECT_EQ(refused.error().argument("field"), "title");
  EXPECT_TRUE(edit({scalar(1, std::string("т")), scalar(4, std::string("k"))}, true).ok());
}

TEST_F(EditingOps, ARequiredFieldIsNotEmptied) {
  stands(title, version(2, 1), 5, std::string("т"));
  shown();
  const auto refused = edit({scalar(1, std::string(" "))});
  ASSERT_FALSE(refused.ok());
  EXPECT_EQ(refused.error().code, "value.required");
}

TEST_F(EditingOps, KeyFieldsAreWrittenOnce) {
  stands({FieldNumber{4}, {}}, version(2, 1), 5, std::string("k"));
  shown();
  EXPECT_TRUE(edit({scalar(4, std::string("k"))}).ok());
  const auto refused = edit({scalar(4, std::string("other"))});
  ASSERT_FALSE(refused.ok());
  EXPECT_EQ(refused.error().code, "field.key_is_fixed");
}

TEST_F(EditingOps, AFieldOfAnotherRoleMayStandInTheFormButNotChange) {
  stands({FieldNumber{5}, {}}, version(2, 1), 5, std::string("accepted"));
  shown();
  EXPECT_TRUE(edit({scalar(5, std::string("accepted"))}).ok());
  const auto refused = edit({scalar(5, std::string("returned"))});
  ASSERT_FALSE(refused.ok());
  EXPECT_EQ(refused.error().code, "field.not_allowed");
  EXPECT_EQ(refused.error().argument("field"), "state");
}

TEST_F(EditingOps, AFieldThatTheTypeLacksIsUnknown) {
  const auto refused = edit({scalar(99, std::string("x"))});
  ASSERT_FALSE(refused.ok());
  EXPECT_EQ(refused.error().code, "field.unknown");
}

TEST_F(EditingOps, TheKeyOfANewRecordIsTakenFromItsCleanValues) {
  const auto one =
      key_values(type, {scalar(4, std::string("и\xcc\x86")), scalar(1, std::string("т"))}, rules);
  const auto other = key_values(type, {scalar(4, std::string("й"))}, rules);
  ASSERT_TRUE(one.ok());
  EXPECT_EQ(*one, *other);
  EXPECT_EQ(one->size(), 1U);
}

TEST_F(EditingOps, AWithdrawCoversExactlyWhatWasShown) {
  stands(title, version(2, 1), 5, std::string("т"));
  stands(tag("а"), version(3, 1), 6, Nothing{});
  shown();
  stands(tag("б"), version(4, 1), 7, Nothing{});  // came since
  const Op op = withdraw_op(key, basis);
  EXPECT_EQ(op.kind, OpKind::withdraw);
  EXPECT_EQ(op.covers, (std::vector<Version>{version(2, 1), version(3, 1)}));
  EXPECT_TRUE(op.supersedes.empty());
}

TEST_F(EditingOps, ARestoreNamesTheWithdrawsThatWereShown) {
  LiveValue gone;
  gone.stamp = {version(7, 1), Lamport{9}, RecordId{1}, 0};
  gone.kind = OpKind::withdraw;
  now.cells[{life_field, {}}] = {gone};
  shown();
  EXPECT_EQ(restore_op(key, now, basis).supersedes, std::vector<Version>{version(7, 1)});
  EXPECT_EQ(restore_op(key, now, Basis()).supersedes, std::vector<Version>{version(7, 1)});
}

}  // namespace mektep::client::test
