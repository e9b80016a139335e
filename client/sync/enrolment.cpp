#include "client/sync/enrolment.h"

#include "shared/base/limits.h"
#include "shared/protocol/compatibility.h"

namespace mektep::client {

EnrolmentSession::EnrolmentSession(Replica& replica, const Keys& keys, const Clock& clock, EnrolmentLink link,
                                   std::string device_name)
    : replica_(replica),
      keys_(keys),
      clock_(clock),
      link_(std::move(link)),
      device_name_(std::move(device_name)) {}

Bytes EnrolmentSession::hello(const ChannelBinding& binding) {
  EnrolHello hello;
  hello.protocol = spoken_protocols;
  hello.secret = link_.secret;
  hello.signing = keys_.signing.public_key();
  hello.box = keys_.box.public_key();
  hello.name = device_name_;
  hello.wall_ms = clock_.wall().ms;
  sign(hello, binding, keys_.signing);
  return encode(hello);
}

Status EnrolmentSession::on_welcome(BytesView welcome, Monotonic now) {
  deadline_ = now + limits::handshake_timeout;
  if (auto decoded = decode_welcome(welcome); !decoded) return decoded.error();
  return done;
}

std::optional<Bytes> EnrolmentSession::next_message(Monotonic) { return std::nullopt; }

void EnrolmentSession::on_message(BytesView message, Monotonic) {
  if (ended_) return;
  auto read = reader_.read(message);
  if (!read) {
    end(read.error());
    return;
  }
  if (!*read) return;
  if (const auto* enrolled = std::get_if<Enrolled>(&**read)) end(take(*enrolled));
  if (const auto* bye = std::get_if<Bye>(&**read))
    end(refused(bye->code.empty() ? "enrol.refused" : bye->code));
}

Status EnrolmentSession::take(const Enrolled& enrolled) {
  const bool ours = enrolled.device.signing == keys_.signing.public_key();
  if (!ours || !verify(enrolled.server) || !verify(enrolled.device, enrolled.server.server)) {
    return refused("enrol.bad_certificate");
  }
  const auto& before = replica_.identity();
  if (before && before->server.network != enrolled.server.network) return refused("enrol.other_network");
  Identity identity;
  identity.address = {link_.host, link_.port, link_.pins};
  identity.device = enrolled.device;
  identity.server = enrolled.server;
  identity.school = enrolled.school;
  identity.school_scope = enrolled.school_scope;
  return replica_.enrol(identity);
}

void EnrolmentSession::end(Status status) {
  if (ended_) return;
  ended_ = true;
  status_ = std::move(status);
}

void EnrolmentSession::on_tick(Monotonic now) {
  if (now >= deadline_) end(no_link("session.stalled"));
}

}  // namespace mektep::client
