#pragma once
// How often each adversity really happened, under the names of the report. A run that meets none of a kind
// has proved nothing about it.

#include <array>
#include <cstdint>
#include <string_view>

namespace mektep::sim {

enum class Fault : std::uint8_t {
  cut,         // a connection ended in the middle of a conversation
  loss,        // a message came late because it was lost on the way
  duplicate,   // the server was sent what it had
  reorder,     // a pack came before what it names
  one_way,     // one direction stood still
  crash,       // a program died at a call of its store
  torn,        // a sector was written in part
  io_error,    // a call of the disk failed
  clock,       // a clock was wrong by years, or jumped
  restore,     // a folder went back to an older copy
  clone,       // two machines ran the same folder
  bundle,      // packs were carried by hand
  hub,         // packs went from device to device
  revoke,      // a device lost its card
  byzantine,   // a device sent what no program of ours makes
  old_schema,  // a device did not know a type that others wrote
  count_of_faults
};

inline constexpr std::size_t fault_count = static_cast<std::size_t>(Fault::count_of_faults);

constexpr std::array<std::string_view, fault_count> fault_names{
    "cut",   "loss",    "duplicate", "reorder", "one_way", "crash",  "torn",      "io_error",
    "clock", "restore", "clone",     "bundle",  "hub",     "revoke", "byzantine", "old_schema"};

class Faults {
 public:
  void count(Fault fault, std::uint64_t times = 1) { counts_[static_cast<std::size_t>(fault)] += times; }
  std::uint64_t operator[](Fault fault) const { return counts_[static_cast<std::size_t>(fault)]; }
  // Of the cuts: how many fell between two pieces of one frame.
  void count_cut_inside_frame() { ++cuts_inside_frame_; }
  std::uint64_t cuts_inside_frame() const { return cuts_inside_frame_; }
  void add(const Faults& more) {
    cuts_inside_frame_ += more.cuts_inside_frame_;
    for (std::size_t at = 0; at < fault_count; ++at) counts_[at] += more.counts_[at];
  }

 private:
  std::array<std::uint64_t, fault_count> counts_{};
  std::uint64_t cuts_inside_frame_ = 0;
};

}  // namespace mektep::sim
