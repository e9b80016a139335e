#include "shared/merge/team.h"

#include "shared/model/element.h"

namespace mektep {
namespace {

constexpr std::string_view person_type = "person";

std::optional<Reference> reference_in(const CellKey& key, const LiveValue& live) {
  if (const auto* value = std::get_if<Reference>(&live.value)) return *value;
  const auto element = key.element.empty() ? std::nullopt : element_value(key.element);
  const auto* reference = element ? std::get_if<Reference>(&*element) : nullptr;
  return reference == nullptr ? std::nullopt : std::optional(*reference);
}

}  // namespace

Named named_in(const RecordState& state, const RecordType& type, const Schema& schema) {
  Named named;
  const RecordType* person = schema.type(person_type);
  for (const auto& [key, cell] : state.cells) {
    const Field* field = type.field(key.field);
    const bool refers = field != nullptr && !field->target.empty();
    if (!refers) continue;
    for (const LiveValue& live : cell) {
      const auto reference = reference_in(key, live);
      if (!reference) continue;
      if (person != nullptr && reference->type == person->number) {
        named.people.insert(reference->id);
      } else {
        named.others.push_back(*reference);
      }
    }
  }
  return named;
}

std::set<RecordId> authors_of(const RecordState& state) {
  std::set<RecordId> authors;
  for (const auto& [key, cell] : state.cells) {
    for (const LiveValue& live : cell) {
      if (live.stamp.author != RecordId{0}) authors.insert(live.stamp.author);
    }
  }
  return authors;
}

}  // namespace mektep
