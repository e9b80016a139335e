#include "shared/files/file_list.h"

#include <gtest/gtest.h>

namespace mektep {
namespace {

TEST(FileList, CountsChunksUpToTheLastByte) {
  EXPECT_EQ(chunk_count(0), 0U);
  EXPECT_EQ(chunk_count(1), 1U);
  EXPECT_EQ(chunk_count(limits::file_chunk_bytes), 1U);
  EXPECT_EQ(chunk_count(limits::file_chunk_bytes + 1), 2U);
}

// Golden: written down from the grammar with another program's BLAKE2b.
TEST(FileList, ANameIsTheHashOfTheSizeAndTheChunkHashes) {
  EXPECT_EQ(to_hex(file_name_of(list_of(view_of("abc")))),
            "abc4ebe236a43d06916fa6a9568ed4ac34b0bd6d26c9ec625f905c96ad0039b2");
  EXPECT_EQ(to_hex(file_name_of(list_of({}))), "81e47a19e6b29b0a65b9591762ce5143ed30d0261e5d24a3201752506b20f15c");
}

TEST(FileList, EveryByteAndTheSizeDecideTheName) {
  const Bytes content(3 * limits::file_chunk_bytes, 7);
  const FileName name = file_name_of(list_of(content));
  for (const std::size_t at : {std::size_t{0}, limits::file_chunk_bytes, content.size() - 1}) {
    Bytes other = content;
    other[at] ^= 1U;
    EXPECT_NE(file_name_of(list_of(other)), name);
  }
  EXPECT_NE(file_name_of(list_of(BytesView(content).first(content.size() - 1))), name);
}

TEST(FileList, KnowsItsOwnName) {
  const FileList list = list_of(Bytes(100'000, 1));
  EXPECT_TRUE(is_list_of(file_name_of(list), list));
  FileList shorter = list;
  shorter.chunks.pop_back();
  EXPECT_FALSE(is_list_of(file_name_of(shorter), shorter));
  EXPECT_FALSE(is_list_of(file_name_of(list), shorter));
}

TEST(FileList, AListLongerThanAFrameIsNobodys) {
  FileList list;
  list.chunks.resize(limits::file_chunks_max + 1);
  list.size = list.chunks.size() * limits::file_chunk_bytes;
  EXPECT_FALSE(is_list_of(file_name_of(list), list));
}

TEST(FileList, IsReadBackAsItWasWritten) {
  const FileList list = list_of(Bytes(200'000, 9));
  EXPECT_EQ(decode_file_list(encode(list)), list);
  EXPECT_EQ(decode_file_list(encode(list_of({}))), list_of({}));
}

TEST(FileList, DamagedBytesAreNoList) {
  const Bytes bytes = encode(list_of(Bytes(10, 1)));
  EXPECT_FALSE(decode_file_list(BytesView(bytes).first(7)));
  EXPECT_FALSE(decode_file_list(BytesView(bytes).first(bytes.size() - 1)));
}

}  // namespace
}  // namespace mektep
