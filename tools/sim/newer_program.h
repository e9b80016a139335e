#pragma once
// A device that runs a program of the future, or a hostile one: it seals what no program of ours makes, with
// a key and a card that are in order. What an older program does not know it keeps, and hands on byte for
// byte. Owner: a plan or a scene. One thread.

#include "tools/sim/network.h"

namespace mektep::sim {

class NewerProgram {
 public:
  explicit NewerProgram(Network& network) : network_(network) {}

  // One pack of a random kind, to the server and to a neighbour.
  void act();

  // Sealed with the seat's key in a stream of its own; empty when the machine is down.
  std::optional<Bytes> seal(Seat& seat, std::vector<Op> ops, std::uint64_t lamport = 1);
  // Straight to the writer, as a session would hand it over.
  std::optional<server::Outcome> push(Seat& seat, const Bytes& pack);

  static Op unknown_kind(const RecordKey& record);   // lives in its cell as an opaque value
  static Op unknown_value(const RecordKey& record);  // a write of a value with a new tag
  static Op unknown_type();                          // a record of a type that nobody declared
  static Op forged_void(StreamId stream);            // a log op in a stream that is not the server's

 private:
  Bytes damaged(Bytes pack);

  Network& network_;
};

}  // namespace mektep::sim
