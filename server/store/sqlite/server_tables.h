#pragma once
// The tables that only a server's file has: registry, parked and held packs, tallies, audit. Migration
// steps, and rows as text and bytes. docs/storage.md describes them.

#include <span>

#include "server/store/registry.h"
#include "shared/sqlite/migration.h"

namespace mektep::server {

inline constexpr std::int32_t server_application_id = 0x4d4b5444;  // "MKTD"
std::span<const MigrationStep> server_migrations();

Bytes encode_shares(const std::vector<TallyShare>& shares);
// A damaged file throws.
std::vector<TallyShare> decode_shares(BytesView bytes);

Bytes encode_people(const std::vector<RecordId>& people);
std::vector<RecordId> decode_people(BytesView bytes);

}  // namespace mektep::server
