#pragma once
// Somebody at a device: reads records, fills forms, keeps some of them open for long, saves. What is done is
// drawn from the world's luck and noted in Saves.
// Owner: Network. One thread.

#include <deque>
#include <map>
#include <string>
#include <utility>
#include <vector>

#include "tools/sim/device_node.h"
#include "tools/sim/saves.h"

namespace mektep::sim {

// The records of the simulation in the order in which they were made; ids differ when clocks do.
using Names = std::vector<client::RecordName>;

class Person {
 public:
  // All outlive it. `names` grows by what is made. `scopes`: where this device may write.
  struct Place {
    World& world;
    DeviceNode& device;
    Saves& saves;
    Names& names;
    std::vector<ScopeNumber> scopes;
    std::vector<RecordId> people;  // of the school, for references
  };
  explicit Person(Place place) : place_(std::move(place)) {}

  // One deed; nothing happens when the program is down or refuses.
  void act();
  void set_scopes(std::vector<ScopeNumber> scopes) { place_.scopes = std::move(scopes); }
  std::vector<std::string> take_violations() { return std::exchange(violations_, {}); }

  // The deeds, for directed scenes.
  std::optional<client::RecordName> make(ScopeNumber scope, std::string_view type);
  std::optional<client::ReadRecord> open_form(const client::RecordName& name);
  bool edit(const client::ReadRecord& form);
  bool edit_field(const client::ReadRecord& form, std::string_view field);
  bool write_text(const client::ReadRecord& form, std::string_view field);
  bool change_set(const client::ReadRecord& form, std::string_view field);
  bool attach(const client::ReadRecord& form);  // a photograph, where the record has place for one
  bool withdraw(const client::ReadRecord& form);
  bool restore(const client::ReadRecord& form);
  bool resolve(const client::ReadRecord& form);

 private:
  struct Filled {
    client::RecordEdit edit;
    std::map<Uid, Written> written;
    std::set<Uid> removed;
  };
  std::optional<client::Author> author();
  std::optional<client::ReadRecord> some_form();
  const RecordType* type_of(const client::RecordName& name);
  client::FieldWrite filled(Filled& into, const Field& field, const client::ReadRecord* form);
  client::FieldWrite typed_text(Filled& into, const Field& field, const client::ReadRecord& form);
  bool save(Filled filled, std::string_view what);
  bool run(std::string_view what, const std::function<Status(client::Replica&, const client::Author&)>& deed);
  void check_own_value(const client::RecordName& name, const std::map<Uid, Written>& written);

  Place place_;
  std::deque<client::ReadRecord> open_forms_;
  std::vector<std::string> violations_;
};

}  // namespace mektep::sim
