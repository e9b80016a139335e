#pragma once
// Small schema documents for tests.

#include <string>
#include <string_view>

namespace mektep::test {

inline constexpr std::string_view all_labels = "labels = { kk = \"Атауы\", ru = \"Имя\", en = \"Name\" }\n";

// A type with everything a type must have; `more` is put before its fields.
inline std::string type_text(std::string_view number, std::string_view name, std::string_view more = "") {
  std::string text = "[[type]]\n";
  text.append("number = ").append(number).append("\nname = \"").append(name).append("\"\n");
  text.append("scope = \"school\"\nwriters = [\"coordinator\"]\n").append(all_labels);
  if (more.find("title = ") == std::string_view::npos) text.append("title = [\"title\"]\n");
  return text.append(more).append("\n");
}

inline std::string field_text(std::string_view number, std::string_view name, std::string_view kind = "text",
                              std::string_view more = "") {
  std::string text = "[[type.field]]\n";
  text.append("number = ").append(number).append("\nname = \"").append(name).append("\"\n");
  text.append("kind = \"").append(kind).append("\"\n").append(all_labels);
  return text.append(more).append("\n");
}

inline std::string tally_text(std::string_view number, std::string_view name, std::string_view more = "") {
  std::string text = "[[type.tally]]\n";
  text.append("number = ")
      .append(number)
      .append("\nname = \"")
      .append(name)
      .append("\"\n")
      .append(all_labels);
  return text.append(more).append("\n");
}

inline std::string document(std::string_view types) { return std::string("version = 1\n").append(types); }

// One type `book` with the field `title` and what `more` adds.
inline std::string book(std::string_view more = "", std::string_view of_type = "") {
  return document(type_text("40", "book", of_type) + field_text("1", "title") + std::string(more));
}

}  // namespace mektep::test
