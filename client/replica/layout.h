#pragma once
// The tables of a replica's file besides those of shared/store: drafts, streams of its own, what is laid over
// the base, grants, and what search has seen. docs/storage.md describes them.
// Failures throw (sqlite/failure.h). Thread: the connection's.

#include <cstdint>
#include <string_view>

#include "shared/sqlite/database.h"

namespace mektep::client {

// "Mekt": tells a replica's file from others.
inline constexpr std::int32_t replica_application_id = 0x4d656b74;

// Brings the file to this program's format. Fails with store.newer_format, store.foreign_file, store.busy.
Status bring_layout(Database& database);

// Single numbers of the replica; an absent one reads as 0.
namespace setting {
inline constexpr std::string_view epoch = "epoch";
inline constexpr std::string_view server_wall_ms =
    "server_wall_ms";  // the server's clock at the last contact
inline constexpr std::string_view last_contact_ms = "last_contact_ms";  // this device's clock then
inline constexpr std::string_view last_receipt_ms = "last_receipt_ms";
inline constexpr std::string_view rewound_ms = "rewound_ms";    // when the base last went back: this device's clock
inline constexpr std::string_view handed_back = "handed_back";  // changes that had to be sent again then
inline constexpr std::string_view twin_ms = "twin_ms";  // when packs of this device came that it did not seal
inline constexpr std::string_view schema_stamp = "schema_stamp";    // raised when a schema record changes
inline constexpr std::string_view search_schema = "search_schema";  // the stamp that the index was made under
inline constexpr std::string_view searched_draft = "searched_draft";  // drafts up to here are indexed
inline constexpr std::string_view files_budget = "files_budget";  // bytes a day that files may take; 0: any
inline constexpr std::string_view files_day = "files_day";        // the day that the next one counts for
inline constexpr std::string_view files_spent = "files_spent";
}  // namespace setting

std::int64_t read_setting(Database& database, std::string_view name);
// Inside a transaction.
void write_setting(Database& database, std::string_view name, std::int64_t value);

}  // namespace mektep::client
