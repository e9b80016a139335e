#include "shared/files/file_arrival.h"

#include <algorithm>
#include <utility>

namespace mektep {

FileArrival::FileArrival(Files& files, Path partial, Path whole, FileList list)
    : files_(&files), partial_(std::move(partial)), whole_(std::move(whole)), list_(std::move(list)) {}

Result<FileArrival> FileArrival::open(Files& files, Path partial, Path whole, FileList list) {
  FileArrival arrival(files, std::move(partial), std::move(whole), std::move(list));
  if (files.exists(arrival.whole_)) {
    arrival.offset_ = arrival.list_.size;
    arrival.complete_ = true;
    return arrival;
  }
  if (auto found = arrival.find_offset(); !found) return found.error();
  return arrival;
}

std::size_t FileArrival::chunk_bytes(std::uint64_t index) const {
  const std::uint64_t left = list_.size - index * limits::file_chunk_bytes;
  return static_cast<std::size_t>(std::min<std::uint64_t>(left, limits::file_chunk_bytes));
}

Result<bool> FileArrival::is_right(std::uint64_t index) const {
  const std::size_t size = chunk_bytes(index);
  const auto chunk = files_->read_at(partial_, index * limits::file_chunk_bytes, size);
  if (!chunk) return chunk.error();
  return chunk->size() == size && hash32({*chunk}) == list_.chunks[static_cast<std::size_t>(index)];
}

// The whole chunks that are right, and behind them the beginning of the next one, which proves itself when it
// is whole.
Status FileArrival::find_offset() {
  if (!files_->exists(partial_)) {
    if (auto made = files_->write_at(partial_, 0, {}); !made) return made;
  }
  const auto size = files_->size(partial_);
  if (!size) return size.error();
  const std::uint64_t held = std::min(*size, list_.size);
  if (*size > held) {
    if (auto cut = files_->write_at(partial_, held, {}); !cut) return cut;
  }
  for (std::uint64_t index = 0; index < list_.chunks.size(); ++index) {
    const std::uint64_t end = index * limits::file_chunk_bytes + chunk_bytes(index);
    if (end > held) {
      offset_ = held;
      return done;
    }
    const auto right = is_right(index);
    if (!right) return right.error();
    if (!*right) {
      offset_ = index * limits::file_chunk_bytes;
      return files_->write_at(partial_, offset_, {});
    }
    offset_ = end;
  }
  return finish();
}

Status FileArrival::take(std::uint64_t offset, BytesView bytes) {
  if (complete_) return done;
  if (offset > offset_ || bytes.size() > list_.size - std::min(offset, list_.size)) {
    return refused("file.wrong_piece");
  }
  const auto known = static_cast<std::size_t>(std::min<std::uint64_t>(offset_ - offset, bytes.size()));
  bytes = bytes.subspan(known);
  if (bytes.empty()) return done;
  const std::uint64_t index = offset_ / limits::file_chunk_bytes;
  const std::uint64_t end = index * limits::file_chunk_bytes + chunk_bytes(index);
  if (bytes.size() > end - offset_) return refused("file.wrong_piece");
  if (auto written = files_->write_at(partial_, offset_, bytes); !written) return written;
  offset_ += bytes.size();
  if (offset_ < end) return done;
  const auto right = is_right(index);
  if (!right) return right.error();
  if (!*right) {
    offset_ = index * limits::file_chunk_bytes;
    if (auto cut = files_->write_at(partial_, offset_, {}); !cut) return cut;
    return refused("file.wrong_piece");
  }
  return offset_ == list_.size ? finish() : Status(done);
}

Status FileArrival::finish() {
  if (auto settled = files_->settle(partial_, whole_); !settled) return settled;
  offset_ = list_.size;
  complete_ = true;
  return done;
}

Status FileArrival::give_up() {
  offset_ = 0;
  return files_->remove(partial_);
}

}  // namespace mektep
