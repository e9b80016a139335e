#include "server/store/file_names.h"

#include "shared/model/attachment.h"

namespace mektep::server {
namespace {

std::set<Hash32> files_of(const RecordState& record) {
  std::set<Hash32> files;
  for (const auto& [cell, live] : record.cells) {
    if (live.empty()) continue;
    if (const auto attachment = attachment_in(cell)) files.insert(attachment->file);
  }
  return files;
}

}  // namespace

void FileNames::derive(Integration& integration, ScopeNumber scope) {
  for (const auto& [key, before] : integration.scope(scope).before()) {
    const std::set<Hash32> now = files_of(integration.record(scope, key));
    if (now.empty() && files_of(before).empty()) continue;
    integration.work().put_files(scope, key, now);
  }
}

}  // namespace mektep::server
