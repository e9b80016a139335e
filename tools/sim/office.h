#pragma once
// What people at the central office, and the server's operator, do during a run: they write, end and renew
// cards, give up what is lost, release what is held, erase.
// Owner: a plan or a scene. One thread. Every deed answers whether it was done: the server may be down.

#include "server/store/cards.h"
#include "tools/sim/network.h"

namespace mektep::sim {

class Office {
 public:
  explicit Office(Network& network) : network_(network) {}

  // One deed, drawn from the world's luck.
  void act();

  // The next version of the schema; devices learn it at their next contact.
  bool take_in_device();
  bool back_up();  // a verified backup lies elsewhere
  bool publish_schema();
  bool publish_notice();
  bool edit_record(const client::RecordName& name);
  // The card of a device ends, or is there again; in all scopes of its school.
  bool turn_card(Seat& seat);
  // Somebody is written off the card, or on again.
  bool turn_person(Seat& seat);
  bool revoke(Seat& seat);
  bool release_one();
  bool erase_one();

 private:
  using Change = std::function<Status(server::Integration&)>;
  bool perform(const char* what, const Change& change);
  bool change_card(Seat& seat, const char* what, const std::function<void(server::CardContent&)>& change);
  // The scalar values of a record that the office writes over.
  std::set<Uid> uids_in(const RecordState& state, FieldNumber field) const;

  Network& network_;
};

}  // namespace mektep::sim
