// A record type as a TOML document of its own.

#include "shared/model/schema_document.h"
#include "shared/model/schema_words.h"

namespace mektep {
namespace {

// A basic string of TOML.
std::string in_quotes(std::string_view text) {
  constexpr std::string_view digits = "0123456789abcdef";
  std::string quoted = "\"";
  for (const char letter : text) {
    const auto code = static_cast<unsigned char>(letter);
    if (letter == '"' || letter == '\\') {
      quoted += '\\';
      quoted += letter;
    } else if (code < 0x20 || code == 0x7f) {
      quoted += "\\u00";
      quoted += digits[code >> 4U];
      quoted += digits[code & 15U];
    } else {
      quoted += letter;
    }
  }
  return quoted + '"';
}

class Writer {
 public:
  void open(std::string_view name) { text_.append("[[").append(name).append("]]\n"); }
  void number(std::string_view key, std::int64_t value) { line(key, std::to_string(value)); }
  void word(std::string_view key, std::string_view value) {
    if (!value.empty()) line(key, in_quotes(value));
  }
  void flag(std::string_view key, bool value) {
    if (value) line(key, "true");
  }
  void words(std::string_view key, const std::vector<std::string>& values) {
    if (values.empty()) return;
    std::string list = "[";
    for (const std::string& value : values) list += (list.size() > 1 ? ", " : "") + in_quotes(value);
    line(key, list + "]");
  }
  void labels(const Labels& labels) {
    std::string table = "{ ";
    for (std::size_t language = 0; language < labels.size(); ++language) {
      if (language > 0) table += ", ";
      table.append(schema_words::languages[language]).append(" = ").append(in_quotes(labels[language]));
    }
    line("labels", table + " }");
  }
  std::string text() && { return std::move(text_); }

 private:
  void line(std::string_view key, std::string_view value) {
    text_.append(key).append(" = ").append(value).append("\n");
  }
  std::string text_;
};

void write_bounds(Writer& out, const Field& field) {
  std::int64_t unit = 1;
  for (int digit = 0; digit < field.scale; ++digit) unit *= 10;
  if (field.minimum) out.number("min", *field.minimum / unit);
  if (field.maximum) out.number("max", *field.maximum / unit);
}

void write_field(Writer& out, const Field& field) {
  out.open("type.field");
  out.number("number", field.number.value);
  out.word("name", field.name);
  out.word("kind", schema_words::word_for(schema_words::kinds, field.kind));
  if (field.kind == FieldKind::set)
    out.word("of", schema_words::word_for(schema_words::elements, field.element));
  if (field.scale != 0) out.number("scale", field.scale);
  out.word("codebook", field.codebook);
  out.word("type", field.target);
  out.flag("required", field.required);
  write_bounds(out, field);
  out.words("writers", field.writers);
  out.labels(field.labels);
}

void write_tally(Writer& out, const Tally& tally) {
  out.open("type.tally");
  out.number("number", tally.number);
  out.word("name", tally.name);
  out.word("sum", tally.sum);
  out.word("distinct", tally.distinct);
  out.words("by", tally.dimensions);
  out.labels(tally.labels);
}

}  // namespace

std::string write_type_document(const RecordType& type) {
  Writer out;
  // The version of the whole stands beside the document, in the record that carries it.
  out.number("version", 1);
  out.open("type");
  out.number("number", type.number.value);
  out.word("name", type.name);
  out.word("scope", schema_words::word_for(schema_words::scopes, type.scope));
  out.labels(type.labels);
  out.words("writers", type.writers);
  if (type.team_only) out.word("readers", "team");
  out.words("key", type.natural_key);
  out.words("title", type.title);
  out.word("date", type.date);
  for (const Field& field : type.fields) write_field(out, field);
  for (const Tally& tally : type.tallies) write_tally(out, tally);
  return std::move(out).text();
}

}  // namespace mektep
