#pragma once
// The disk under one SQLite file: it outlives the connections of the program that uses it, so a program may
// crash and start again; it can be copied as it lies there; and it says when the program dies.
// The file is a memory database that every connection of this process finds by its name.

#include <memory>
#include <optional>
#include <stdexcept>
#include <string>
#include <utility>

#include "shared/sqlite/database.h"

namespace mektep::sim {

// The program died at a call of its store. Whoever ran it drops all of its objects.
class Crash : public std::runtime_error {
 public:
  explicit Crash(const std::string& where) : std::runtime_error(where) {}
};

class Disk {
 public:
  // `name` is made of letters and digits, unique in the process. `location`: a URI of that memory database.
  explicit Disk(std::string location);

  // For the fault point of the program's connection; the disk outlives it.
  FaultPoint fault_point();
  // The program dies at its `calls`-th call from now, counted from 1.
  void crash_at(std::uint64_t calls) { crash_in_ = calls; }
  void be_sound() { crash_in_.reset(); }
  bool will_crash() const { return crash_in_.has_value(); }
  std::uint64_t calls() const { return calls_; }

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

  // A connection of the observer's own, for reading between the program's transactions.
  Database& observer() { return *observer_; }
  // As it lies there, with what was committed. `to` is empty.
  void copy_to(Disk& to);

 private:
  std::string location_;
  std::unique_ptr<Database> observer_;
  std::optional<std::uint64_t> crash_in_;
  std::uint64_t calls_ = 0;
  bool at_work_ = false;
};

}  // namespace mektep::sim
