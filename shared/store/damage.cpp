#include "shared/store/damage.h"

#include <string>

namespace mektep {

void throw_damaged(std::string_view what) {
  constexpr int corrupt = 11;  // SQLITE_CORRUPT
  throw RowDamaged(corrupt, "a row contradicts its form: " + std::string(what));
}

}  // namespace mektep
