#include "shared/codec/names.h"

#include <algorithm>
#include <cassert>

namespace mektep {
namespace {

constexpr std::uint8_t other_stream = 1;
constexpr std::uint8_t other_author = 2;

// Differences modulo 2^64, so that every pair of numbers has one.
std::int64_t difference(std::uint64_t to, std::uint64_t from) { return static_cast<std::int64_t>(to - from); }
std::uint64_t moved(std::uint64_t from, std::int64_t by) { return from + static_cast<std::uint64_t>(by); }

}  // namespace

std::uint64_t FrameNames::number_of(const Version& version) const {
  const std::uint64_t streams = frame_.foreign.size() + 1;
  if (version.stream == frame_.stream) {
    assert(version.sequence < sequence_ && version.sequence.value > 0);
    return std::uint64_t{sequence_.value - version.sequence.value} * streams;
  }
  const auto found = std::lower_bound(frame_.foreign.begin(), frame_.foreign.end(), version.stream);
  assert(found != frame_.foreign.end() && *found == version.stream && version.sequence.value > 0);
  return version.sequence.value * streams + static_cast<std::uint64_t>(found - frame_.foreign.begin()) + 1;
}

Version FrameNames::version_of(std::uint64_t number, const InArchive& archive) const {
  const std::uint64_t streams = frame_.foreign.size() + 1;
  const std::uint64_t value = number / streams;
  const std::uint64_t stream = number % streams;
  archive.require(value > 0 && value <= UINT32_MAX, "name");
  const auto sequence = static_cast<std::uint32_t>(value);
  if (stream != 0) return {frame_.foreign[stream - 1], Sequence{sequence}};
  archive.require(sequence < sequence_.value, "name");
  return {frame_.stream, Sequence{sequence_.value - sequence}};
}

void FrameNames::write(OutArchive& archive, const Version& version) { archive.uint(number_of(version)); }
Version FrameNames::read(InArchive& archive) { return version_of(archive.uint(), archive); }

void LooseNames::write(OutArchive& archive, const Version& version) {
  const bool other = version.stream != last_;
  archive.uint(std::uint64_t{version.sequence.value} * 2 + (other ? 1 : 0));
  if (other) archive(version.stream);
  last_ = version.stream;
}

Version LooseNames::read(InArchive& archive) {
  const std::uint64_t name = archive.uint(std::uint64_t{UINT32_MAX} * 2 + 1);
  if (name % 2 != 0) {
    StreamId stream;
    archive(stream);
    archive.require(stream != last_, "not minimal");
    last_ = stream;
  }
  return {last_, Sequence{static_cast<std::uint32_t>(name / 2)}};
}

void write_versions(OutArchive& archive, Names& names, const std::vector<Version>& versions) {
  assert(std::is_sorted(versions.begin(), versions.end()));
  archive.uint(versions.size());
  for (const Version& version : versions) names.write(archive, version);
}

std::vector<Version> read_versions(InArchive& archive, Names& names, std::size_t count_max) {
  const std::size_t count = archive.count(1, count_max);
  std::vector<Version> versions;
  versions.reserve(std::min<std::size_t>(count, 64));
  for (std::size_t at = 0; at < count; ++at) {
    const Version version = names.read(archive);
    archive.require(versions.empty() || versions.back() < version, "order");
    versions.push_back(version);
  }
  return versions;
}

void Stamps::write(OutArchive& archive, const Stamp& stamp) {
  const bool streams = stamp.version.stream != last_.version.stream;
  const bool authors = stamp.author != last_.author;
  archive.u8(static_cast<std::uint8_t>((streams ? other_stream : 0) | (authors ? other_author : 0)));
  if (streams) archive(stamp.version.stream);
  const std::int64_t sequence = stamp.version.sequence.value;
  archive.sint(streams ? sequence : sequence - std::int64_t{last_.version.sequence.value});
  archive.sint(difference(stamp.lamport.value, last_.lamport.value));
  if (authors) archive(stamp.author);
  archive.sint(
      difference(static_cast<std::uint64_t>(stamp.wall_ms), static_cast<std::uint64_t>(last_.wall_ms)));
  last_ = stamp;
}

Stamp Stamps::read(InArchive& archive) {
  const std::uint8_t flags = archive.u8();
  archive.require(flags <= (other_stream | other_author), "flags");
  Stamp stamp = last_;
  std::int64_t sequence = last_.version.sequence.value;
  if ((flags & other_stream) != 0) {
    archive(stamp.version.stream);
    archive.require(stamp.version.stream != last_.version.stream, "not minimal");
    sequence = 0;
  }
  const std::int64_t step = archive.sint();
  archive.require(step >= -sequence && step <= std::int64_t{UINT32_MAX} - sequence, "range");
  stamp.version.sequence.value = static_cast<std::uint32_t>(sequence + step);
  stamp.lamport.value = moved(last_.lamport.value, archive.sint());
  if ((flags & other_author) != 0) {
    archive(stamp.author);
    archive.require(stamp.author != last_.author, "not minimal");
  }
  stamp.wall_ms = static_cast<std::int64_t>(moved(static_cast<std::uint64_t>(last_.wall_ms), archive.sint()));
  last_ = stamp;
  return stamp;
}

}  // namespace mektep
