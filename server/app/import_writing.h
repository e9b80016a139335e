#pragma once
// Carries a planned import out: one transaction with everything or nothing.
// Thread: the one that writes to the store.

#include "server/app/import_plan.h"
#include "server/store/integration.h"

namespace mektep::server {

struct ImportOutcome {
  std::size_t rows = 0;
  std::size_t changes = 0;  // rows that changed something
};

enum class ImportMode { write, dry_run };

// Plans against what is stored now and writes what differs, as the office's own changes. A dry run does
// the same and leaves nothing. Fails as plan_import does, with store.busy and pack.too_large.
Result<ImportOutcome> import_table(const ServerParts& parts, ImportKind kind, const CsvTable& table,
                                   ImportMode mode);

}  // namespace mektep::server
