#pragma once
// A school for tests of the replica: a tiny server with the shipped record types, devices with people, and
// the whole conversation of a contact in one call.

#include <gtest/gtest.h>

#include <fstream>
#include <memory>
#include <set>
#include <sstream>

#include "client/replica/naming.h"
#include "client/replica/replica.h"
#include "shared/model/scope.h"
#include "tests/support/temp_directory.h"
#include "tests/support/tiny_server.h"

namespace mektep::client::test {

using mektep::test::ManualClock;
using mektep::test::SeededRandom;
using mektep::test::TempDirectory;
using mektep::test::TinyAnswer;
using mektep::test::TinyPerson;
using mektep::test::TinyServer;

inline constexpr SchoolNumber school_a{7};
inline const ScopeNumber school = school_scope(school_a);
inline const ScopeNumber desk = desk_scope(school_a);
inline const Author aigul{RecordId{0x0123'4567'0000'0001}};
inline const Author bolat{RecordId{0x0123'4567'0000'0002}};

std::string shipped_schema();

// What may go wrong in a contact.
struct Contact {
  std::size_t pushes_max = SIZE_MAX;  // then the link is cut
  bool receipts = true;               // false: they are lost on the way
  bool feed = true;
  bool seal = true;
};

class Device {
 public:
  Device(TinyServer& server, std::uint64_t seed, bool in_memory = true);
  Replica& operator*() { return *replica_; }
  Replica* operator->() { return replica_.get(); }

  // Closed and opened again; `fault_point` as in ReplicaOptions.
  void reopen(std::function<void(std::string_view)> fault_point = {});
  void close() { replica_.reset(); }
  // A copy of this device's disk as it is now: the same keys, the same streams. On disk only.
  std::unique_ptr<Device> twin();

  // Drafts to packs, packs to the server, the log back, marks compared. Returns the last verdict.
  MarkVerdict sync(const Contact& contact = {});
  // Back to the last place that the server's log has too, in every scope.
  void go_back();
  void pull();
  void push_all(const Contact& contact);

  Path path() const { return directory_.path(); }
  DeviceId id() const { return device_id_of(public_key_); }
  const PublicKey& public_key() const { return public_key_; }
  ManualClock& clock() { return clock_; }
  SeededRandom& random() { return random_; }
  std::size_t packs_pushed() const { return packs_pushed_; }

 private:
  struct Twin {
    std::uint64_t seed = 0;
  };
  Device(Twin twin, const Device& original);
  void enrol();

  TinyServer& server_;
  TempDirectory directory_;
  SeededRandom random_;
  ManualClock clock_;
  SystemFiles files_;
  NoLog log_;
  bool in_memory_;
  std::unique_ptr<Replica> replica_;
  PublicKey public_key_{};
  std::size_t packs_pushed_ = 0;
  std::set<ChainHead> pushed_;        // in this contact
  std::vector<OwnStream> confirmed_;  // at its beginning
};

// The server and two devices of school A, on which Aigul and Bolat may write; all of them in step.
struct School {
  explicit School(bool in_memory = true);
  TinyServer server;
  Device pc;
  Device laptop;
  void sync_all();
};

// --- Forms ---

// A record of a type made by its fields' names; the value's kind is the field's.
struct Form {
  Form(Replica& on, const std::string& type_name, ScopeNumber scope = school);
  Form(Replica& on, const ReadRecord& record);
  Form& set(const std::string& field, Value value);
  Form& add(const std::string& field, Value element);
  Form& remove(const std::string& field, Value element);
  Form& write_text(const std::string& field, std::string whole);
  Result<Saved> save(const Author& author = aigul);
  RecordName saved(const Author& author = aigul);

  Replica& replica;
  const RecordType* type;
  RecordEdit edit;

 private:
  FieldWrite& field(const std::string& name);
};

// An activity with the fields that the form requires.
RecordName log_activity(Device& device, const std::string& topic, const Author& author = aigul);
Value value_of(const ReadRecord& record, const Replica& replica, const std::string& field);
std::string text_of(const ReadRecord& record, const Replica& replica, const std::string& field);
ReadRecord read(Device& device, const RecordName& name);
std::vector<ReadRecord> list(Device& device, const std::string& type, const std::string& find = "");

}  // namespace mektep::client::test
