#include "client/cli/scope_labels.h"

namespace mektep::client {

std::string label_of(const ReplicaState& state, ScopeNumber scope) {
  for (const auto& [grant, cursor] : state.scopes) {
    if (grant.scope == scope) return grant.label;
  }
  return std::to_string(scope.value);
}

boost::json::array labels_of(const ReplicaState& state, const std::vector<ScopeNumber>& scopes) {
  boost::json::array labels;
  for (const auto scope : scopes) labels.push_back(boost::json::value(label_of(state, scope)));
  return labels;
}

}  // namespace mektep::client
