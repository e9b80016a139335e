#include "client/cli/values.h"

#include <boost/json/array.hpp>
#include <boost/json/object.hpp>

#include "shared/base/bytes.h"
#include "shared/merge/paragraphs.h"
#include "shared/model/attachment.h"
#include "shared/model/dates.h"
#include "shared/model/record_id.h"

namespace mektep::client {
namespace {

namespace json = boost::json;

std::string plain(const Value& value, const Field& field) {
  if (const auto* text = std::get_if<std::string>(&value)) return *text;
  if (const auto* number = std::get_if<std::int64_t>(&value)) return std::to_string(*number);
  if (const auto* decimal = std::get_if<Decimal>(&value)) return to_text(*decimal, field.scale);
  if (const auto* date = std::get_if<Date>(&value)) return to_text(*date);
  if (const auto* reference = std::get_if<Reference>(&value)) return to_text(reference->id);
  if (const auto* yes = std::get_if<bool>(&value)) return *yes ? "yes" : "no";
  if (const auto attachment = attachment_of(value)) return attachment->title;
  if (const auto* bytes = std::get_if<Bytes>(&value)) return to_hex(*bytes);
  return {};
}

std::string joined(const std::vector<Paragraph>& paragraphs) {
  std::string text;
  for (const auto& paragraph : paragraphs) {
    if (!text.empty()) text += '\n';
    text += paragraph.text;
  }
  return text;
}

const Field* field_of(const RecordType& type, const ShownField& shown) { return type.field(shown.field); }

// Fields whose names differ only in their language's ending are alternatives of one title part.
std::string stem_of(const std::string& name) {
  const auto underscore = name.rfind('_');
  if (underscore == std::string::npos || underscore + 3 != name.size()) return name;
  const auto ending = name.substr(underscore + 1);
  return ending == "kk" || ending == "ru" || ending == "en" ? name.substr(0, underscore) : name;
}

std::string label_of_code(const Replica& replica, const std::string& code, const Field& field,
                          Language language) {
  const auto label = replica.code_label(field.codebook, code);
  if (!label) return code;
  return (*label)[static_cast<std::size_t>(language)].empty() ? code
                                                              : (*label)[static_cast<std::size_t>(language)];
}

std::string reference_words(const Replica& replica, const Reference& reference, Language language) {
  const auto name = replica.named(reference);
  if (!name) return to_text(reference.id);
  const auto record = replica.read(*name);
  if (!record) return to_text(reference.id);
  const std::string title = title_of(replica, *record, language);
  return title.empty() ? to_text(reference.id) : title;
}

}  // namespace

json::value to_json(const Value& value, const Field& field) {
  if (std::holds_alternative<Nothing>(value)) return nullptr;
  if (const auto* number = std::get_if<std::int64_t>(&value)) return *number;
  if (const auto* yes = std::get_if<bool>(&value)) return *yes;
  return json::value(plain(value, field));
}

json::object fields_to_json(const ShownRecord& shown, const RecordType& type) {
  json::object fields;
  for (const auto& one : shown.fields) {
    const Field* field = field_of(type, one);
    if (field == nullptr) continue;
    if (field->kind == FieldKind::set) {
      json::array elements;
      for (const auto& element : one.elements) elements.push_back(json::value(plain(element, *field)));
      fields[field->name] = std::move(elements);
    } else if (field->kind == FieldKind::long_text) {
      fields[field->name] = joined(one.paragraphs);
    } else {
      fields[field->name] = to_json(one.value, *field);
    }
  }
  return fields;
}

std::string to_words(const Replica& replica, const Value& value, const Field& field, Language language) {
  if (const auto* reference = std::get_if<Reference>(&value))
    return reference_words(replica, *reference, language);
  const bool is_code = field.kind == FieldKind::code || field.element == ElementKind::code;
  if (const auto* text = std::get_if<std::string>(&value); text != nullptr && is_code) {
    return label_of_code(replica, *text, field, language);
  }
  return plain(value, field);
}

std::string to_words(const Replica& replica, const ShownField& shown, const Field& field, Language language) {
  if (field.kind == FieldKind::long_text) return joined(shown.paragraphs);
  if (field.kind != FieldKind::set) return to_words(replica, shown.value, field, language);
  std::string words;
  for (const auto& element : shown.elements) {
    if (!words.empty()) words += ", ";
    words += to_words(replica, element, field, language);
  }
  return words;
}

std::string title_of(const Replica& replica, const ReadRecord& record, Language language) {
  const RecordType* type = replica.schema().type(record.name.key.type);
  if (type == nullptr) return {};
  const std::string wanted = "_" + std::string(code_of(language));
  std::vector<std::pair<std::string, std::string>> parts;  // stem, words
  for (const auto& name : type->title) {
    const Field* field = type->field(name);
    if (field == nullptr) continue;
    std::string words;
    for (const auto& shown : record.shown.fields) {
      if (shown.field == field->number) words = to_words(replica, shown, *field, language);
    }
    const std::string stem = stem_of(name);
    const bool alternative = !parts.empty() && parts.back().first == stem;
    if (!alternative) {
      parts.emplace_back(stem, words);
    } else if (parts.back().second.empty() || (name.ends_with(wanted) && !words.empty())) {
      parts.back().second = words;
    }
  }
  std::string title;
  for (const auto& [stem, words] : parts) {
    if (!words.empty()) title += (title.empty() ? "" : " · ") + words;
  }
  return title;
}

std::string name_of(Badge badge) {
  switch (badge) {
    case Badge::sent:
      return "sent";
    case Badge::accepted:
      return "accepted";
    default:
      return "here";
  }
}

std::string sentence_of(Badge badge) {
  switch (badge) {
    case Badge::sent:
      return "status.sent";
    case Badge::accepted:
      return "status.accepted";
    default:
      return "status.saved";
  }
}

}  // namespace mektep::client
