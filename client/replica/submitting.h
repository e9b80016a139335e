#pragma once
// Handing in a report: the school's drafts are sealed and a frozen copy is saved in the desk scope, in one
// transaction. The copy names the school heads it was counted at, a digest of the counted records and a hash
// of its own content. Owner: Replica.
//
//   content hash = BLAKE2b-256 over, for the copy and then for each figure, its cells in order, the hash
//   itself
//                  left out:  field u16  element size u16, element  value size u32, canonical value
//   heads        = "log:" position ":" log digest, and of each stream that was pending over the log
//                  stream ":" sequence ":" chain head; the position and sequences decimal, the rest
//                  hexadecimal

#include "client/replica/change_keeper.h"
#include "client/replica/outbox.h"
#include "client/replica/rights.h"

namespace mektep::client {

class Submitting {
 public:
  Submitting(Ground& ground, Drafts& drafts, Rights& rights, Outbox& outbox)
      : ground_(ground), rights_(rights), outbox_(outbox), keeper_(ground, drafts) {}

  // Fails with submit.no_form, submit.no_period, record.unknown (id), record.not_allowed (type), and as a
  // save does.
  Result<Submitted> submit(const Author& author, const Submission& submission);

 private:
  struct Forms {
    const RecordType* report = nullptr;
    const RecordType* submission = nullptr;
    const RecordType* figure = nullptr;
  };
  Result<Forms> forms() const;
  Status check_rights(const Author& author, ScopeNumber desk, const Forms& forms);
  Result<TouchedRecord> copy_of(const Author& author, const Submission& submission, ScopeNumber desk,
                                const Forms& forms);
  std::map<FieldNumber, Value> scalars_of(const Author& author, const RecordState& report,
                                          const Forms& forms);
  TouchedRecord numbered(const RecordType& type, ScopeNumber desk, std::map<FieldNumber, Value>& scalars);
  std::vector<std::string> heads_of(ScopeNumber school);
  std::string records_digest(ScopeNumber school);
  TouchedRecord figure_of(const RecordType& type, const RecordName& copy, const Figure& figure);

  Ground& ground_;
  Rights& rights_;
  Outbox& outbox_;
  ChangeKeeper keeper_;
};

}  // namespace mektep::client
