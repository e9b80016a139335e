#include "client/replica/submitting.h"

#include <algorithm>

#include "shared/crypto/hash.h"
#include "shared/model/dates.h"
#include "shared/model/element.h"
#include "shared/model/record_id.h"
#include "shared/model/scope.h"
#include "shared/store/digest.h"
#include "shared/store/natural_key.h"

namespace mektep::client {
namespace {

constexpr std::int64_t attempts_max = 1000;

void append_number(Bytes& out, std::uint64_t number, unsigned bytes) {
  for (unsigned left = bytes; left > 0; --left)
    out.push_back(static_cast<std::uint8_t>(number >> (8 * (left - 1))));
}

void append_cells(Bytes& out, std::vector<Op> ops) {
  std::sort(ops.begin(), ops.end(), [](const Op& left, const Op& right) { return left.cell < right.cell; });
  for (const Op& op : ops) {
    const Bytes value = encode_value(op.value);
    append_number(out, op.cell.field.value, 2);
    append_number(out, op.cell.element.size(), 2);
    out.insert(out.end(), op.cell.element.begin(), op.cell.element.end());
    append_number(out, value.size(), 4);
    out.insert(out.end(), value.begin(), value.end());
  }
}

Op written(const RecordKey& record, const CellKey& cell, Value value) {
  Op op;
  op.record = record;
  op.cell = cell;
  op.value = std::move(value);
  return op;
}

void put(std::map<FieldNumber, Value>& values, const RecordType& type, std::string_view name, Value value) {
  if (const Field* field = type.field(name)) values[field->number] = std::move(value);
}

bool is_text(const Field* field) { return field != nullptr && field->kind == FieldKind::long_text; }

std::string hex_of(std::uint64_t number) {
  Bytes bytes;
  append_u64(bytes, number);
  return to_hex(bytes);
}

}  // namespace

Result<Submitting::Forms> Submitting::forms() const {
  const Schema& schema = ground_.schema();
  const Forms forms{schema.type("report"), schema.type("submission"), schema.type("submission_figure")};
  if (forms.report == nullptr || forms.submission == nullptr || forms.figure == nullptr)
    return refused("submit.no_form");
  return forms;
}

Result<Submitted> Submitting::submit(const Author& author, const Submission& submission) {
  auto turn = ground_.begin();
  if (!turn) return turn.error();
  const auto forms = this->forms();
  if (!forms) return forms.error();
  const auto& identity = ground_.identity_file().identity();
  if (!identity) return refused("device.not_enrolled");
  const ScopeNumber desk = desk_scope(school_of(identity->school_scope));
  if (auto allowed = check_rights(author, desk, *forms); !allowed) return allowed.error();
  // Sealed, so that the copy can name by chain head what it was counted at.
  if (auto sealed = outbox_.seal_scope(identity->school_scope, {}); !sealed) return sealed.error();
  auto copy = copy_of(author, submission, desk, *forms);
  if (!copy) return copy.error();
  std::vector<TouchedRecord> records;
  for (const Figure& figure : submission.figures)
    records.push_back(figure_of(*forms->figure, copy->name, figure));
  Bytes content;
  append_cells(content, copy->ops);
  for (const TouchedRecord& figure : records) append_cells(content, figure.ops);
  Submitted submitted{DraftNumber{0}, copy->name, hash32({content})};
  if (const Field* hash = forms->submission->field("content_hash")) {
    copy->ops.push_back(written(copy->name.key, {hash->number, {}}, to_hex(submitted.content_hash)));
  }
  records.insert(records.begin(), std::move(*copy));
  const auto number = keeper_.keep(author, std::move(records), true);
  if (!number) return number.error();
  submitted.draft = *number;
  turn->commit();
  return submitted;
}

Status Submitting::check_rights(const Author& author, ScopeNumber desk, const Forms& forms) {
  const auto roles = rights_.roles_in(desk, author.person);
  if (!roles) return roles.error();
  for (const RecordType* type : {forms.submission, forms.figure}) {
    if (!may_write(*type, nullptr, *roles)) return refused("record.not_allowed").with("type", type->name);
  }
  return done;
}

Result<TouchedRecord> Submitting::copy_of(const Author& author, const Submission& submission,
                                          ScopeNumber desk, const Forms& forms) {
  const RecordRow row = ground_.tables().read(submission.report.scope, submission.report.key);
  const RecordState report = laid_over(row.base, row.pending);
  if (report.empty() || submission.report.key.type != forms.report->number) {
    return refused("record.unknown").with("id", to_text(submission.report.key.id));
  }
  auto scalars = scalars_of(author, report, forms);
  const Field* period = forms.submission->field("period");
  if (period == nullptr || !scalars.contains(period->number)) return refused("submit.no_period");
  TouchedRecord copy = numbered(*forms.submission, desk, scalars);
  for (const auto& [field, value] : scalars) copy.ops.push_back(written(copy.name.key, {field, {}}, value));
  for (const ShownField& shown : show(report, *forms.report).fields) {
    const Field* from = forms.report->field(shown.field);
    const Field* to = forms.submission->field(from->name);
    if (!is_text(from) || !is_text(to)) continue;
    for (const Paragraph& paragraph : shown.paragraphs) {
      copy.ops.push_back(written(copy.name.key, {to->number, paragraph.key}, paragraph.text));
    }
  }
  if (const Field* heads = forms.submission->field("heads")) {
    for (const std::string& head : heads_of(submission.report.scope)) {
      copy.ops.push_back(
          written(copy.name.key, {heads->number, element_key(ElementKind::text, head)}, Nothing{}));
    }
  }
  return copy;
}

// The report's own scalars of the same name and kind, and what the form asks for besides.
std::map<FieldNumber, Value> Submitting::scalars_of(const Author& author, const RecordState& report,
                                                    const Forms& forms) {
  std::map<FieldNumber, Value> values;
  for (const ShownField& shown : show(report, *forms.report).fields) {
    const Field* from = forms.report->field(shown.field);
    const Field* to = forms.submission->field(from->name);
    const bool scalar = from->kind != FieldKind::long_text && from->kind != FieldKind::set;
    const bool filled = !std::holds_alternative<Nothing>(shown.value);
    if (to != nullptr && to->kind == from->kind && scalar && filled) values[to->number] = shown.value;
  }
  const auto& identity = ground_.identity_file().identity();
  if (const RecordType* school = ground_.schema().type("school")) {
    if (const Field* code = school->field("code")) {
      const RecordId id = natural_record_id(*school, {{code->number, identity->school}});
      put(values, *forms.submission, "school", Reference{network_scope, school->number, id});
    }
  }
  for (const Writer& writer : rights_.writers()) {
    if (writer.person == author.person && !writer.name.empty())
      put(values, *forms.submission, "author", writer.name);
  }
  put(values, *forms.submission, "submitted", date_of(ground_.environment().clock.wall()));
  put(values, *forms.submission, "records_digest", records_digest(identity->school_scope));
  return values;
}

// Each handing in is a record of its own: what was signed stays as it was.
TouchedRecord Submitting::numbered(const RecordType& type, ScopeNumber desk,
                                   std::map<FieldNumber, Value>& scalars) {
  TouchedRecord copy;
  for (std::int64_t attempt = 1; attempt <= attempts_max; ++attempt) {
    put(scalars, type, "attempt", attempt);
    copy.name = {desk, {type.number, natural_record_id(type, scalars)}};
    copy.row = ground_.tables().read(desk, copy.name.key);
    if (copy.row.base.empty() && copy.row.pending.empty()) break;
  }
  return copy;
}

std::vector<std::string> Submitting::heads_of(ScopeNumber school) {
  std::vector<std::string> heads;
  if (const auto head = ground_.log().head(school)) {
    heads.push_back("log:" + std::to_string(head->position.value) + ":" + to_hex(head->log_digest));
  }
  std::map<StreamId, std::pair<Sequence, ChainHead>> pending;
  auto rows = ground_.database().prepared(
      "SELECT stream, last, head FROM laid WHERE scope = ? ORDER BY stream, last");
  rows.bind_all(school);
  while (rows.step())
    pending[rows.column<StreamId>(0)] = {rows.column<Sequence>(1), rows.column<ChainHead>(2)};
  for (const auto& [stream, place] : pending) {
    heads.push_back(hex_of(stream.value) + ":" + std::to_string(place.first.value) + ":" +
                    to_hex(place.second));
  }
  return heads;
}

// The state digest as it will be once all that is pending is in the log.
std::string Submitting::records_digest(ScopeNumber school) {
  const auto head = ground_.log().head(school);
  HashSum digest = head ? head->state_digest : HashSum();
  for (const RecordKey& key : ground_.tables().keys_with_pending(school)) {
    const RecordRow row = ground_.tables().read(school, key);
    if (const auto base = record_hash(key, row.base)) digest.subtract(*base);
    if (const auto shown = record_hash(key, laid_over(row.base, row.pending))) digest.add(*shown);
  }
  return to_hex(digest.value());
}

TouchedRecord Submitting::figure_of(const RecordType& type, const RecordName& copy, const Figure& figure) {
  std::map<FieldNumber, Value> values;
  put(values, type, "submission", Reference{ScopeNumber{0}, copy.key.type, copy.key.id});
  put(values, type, "tally", figure.tally);
  if (!figure.group.empty()) put(values, type, "group", figure.group);
  put(values, type, "amount", figure.amount);
  TouchedRecord record;
  record.name = {copy.scope, {type.number, natural_record_id(type, values)}};
  record.row = ground_.tables().read(copy.scope, record.name.key);
  for (const auto& [field, value] : values)
    record.ops.push_back(written(record.name.key, {field, {}}, value));
  return record;
}

}  // namespace mektep::client
