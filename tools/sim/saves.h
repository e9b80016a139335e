#pragma once
// What was saved, as the people of the simulation know it. Every value that somebody writes carries a number
// of its own, so that it is found again wherever it went: live, superseded, or held with its payload.
// Owner: Network. One thread.

#include <map>
#include <optional>
#include <set>
#include <string>

#include "client/replica/reading.h"
#include "shared/model/schema.h"

namespace mektep::sim {

using Uid = std::uint64_t;

// A value of a field's kind that carries the number; no booleans and no sets.
Value value_with(Uid uid, FieldKind kind);
std::optional<Uid> uid_in(const Value& value);
std::optional<Uid> uid_in(std::string_view text);
// Every number behind what a form shows of a field.
std::set<Uid> uids_shown(const client::ReadRecord& form, FieldNumber field);

// One value that was written.
struct Written {
  client::RecordName record;
  FieldNumber field;
  std::set<Uid> shown;  // what its author saw there and wrote over
};

class Saves {
 public:
  Uid next() { return ++last_; }
  void note(Uid uid, Written written) { written_[uid] = std::move(written); }
  // Taken away, by somebody who saw it, without a value in its place.
  void note_removed(const std::set<Uid>& uids) { removed_.insert(uids.begin(), uids.end()); }

  // What the folder of a machine was told to hold: only an answered save counts.
  void answered(const std::string& node, Uid uid) { held_by_[node].insert(uid); }
  void folder_copied(const std::string& from, const std::string& to) { held_by_[to] = held_by_[from]; }
  void folder_gone(const std::string& node) { held_by_.erase(node); }

  // All that anybody wrote there.
  std::set<Uid> of(const client::RecordName& record, FieldNumber field) const;
  const std::map<Uid, Written>& written() const { return written_; }
  const std::set<Uid>& removed() const { return removed_; }
  const std::map<std::string, std::set<Uid>>& held_by() const { return held_by_; }

 private:
  Uid last_ = 0;
  std::map<Uid, Written> written_;
  std::set<Uid> removed_;
  std::map<std::string, std::set<Uid>> held_by_;
};

}  // namespace mektep::sim
