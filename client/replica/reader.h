#pragma once
// Records as they are shown, with the basis of what was shown. Reads only. Owner: Replica.

#include <functional>

#include "client/replica/basis.h"
#include "client/replica/rights.h"
#include "client/replica/search.h"
#include "client/replica/team.h"

namespace mektep::client {

class Reader {
 public:
  Reader(Ground& ground, Rights& rights, Search& search)
      : ground_(ground), rights_(rights), search_(search), team_(ground) {}

  Result<RecordName> find(std::string_view id_text);
  // Fails with record.unknown (id), record.unknown_type (type), record.for_the_team (id).
  Result<ReadRecord> read(const RecordName& name, const ReadingPerson& person);
  Result<std::vector<ReadRecord>> list(const ListQuery& query);
  // How many records the same list leaves out because they are not for its person.
  Result<std::size_t> count_hidden(const ListQuery& query);
  // The cards of the records that are for this person, and how many there are of others.
  std::vector<ConflictCard> conflicts(const ReadingPerson& person);
  std::size_t count_hidden_conflicts(const ReadingPerson& person);
  std::optional<RecordName> named(const Reference& reference);
  std::optional<Labels> code_label(const std::string& book, const std::string& code);
  // Empty when the record is not for this person.
  std::string title_of(const RecordName& name, const ReadingPerson& person);
  // Rows of all types in all scopes, withdrawn ones too.
  std::size_t count_records();

 private:
  Result<ReadRecord> read_with(const ScopeLedger& ledger, const RecordName& name,
                               const ReadingPerson& person);
  std::vector<RecordName> names_for(const ListQuery& query, const TypeTable& table);
  using TakeRecord = std::function<void(const RecordName&, const RecordType&, const RecordState&)>;
  void each_in_conflict(const TakeRecord& take);
  std::string title_in(const RecordName& name);
  Badge badge_of(ScopeNumber scope, const RecordKey& key, const RecordRow& row);
  bool is_accepted(ScopeNumber scope, const RecordKey& key);
  bool is_sent(ScopeNumber scope, const Version& version);
  std::vector<ScopeNumber> scopes();

  Ground& ground_;
  Rights& rights_;
  Search& search_;
  Team team_;
};

}  // namespace mektep::client
