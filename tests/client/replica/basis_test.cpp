#include "client/replica/basis.h"

#include "shared/store/record_row.h"
#include "tests/client/replica/open_ground.h"
#include "tests/client/replica/school.h"

namespace mektep::client::test {
namespace {

RecordType small_type() {
  RecordType type;
  type.name = "note";
  Field title;
  title.number = FieldNumber{1};
  title.name = "title";
  Field body;
  body.number = FieldNumber{2};
  body.name = "body";
  body.kind = FieldKind::long_text;
  Field tags;
  tags.number = FieldNumber{3};
  tags.name = "tags";
  tags.kind = FieldKind::set;
  tags.element = ElementKind::text;
  type.fields = {title, body, tags};
  return type;
}

LiveValue live(std::uint64_t stream, std::uint64_t lamport, Value value) {
  LiveValue one;
  one.stamp = {version(stream, 1), Lamport{lamport}, RecordId{1}, 0};
  one.value = std::move(value);
  return one;
}

Basis some_basis() {
  Basis basis;
  basis.cells[{FieldNumber{1}, {}}] = {{version(5, 1)}, {version(5, 1), version(9, 2)}};
  basis.cells[{FieldNumber{3}, {'t', 'x'}}] = {{draft_version(DraftNumber{4})},
                                               {draft_version(DraftNumber{4})}};
  basis.tokens[version(5, 1)] = Token{77};
  basis.live = {version(5, 1), version(9, 2)};
  return basis;
}

}  // namespace

TEST(Basis, OfAScalarItNamesTheShownValueAndKnowsItsRivals) {
  RecordState state;
  state.cells[{FieldNumber{1}, {}}] = {live(2, 7, std::string("бір")), live(3, 9, std::string("екі"))};
  const Basis basis = basis_shown(state, small_type());
  const BasisCell& cell = basis.cells.at({FieldNumber{1}, {}});
  EXPECT_EQ(cell.shown, std::vector<Version>{version(3, 1)}) << "the greater Lamport time is shown";
  EXPECT_EQ(cell.all, (std::vector<Version>{version(2, 1), version(3, 1)}));
  EXPECT_EQ(basis.live, (std::vector<Version>{version(2, 1), version(3, 1)}));
}

TEST(Basis, OfAnElementItNamesEveryLiveValue) {
  RecordState state;
  const CellKey tag{FieldNumber{3}, {'t', 'x'}};
  state.cells[tag] = {live(2, 7, Nothing{}), live(3, 9, Nothing{})};
  const Basis basis = basis_shown(state, small_type());
  EXPECT_EQ(basis.cells.at(tag).shown, basis.cells.at(tag).all);
  EXPECT_EQ(basis.cells.at(tag).shown.size(), 2U);
}

TEST(Basis, AFieldOfALaterSchemaIsTakenWhole) {
  RecordState state;
  const CellKey unknown{FieldNumber{77}, {}};
  state.cells[unknown] = {live(2, 7, std::string("a")), live(3, 9, std::string("b"))};
  EXPECT_EQ(basis_shown(state, small_type()).cells.at(unknown).shown.size(), 2U);
}

TEST(Basis, RemembersTheParagraphsAsTheyWereShown) {
  RecordState state;
  SeededRandom random;
  const auto edit = diff_paragraphs({}, "бір\nекі", {}, random);
  for (const Paragraph& paragraph : edit.written) {
    state.cells[{FieldNumber{2}, paragraph.key}] = {live(2, 7, paragraph.text)};
  }
  const Basis basis = basis_shown(state, small_type());
  EXPECT_EQ(basis.paragraphs_of(FieldNumber{2}), edit.written);
  EXPECT_TRUE(basis.paragraphs_of(FieldNumber{1}).empty());
}

TEST(Basis, TravelsThroughAFormAsText) {
  const Basis basis = some_basis();
  const auto back = basis_from_text(to_text(basis));
  ASSERT_TRUE(back.ok());
  EXPECT_EQ(*back, basis);
  EXPECT_EQ(to_text(*back), to_text(basis));
}

TEST(Basis, TheTextOfOneHasThisForm) {
  // cells: 2 × field, element, shown, all; tokens: 1; live: 2; paragraphs: none
  const auto bytes = from_base64url(to_text(some_basis()));
  ASSERT_TRUE(bytes.has_value());
  EXPECT_EQ(to_hex(*bytes),
            "02"
            "0100"
            "01000000000000000501"
            "0200000000000000050100000000000000090203"
            "027478"
            "01000000000000000004"
            "01000000000000000004"
            "0100000000000000050100000000000000"
            "4d"
            "02000000000000000501000000000000000902"
            "00");
}

TEST(Basis, MutilatedTextIsRefused) {
  const std::string text = to_text(some_basis());
  for (std::size_t size = 0; size + 1 < text.size(); ++size) {
    const auto read = basis_from_text(text.substr(0, size));
    if (read) continue;  // some beginnings end where a basis may end
    EXPECT_EQ(read.error().code, "basis.malformed");
  }
  EXPECT_FALSE(basis_from_text("не base64").ok());
  EXPECT_FALSE(basis_from_text(text + "AA").ok());
}

TEST(Basis, AReadKnowsTheChainHeadBehindEveryVersionThatWasSealed) {
  School a;
  const RecordName name = log_activity(a.pc, "Тақырып");
  EXPECT_TRUE(read(a.pc, name).basis.tokens.empty()) << "a draft has none";
  ASSERT_TRUE(a.pc->seal({}).ok());
  const Basis pending = read(a.pc, name).basis;
  ASSERT_EQ(pending.tokens.size(), 1U);
  EXPECT_EQ(pending.tokens.begin()->second, token_of(a.pc->outgoing(1, {})[0].head));
  a.sync_all();
  EXPECT_EQ(read(a.pc, name).basis, pending) << "being logged changes no name";
  EXPECT_EQ(read(a.laptop, name).basis, pending);
}

}  // namespace mektep::client::test
