#pragma once
// The history of a record, for people and as JSON (docs/cli.md).

#include <boost/json/array.hpp>

#include "client/cli/session.h"

namespace mektep::client {

boost::json::array history_to_json(const Run& run, const RecordName& name, const RecordType& type,
                                   const std::vector<HistoryEntry>& history);

// What this file let go of a record's history, asked of the server; nothing when all of it is here. Without a
// link it is not whole.
struct OlderHistory {
  std::vector<Recalled> packs;
  bool whole = true;
};
OlderHistory older_history(const Run& run, const RecordName& name);

// A line for each field, in words of the language of the run.
void print_history(const Run& run, const RecordName& name, const RecordType& type,
                   const std::vector<HistoryEntry>& history);

}  // namespace mektep::client
