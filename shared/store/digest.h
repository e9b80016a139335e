#pragma once
// The state digest of a scope, from its rows: what the incremental one must equal. Over the base alone.

#include <optional>

#include "shared/crypto/hash.h"
#include "shared/store/record_tables.h"

namespace mektep {

// What the state digest adds for a record; nothing for one without live values.
std::optional<Hash16> record_hash(const RecordKey& key, const RecordState& state);

// Reads the whole scope.
HashSum state_digest_of(const RecordTables& tables, ScopeNumber scope);

}  // namespace mektep
