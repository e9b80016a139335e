#pragma once
// The schema as records of scope network: one a type, its document in paragraphs that end with a line.
// This is how it reaches the schools, and where the server itself reads it from.

#include "server/store/integration.h"
#include "shared/base/log.h"

namespace mektep::server {

// The whole schema as the office's own changes, against what is stored; answers with the count of types
// that changed. Fails as Integration::write does.
Result<std::size_t> write_schema(Integration& integration, const Schema& schema);

// What is stored. A document that this program cannot read is left out and logged: records of its type
// wait untyped, nothing else is disturbed.
Schema read_schema(const Reader& reader, Log& log);

}  // namespace mektep::server
