#include "server/http/newcomer.h"

#include <utility>

#include "shared/protocol/frame.h"

namespace mektep::server {

Newcomer newcomer_of(const EnrolHello& hello) {
  Newcomer newcomer;
  newcomer.secret = hello.secret;
  newcomer.signing = hello.signing;
  newcomer.box = hello.box;
  newcomer.name = hello.name;
  return newcomer;
}

Enrolled enrolled_message(const Welcomed& welcomed, const ServerParts& server, Epoch epoch) {
  Enrolled enrolled;
  enrolled.device = welcomed.certificate;
  enrolled.server = server.keys.certificate;
  enrolled.epoch = epoch;
  enrolled.school = welcomed.school.code;
  enrolled.school_scope = school_scope(welcomed.school.number);
  return enrolled;
}

NewcomerSession::NewcomerSession(const Enrolled& enrolled) {
  for (const Message& message : {Message(enrolled), Message(Bye{})}) {
    for (auto& piece : encode_frames(message)) outgoing_.push_back(std::move(piece));
  }
}

std::optional<Bytes> NewcomerSession::next_message(Monotonic) {
  if (outgoing_.empty()) return std::nullopt;
  Bytes piece = std::move(outgoing_.front());
  outgoing_.pop_front();
  return piece;
}

}  // namespace mektep::server
