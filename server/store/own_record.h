#pragma once
// The ops that bring a record to what the office or the server wants it to be: only cells that differ, each
// superseding all it replaces. Imports, cards, answers and directory records are written this way.
// A value; any thread.

#include <string_view>

#include "shared/base/random.h"
#include "shared/merge/paragraphs.h"
#include "shared/model/record.h"

namespace mektep::server {

class OwnRecord {
 public:
  // `held` is the record's state now; empty for a new one.
  OwnRecord(const RecordKey& key, RecordState held);

  OwnRecord& set(FieldNumber field, Value value);
  // The elements (element.h) that a set shall have: others go.
  OwnRecord& set_elements(FieldNumber field, const std::vector<Bytes>& elements);
  OwnRecord& set_text(FieldNumber field, std::string_view text, Random& random);
  // A text cut into paragraphs by the caller, who may put line ends inside them.
  OwnRecord& set_paragraphs(FieldNumber field, const std::vector<std::string>& texts, Random& random);
  // A record that was withdrawn is brought back.
  OwnRecord& restore();

  bool changes_nothing() const { return ops_.empty(); }
  std::vector<Op> take() { return std::move(ops_); }

 private:
  std::vector<Paragraph> paragraphs_of(FieldNumber field) const;
  void write(const CellKey& cell, OpKind kind, Value value);

  RecordKey key_;
  RecordState held_;
  std::vector<Op> ops_;
};

}  // namespace mektep::server
