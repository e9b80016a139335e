#include "server/session/session.h"

#include <algorithm>
#include <utility>

#include "shared/base/limits.h"
#include "shared/pack/pack.h"

namespace mektep::server {
namespace {

// A copy of the reader's disk may have gone on with the stream: then what the log has of it is not the
// reader's. A claim that is longer than the log cannot be compared here; a reader that lacks what it is told
// to hold comes back without naming its streams.
bool holds_what_is_logged(const OwnStream& claimed, const SessionStart::KnownHead& logged) {
  if (claimed.scope != logged.scope || claimed.stream != logged.stream) return false;
  if (claimed.sequence == logged.sequence) return claimed.token == token_of(logged.head);
  return logged.sequence < claimed.sequence;
}

}  // namespace

ServerSession::ServerSession(SessionStart start, const SigningKey& receipt_key, const Clock& clock)
    : start_(std::move(start)), receipt_key_(receipt_key), clock_(clock) {
  say(Grants{start_.grants, start_.schema_version});
  // Cursors are in the Know that follows: feeding from zero before it would send what the reader has.
  if (start_.know_follows) return;
  note_known(start_.known);
  follow_granted(start_.cursors);
}

void ServerSession::follow_granted(const std::vector<Cursor>& cursors) {
  for (const auto& grant : start_.grants) {
    Cursor from{grant.scope, Position{0}, {}};
    for (const auto& cursor : cursors) {
      if (cursor.scope == grant.scope) from = cursor;
    }
    if (!feeder_.follows(grant.scope) && !looked_for_.contains(grant.scope)) follow(from);
  }
}

// A device that has nothing of a scope is offered its base whole; it says Follow when it has taken it, or not.
void ServerSession::follow(const Cursor& from) {
  const bool from_nothing = speaks_recovery() && from.position.value == 0;
  if (from_nothing && looked_for_.insert(from.scope).second) {
    to_look_for_.push_back(from.scope);
  } else {
    feeder_.follow(from);
  }
}

void ServerSession::on_snapshots(const std::vector<ScopeNumber>& scopes, const std::vector<SnapshotOffer>& offers) {
  if (ended_ || stopping_) return;
  for (const ScopeNumber scope : scopes) {
    const auto found = std::find_if(offers.begin(), offers.end(), [&](const auto& one) { return one.scope == scope; });
    if (found != offers.end()) {
      say(*found);
    } else {
      feeder_.follow(Cursor{scope, Position{0}, {}});
    }
  }
}

void ServerSession::note_known(const std::vector<SessionStart::KnownHead>& known) {
  for (const auto& head : known) {
    last_heads_[{head.scope, head.stream}] = {head.sequence, head.head};
    for (const auto& stream : start_.client_streams) {
      if (!holds_what_is_logged(stream, head)) continue;
      // The reader sealed this stream itself and keeps its packs until it saw them in the log.
      feeder_.reader_holds(OwnStream{head.scope, head.stream, head.sequence, token_of(head.head)});
    }
    queue_receipt(head.receipt);
  }
}

void ServerSession::on_known(const std::vector<SessionStart::KnownHead>& known) {
  note_known(known);
  Confirmed confirmed;
  for (const auto& head : known) {
    confirmed.streams.push_back({head.scope, head.stream, head.sequence, token_of(head.head)});
  }
  say(confirmed);
}

std::vector<ServerSession::Action> ServerSession::take_actions() {
  auto actions = std::exchange(actions_, {});
  if (!ended_ && !stopping_) {
    if (!to_look_for_.empty()) actions.emplace_back(FindSnapshots{std::exchange(to_look_for_, {})});
    if (auto read = feeder_.wanted()) actions.emplace_back(*read);
    if (auto back = recalling_.wanted()) actions.emplace_back(*back);
    for (auto& request : files_.take_requests()) actions.emplace_back(std::move(request));
  }
  return actions;
}

void ServerSession::on_message(BytesView message, Monotonic now) {
  now_ = now;
  if (ended_ || stopping_) return;
  auto read = reader_.read(message);
  if (!read) {
    end(read.error().code);
    return;
  }
  if (*read) take(**read);
}

void ServerSession::take(const Message& message) {
  if (const auto* push = std::get_if<Push>(&message)) {
    take_push(*push);
  } else if (const auto* know = std::get_if<Know>(&message)) {
    take_know(*know);
  } else if (const auto* follow = std::get_if<Follow>(&message)) {
    for (const auto& grant : start_.grants) {
      if (grant.scope == follow->cursor.scope) this->follow(follow->cursor);
    }
  } else if (const auto* compare = std::get_if<Compare>(&message)) {
    take_compare(*compare);
  } else if (const auto* repaired = std::get_if<Repaired>(&message)) {
    if (feeder_.follows(repaired->scope)) actions_.emplace_back(NoteRepair{*repaired});
  } else if (const auto* retrace = std::get_if<Retrace>(&message)) {
    feeder_.retrace(*retrace);
  } else if (const auto* bye = std::get_if<Bye>(&message)) {
    left_settled_ = bye->code.empty() && submitted_.empty();
    ended_ = true;
    outgoing_.clear();
  } else if (const auto* recall = std::get_if<Recall>(&message)) {
    if (may_follow(recall->scope, false)) recalling_.take(*recall);
  } else if (speaks_recovery()) {
    take_file_message(message);
  }
}

bool ServerSession::may_follow(ScopeNumber scope, bool write) const {
  return std::any_of(start_.grants.begin(), start_.grants.end(),
                     [&](const Grant& grant) { return grant.scope == scope && (grant.writes || !write); });
}

void ServerSession::take_file_message(const Message& message) {
  if (const auto* have = std::get_if<Have>(&message)) {
    if (!may_follow(have->scope, true)) return say(NoFile{have->scope, have->file, "file.not_named"});
    files_.take(*have);
  } else if (const auto* want = std::get_if<Want>(&message)) {
    if (!may_follow(want->scope, false)) return say(NoFile{want->scope, want->file, "file.not_named"});
    files_.take(*want, now_);
  } else if (const auto* chunk = std::get_if<Chunk>(&message)) {
    files_.take(*chunk);
  } else if (const auto* stored = std::get_if<Stored>(&message)) {
    files_.take(*stored);
  } else if (const auto* gone = std::get_if<NoFile>(&message)) {
    files_.take(*gone);
  }
}

void ServerSession::on_file(FileAnswer answer) {
  if (!ended_ && !stopping_) files_.on_answer(std::move(answer), now_);
}

void ServerSession::on_read_back(BackSlice slice) { recalling_.on_read(std::move(slice)); }

void ServerSession::take_know(const Know& know) {
  if (!start_.know_follows) return;
  start_.know_follows = false;
  start_.client_streams = know.streams;
  follow_granted(know.cursors);
  actions_.emplace_back(LookUp{know.streams});
}

// Reading a whole base is dear, so one session cannot ask for ever.
void ServerSession::take_compare(const Compare& asked) {
  if (!feeder_.follows(asked.scope)) return end("feed.not_granted");
  if (asked.first > asked.last || ++compared_ > limits::repair_asks_max) return end("protocol.malformed");
  actions_.emplace_back(CompareBase{asked});
}

void ServerSession::on_compared(const Message& answer) {
  if (!ended_ && !stopping_) say(answer);
}

void ServerSession::take_push(const Push& push) {
  const auto header = read_header(push.pack);
  if (!header) {
    end(header.error().code);
    return;
  }
  const StreamName name{header->scope, header->stream};
  Bytes whole = push.pack;
  if (header->first.value > 1 && !header->has_previous) {
    const auto before = last_heads_.find(name);
    if (before == last_heads_.end() || before->second.sequence.value + 1 != header->first.value) {
      end("protocol.previous_unknown");
      return;
    }
    auto completed = with_previous(push.pack, before->second.head);
    if (!completed) {
      end(completed.error().code);
      return;
    }
    whole = std::move(*completed);
  }
  const auto opened = open_pack(whole);
  if (!opened) {
    end(opened.error().code);
    return;
  }
  last_heads_[name] = {opened->content.last(), opened->content.head};
  feeder_.reader_holds(opened->content.head);
  submitted_.push_back(whole.size());
  submitted_bytes_ += whole.size();
  actions_.emplace_back(SubmitPack{std::move(whole)});
}

void ServerSession::on_admitted(const Admitted& admitted) {
  if (ended_) return;
  if (!submitted_.empty()) {
    submitted_bytes_ -= submitted_.front();
    submitted_.pop_front();
  }
  take_outcome(admitted);
  if (stopping_ && submitted_.empty()) end(stopping_->code, stopping_->retry_after_s);
}

void ServerSession::take_outcome(const Admitted& admitted) {
  switch (admitted.outcome) {
    case Outcome::refused:
      end(admitted.code);
      return;
    case Outcome::failed:
      end(admitted.code, limits::failed_retry_after_s);
      return;
    case Outcome::no_room:
      credit_closed_ = true;
      say(Credit{0});
      [[fallthrough]];
    case Outcome::parked:
      say(Need{admitted.scope, admitted.stream, admitted.need});
      return;
    default:
      break;
  }
  if (admitted.receipt) queue_receipt(*admitted.receipt);
}

void ServerSession::on_unparked(const Receipt& receipt) {
  queue_receipt(receipt);
  if (std::exchange(credit_closed_, false)) say(Credit{start_.credit});
}

void ServerSession::queue_receipt(Receipt receipt) {
  auto& latest = receipts_[{receipt.scope, receipt.stream}];
  if (latest.sequence <= receipt.sequence) latest = std::move(receipt);
}

void ServerSession::on_log(LogSlice slice) { feeder_.on_log(std::move(slice), clock_.wall().ms); }

void ServerSession::on_granted(std::vector<Grant> grants) {
  if (ended_ || stopping_ || grants == start_.grants) return;
  start_.grants = std::move(grants);
  say(Grants{start_.grants, start_.schema_version});
  // A Know that is still to come brings the cursors.
  if (!start_.know_follows) follow_granted({});
}

void ServerSession::on_moved(const std::vector<ScopeNumber>& scopes) {
  for (const auto scope : scopes) feeder_.on_moved(scope);
}

void ServerSession::say(const Message& message) {
  for (auto& piece : encode_frames(message)) outgoing_.push_back(std::move(piece));
}

void ServerSession::end(std::string code, std::uint32_t retry_after_s) {
  if (ended_) return;
  // What is stored for good is said before the end, or the device would send it again.
  while (!receipts_.empty()) say_receipt();
  say(Bye{std::move(code), retry_after_s});
  ended_ = true;
}

void ServerSession::stop(std::string code, std::uint32_t retry_after_s) {
  if (submitted_.empty()) return end(std::move(code), retry_after_s);
  if (!stopping_) stopping_ = Bye{std::move(code), retry_after_s};
}

void ServerSession::say_receipt() {
  auto receipt = std::move(receipts_.begin()->second);
  receipts_.erase(receipts_.begin());
  sign(receipt, receipt_key_);
  say(receipt);
}

// A program that cannot look for the last shared place stops here, and keeps what it has.
void ServerSession::say_fed(const Message& message) {
  const bool is_trail = std::holds_alternative<Trail>(message);
  if (is_trail && !speaks_recovery()) return end("session.log_differs");
  say(message);
}

std::optional<Bytes> ServerSession::next_message(Monotonic now) {
  now_ = now;
  if (outgoing_.empty() && !ended_ && !receipts_.empty()) say_receipt();
  if (outgoing_.empty() && !ended_ && !stopping_) {
    // What a device waits for to go on is small and goes first; bytes of files go last.
    if (auto answer = files_.next_answer()) {
      say(*answer);
    } else if (auto message = feeder_.next()) {
      say_fed(*message);
    } else if (auto recalled = recalling_.next()) {
      say(*recalled);
    } else if (auto chunk = files_.next_chunk(now)) {
      say(*chunk);
    }
  }
  if (outgoing_.empty()) return std::nullopt;
  Bytes piece = std::move(outgoing_.front());
  outgoing_.pop_front();
  return piece;
}

void ServerSession::on_tick(Monotonic) {}

}  // namespace mektep::server
