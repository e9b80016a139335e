#pragma once
// What kind of file this is, told by its first bytes: what a person typed or a phone said does not count.
// Pure; any thread.

#include <string>
#include <string_view>

#include "shared/base/bytes.h"

namespace mektep {

// "image/jpeg", "application/pdf", …; "application/octet-stream" for what is not known. The name's ending
// tells apart the office documents, which all begin alike.
std::string media_type_of(BytesView beginning, std::string_view name);
bool is_photo(std::string_view media_type);
// The largest file of this kind that may be attached: limits::photo_bytes_max or limits::document_bytes_max.
std::uint64_t attachment_bytes_max(std::string_view media_type);

}  // namespace mektep
