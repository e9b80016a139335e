#include "shared/store/damage.h"

#include <string>

#include "shared/sqlite/failure.h"

namespace mektep {

void throw_damaged(std::string_view what) {
  constexpr int corrupt = 11;  // SQLITE_CORRUPT
  throw DatabaseBroken(corrupt, "a row contradicts its form: " + std::string(what));
}

}  // namespace mektep
