#include "shared/files/file_shelf.h"

#include <algorithm>
#include <string_view>

namespace mektep {
namespace {

constexpr std::size_t list_bytes_max = 8 + limits::file_chunks_max * sizeof(Hash32);
constexpr std::string_view list_ending = ".list";

Path list_beside(const Path& file) { return file.string() + std::string(list_ending); }

std::string hex_of(std::uint64_t number) {
  Bytes bytes;
  append_u64(bytes, number);
  return to_hex(bytes);
}

Error damaged(const FileName& file) { return refused("file.damaged").with("file", to_hex(file)); }

std::size_t step_at(std::uint64_t offset, std::uint64_t size) {
  return static_cast<std::size_t>(std::min<std::uint64_t>(size - offset, limits::file_chunk_bytes));
}

}  // namespace

Path FileShelf::place_of(const FileName& file) const {
  const std::string name = to_hex(file);
  return folder_ / name.substr(0, 2) / name;
}

Path FileShelf::arriving_of(const FileName& file, std::uint64_t from) const {
  return folder_ / "arriving" / (to_hex(file) + "-" + hex_of(from));
}

bool FileShelf::holds(const FileName& file) const { return files_->exists(place_of(file)); }

Result<FileList> FileShelf::list(const FileName& file) const {
  if (!holds(file)) return refused("file.missing").with("path", to_hex(file));
  const auto bytes = files_->read(list_beside(place_of(file)), list_bytes_max);
  if (!bytes) return bytes.error();
  auto list = decode_file_list(*bytes);
  if (!list || !is_list_of(file, *list)) return damaged(file);
  return std::move(*list);
}

Result<Bytes> FileShelf::read(const FileName& file, std::uint64_t offset, std::size_t bytes_max) const {
  return files_->read_at(place_of(file), offset, bytes_max);
}

Status FileShelf::verify(const FileName& file) const {
  const auto known = list(file);
  if (!known) return known.error();
  for (std::size_t index = 0; index < known->chunks.size(); ++index) {
    const auto chunk = read(file, index * limits::file_chunk_bytes, limits::file_chunk_bytes);
    if (!chunk) return chunk.error();
    if (hash32({*chunk}) != known->chunks[index]) return damaged(file);
  }
  return done;
}

Result<FileList> FileShelf::measure(std::uint64_t size, const Source& read) const {
  FileList list;
  list.size = size;
  for (std::uint64_t offset = 0; offset < size; offset += limits::file_chunk_bytes) {
    const auto chunk = read(offset, step_at(offset, size));
    if (!chunk) return chunk.error();
    list.chunks.push_back(hash32({*chunk}));
  }
  return list;
}

Result<FileShelf::Put> FileShelf::put(std::uint64_t size, const Source& read) {
  if (chunk_count(size) > limits::file_chunks_max) return refused("file.too_large");
  auto list = measure(size, read);
  if (!list) return list.error();
  Put put{file_name_of(*list), std::move(*list)};
  auto arrival = arrive(put.file, put.list);
  if (!arrival) return arrival.error();
  // Read a second time: what is not what it was is noticed by its hash.
  while (!arrival->complete()) {
    const std::uint64_t offset = arrival->offset();
    const std::uint64_t chunk_end = (offset / limits::file_chunk_bytes + 1) * limits::file_chunk_bytes;
    const auto piece = read(offset, static_cast<std::size_t>(std::min(chunk_end, size) - offset));
    if (!piece) return piece.error();
    if (auto taken = arrival->take(offset, *piece); !taken) {
      if (taken.error().code == "file.wrong_piece") {
        static_cast<void>(forget_arrival(put.file));
        return refused("file.changed");
      }
      return taken.error();
    }
  }
  static_cast<void>(forget_arrival(put.file));
  return put;
}

Result<FileShelf::Put> FileShelf::put(BytesView content) {
  return put(content.size(), [&](std::uint64_t offset, std::size_t bytes) -> Result<Bytes> {
    return copy_of(content.subspan(static_cast<std::size_t>(offset), bytes));
  });
}

Result<FileShelf::Put> FileShelf::put_copy(const Path& source, std::uint64_t bytes_max) {
  const auto size = files_->size(source);
  if (!size) return size.error();
  if (*size == 0) return refused("file.empty").with("path", source.string());
  if (*size > bytes_max) {
    return refused("file.too_large")
        .with("path", source.string())
        .with("size", std::to_string(*size))
        .with("limit", std::to_string(bytes_max));
  }
  const Error changed = refused("file.changed").with("path", source.string());
  auto put_on = put(*size, [&](std::uint64_t offset, std::size_t bytes) -> Result<Bytes> {
    auto piece = files_->read_at(source, offset, bytes);
    if (piece && piece->size() != bytes) return changed;
    return piece;
  });
  if (!put_on && put_on.error().code == "file.changed") return changed;
  if (!put_on) return put_on;
  const auto after = files_->size(source);
  if (!after || *after != *size) return changed;
  return put_on;
}

Result<FileArrival> FileShelf::arrive(const FileName& file, const FileList& list, std::uint64_t from) {
  if (!is_list_of(file, list)) return refused("file.wrong_list");
  const Path whole = place_of(file);
  const Path partial = arriving_of(file, from);
  if (!files_->exists(whole)) {
    for (const Path& folder : {whole.parent_path(), partial.parent_path()}) {
      if (auto made = files_->make_directory(folder); !made) return made.error();
    }
    for (const Path& beside : {list_beside(whole), list_beside(partial)}) {
      if (files_->exists(beside)) continue;
      if (auto written = files_->write(beside, encode(list)); !written) return written.error();
    }
  }
  return FileArrival::open(*files_, partial, whole, list);
}

std::uint64_t FileShelf::arriving_bytes(std::uint64_t from) const {
  std::uint64_t bytes = 0;
  const std::string ending = "-" + hex_of(from);
  for (const Path& path : files_->list(folder_ / "arriving")) {
    if (path.string().ends_with(ending)) bytes += files_->size(path).ok() ? *files_->size(path) : 0;
  }
  return bytes;
}

std::optional<FileList> FileShelf::arriving_list(const FileName& file, std::uint64_t from) const {
  const auto bytes = files_->read(list_beside(arriving_of(file, from)), list_bytes_max);
  if (!bytes) return std::nullopt;
  auto list = decode_file_list(*bytes);
  if (!list || !is_list_of(file, *list)) return std::nullopt;
  return list;
}

Status FileShelf::forget_arrival(const FileName& file, std::uint64_t from) {
  const Path partial = arriving_of(file, from);
  if (auto removed = files_->remove(partial); !removed && files_->exists(partial)) return removed;
  const Path beside = list_beside(partial);
  return files_->exists(beside) ? files_->remove(beside) : Status(done);
}

void FileShelf::forget_arrivals_but(const std::set<FileName>& awaited, std::uint64_t from) {
  std::set<std::string> kept;
  for (const FileName& file : awaited) kept.insert(arriving_of(file, from).filename().string());
  const std::string ending = "-" + hex_of(from);
  for (const Path& path : files_->list(folder_ / "arriving")) {
    const std::string name = path.filename().string();
    const std::string arrival = name.ends_with(".list") ? name.substr(0, name.size() - 5) : name;
    if (!arrival.ends_with(ending) || kept.contains(arrival)) continue;
    // What a disk does not let go of now goes the next time.
    static_cast<void>(files_->remove(folder_ / "arriving" / name));
  }
}

Status FileShelf::copy_out(const FileName& file, const Path& target) const {
  const auto known = list(file);
  if (!known) return known.error();
  const Path beside = target.string() + ".part";
  const auto copy = [&]() -> Status {
    for (std::size_t index = 0; index < known->chunks.size(); ++index) {
      const std::uint64_t offset = index * limits::file_chunk_bytes;
      const auto chunk = read(file, offset, limits::file_chunk_bytes);
      if (!chunk) return chunk.error();
      if (hash32({*chunk}) != known->chunks[index]) return damaged(file);
      if (auto written = files_->write_at(beside, offset, *chunk); !written) return written;
    }
    return files_->settle(beside, target);
  };
  Status copied = copy();
  if (!copied && files_->exists(beside)) static_cast<void>(files_->remove(beside));
  return copied;
}

Status FileShelf::remove(const FileName& file) {
  const Path place = place_of(file);
  if (files_->exists(place)) {
    if (auto removed = files_->remove(place); !removed) return removed;
  }
  return files_->exists(list_beside(place)) ? files_->remove(list_beside(place)) : Status(done);
}

}  // namespace mektep
