#pragma once
// A file that a record names: an element of a set of files. The record travels at once, the bytes later, on a
// lane of their own, by the name of what they hold (files/file_list.h).
//   element = file (32 bytes) size (8, big-endian) length of the media type (1) media type (ASCII) title (UTF-8)
// Pure; any thread.

#include <optional>
#include <string>

#include "shared/base/result.h"
#include "shared/model/value.h"

namespace mektep {

struct Attachment {
  FixedBytes<32> file{};
  std::uint64_t size = 0;
  std::string media_type;
  std::string title;  // what people call it: "lesson.jpg"
  friend auto operator<=>(const Attachment&, const Attachment&) = default;
};

// Cuts the title's middle, never its ending, when it is too long for an element.
Bytes encode(const Attachment& attachment);
// Empty when the bytes are no attachment of this program's form.
std::optional<Attachment> decode_attachment(BytesView bytes);

// Of an element of a set of files, as reads show it; empty for other values.
std::optional<Attachment> attachment_of(const Value& value);
// Of a cell of any record: the file that the cell names.
std::optional<Attachment> attachment_in(const CellKey& cell);

// What a file is called without its folders, cleaned and short enough. Fails with text.*.
Result<std::string> attachment_title(std::string_view file_name);

}  // namespace mektep
