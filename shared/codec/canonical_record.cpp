// record = uint count, stamps (ascending, each used); uint count, cells (ascending)
//   cell   = value, field and element behind the first value's flags; further values while MORE is set
//   value  = flags stamp? content
//   flags  = erased × 128 + other stamp × 64 + MORE × 32 + element given × 16 + content (ops.h)
//   field  = uint: difference from the field of the cell before
//   stamp  = uint: its place among the stamps, when it is another than the value's before

#include <algorithm>

#include "shared/codec/archive_model.h"
#include "shared/codec/canonical.h"
#include "shared/codec/ops.h"

namespace mektep {
namespace {

constexpr std::uint8_t content_mask = 0x0f;
constexpr std::uint8_t element_given = 0x10;
constexpr std::uint8_t more = 0x20;
constexpr std::uint8_t other_stamp = 0x40;
constexpr std::uint8_t erased = 0x80;
constexpr std::size_t cell_bytes_min = 2;
constexpr std::size_t stamp_bytes_min = 4;

std::vector<Stamp> stamps_of(const RecordState& state) {
  std::vector<Stamp> stamps;
  for (const auto& [key, cell] : state.cells) {
    for (const LiveValue& live : cell) {
      if (stamps.empty() || stamps.back() != live.stamp) stamps.push_back(live.stamp);
    }
  }
  std::sort(stamps.begin(), stamps.end());
  stamps.erase(std::unique(stamps.begin(), stamps.end()), stamps.end());
  return stamps;
}

class RecordWriter {
 public:
  explicit RecordWriter(const RecordState& state) : state_(state), stamps_(stamps_of(state)) {}

  Bytes write() {
    archive_.uint(stamps_.size());
    Stamps coder;
    for (const Stamp& stamp : stamps_) coder.write(archive_, stamp);
    archive_.uint(state_.cells.size());
    for (const auto& [key, cell] : state_.cells) write_cell(key, cell);
    return archive_.take();
  }

 private:
  void write_cell(const CellKey& key, const Cell& cell) {
    for (std::size_t at = 0; at < cell.size(); ++at) {
      const LiveValue& live = cell[at];
      const auto found = std::lower_bound(stamps_.begin(), stamps_.end(), live.stamp);
      const auto stamp = static_cast<std::size_t>(found - stamps_.begin());
      const bool element = at == 0 && !key.element.empty();
      archive_.u8(
          static_cast<std::uint8_t>((live.erased ? erased : 0U) | (stamp != stamp_ ? other_stamp : 0U) |
                                    (at + 1 < cell.size() ? more : 0U) | (element ? element_given : 0U) |
                                    static_cast<unsigned>(content_of(live.kind, live.value))));
      if (at == 0) archive_.uint(std::uint64_t{key.field.value} - field_);
      if (element) archive_.bytes(key.element);
      if (stamp != stamp_) archive_.uint(stamp);
      write_content(archive_, live.kind, live.value, live.covers, live.payload, ids_, names_);
      stamp_ = stamp;
    }
    field_ = key.field.value;
  }

  const RecordState& state_;
  std::vector<Stamp> stamps_;
  OutArchive archive_;
  RecordIds ids_{RecordId{}};
  LooseNames names_;
  std::size_t stamp_ = 0;
  std::uint64_t field_ = 0;
};

class RecordReader {
 public:
  explicit RecordReader(InArchive& archive) : archive_(archive) {}

  RecordState read() {
    read_stamps();
    const std::size_t count = archive_.count(cell_bytes_min);
    for (std::size_t at = 0; at < count; ++at) read_cell();
    archive_.require(std::all_of(used_.begin(), used_.end(), [](bool used) { return used; }), "stamp");
    return std::move(state_);
  }

 private:
  void read_stamps() {
    const std::size_t count = archive_.count(stamp_bytes_min);
    Stamps coder;
    for (std::size_t at = 0; at < count; ++at) {
      const Stamp stamp = coder.read(archive_);
      archive_.require(stamps_.empty() || stamps_.back() < stamp, "order");
      stamps_.push_back(stamp);
    }
    used_.resize(count);
  }

  void read_cell() {
    std::uint8_t flags = archive_.u8();
    CellKey key;
    field_ += archive_.uint(UINT16_MAX - field_);
    key.field.value = static_cast<std::uint16_t>(field_);
    if ((flags & element_given) != 0) {
      key.element = copy_of(archive_.bytes(limits::element_bytes_max));
      archive_.require(!key.element.empty(), "not minimal");
    }
    archive_.require(state_.cells.empty() || state_.cells.rbegin()->first < key, "order");
    Cell cell;
    cell.push_back(read_value(flags));
    while ((flags & more) != 0) {
      flags = archive_.u8();
      archive_.require((flags & element_given) == 0, "flags");
      cell.push_back(read_value(flags));
      archive_.require(cell[cell.size() - 2].stamp.version < cell.back().stamp.version, "order");
    }
    state_.cells.emplace_hint(state_.cells.end(), std::move(key), std::move(cell));
  }

  LiveValue read_value(std::uint8_t flags) {
    if ((flags & other_stamp) != 0) {
      const auto stamp = static_cast<std::size_t>(archive_.uint());
      archive_.require(stamp != stamp_, "not minimal");
      stamp_ = stamp;
    }
    archive_.require(stamp_ < stamps_.size(), "stamp");
    used_[stamp_] = true;
    const auto content = Content{static_cast<std::uint8_t>(flags & content_mask)};
    archive_.require(content != Content::remove, "content");
    OpContent read = read_content(archive_, content, ids_, names_);
    archive_.require(is_cell_op(read.kind), "kind");
    return {stamps_[stamp_],         read.kind,
            std::move(read.value),   std::move(read.covers),
            std::move(read.payload), (flags & erased) != 0};
  }

  InArchive& archive_;
  RecordState state_;
  std::vector<Stamp> stamps_;
  std::vector<bool> used_;
  RecordIds ids_{RecordId{}};
  LooseNames names_;
  std::size_t stamp_ = 0;
  std::uint64_t field_ = 0;
};

}  // namespace

Bytes encode_record(const RecordState& state) { return RecordWriter(state).write(); }

Result<RecordState> decode_record(BytesView bytes) {
  return read_whole(bytes, [](InArchive& archive) { return RecordReader(archive).read(); });
}

// type, id, then each cell: field, element, uint(versions × 2 + the same as the cell before's), versions
Bytes digest_bytes(const RecordKey& key, const RecordState& state) {
  OutArchive archive;
  archive(key);
  archive.uint(state.cells.size());
  const Cell* before = nullptr;
  for (const auto& [cell_key, cell] : state.cells) {
    const auto same_version = [](const LiveValue& left, const LiveValue& right) {
      return left.stamp.version == right.stamp.version;
    };
    const bool same = before != nullptr &&
                      std::equal(cell.begin(), cell.end(), before->begin(), before->end(), same_version);
    archive(cell_key);
    archive.uint(cell.size() * 2 + (same ? 1 : 0));
    if (!same) {
      for (const LiveValue& live : cell) archive(live.stamp.version);
    }
    before = &cell;
  }
  return archive.take();
}

}  // namespace mektep
