#include "client/cli/scope_labels.h"

#include <gtest/gtest.h>

namespace mektep::client {
namespace {

TEST(ScopeLabels, AScopeIsCalledAsItsGrantSaysAndElseByItsNumber) {
  ReplicaState state;
  state.scopes = {{{ScopeNumber{7}, "school/KZ61-0203", true}, {}}};
  EXPECT_EQ(label_of(state, ScopeNumber{7}), "school/KZ61-0203");
  EXPECT_EQ(label_of(state, ScopeNumber{8}), "8");
  EXPECT_EQ(labels_of(state, {ScopeNumber{8}, ScopeNumber{7}}).size(), 2U);
}

}  // namespace
}  // namespace mektep::client
