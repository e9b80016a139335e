#include "tools/sim/disk.h"

#include "shared/sqlite/failure.h"

namespace mektep::sim {
namespace {

constexpr double full_chance = 0.4;

int failure_of(DiskCall call) {
  switch (call) {
    case DiskCall::read:
      return SQLITE_IOERR_READ;
    case DiskCall::write:
      return SQLITE_IOERR_WRITE;
    case DiskCall::sync:
      return SQLITE_IOERR_FSYNC;
    case DiskCall::truncate:
      return SQLITE_IOERR_TRUNCATE;
    default:
      return SQLITE_IOERR;
  }
}

}  // namespace

Disk::Disk(std::string name, std::string file, Luck luck, Faults& faults)
    : files_(std::make_shared<FileSystem>(std::move(name))),
      file_(std::move(file)),
      luck_(luck),
      faults_(faults) {
  files_->before = [this](DiskCall call) { return fate_of(call); };
  files_->after = [this](DiskCall) {
    if (!at_work_ || !cut_in_ || --*cut_in_ > 0) return;
    cut_in_.reset();
    files_->switch_off();
  };
}

FaultPoint Disk::fault_point() {
  return [this](std::string_view where) {
    if (!at_work_ || !crash_in_ || --*crash_in_ > 0) return;
    crash_in_.reset();
    throw Crash(std::string(where));
  };
}

int Disk::fate_of(DiskCall call) {
  if (!at_work_) return SQLITE_OK;
  const bool full = call == DiskCall::write && full_in_ && --*full_in_ == 0;
  const bool fails = fail_in_ && --*fail_in_ == 0;
  if (!full && !fails) return SQLITE_OK;
  (full ? full_in_ : fail_in_).reset();
  faults_.count(Fault::io_error);
  if (full || (call == DiskCall::write && luck_.chance(full_chance))) return SQLITE_FULL;
  failed_ = true;
  return failure_of(call);
}

void Disk::be_sound() {
  crash_in_.reset();
  cut_in_.reset();
  fail_in_.reset();
  full_in_.reset();
}

void Disk::require_power() const {
  if (files_->is_off()) throw Crash("power");
}

std::optional<std::string> Disk::death_by(const std::exception_ptr& thrown) const {
  try {
    std::rethrow_exception(thrown);
  } catch (const Crash& where) {
    return where.what();
  } catch (const DiskFull& full) {
    return has_failed() ? std::optional<std::string>(full.what()) : std::nullopt;
  } catch (const DatabaseFailure& failure) {
    if (!has_failed()) throw;
    return failure.what();
  }
}

bool Disk::end_life() {
  observer_.reset();
  const bool was_off = files_->is_off();
  if (files_->begin_life(luck_)) faults_.count(Fault::torn);
  failed_ = false;
  be_sound();
  return was_off;
}

Database& Disk::observer() {
  if (!observer_) {
    Database::Options options;
    options.location = file_;
    options.vfs = files_->name();
    options.read_only = true;
    auto opened = Database::open(std::move(options));
    if (!opened) throw std::runtime_error(describe(opened.error()));
    observer_ = std::move(*opened);
  }
  return *observer_;
}

}  // namespace mektep::sim
