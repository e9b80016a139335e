#pragma once
// The pair of archives behind every format, and the only user of cereal.
//   uint   LEB128, minimal          sint  zigzag, then uint       bool  0 or 1     one byte  as it is
//   bytes, text, vector             uint size, then the content   map, set         keys ascend strictly
//   random 64-bit ids               8 bytes, big-endian           FixedBytes       as they are
// Sizes are checked against the bytes that remain, and memory grows with what was read, never with what
// was announced. Pointers, polymorphic classes, floating point and bare enumerations do not compile.
// One archive, one thread. Views that a reader returns live as long as its input.

#include <cereal/cereal.hpp>
#include <stdexcept>
#include <string>
#include <type_traits>

#include "shared/base/bytes.h"
#include "shared/base/ids.h"
#include "shared/base/limits.h"
#include "shared/base/result.h"

namespace mektep {

// Thrown while reading and caught in `read_whole`: it never leaves the room that reads.
class Malformed : public std::runtime_error {
 public:
  Malformed(const char* what, std::size_t offset) : std::runtime_error(what), offset_(offset) {}
  std::size_t offset() const { return offset_; }

 private:
  std::size_t offset_;
};

class OutArchive : public cereal::OutputArchive<OutArchive, cereal::AllowEmptyClassElision> {
 public:
  OutArchive() : OutputArchive(this) {}

  void u8(std::uint8_t value) { out_.push_back(value); }
  void uint(std::uint64_t value);
  void sint(std::int64_t value);
  void fixed64(std::uint64_t value) { append_u64(out_, value); }
  void raw(BytesView bytes) { out_.insert(out_.end(), bytes.begin(), bytes.end()); }
  void bytes(BytesView bytes);
  void text(std::string_view text) { bytes(view_of(text)); }

  std::size_t size() const { return out_.size(); }
  Bytes take() { return std::move(out_); }

 private:
  Bytes out_;
};

class InArchive : public cereal::InputArchive<InArchive, cereal::AllowEmptyClassElision> {
 public:
  explicit InArchive(BytesView input) : InputArchive(this), input_(input) {}

  std::uint8_t u8();
  // Refuses what is greater than `greatest`.
  std::uint64_t uint(std::uint64_t greatest = UINT64_MAX);
  std::int64_t sint();
  std::uint64_t fixed64() { return load_u64(raw(8)); }
  BytesView raw(std::size_t size);
  BytesView bytes(std::size_t size_max = SIZE_MAX);
  std::string_view text(std::size_t size_max = SIZE_MAX) { return text_of(bytes(size_max)); }
  // The number of elements that follow, each of at least `element_bytes_min` bytes.
  std::size_t count(std::size_t element_bytes_min, std::size_t count_max = SIZE_MAX);

  std::size_t remaining() const { return input_.size() - at_; }
  std::size_t offset() const { return at_; }
  void require(bool holds, const char* what) const {
    if (!holds) fail(what);
  }
  [[noreturn]] void fail(const char* what) const { throw Malformed(what, at_); }

  void enter();
  void leave() { --depth_; }

 private:
  BytesView input_;
  std::size_t at_ = 0;
  std::size_t depth_ = 0;
};

// Reads one whole value; bytes left over are an error. Fails with codec.malformed (what, offset).
// `read` takes the archive and returns the value.
template <class Read>
auto read_whole(BytesView input, Read read) -> Result<std::invoke_result_t<Read, InArchive&>> {
  try {
    InArchive archive(input);
    auto value = read(archive);
    archive.require(archive.remaining() == 0, "trailing");
    return value;
  } catch (const Malformed& malformed) {
    return refused("codec.malformed")
        .with("what", malformed.what())
        .with("offset", std::to_string(malformed.offset()));
  }
}

// A zigzag number: small for small magnitudes of either sign.
constexpr std::uint64_t zigzag(std::int64_t value) {
  return (static_cast<std::uint64_t>(value) << 1U) ^ static_cast<std::uint64_t>(value >> 63U);
}
constexpr std::int64_t unzigzag(std::uint64_t value) {
  return static_cast<std::int64_t>((value >> 1U) ^ (0 - (value & 1U)));
}

}  // namespace mektep

#include "shared/codec/archive_types.h"
