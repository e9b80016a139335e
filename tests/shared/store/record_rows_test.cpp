#include "shared/store/record_rows.h"

#include <gtest/gtest.h>

#include "tests/shared/store/store_fixture.h"

namespace mektep {
namespace {

using namespace test;

constexpr std::uint64_t hashed = std::uint64_t{1} << 63U;

class RecordRows : public testing::Test {
 protected:
  TestStore store_;
  const TypeTable& table_ = *store_.tables->table(visit);

  void write(std::uint64_t id) {
    write_row(*store_.database, table_, school, RecordId{id}, state_of({{scalar(field::topic), text("a")}}),
              {});
  }
  std::vector<std::uint64_t> ids(std::uint64_t first, std::uint64_t last, std::size_t most = 100) {
    std::vector<std::uint64_t> numbers;
    for (const RecordId id :
         ids_in(*store_.database, table_, school, {RecordId{first}, RecordId{last}}, most)) {
      numbers.push_back(id.value);
    }
    return numbers;
  }
};

using Numbers = std::vector<std::uint64_t>;

TEST_F(RecordRows, IdsWithTheFlagComeAfterThoseWithout) {
  auto transaction = store_.begin();
  for (const std::uint64_t id : {hashed | 1, std::uint64_t{2}, hashed, std::uint64_t{1}}) write(id);
  EXPECT_EQ(ids(0, ~0ULL), (Numbers{1, 2, hashed, hashed | 1}));
  EXPECT_EQ(ids(0, ~0ULL, 3), (Numbers{1, 2, hashed}));
  EXPECT_EQ(ids(2, hashed), (Numbers{2, hashed}));
  EXPECT_EQ(ids(hashed, hashed), (Numbers{hashed}));
  EXPECT_EQ(ids(0, 1), (Numbers{1}));
}

TEST_F(RecordRows, UnknownTypesAreReadTheSameWay) {
  auto transaction = store_.begin();
  const RecordState state = state_of({{scalar(FieldNumber{1}), text("a")}});
  for (const std::uint64_t id : {hashed | 1, std::uint64_t{2}}) {
    write_unknown_row(*store_.database, school, {TypeNumber{900}, RecordId{id}}, state, {});
  }
  EXPECT_EQ(unknown_ids_in(*store_.database, TypeNumber{900}, school, {RecordId{0}, RecordId{~0ULL}}, 9),
            (std::vector{RecordId{2}, RecordId{hashed | 1}}));
  EXPECT_TRUE(
      unknown_ids_in(*store_.database, TypeNumber{901}, school, {RecordId{0}, RecordId{~0ULL}}, 9).empty());
  EXPECT_EQ(read_unknown_row(*store_.database, school, {TypeNumber{900}, RecordId{2}}).base, state);
}

TEST_F(RecordRows, ARowKeepsItsPlaceInTheTableWhenItIsWrittenAgain) {
  auto transaction = store_.begin();
  write(1);
  write(2);
  const auto place = [&] {
    return store_.database->prepared("SELECT _n FROM r_visit WHERE id = 1").first<std::int64_t>();
  };
  const auto before = place();
  write(1);
  EXPECT_EQ(place(), before);
}

TEST_F(RecordRows, AnEmptyRowOfAnUnknownTypeIsDeleted) {
  auto transaction = store_.begin();
  const RecordKey key{TypeNumber{900}, RecordId{2}};
  write_unknown_row(*store_.database, school, key, state_of({{scalar(FieldNumber{1}), text("a")}}), {});
  write_unknown_row(*store_.database, school, key, {}, {});
  EXPECT_TRUE(read_unknown_row(*store_.database, school, key).empty());
  EXPECT_EQ(store_.database->prepared("SELECT count(*) FROM r_unknown").first<std::int64_t>(), 0);
}

TEST_F(RecordRows, WhatIsPendingComesBackWithItsBase) {
  auto transaction = store_.begin();
  const RecordState base = state_of({{scalar(field::topic), text("a")}});
  const std::vector<PendingOp> waiting{
      pending(write_op(lesson, scalar(field::topic), text("b"), {ver(1, 1)}), 4)};
  write_row(*store_.database, table_, school, lesson.id, base, waiting);
  EXPECT_EQ(read_row(*store_.database, table_, school, lesson.id), (RecordRow{base, waiting}));
  const RecordKey unknown{TypeNumber{900}, lesson.id};
  write_unknown_row(*store_.database, school, unknown, base, waiting);
  EXPECT_EQ(read_unknown_row(*store_.database, school, unknown), (RecordRow{base, waiting}));
}

TEST_F(RecordRows, WhatIsShownIsWhatWasSavedOverTheBase) {
  auto transaction = store_.begin();
  write_row(*store_.database, table_, school, lesson.id, state_of({{scalar(field::topic), text("a")}}),
            {pending(write_op(lesson, scalar(field::topic), text("b"), {ver(1, 1)}), 4)});
  EXPECT_EQ(store_.database->prepared("SELECT topic FROM r_visit").first<std::string>(), "b");
}

TEST_F(RecordRows, RivalsAreListedAsConflictsUntilOneIsChosen) {
  auto transaction = store_.begin();
  const auto conflicts = [&] {
    return store_.database->prepared("SELECT count(*) FROM conflict").first<std::int64_t>();
  };
  RecordState rivals;
  rivals.cells[scalar(field::topic)] = {live(text("a"), ver(1, 1)), live(text("b"), ver(2, 1))};
  write_row(*store_.database, table_, school, lesson.id, rivals, {});
  EXPECT_EQ(conflicts(), 1);
  write_row(*store_.database, table_, school, lesson.id, state_of({{scalar(field::topic), text("a")}}), {});
  EXPECT_EQ(conflicts(), 0);
}

TEST_F(RecordRows, ConflictsOfOneRecordAreNotAnothers) {
  auto transaction = store_.begin();
  RecordState rivals;
  rivals.cells[scalar(field::topic)] = {live(text("a"), ver(1, 1)), live(text("b"), ver(2, 1))};
  write_row(*store_.database, table_, school, RecordId{1}, rivals, {});
  write_row(*store_.database, table_, school, RecordId{2}, rivals, {});
  write_row(*store_.database, table_, school, RecordId{1}, {}, {});
  EXPECT_EQ(store_.database->prepared("SELECT id FROM conflict").first<std::int64_t>(), 2);
}

TEST_F(RecordRows, RowsOfAnotherScopeAreNotSeen) {
  auto transaction = store_.begin();
  write(1);
  EXPECT_TRUE(read_row(*store_.database, table_, other_school, RecordId{1}).empty());
  EXPECT_TRUE(ids_in(*store_.database, table_, other_school, {RecordId{0}, RecordId{~0ULL}}, 9).empty());
}

TEST_F(RecordRows, AnEmptyRowIsDeleted) {
  auto transaction = store_.begin();
  write(1);
  write_row(*store_.database, table_, school, RecordId{1}, {}, {});
  EXPECT_TRUE(ids(0, ~0ULL).empty());
  EXPECT_TRUE(read_row(*store_.database, table_, school, RecordId{1}).empty());
}

}  // namespace
}  // namespace mektep
