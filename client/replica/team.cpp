#include "client/replica/team.h"

#include <algorithm>

#include "shared/merge/team.h"

namespace mektep::client {

bool Team::may_read(const RecordName& name, const RecordType& type, const RecordState& state,
                    const ReadingPerson& person) {
  if (!type.team_only) return true;
  if (!person) return false;
  const Named named = named_in(state, type, ground_.schema());
  if (named.people.contains(*person) || authors_of(state).contains(*person)) return true;
  return std::any_of(named.others.begin(), named.others.end(), [&](const Reference& other) {
    return is_named_by(other.scope.value == 0 ? name.scope : other.scope, other, *person);
  });
}

bool Team::is_named_by(ScopeNumber scope, const Reference& reference, RecordId person) {
  const RecordType* type = ground_.schema().type(reference.type);
  if (type == nullptr) return false;
  const RecordRow row = ground_.tables().read(scope, {reference.type, reference.id});
  return named_in(laid_over(row.base, row.pending), *type, ground_.schema()).people.contains(person);
}

}  // namespace mektep::client
