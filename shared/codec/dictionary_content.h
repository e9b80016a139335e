#pragma once
// The dictionaries as data. dictionary_1.bin was made by tools/train_dictionary and never changes: what it
// packed must unpack for ever.

#include "shared/base/bytes.h"

namespace mektep {

// Lives as long as the program.
BytesView dictionary_1();

}  // namespace mektep
