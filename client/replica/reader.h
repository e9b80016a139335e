#pragma once
// Records as they are shown, with the basis of what was shown. Reads only. Owner: Replica.

#include "client/replica/basis.h"
#include "client/replica/rights.h"
#include "client/replica/search.h"

namespace mektep::client {

class Reader {
 public:
  Reader(Ground& ground, Rights& rights, Search& search)
      : ground_(ground), rights_(rights), search_(search) {}

  Result<RecordName> find(std::string_view id_text);
  // Fails with record.unknown (id), record.unknown_type (type).
  Result<ReadRecord> read(const RecordName& name);
  Result<std::vector<ReadRecord>> list(const ListQuery& query);
  std::vector<ConflictCard> conflicts();
  std::optional<RecordName> named(const Reference& reference);
  std::optional<Labels> code_label(const std::string& book, const std::string& code);
  std::string title_of(const RecordName& name);
  // Rows of all types in all scopes, withdrawn ones too.
  std::size_t count_records();

 private:
  Result<ReadRecord> read_with(const ScopeLedger& ledger, const RecordName& name);
  std::vector<RecordName> names_for(const ListQuery& query, const TypeTable& table);
  Badge badge_of(ScopeNumber scope, const RecordKey& key, const RecordRow& row);
  bool is_accepted(ScopeNumber scope, const RecordKey& key);
  bool is_sent(ScopeNumber scope, const Version& version);
  std::vector<ScopeNumber> scopes();

  Ground& ground_;
  Rights& rights_;
  Search& search_;
};

}  // namespace mektep::client
