#pragma once
// The disk of one machine: it outlives the programs that use it, so a program may crash and start again; it
// can be copied as it lies there; its power can go, and its calls can fail. Owner: a node. One thread.

#include <exception>
#include <memory>
#include <optional>
#include <stdexcept>
#include <string>
#include <utility>

#include "shared/sqlite/database.h"
#include "tools/sim/faults.h"
#include "tools/sim/file_system.h"

namespace mektep::sim {

// The program died at a call of its store. Whoever ran it drops all of its objects.
class Crash : public std::runtime_error {
 public:
  explicit Crash(const std::string& where) : std::runtime_error(where) {}
};

class Disk {
 public:
  // `name`: unique in the process. `file`: the path of the program's database. The faults outlive the disk.
  Disk(std::string name, std::string file, Luck luck, Faults& faults);

  // For the program's connections; the disk outlives them.
  const std::string& vfs() const { return files_->name(); }
  FaultPoint fault_point();

  // What will happen, counted in calls from now, from 1: the program dies at a call of its store; the power
  // goes after a call that changes a file; a call of any kind fails, once.
  void crash_at(std::uint64_t calls) { crash_in_ = calls; }
  void cut_power_at(std::uint64_t calls) { cut_in_ = calls; }
  void fail_at(std::uint64_t calls) { fail_in_ = calls; }
  // There is no room for a write, once.
  void fill_at(std::uint64_t writes) { full_in_ = writes; }
  void be_sound();
  // A disk that confirms what it did not do: the judge must find it out.
  void lie_about_syncs() { files_->lie_about_syncs(); }

  // While the program works; its calls count then alone. Observers read as it does, and meet no fault.
  class Work {
   public:
    explicit Work(Disk& disk) : disk_(disk), before_(std::exchange(disk.at_work_, true)) {}
    ~Work() { disk_.at_work_ = before_; }
    Work(const Work&) = delete;
    Work& operator=(const Work&) = delete;

   private:
    Disk& disk_;
    bool before_;
  };
  // After each piece of work: nobody goes on without power. Throws Crash.
  void require_power() const;
  // What the program died of when this was thrown; empty when it lives on, as with a full disk. What the disk
  // has no part in is thrown on.
  std::optional<std::string> death_by(const std::exception_ptr& thrown) const;
  // Something failed since the last start.
  bool has_failed() const { return failed_ || files_->is_off(); }

  // The program is gone: its connections reach nothing any more. True when the power was off.
  bool end_life();

  // A connection of the observer's own, for reading between the program's transactions; until the next life.
  Database& observer();
  // As it lies there, with what was committed. `to` is empty.
  void copy_to(Disk& to) const { files_->copy_to(*to.files_); }
  // What stale connections still refer to.
  std::shared_ptr<FileSystem> files() const { return files_; }

 private:
  int fate_of(DiskCall call);

  std::shared_ptr<FileSystem> files_;
  std::string file_;
  Luck luck_;
  Faults& faults_;
  std::unique_ptr<Database> observer_;
  std::optional<std::uint64_t> crash_in_;
  std::optional<std::uint64_t> cut_in_;
  std::optional<std::uint64_t> fail_in_;
  std::optional<std::uint64_t> full_in_;
  bool at_work_ = false;
  bool failed_ = false;
};

}  // namespace mektep::sim
