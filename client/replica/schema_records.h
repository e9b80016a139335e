#pragma once
// The schema as it stands in the records of scope `network`: one record a type, its document in paragraphs
// that end with a line, joined in order. What a document does not carry (a broken one) is left out: its
// records wait untyped, nothing else is disturbed.

#include "shared/base/log.h"
#include "shared/store/record_tables.h"

namespace mektep::client {

Schema schema_of_records(const RecordTables& tables, Log& log);

}  // namespace mektep::client
