#pragma once
// The merge rule of one record: live(cell) = ops on the cell minus what some known op supersedes.
// Pure; order of arrival, clocks and devices play no part.

#include "shared/model/record.h"

namespace mektep {

// Applies one cell op to the state of its record. `without_value`: only the supersession counts (R5).
void merge_op(RecordState& state, const Op& op, const Stamp& stamp, bool without_value = false);

// Whether the record is gone: its live withdraws together cover all its live versions and no live
// restore exists. A record with no live version at all is gone too.
bool is_gone(const RecordState& state);
// Withdrawn by someone while somebody else edited: it stays, marked.
bool is_edited_while_withdrawn(const RecordState& state);

// The live versions that no live withdraw covers, life aside: the edits that keep a withdrawn record.
std::vector<Version> uncovered_versions(const RecordState& state);

// All live versions of the record's cells but the life cell: what a withdraw covers.
std::vector<Version> live_versions(const RecordState& state);

// The live value that is shown: highest Lamport time, ties by stream id, then sequence.
// The cell is not empty.
const LiveValue& shown_of(const Cell& cell);
// Whether two values read alike: after trimming (texts: surrounding white space, no-break spaces); blank
// is like empty.
bool shown_alike(const LiveValue& left, const LiveValue& right);
// Two live values that do not read alike.
bool in_conflict(const Cell& cell);

}  // namespace mektep
