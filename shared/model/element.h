#pragma once
// Elements of sets as cell keys: one kind byte, then the element. The op of an element that is present
// holds Nothing as its value; the key says all.
//   't' text (UTF-8)   'c' code (ASCII)   'r' scope (4 bytes) type (2) id (8), big-endian
//   'f' a file (attachment.h)

#include <optional>

#include "shared/model/schema.h"
#include "shared/model/value.h"

namespace mektep {

// `value` holds a text for text and code, a Reference for reference, the Bytes of an Attachment for file.
Bytes element_key(ElementKind kind, const Value& value);
// Empty when the bytes are no element of this program's kinds.
std::optional<Value> element_value(BytesView key);

}  // namespace mektep
