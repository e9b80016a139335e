#pragma once
// The client's side of enrolling: one EnrolHello in the upgrade, one Enrolled back. Sans-I/O.

#include <optional>

#include "client/replica/replica.h"
#include "shared/protocol/enrolment_link.h"
#include "shared/protocol/frame.h"
#include "shared/protocol/machine.h"

namespace mektep::client {

class EnrolmentSession final : public SessionMachine {
 public:
  // Everything outlives the session.
  EnrolmentSession(Replica& replica, const Keys& keys, const Clock& clock, EnrolmentLink link,
                   std::string device_name);

  Bytes hello(const ChannelBinding& binding);
  Status on_welcome(BytesView welcome, Monotonic now);

  std::optional<Bytes> next_message(Monotonic now) override;
  void on_message(BytesView message, Monotonic now) override;
  void on_tick(Monotonic now) override;
  Monotonic deadline() const override { return finished() ? Monotonic::max() : deadline_; }
  bool finished() const override { return ended_; }

  // Done when the replica holds its identity.
  const Status& status() const { return status_; }

 private:
  Status take(const Enrolled& enrolled);
  void end(Status status);

  Replica& replica_;
  const Keys& keys_;
  const Clock& clock_;
  EnrolmentLink link_;
  std::string device_name_;
  FrameReader reader_;
  bool ended_ = false;
  Status status_ = no_link("session.stalled");
  Monotonic deadline_ = Monotonic::max();
};

}  // namespace mektep::client
