#include "tools/sim/disk.h"

#include "shared/sqlite/page_copy.h"

namespace mektep::sim {

Disk::Disk(std::string location) : location_(std::move(location)) {
  Database::Options options;
  options.location = location_;
  options.create = true;
  options.journal = Database::Journal::memory;
  auto opened = Database::open(std::move(options));
  if (!opened) throw std::runtime_error(describe(opened.error()));
  observer_ = std::move(*opened);
}

FaultPoint Disk::fault_point() {
  return [this](std::string_view where) {
    if (!at_work_) return;
    ++calls_;
    if (!crash_in_ || --*crash_in_ > 0) return;
    crash_in_.reset();
    throw Crash(std::string(where));
  };
}

void Disk::copy_to(Disk& to) { copy_pages(*observer_, *to.observer_); }

}  // namespace mektep::sim
