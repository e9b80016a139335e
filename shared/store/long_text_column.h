#pragma once
// Long texts as columns: paragraphs in their order, parted by line breaks. Pure.

#include <string_view>

#include "shared/model/record.h"
#include "shared/store/column.h"

namespace mektep {

// NULL for a text without paragraphs. Of a paragraph written twice both stand there.
ColumnValue long_text_column(const RecordState& state, FieldNumber field, const RecordType& type);

// Whether the column gives every paragraph back, the keys being known: no rivals, no line break inside.
bool long_text_tells(const RecordState& state, FieldNumber field);

// Puts the paragraphs of `column` into the cells of the field when all of them were left empty.
// False, and nothing changed, when they were not.
bool restore_long_text(RecordState& state, FieldNumber field, std::string_view column);

}  // namespace mektep
