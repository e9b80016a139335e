#include "shared/model/element.h"

#include "shared/model/attachment.h"

namespace mektep {
namespace {

constexpr std::uint8_t text_element = 't';
constexpr std::uint8_t code_element = 'c';
constexpr std::uint8_t reference_element = 'r';
constexpr std::uint8_t file_element = 'f';
constexpr std::size_t reference_size = 1 + 4 + 2 + 8;

void append(Bytes& out, std::uint64_t number, int bytes) {
  for (int shift = 8 * (bytes - 1); shift >= 0; shift -= 8) {
    out.push_back(static_cast<std::uint8_t>(number >> static_cast<unsigned>(shift)));
  }
}

std::uint64_t number_at(BytesView bytes, std::size_t at, std::size_t size) {
  std::uint64_t number = 0;
  for (const std::uint8_t byte : bytes.subspan(at, size)) number = number << 8U | byte;
  return number;
}

}  // namespace

Bytes element_key(ElementKind kind, const Value& value) {
  Bytes key;
  if (kind == ElementKind::reference) {
    const Reference& reference = std::get<Reference>(value);
    key.reserve(reference_size);
    key.push_back(reference_element);
    append(key, reference.scope.value, 4);
    append(key, reference.type.value, 2);
    append(key, reference.id.value, 8);
  } else if (kind == ElementKind::file) {
    const Bytes& attachment = std::get<Bytes>(value);
    key.push_back(file_element);
    key.insert(key.end(), attachment.begin(), attachment.end());
  } else {
    const BytesView text = view_of(std::get<std::string>(value));
    key.reserve(text.size() + 1);
    key.push_back(kind == ElementKind::code ? code_element : text_element);
    key.insert(key.end(), text.begin(), text.end());
  }
  return key;
}

std::optional<Value> element_value(BytesView key) {
  if (key.empty()) return std::nullopt;
  if (key[0] == text_element || key[0] == code_element) return Value{std::string(text_of(key.subspan(1)))};
  if (key[0] == file_element && decode_attachment(key.subspan(1))) return Value{copy_of(key.subspan(1))};
  if (key[0] != reference_element || key.size() != reference_size) return std::nullopt;
  return Value{Reference{ScopeNumber{static_cast<std::uint32_t>(number_at(key, 1, 4))},
                         TypeNumber{static_cast<std::uint16_t>(number_at(key, 5, 2))},
                         RecordId{number_at(key, 7, 8)}}};
}

}  // namespace mektep
