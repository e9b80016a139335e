#pragma once
// Handing in a report: the school's drafts are sealed and a frozen copy is saved in the desk scope, in one
// transaction. The copy names the school heads it was counted at, a digest of the counted records and a hash
// of its own content. Owner: Replica.
//
//   content hash = BLAKE2b-256 over the canonical values of the copy's fields in the order of the schema,
//                  the hash itself and what the server decides left out; then of each figure's fields
//   heads        = "stream:sequence:head" in hexadecimal, of every stream of the school

#include "client/replica/change_keeper.h"
#include "client/replica/outbox.h"
#include "client/replica/rights.h"

namespace mektep::client {

class Submitting {
 public:
  Submitting(Ground& ground, Drafts& drafts, Rights& rights, Outbox& outbox)
      : ground_(ground), rights_(rights), outbox_(outbox), keeper_(ground, drafts) {}

  // Fails with submit.no_form, submit.no_desk, submit.not_allowed, record.unknown (id), period.unknown (period).
  Result<Submitted> submit(const Author& author, const Submission& submission);

 private:
  struct Copy {
    TouchedRecord record;
    Bytes hashed;  // what the content hash is taken over
  };
  Result<std::map<FieldNumber, Value>> copied_values(const RecordType& form, const Author& author,
                                                     const Submission& submission);
  std::int64_t next_attempt(const RecordType& form, ScopeNumber desk, std::map<FieldNumber, Value> values);
  std::vector<std::string> heads_of(ScopeNumber school);
  std::string records_digest(ScopeNumber school);
  Result<TouchedRecord> figure_copy(const RecordType& type, const RecordName& copy, const Figure& figure,
                                    Bytes& hashed);

  Ground& ground_;
  Rights& rights_;
  Outbox& outbox_;
  ChangeKeeper keeper_;
};

}  // namespace mektep::client
