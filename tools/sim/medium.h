#pragma once
// One file on a simulated medium: what programs see, and what would be left if the power went now. A write is
// durable once a sync returned; what lies between may survive, or not, or in part, in any order.
// Owner: FileSystem. One thread.

#include <cstdint>
#include <vector>

#include "shared/base/bytes.h"
#include "tools/sim/luck.h"

namespace mektep::sim {

class Medium {
 public:
  std::uint64_t size() const { return seen_.size(); }
  // As many bytes as there are from `offset` on; the rest of `out` becomes zero. How many there were.
  std::size_t read(std::uint64_t offset, std::span<std::uint8_t> out) const;
  void write(std::uint64_t offset, BytesView bytes);
  void truncate(std::uint64_t size);
  void sync();

  // The power was off. Some of what no sync confirmed is there; true when a write is there in part.
  bool lose_power(Luck& luck);
  // A file that was made and never synced may be gone with its name.
  bool has_durable_name() const { return synced_; }
  // As programs see it, all of it durable: what a backup or an image of the disk holds.
  Medium copy() const;

 private:
  struct Pending {
    bool truncates = false;
    std::uint64_t offset = 0;  // or the new size
    Bytes bytes;
  };
  static void apply(const Pending& step, Bytes& to);
  bool keep_beginning(Luck& luck);
  bool keep_sectors(Luck& luck);

  Bytes seen_;
  Bytes durable_;
  std::vector<Pending> pending_;
  bool synced_ = false;
};

}  // namespace mektep::sim
