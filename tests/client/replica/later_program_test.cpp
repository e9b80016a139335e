// What a later program or schema wrote, on a device that does not know it yet: kept, forwarded byte for byte,
// in the digests like everything else, and shown once it is understood.

#include "shared/model/record_id.h"
#include "shared/pack/pack.h"
#include "tests/client/replica/school.h"

namespace mektep::client::test {
namespace {

constexpr OpKind kind_of_later{7};
constexpr std::uint8_t tag_of_later = 77;

std::string later_schema() {
  std::string document = shipped_schema();
  document.replace(document.find("version = 2"), 11, "version = 3");
  return document + R"(
[[type]]
number = 200
name = "book_loan"
scope = "school"
labels = { kk = "Кітап беру", ru = "Выдача книги", en = "Book loan" }
writers = ["coordinator"]
title = ["book"]
  [[type.field]]
  number = 1
  name = "book"
  kind = "text"
  labels = { kk = "Кітап", ru = "Книга", en = "Book" }
)";
}

std::vector<Bytes> outgoing_packs(Device& device) {
  std::vector<Bytes> packs;
  for (const OutgoingPack& pack : device->outgoing(1U << 20U, {})) packs.push_back(pack.bytes);
  return packs;
}

Position position_in(Device& device, ScopeNumber scope) {
  for (const Cursor& cursor : device->cursors()) {
    if (cursor.scope == scope) return cursor.position;
  }
  return {};
}

// The laptop enrolled before the office added book loans and has not followed the network's scope since.
class LaterType : public ::testing::Test {
 protected:
  LaterType() {
    school_.server.publish_schema(later_schema());
    school_.pc.sync();
    loan_ = Form(*school_.pc, "book_loan").set("book", std::string("Абай жолы")).saved();
  }
  // Only the school's own log.
  void follow_school() {
    const Position from = position_in(school_.laptop, school);
    ASSERT_TRUE(school_.laptop->take_feed(school_.server.feed(school, from)).ok());
  }

  School school_;
  RecordName loan_;
};

TEST_F(LaterType, IsPartOfTheBaseBeforeItIsKnown) {
  school_.pc.sync();
  follow_school();
  EXPECT_EQ(school_.laptop->take_mark(school_.server.mark(school)).value(), MarkVerdict::equal);
  EXPECT_EQ(school_.laptop->read(loan_).error().code, "record.unknown_type");
  ListQuery query;
  query.type = "book_loan";
  EXPECT_EQ(school_.laptop->list(query).error().code, "type.unknown");
}

TEST_F(LaterType, IsShownOnceItsSchemaArrives) {
  school_.pc.sync();
  follow_school();
  school_.laptop.sync();
  EXPECT_EQ(text_of(read(school_.laptop, loan_), *school_.laptop, "book"), "Абай жолы");
  EXPECT_EQ(list(school_.laptop, "book_loan", "абай").size(), 1U) << "and found";
  EXPECT_EQ(school_.laptop.sync(), MarkVerdict::equal);
}

TEST_F(LaterType, IsForwardedByteForByteByWhoDoesNotKnowIt) {
  ASSERT_TRUE(school_.pc->seal({}).ok());
  const auto sealed = outgoing_packs(school_.pc);
  ASSERT_EQ(sealed.size(), 1U);
  ASSERT_TRUE(school_.laptop->take_raw(sealed[0]).ok());
  EXPECT_EQ(school_.laptop->read(loan_).error().code, "record.unknown_type");
  EXPECT_EQ(outgoing_packs(school_.laptop), sealed);

  // The laptop meets the server first; to the author its own pack comes back as it was sealed.
  const Position before = school_.server.position(school);
  school_.laptop.push_all({});
  const auto served = school_.server.feed(school, before);
  ASSERT_EQ(served.size(), 1U);
  EXPECT_EQ(served[0].pack, sealed[0]);
  school_.sync_all();
  EXPECT_EQ(text_of(read(school_.pc, loan_), *school_.pc, "book"), "Абай жолы");
  EXPECT_EQ(text_of(read(school_.laptop, loan_), *school_.laptop, "book"), "Абай жолы");
}

// A device with a program of next year seals ops whose kind and value nobody here has heard of.
class LaterProgram : public ::testing::Test {
 protected:
  LaterProgram() : random_(77), key_(SigningKey::draw(random_)) {
    school_.server.card(school, key_.public_key(), "next year", true, {{aigul.person, "coordinator"}});
    seminar_ = log_activity(school_.pc, "Семинар");
    school_.sync_all();
    Op unknown_kind;
    unknown_kind.kind = kind_of_later;
    unknown_kind.record = seminar_.key;
    unknown_kind.cell = {FieldNumber{6}, {}};
    unknown_kind.payload = {1, 2, 3, 4};
    Op unknown_value;
    unknown_value.record = seminar_.key;
    unknown_value.cell = {FieldNumber{8}, {}};
    unknown_value.value = UnknownValue{tag_of_later, {9, 8, 7}};
    content_.scope = school;
    content_.stream = StreamId{random_.u64() | 1U};
    content_.first = Sequence{1};
    content_.device = device_id_of(key_.public_key());
    content_.schema = 9;
    content_.changes.push_back({aigul.person, Lamport{50}, 0, {unknown_kind, unknown_value}});
    pack_ = seal_pack(content_, key_, random_).value();
  }

  School school_;
  SeededRandom random_;
  SigningKey key_;
  RecordName seminar_;
  PackContent content_;
  Bytes pack_;
};

TEST_F(LaterProgram, AnOpKindThatNobodyKnowsIsKeptAndDisturbsNothing) {
  ASSERT_EQ(school_.server.push(pack_).outcome, TinyAnswer::Outcome::stored);
  school_.sync_all();
  EXPECT_EQ(school_.laptop.sync(), MarkVerdict::equal);
  EXPECT_EQ(text_of(read(school_.laptop, seminar_), *school_.laptop, "topic"), "Семинар");
  EXPECT_TRUE(school_.laptop->conflicts().empty());
  EXPECT_TRUE(school_.laptop->held().empty());
  Form(*school_.laptop, read(school_.laptop, seminar_)).set("place", std::string("12-кабинет")).saved();
  school_.sync_all();
  EXPECT_EQ(text_of(read(school_.pc, seminar_), *school_.pc, "place"), "12-кабинет");
  EXPECT_EQ(school_.pc.sync(), MarkVerdict::equal);
}

TEST_F(LaterProgram, AnOpKindThatNobodyKnowsIsForwardedWithItsBytesAndItsChainHead) {
  ASSERT_TRUE(school_.pc->take_raw(pack_).ok());
  ASSERT_TRUE(school_.laptop->take_raw(outgoing_packs(school_.pc).at(0)).ok());
  const auto outgoing = school_.laptop->outgoing(1U << 20U, {});
  ASSERT_EQ(outgoing.size(), 1U);
  EXPECT_EQ(outgoing[0].bytes, pack_);
  EXPECT_EQ(outgoing[0].head, content_.head);
  const Position before = school_.server.position(school);
  school_.laptop.push_all({});
  const auto served = school_.server.feed(school, before);
  ASSERT_EQ(served.size(), 1U);
  EXPECT_EQ(served[0].pack, pack_);
  school_.sync_all();
  EXPECT_EQ(school_.pc.sync(), MarkVerdict::equal);
  EXPECT_EQ(school_.laptop.sync(), MarkVerdict::equal);
}

}  // namespace
}  // namespace mektep::client::test
