#pragma once
// Whether the rows of this file still are what was written: every row read and summed, compared with the
// digest kept beside the log and with what the last check of the same base found. And putting right what is
// damaged from the server's records. The base only moves through feeds, so between two feeds its values must
// not change; what changes them is a bad disk or another program.
// Owner: Replica. Thread: one at a time.

#include "client/replica/pending.h"
#include "shared/protocol/recovery_message.h"
#include "shared/store/range_sums.h"

namespace mektep::client {

class Checking {
 public:
  Checking(Ground& ground, Pending& pending) : ground_(ground), pending_(pending) {}

  // Reads all rows of all granted scopes. A row that contradicts its form loses its base (what is pending
  // over it stays), and the digest is made what the rows say, so that the next Mark shows the difference.
  // Scopes of more than limits::check_records_max records are read once a day unless `thorough`.
  // Fails with replica.busy.
  Result<std::vector<ScopeCheck>> check(bool thorough);
  // Rows were found damaged and were not put right since.
  bool suspects(ScopeNumber scope);
  // The base was found equal to the server's, values too.
  Status trust(ScopeNumber scope);

  // Over the base, values included.
  std::vector<SpanSum> sums(ScopeNumber scope, const std::vector<IdSpan>& spans);
  // Makes the base of a range what the server's is; pending work stays on top. The ids of records that were
  // other. Fails with repair.moved when the base stands elsewhere now, repair.malformed.
  Result<std::vector<RecordId>> replace(const Records& records);

 private:
  struct Sums {
    HashSum state;
    HashSum content;
  };
  struct Remembered {
    Position position;
    Hash16 content{};
    std::size_t records = 0;
    std::int64_t wall_ms = 0;
    bool suspect = false;
  };
  ScopeCheck check_scope(ScopeNumber scope);
  Sums sum_rows(ScopeNumber scope, ScopeCheck& found);
  bool empty_base(ScopeNumber scope, const RecordKey& key);
  bool is_due(ScopeNumber scope);
  std::optional<Remembered> remembered(ScopeNumber scope);
  void remember(ScopeNumber scope, const Remembered& what);

  Ground& ground_;
  Pending& pending_;
};

}  // namespace mektep::client
