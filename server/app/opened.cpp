#include "server/app/opened.h"

namespace mektep::server {

Result<Opened> open_for_reading(const Run& run) {
  auto folder = ServerFolder::open(run.place, run.directory(), ServerFolder::Use::command);
  if (!folder) return folder.error();
  auto reader = (*folder)->store().reader();
  if (!reader) return reader.error();
  return Opened{std::move(*folder), std::move(*reader)};
}

}  // namespace mektep::server
