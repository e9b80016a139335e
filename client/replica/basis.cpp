#include "client/replica/basis.h"

#include <set>

#include "shared/codec/archive.h"

namespace mektep::client {
namespace {

void put(OutArchive& out, const std::vector<Version>& versions) {
  out.uint(versions.size());
  for (const Version& version : versions) out(version.stream, version.sequence);
}

std::vector<Version> take_versions(InArchive& in) {
  std::vector<Version> versions(in.count(9));
  for (Version& version : versions) in(version.stream, version.sequence);
  return versions;
}

void put_cells(OutArchive& out, const std::map<CellKey, BasisCell>& cells) {
  out.uint(cells.size());
  for (const auto& [key, cell] : cells) {
    out(key.field, key.element);
    put(out, cell.shown);
    put(out, cell.all);
  }
}

std::map<CellKey, BasisCell> take_cells(InArchive& in) {
  std::map<CellKey, BasisCell> cells;
  for (std::size_t left = in.count(4); left > 0; --left) {
    CellKey key;
    in(key.field, key.element);
    BasisCell& cell = cells[key];
    cell.shown = take_versions(in);
    cell.all = take_versions(in);
  }
  return cells;
}

void put_paragraphs(OutArchive& out, const std::map<FieldNumber, std::vector<Paragraph>>& texts) {
  out.uint(texts.size());
  for (const auto& [field, paragraphs] : texts) {
    out(field);
    out.uint(paragraphs.size());
    for (const Paragraph& paragraph : paragraphs) out(paragraph.key, paragraph.text);
  }
}

std::map<FieldNumber, std::vector<Paragraph>> take_paragraphs(InArchive& in) {
  std::map<FieldNumber, std::vector<Paragraph>> texts;
  for (std::size_t left = in.count(2); left > 0; --left) {
    FieldNumber field;
    in(field);
    std::vector<Paragraph> paragraphs(in.count(2));
    for (Paragraph& paragraph : paragraphs) {
      in(paragraph.key, paragraph.text);
      in.require(is_valid_key(paragraph.key), "paragraph");
    }
    texts[field] = std::move(paragraphs);
  }
  return texts;
}

Basis take_basis(InArchive& in) {
  Basis basis;
  basis.cells = take_cells(in);
  for (std::size_t left = in.count(17); left > 0; --left) {
    Version version;
    Token token;
    in(version.stream, version.sequence, token);
    basis.tokens[version] = token;
  }
  basis.live = take_versions(in);
  basis.paragraphs = take_paragraphs(in);
  return basis;
}

void note_names(std::set<Version>& names, const std::vector<Version>& versions) {
  for (const Version& version : versions) {
    if (!is_draft(version)) names.insert(version);
  }
}

}  // namespace

std::vector<Paragraph> Basis::paragraphs_of(FieldNumber field) const {
  const auto found = paragraphs.find(field);
  return found == paragraphs.end() ? std::vector<Paragraph>() : found->second;
}

std::string to_text(const Basis& basis) {
  OutArchive out;
  put_cells(out, basis.cells);
  out.uint(basis.tokens.size());
  for (const auto& [version, token] : basis.tokens) out(version.stream, version.sequence, token);
  put(out, basis.live);
  put_paragraphs(out, basis.paragraphs);
  return to_base64url(out.take());
}

Result<Basis> basis_from_text(std::string_view text) {
  const auto bytes = from_base64url(text);
  if (!bytes) return wrong_usage("basis.malformed");
  auto basis = read_whole(*bytes, take_basis);
  if (!basis) return wrong_usage("basis.malformed");
  return basis;
}

Basis basis_shown(const RecordState& state, const RecordType& type) {
  Basis basis;
  for (const auto& [key, cell] : state.cells) {
    const Field* field = type.field(key.field);
    const bool whole =
        field == nullptr || field->kind == FieldKind::set || field->kind == FieldKind::long_text;
    BasisCell& shown = basis.cells[key];
    shown.all = basis_of(state, key, true);
    shown.shown = whole ? shown.all : basis_of(state, key, false);
  }
  basis.live = live_versions(state);
  for (ShownField& field : show(state, type).fields) {
    if (!field.paragraphs.empty()) basis.paragraphs[field.field] = std::move(field.paragraphs);
  }
  return basis;
}

std::optional<Token> token_shown(Ground& ground, const ScopeLedger& ledger, const Version& version) {
  if (const auto logged = ledger.token(version)) return logged;
  auto row = ground.database().prepared(
      "SELECT last, head FROM laid WHERE scope = ? AND stream = ? AND first <= ? ORDER BY first DESC LIMIT "
      "1");
  row.bind_all(ledger.head().scope, version.stream, version.sequence);
  if (!row.step() || row.column<Sequence>(0) < version.sequence) return std::nullopt;
  return token_of(row.column<ChainHead>(1));
}

void fill_tokens(Ground& ground, const ScopeLedger& ledger, Basis& basis) {
  std::set<Version> names;
  for (const auto& [key, cell] : basis.cells) note_names(names, cell.all);
  note_names(names, basis.live);
  for (const Version& version : names) {
    if (const auto token = token_shown(ground, ledger, version)) basis.tokens[version] = *token;
  }
}

}  // namespace mektep::client
