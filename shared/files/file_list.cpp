#include "shared/files/file_list.h"

namespace mektep {

std::uint64_t chunk_count(std::uint64_t size) {
  return size / limits::file_chunk_bytes + (size % limits::file_chunk_bytes == 0 ? 0 : 1);
}

FileName file_name_of(const FileList& list) { return hash32({encode(list)}); }

bool is_list_of(const FileName& file, const FileList& list) {
  return list.chunks.size() <= limits::file_chunks_max && list.chunks.size() == chunk_count(list.size) &&
         file_name_of(list) == file;
}

FileList list_of(BytesView content) {
  FileList list;
  list.size = content.size();
  for (; !content.empty();) {
    const BytesView chunk = content.first(std::min(content.size(), limits::file_chunk_bytes));
    list.chunks.push_back(hash32({chunk}));
    content = content.subspan(chunk.size());
  }
  return list;
}

Bytes encode(const FileList& list) {
  Bytes bytes;
  bytes.reserve(8 + list.chunks.size() * sizeof(Hash32));
  append_u64(bytes, list.size);
  for (const Hash32& chunk : list.chunks) bytes.insert(bytes.end(), chunk.begin(), chunk.end());
  return bytes;
}

std::optional<FileList> decode_file_list(BytesView bytes) {
  if (bytes.size() < 8 || (bytes.size() - 8) % sizeof(Hash32) != 0) return std::nullopt;
  FileList list;
  list.size = load_u64(bytes.first(8));
  for (bytes = bytes.subspan(8); !bytes.empty(); bytes = bytes.subspan(sizeof(Hash32))) {
    list.chunks.push_back(*fixed_from<sizeof(Hash32)>(bytes.first(sizeof(Hash32))));
  }
  return list;
}

}  // namespace mektep
