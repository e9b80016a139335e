#pragma once
// From a form to ops: what changed, and which versions each op supersedes. An edit supersedes what its author
// was shown, never what is current. Names are still those of the basis; the writer brings them up to date.
// Pure but for the random tags of new paragraphs.

#include <functional>
#include <vector>

#include "client/replica/value_check.h"
#include "client/replica/writing.h"
#include "shared/base/random.h"

namespace mektep::client {

struct EditedRecord {
  const RecordType& type;
  RecordKey key;
  const RecordState& now;  // as it is shown at this moment: what did not change needs no op
  const Basis& basis;
  const std::vector<std::string>& roles;
  const FormRules& rules;
  bool adding = false;  // a record that was not there
};

struct EditOps {
  std::vector<Op> ops;
  std::vector<Replaced> replaced;
};

// Fails with field.unknown, field.not_allowed, field.key_is_fixed, value.required (each with field), value.*,
// text.*.
class OpsOfEdit {
 public:
  // The paragraph of a long text that its author may continue; asked only of a text that changes.
  using OwnLast = std::function<ParagraphKey(FieldNumber)>;
  OpsOfEdit(const EditedRecord& record, OwnLast own_last, Random& random)
      : record_(record), own_last_(std::move(own_last)), random_(random) {}

  Result<EditOps> of(const std::vector<FieldWrite>& fields);

 private:
  Status take(const FieldWrite& write);
  Status take_scalar(const Field& field, const Value& value);
  Status take_set(const Field& field, const FieldWrite& write);
  Status take_long_text(const Field& field, const std::string& text);
  Status check_required() const;
  bool is_key(const Field& field) const;
  void add_element(const CellKey& cell);
  void remove_element(const CellKey& cell);
  const Value* shown_now(const CellKey& cell) const;
  std::vector<Version> shown_in_basis(const CellKey& cell) const;
  void put(OpKind kind, const CellKey& cell, Value value);

  EditedRecord record_;  // what it refers to is borrowed
  OwnLast own_last_;
  Random& random_;
  EditOps edit_;
};

// Values of the natural key among the fields, checked; for the id of a new record.
Result<std::map<FieldNumber, Value>> key_values(const RecordType& type, const std::vector<FieldWrite>& fields,
                                                const FormRules& rules);

Op restore_op(const RecordKey& key, const RecordState& state, const Basis& basis);
Op withdraw_op(const RecordKey& key, const Basis& basis);

}  // namespace mektep::client
