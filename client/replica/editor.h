#pragma once
// Saves: checked against schema and rights, turned into ops, kept in one transaction.
// Owner: Replica. Thread: one at a time.

#include "client/replica/change_keeper.h"
#include "client/replica/codebooks.h"
#include "client/replica/edit_ops.h"
#include "client/replica/rights.h"
#include "shared/model/record_id.h"

namespace mektep::client {

class Editor {
 public:
  Editor(Ground& ground, Drafts& drafts, Rights& rights);

  // Several saves in one transaction: all or none.
  Result<std::vector<Saved>> write(const Author& author, const std::vector<std::vector<RecordEdit>>& saves);
  Result<Saved> withdraw(const Author& author, const RecordName& name, const Basis& basis);
  Result<Saved> restore(const Author& author, const RecordName& name, const Basis& basis);
  struct Resolution {
    FieldNumber field;
    Bytes element;
    std::optional<std::size_t> take;
    std::optional<Value> value;
  };
  Result<Saved> resolve(const Author& author, const RecordName& name, const Resolution& resolution,
                        const Basis& basis);

 private:
  Result<Saved> save(const Author& author, const std::vector<RecordEdit>& edits);
  struct Prepared {
    TouchedRecord record;
    std::vector<Replaced> replaced;
  };
  Result<Prepared> prepare(const Author& author, const RecordEdit& edit);
  Result<Prepared> prepare_new(const Author& author, const RecordEdit& edit, const RecordType& type);
  Result<Prepared> prepare_over(const Author& author, const RecordEdit& edit, const RecordType& type,
                                RecordName name, const Basis& basis, bool adding);
  Result<Saved> keep_one(const Author& author, TouchedRecord record, std::vector<Replaced> replaced = {});
  Result<TouchedRecord> existing(const RecordName& name, const Basis& basis);
  Result<const RecordType*> writable_type(const Author& author, ScopeNumber scope, TypeNumber number);
  Result<Saved> change_life(const Author& author, const RecordName& name, const Basis& basis, OpKind kind);
  Result<Op> resolving_op(const RecordState& state, const RecordType& type, const RecordName& name,
                          const Resolution& resolution, const Basis& basis);
  RecordId draw_id();
  FormRules rules_in(ScopeNumber scope);

  Ground& ground_;
  Drafts& drafts_;
  Rights& rights_;
  ChangeKeeper keeper_;
  Codebooks codebooks_;
  RecordIdSource ids_;
};

}  // namespace mektep::client
