#pragma once
// The files of a record on the command line: what --attach, --detach and --save mean, and how files are shown.

#include <boost/json/array.hpp>

#include "client/cli/session.h"

namespace mektep::client {

// Adds the files of --attach, and takes away those that --detach names by title, to the fields of a save;
// `record`: as it is, null for a new one. The files stand on the shelf when it returns. Fails with
// file.not_for_type (type), file.too_many (limit), file.not_attached (given), and as ReplicaFiles::keep does.
Status add_attachments(const Run& run, const RecordType& type, const ReadRecord* record,
                       std::vector<FieldWrite>& fields);

// {"name", "size", "media_type", "file", "state", "code"} of each.
boost::json::array attachments_to_json(const Run& run, const ReadRecord& record);
// One line each; nothing when there are none.
void print_attachments(const Run& run, const ReadRecord& record);

// Copies of all files of the record into a folder; what is not here is asked for at the next contact, and
// then this fails with file.fetched_later (count): there is a link to wait for. Fails with file.*.
Status save_attachments(const Run& run, const ReadRecord& record, const Path& folder);

// What `status` and `outbox` say of files.
boost::json::object file_figures_to_json(const Run& run);
void print_file_figures(const Run& run);
boost::json::array unsent_files_to_json(const Run& run);

// "none", or a count of bytes with k or M behind it: what files may take of the link each day, remembered.
// Fails with cli.not_a_size (given).
Status set_files_budget(const Run& run, const std::string& typed);

}  // namespace mektep::client
