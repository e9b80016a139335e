#include "shared/merge/team.h"

#include <gtest/gtest.h>

#include "shared/merge/merge.h"
#include "shared/model/element.h"

namespace mektep {
namespace {

constexpr char document[] = R"(version = 1
[[type]]
number = 38
name = "person"
scope = "school"
labels = { kk = "a", ru = "a", en = "a" }
writers = ["coordinator"]
title = ["name"]
  [[type.field]]
  number = 1
  name = "name"
  kind = "text"
  labels = { kk = "a", ru = "a", en = "a" }
[[type]]
number = 41
name = "note"
scope = "school"
readers = "team"
labels = { kk = "a", ru = "a", en = "a" }
writers = ["coordinator"]
title = ["text"]
  [[type.field]]
  number = 1
  name = "text"
  kind = "text"
  labels = { kk = "a", ru = "a", en = "a" }
  [[type.field]]
  number = 2
  name = "observer"
  kind = "reference"
  type = "person"
  labels = { kk = "a", ru = "a", en = "a" }
  [[type.field]]
  number = 3
  name = "team"
  kind = "set"
  of = "reference"
  type = "person"
  labels = { kk = "a", ru = "a", en = "a" }
  [[type.field]]
  number = 4
  name = "about"
  kind = "reference"
  type = "note"
  labels = { kk = "a", ru = "a", en = "a" }
)";

constexpr TypeNumber person{38};
constexpr TypeNumber note{41};
constexpr RecordId aigul{11};
constexpr RecordId bolat{12};
constexpr RecordId dana{13};
using People = std::set<RecordId>;

class TeamOfARecord : public ::testing::Test {
 protected:
  TeamOfARecord() : schema_(*Schema::parse(document)) {}

  Version write(FieldNumber field, Value value, RecordId author = aigul, std::vector<Version> over = {},
                Bytes element = {}) {
    Op op;
    op.record = {note, RecordId{1}};
    op.cell = {field, std::move(element)};
    op.value = std::move(value);
    op.supersedes = std::move(over);
    const Stamp stamp{{StreamId{author.value}, Sequence{++written_}}, Lamport{written_}, author, 0};
    merge_op(state_, op, stamp);
    return stamp.version;
  }
  static Reference to(RecordId id, TypeNumber type = person) { return {ScopeNumber{0}, type, id}; }
  Named named() const { return named_in(state_, *schema_.type("note"), schema_); }

  Schema schema_;
  RecordState state_;
  std::uint32_t written_ = 0;
};

TEST_F(TeamOfARecord, IsWhomItsReferencesName) {
  write(FieldNumber{2}, to(bolat));
  write(FieldNumber{3}, Nothing{}, aigul, {}, element_key(ElementKind::reference, to(dana)));
  EXPECT_EQ(named().people, (People{bolat, dana}));
  EXPECT_TRUE(named().others.empty());
}

TEST_F(TeamOfARecord, LosesWhomALaterWriteReplaced) {
  const Version first = write(FieldNumber{2}, to(bolat));
  write(FieldNumber{2}, to(dana), aigul, {first});
  EXPECT_EQ(named().people, People{dana});
}

TEST_F(TeamOfARecord, HasBothWhileTwoWritesDisagree) {
  write(FieldNumber{2}, to(bolat), aigul);
  write(FieldNumber{2}, to(dana), bolat);
  EXPECT_EQ(named().people, (People{bolat, dana}));
}

TEST_F(TeamOfARecord, MayBeNamedByTheRecordsItRefersTo) {
  write(FieldNumber{4}, to(RecordId{77}, note));
  EXPECT_TRUE(named().people.empty());
  EXPECT_EQ(named().others, std::vector<Reference>{to(RecordId{77}, note)});
}

TEST_F(TeamOfARecord, IsNotGrownByTextsThatLookLikeNames) {
  write(FieldNumber{1}, std::string("Болат"));
  write(FieldNumber{2}, std::string("12"));
  write(FieldNumber{99}, to(bolat));
  EXPECT_TRUE(named().people.empty()) << "a field that this schema does not know names nobody yet";
}

TEST_F(TeamOfARecord, HasItsAuthorsAsLongAsSomethingOfTheirsLives) {
  const Version first = write(FieldNumber{1}, std::string("бірінші"), aigul);
  EXPECT_EQ(authors_of(state_), People{aigul});
  write(FieldNumber{1}, std::string("екінші"), bolat, {first});
  EXPECT_EQ(authors_of(state_), People{bolat});
}

TEST_F(TeamOfARecord, DoesNotCountTheServerAsAnAuthor) {
  write(FieldNumber{1}, std::string("қабылданды"), RecordId{0});
  EXPECT_TRUE(authors_of(state_).empty());
}

}  // namespace
}  // namespace mektep
