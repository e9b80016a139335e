#pragma once
// The history of a record, for people and as JSON (docs/cli.md).

#include <boost/json/array.hpp>

#include "client/cli/session.h"

namespace mektep::client {

boost::json::array history_to_json(const Run& run, const RecordName& name, const RecordType& type,
                                   const std::vector<HistoryEntry>& history);

// A line for each field, in words of the language of the run.
void print_history(const Run& run, const RecordName& name, const RecordType& type,
                   const std::vector<HistoryEntry>& history);

}  // namespace mektep::client
