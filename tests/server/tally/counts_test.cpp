#include "server/tally/counts.h"

#include "server/tally/indicators.h"
#include "tests/server/tally/tally_fixture.h"

namespace mektep::server::test {
namespace {

using report::CountRow;
using report::Counts;

constexpr TypeNumber loan_type{200};
constexpr RecordId east{1};

// The schema with a type that no program was built with.
std::string schema_with_loans() {
  return tally_schema() + type_text(200, "book_loan", "school", "book") + field_text(1, "book", text_kind()) +
         field_text(2, "language", code_kind()) + field_text(3, "lent", date_kind()) +
         field_text(4, "price", hours_kind()) +
         tally_text(1, "book_loans", "by = [\"language\", \"lent:month\"]") +
         tally_text(2, "book_prices", "sum = \"price\"\n  by = [\"language\"]");
}

class CountsTest : public ::testing::TestWithParam<StoreKind> {
 protected:
  CountsTest() {
    network.save(network_scope, org_unit_type, 1, {{1, std::string("630000000")}});
    network.save(network_scope, school_type, 11,
                 {{1, std::string("KZ61-0203")}, {7, refers(org_unit_type, 1)}});
  }
  void lend(std::uint64_t id, const std::string& language, std::string_view day, std::int64_t price) {
    network.save(network.scope(), loan_type, id,
                 {{1, std::string("Абай жолы")}, {2, language}, {3, date(day)}, {4, decimal(price)}});
  }
  std::vector<Counts> all(const report::Span& span = {}, bool by_region = true) const {
    const Directory directory = network.directory();
    return report::counts({*network.reader, network.store->schema(), directory},
                          {span, by_region, *parse_date("2023-01-01")}, {"activities", "hours"});
  }
  Counts counts(const std::string& tally, const report::Span& span = {}, bool by_region = true) const {
    for (const Counts& one : all(span, by_region)) {
      if (one.tally == tally) return one;
    }
    return {};
  }

  TallyNetwork network{GetParam(), schema_with_loans()};
};

INSTANTIATE_TEST_SUITE_P(Stores, CountsTest, ::testing::Values(StoreKind::sqlite, StoreKind::memory),
                         name_of);

TEST_P(CountsTest, ATypeThatANetworkAddedIsCountedByRegionAndItsDimensions) {
  lend(1, "kk", "2021-02-14", 100);
  lend(2, "kk", "2021-02-15", 250);
  lend(3, "ru", "2021-03-01", 50);
  const Counts loans = counts("book_loans");
  EXPECT_EQ(loans.rows,
            (std::vector<CountRow>{{east, {"kk", "2021-02"}, 2, 0}, {east, {"ru", "2021-03"}, 1, 0}}));
  EXPECT_EQ(loans.total, 3);
  EXPECT_EQ(loans.dimensions, (std::vector<std::string>{"language", "lent:month"}));
  EXPECT_EQ(loans.codebooks, (std::vector<std::string>{"book", ""}));
  EXPECT_TRUE(loans.dated);
}

TEST_P(CountsTest, SumsKeepTheScaleOfTheirField) {
  lend(1, "kk", "2021-02-14", 100);
  lend(2, "kk", "2021-05-15", 250);
  const Counts prices = counts("book_prices");
  EXPECT_EQ(prices.scale, 2);
  EXPECT_EQ(prices.total, 350);
  EXPECT_FALSE(prices.dated);
}

TEST_P(CountsTest, APeriodCutsWhatHasADateAndNothingElse) {
  lend(1, "kk", "2021-02-14", 100);
  lend(2, "kk", "2021-05-15", 250);
  const report::Span quarter{"2021-01-11", "2021-03-20"};
  EXPECT_EQ(counts("book_loans", quarter).total, 1);
  EXPECT_EQ(counts("book_prices", quarter).total, 350);
}

TEST_P(CountsTest, RegionsAreLeftOutWhereNobodyAsks) {
  lend(1, "kk", "2021-02-14", 100);
  EXPECT_EQ(counts("book_loans", {}, false).rows,
            (std::vector<CountRow>{{RecordId{0}, {"kk", "2021-02"}, 1, 0}}));
}

TEST_P(CountsTest, WhatWasWithdrawnIsNoRow) {
  lend(1, "kk", "2021-02-14", 100);
  network.withdraw(network.scope(), loan_type, 1);
  EXPECT_TRUE(counts("book_loans").rows.empty());
}

TEST_P(CountsTest, TheOfficesListsAndWhatIsShownElsewhereAreLeftOut) {
  std::vector<std::string> names;
  for (const Counts& one : all()) names.push_back(one.tally);
  EXPECT_EQ(names, (std::vector<std::string>{"participants", "person_hours", "participants_distinct",
                                             "book_loans", "book_prices"}));
}

TEST_P(CountsTest, TheIndicatorsCarryWhatTheirTableHasNoColumnFor) {
  lend(1, "kk", "2021-02-14", 100);
  const Directory directory = network.directory();
  const auto table = report::indicators({*network.reader, network.store->schema(), directory},
                                        {"", {}, *parse_date("2023-01-01")});
  ASSERT_TRUE(table.ok());
  ASSERT_EQ(table->others.size(), 3U);
  EXPECT_EQ(table->others[0].tally, "participants_distinct");
  EXPECT_EQ(table->others[1].total, 1);
}

TEST(Span, TouchesWhatLiesInItWhateverTheGrain) {
  const report::Span quarter{"2021-01-11", "2021-03-20"};
  for (const std::string date : {"2021-01-11", "2021-03-20", "2021-01", "2021-03", "2021"}) {
    EXPECT_TRUE(quarter.touches(date)) << date;
  }
  for (const std::string date : {"2021-01-10", "2021-03-21", "2020-12", "2021-04", "2020", ""}) {
    EXPECT_FALSE(quarter.touches(date)) << date;
  }
  EXPECT_TRUE(report::Span{}.touches("")) << "all time holds what has no date too";
}

}  // namespace
}  // namespace mektep::server::test
