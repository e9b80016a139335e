#pragma once
// The server's side of an enrolment on a connection: one Enrolled, then Bye.

#include <deque>

#include "server/session/greeting.h"
#include "server/store/enrolment.h"
#include "shared/net/machine.h"

namespace mektep::server {

Newcomer newcomer_of(const EnrolHello& hello);
Enrolled enrolled_message(const Welcomed& welcomed, const ServerParts& server, Epoch epoch);

class NewcomerSession final : public net::Machine {
 public:
  explicit NewcomerSession(const Enrolled& enrolled);
  std::optional<Bytes> next_message(Monotonic now) override;
  void on_message(BytesView, Monotonic) override {}
  void on_tick(Monotonic) override {}
  Monotonic deadline() const override { return Monotonic::max(); }
  bool finished() const override { return outgoing_.empty(); }

 private:
  std::deque<Bytes> outgoing_;
};

}  // namespace mektep::server
