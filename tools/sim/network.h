#pragma once
// A network of schools under one server, in virtual time: devices, their people, and every way in which packs
// travel. What is seen on the way that may not be is noted as a violation.
// Owner: a run or a scene. One thread.

#include <memory>
#include <string>
#include <vector>

#include "tools/sim/contact.h"
#include "tools/sim/person.h"
#include "tools/sim/saves.h"
#include "tools/sim/server_node.h"

namespace mektep::sim {

// A device with whoever sits at it.
struct Seat {
  std::unique_ptr<DeviceNode> device;
  std::unique_ptr<Person> person;
  bool gone = false;     // the machine is lost for good, with all that lay on it
  bool revoked = false;  // the server does not talk to it any more
};

struct SchoolPlace {
  server::School school;
  std::vector<RecordId> people;
  ScopeNumber scope() const { return school_scope(school.number); }
  ScopeNumber desk() const { return desk_scope(school.number); }
};

struct NetworkOptions {
  std::uint64_t seed = 1;
  Clocks clocks = Clocks::as_drawn;
  std::size_t schools = 2;
  std::size_t devices = 2;  // of each school
  std::ostream* trace = nullptr;
};

class Network {
 public:
  // Built, imported and enrolled; everybody has heard of it.
  explicit Network(const NetworkOptions& options);
  ~Network();
  Network(const Network&) = delete;
  Network& operator=(const Network&) = delete;

  World& world() { return world_; }
  ServerNode& server() { return *server_; }
  Saves& saves() { return saves_; }
  Names& names() { return names_; }
  std::vector<std::unique_ptr<Seat>>& seats() { return seats_; }
  Seat& seat(std::size_t number) { return *seats_[number]; }
  const std::vector<SchoolPlace>& schools() const { return schools_; }
  ScopeNumber pair() const { return pair_scope(schools_[0].school.number, schools_[1].school.number); }
  std::vector<ScopeNumber> scopes_of(std::size_t school) const;
  std::vector<ScopeNumber> all_scopes() const;
  const std::vector<Receipt>& receipts() const { return receipts_; }

  // Starts a contact; `seat` may have others.
  void sync(Seat& seat, bool bad_weather, bool watch = false);
  // One contact in fine weather, waited for.
  Status sync_now(Seat& seat);
  void sync_everybody();
  // Packs go from one device to another, whatever the road: what `from` has to send and what it has of the
  // log.
  std::size_t exchange(Seat& from, Seat& to, double loss);

  // By hand to the server, as a bundle comes there: in any order, some of it lost, no receipt on the way
  // back.
  std::size_t carry_to_server(Seat& from, double loss);

  // A new PC is enrolled by a link; false when the contact failed, and nobody uses it then.
  bool add_device(std::size_t school);
  Seat& add_copy(const Seat& of);                     // a clone, or what a backup holds
  void lose(Seat& seat);                              // the disk is gone
  std::unique_ptr<DeviceNode> keep_copy(Seat& seat);  // a backup; it runs nowhere
  Seat& restore_copy(DeviceNode& backup);

  // Faults stop; everything syncs until nothing moves. What stays parked a person declares lost.
  void settle();
  // The first version that parked packs wait for is given up. False when nothing is parked.
  bool declare_lost_one();

  // Looks at what must never happen; after every step of a plan.
  void observe();
  void violation(const std::string& what);
  const std::vector<std::string>& violations() const { return violations_; }

 private:
  void set_up_schools(std::size_t count);
  void enrol_device(std::size_t school);
  Seat& take_in(std::unique_ptr<DeviceNode> device);
  std::string new_name();
  WallTime drawn_clock();
  void hear(DeviceNode& device, const Message& message);
  void take_end(const std::string& who, const ContactEnd& end);
  void stop_faults();
  std::string standing();
  std::optional<VoidRange> missing_for(ScopeNumber scope, const PackContent& pack);
  std::vector<Bytes> packs_on(Seat& seat);
  template <class Take>
  std::size_t hand_over(std::vector<Bytes> packs, double loss, const Take& take);
  bool may_have(std::size_t school, ScopeNumber scope) const;
  ContactParts contact_parts() { return {world_, *server_, hearing_}; }

  World world_;
  Schema schema_;
  Saves saves_;
  Names names_;
  std::unique_ptr<ServerNode> server_;
  std::vector<SchoolPlace> schools_;
  std::vector<std::unique_ptr<Seat>> seats_;
  std::vector<std::unique_ptr<DeviceNode>> backups_;
  Hearing hearing_;
  std::vector<Receipt> receipts_;
  std::map<std::string, std::map<ScopeNumber, Position>> cursors_;
  std::vector<std::string> violations_;
  Luck clocks_luck_;
  std::uint64_t contacts_ = 0;
  std::uint64_t named_ = 0;
};

// The schema of simulated schools, and the next version of it, with a type more.
Schema sim_schema();
Schema later_sim_schema();

}  // namespace mektep::sim
