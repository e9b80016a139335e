#pragma once
// How versions are written. Inside a pack a name is one number; elsewhere the stream is spelt out.
// One thread; a coder lives as long as the archive it writes or reads.

#include <vector>

#include "shared/codec/archive.h"
#include "shared/codec/canonical.h"
#include "shared/model/version.h"

namespace mektep {

class Names {
 public:
  virtual ~Names() = default;
  virtual void write(OutArchive& archive, const Version& version) = 0;
  virtual Version read(InArchive& archive) = 0;
};

// name = uint(number × (foreign streams + 1) + stream): stream 0 is the own one and the number the
// distance back from the change's sequence; stream i is the i-th foreign one and the number its sequence.
class FrameNames final : public Names {
 public:
  FrameNames(const PackFrame& frame, Sequence sequence) : frame_(frame), sequence_(sequence) {}
  void write(OutArchive& archive, const Version& version) override;
  Version read(InArchive& archive) override;

  // The number itself, for those who write more into it.
  std::uint64_t number_of(const Version& version) const;
  Version version_of(std::uint64_t number, const InArchive& archive) const;

 private:
  const PackFrame& frame_;
  Sequence sequence_;
};

// name = uint(sequence × 2 + other) stream?: the stream is there when it is another than the last
// name's; before the first name it is 0, the drafts'.
class LooseNames final : public Names {
 public:
  void write(OutArchive& archive, const Version& version) override;
  Version read(InArchive& archive) override;

 private:
  StreamId last_;
};

// uint count, then the names, ascending.
void write_versions(OutArchive& archive, Names& names, const std::vector<Version>& versions);
std::vector<Version> read_versions(InArchive& archive, Names& names, std::size_t count_max);

// stamp = flags stream? sequence lamport author? wall, each as its difference from the stamp before.
// flags: 1 other stream, 2 other author. Before the first stamp all is zero.
class Stamps {
 public:
  void write(OutArchive& archive, const Stamp& stamp);
  Stamp read(InArchive& archive);
  const Stamp& last() const { return last_; }

 private:
  Stamp last_;
};

}  // namespace mektep
