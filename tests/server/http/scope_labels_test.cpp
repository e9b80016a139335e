#include "server/http/scope_labels.h"

#include "tests/server/store/network_fixture.h"

namespace mektep::server::test {
namespace {

class ScopeLabels : public ::testing::Test {
 protected:
  Network network_{StoreKind::memory};
};

TEST_F(ScopeLabels, SchoolsAreCalledByTheirCodes) {
  EXPECT_EQ(label_of(school_scope(network_.school.number), *network_.reader), "school/KZ61-0203");
  EXPECT_EQ(label_of(desk_scope(network_.other_school.number), *network_.reader), "desk/KZ75-0001");
  EXPECT_EQ(code_of(network_.school.number, *network_.reader), "KZ61-0203");
}

TEST_F(ScopeLabels, APairNamesBothInOrder) {
  const auto label = label_of(pair_scope(network_.other_school.number, network_.school.number), *network_.reader);
  EXPECT_EQ(label, "pair/KZ61-0203-KZ75-0001");
}

TEST_F(ScopeLabels, TheOrderIsThatOfTheCodesNotOfTheNumbers) {
  const School later = register_school(network_.parts, "KZ10-0009").value();
  EXPECT_EQ(label_of(pair_scope(network_.school.number, later.number), *network_.reader), "pair/KZ10-0009-KZ61-0203");
}

TEST_F(ScopeLabels, TheNetworkIsOneAndSitesAndTopicsAreNumbered) {
  EXPECT_EQ(label_of(network_scope, *network_.reader), "network");
  EXPECT_EQ(label_of(site_scope(3), *network_.reader), "site/3");
  EXPECT_EQ(label_of(topic_scope(12), *network_.reader), "topic/12");
}

TEST_F(ScopeLabels, AnUnknownSchoolShowsItsNumber) {
  EXPECT_EQ(label_of(school_scope(SchoolNumber{404}), *network_.reader), "school/404");
}

TEST_F(ScopeLabels, AScopeIsFoundByItsLabel) {
  EXPECT_EQ(scope_labelled("school/KZ61-0203", *network_.reader), school_scope(network_.school.number));
  EXPECT_FALSE(scope_labelled("school/KZ00-0000", *network_.reader).has_value());
  EXPECT_FALSE(scope_labelled("", *network_.reader).has_value());
}

}  // namespace
}  // namespace mektep::server::test
