// Values that live side by side in a cell: which one is shown, and whether they differ.

#include <algorithm>
#include <cassert>
#include <tuple>

#include "shared/merge/merge.h"
#include "shared/model/text.h"

namespace mektep {
namespace {

// What people would call the same: an emptied field and a blank text read alike.
bool same_value(const Value& left, const Value& right) {
  const auto* left_text = std::get_if<std::string>(&left);
  const auto* right_text = std::get_if<std::string>(&right);
  if (left_text != nullptr && right_text != nullptr) return trimmed(*left_text) == trimmed(*right_text);
  if (left_text != nullptr && std::holds_alternative<Nothing>(right)) return trimmed(*left_text).empty();
  if (right_text != nullptr && std::holds_alternative<Nothing>(left)) return trimmed(*right_text).empty();
  return left == right;
}

}  // namespace

bool shown_alike(const LiveValue& left, const LiveValue& right) {
  return left.kind == right.kind && left.payload == right.payload && same_value(left.value, right.value);
}

const LiveValue& shown_of(const Cell& cell) {
  assert(!cell.empty());
  return *std::max_element(cell.begin(), cell.end(), [](const LiveValue& left, const LiveValue& right) {
    return std::tie(left.stamp.lamport, left.stamp.version) <
           std::tie(right.stamp.lamport, right.stamp.version);
  });
}

bool in_conflict(const Cell& cell) {
  return std::any_of(cell.begin(), cell.end(),
                     [&](const LiveValue& live) { return !shown_alike(cell.front(), live); });
}

}  // namespace mektep
