#pragma once
// What a record adds to the tallies that its type declares: a pure function of its state and of the one
// parent that they read. Both sides count with it: the server in the integrating transaction, a device for
// the figures that it signs. Pure; any thread.

#include <functional>
#include <map>
#include <string>
#include <vector>

#include "shared/model/record.h"
#include "shared/model/schema.h"

namespace mektep {

// A row of a table that people read.
struct TallyCell {
  std::string tally;                // its name
  std::vector<std::string> groups;  // a value per dimension, as text; empty values too
  friend auto operator<=>(const TallyCell&, const TallyCell&) = default;
};

// Dimensions as one text that reads and sorts well: parted by " | ", with \ before a bar or a backslash of
// their own.
std::string group_text(const std::vector<std::string>& groups);
std::vector<std::string> groups_from(std::string_view text);

struct TallyShare {
  TallyCell cell;
  std::int64_t amount = 0;  // 1, or units of the summed field; of a distinct tally unused
  std::string distinct;     // of a distinct tally: the value that is counted once
  bool contested = false;   // a cell behind it has rival values
  friend auto operator<=>(const TallyShare&, const TallyShare&) = default;
};

// Kept beside the record, so that a later state can take it back.
struct Contribution {
  std::vector<RecordKey> parents;  // saving one of these renews it; sorted, no doubles
  std::vector<TallyShare> shares;
  bool empty() const { return parents.empty() && shares.empty(); }
  friend bool operator==(const Contribution&, const Contribution&) = default;
};

// Reads another record of the same scope; an absent one is empty.
using ReadRecord = std::function<RecordState(const RecordKey&)>;

// A withdrawn record adds nothing, nor does one whose parent is withdrawn or not there. Amounts are cut at
// limits::tally_amount_max, so that no sum overflows.
Contribution contribution_of(const Schema& schema, const RecordKey& key, const RecordState& state,
                             const ReadRecord& read);

// Counts from nothing: what figures and a rebuild are made of.
class Count {
 public:
  void add(const Contribution& contribution);
  std::map<TallyCell, std::int64_t> amounts() const;

 private:
  std::map<TallyCell, std::int64_t> sums_;
  std::map<TallyCell, std::map<std::string, std::int64_t>> values_;
};

// Digits behind the point of a tally's amounts; 0 for an unknown name.
int scale_of_tally(const Schema& schema, std::string_view tally);

}  // namespace mektep
