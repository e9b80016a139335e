#include "server/http/conversation.h"

#include <utility>

#include "server/session/snapshot_desk.h"
#include "server/store/devices.h"
#include "shared/serve/comparing.h"
#include "shared/serve/log_slice.h"

namespace mektep::server {
namespace {

using namespace std::chrono_literals;

// How soon a full writer's queue is tried again: about one commit later.
constexpr Monotonic writer_retry = 20ms;

std::vector<ScopeNumber> scopes_of(const std::vector<Grant>& grants) {
  std::vector<ScopeNumber> scopes;
  for (const auto& grant : grants) scopes.push_back(grant.scope);
  return scopes;
}

LogSlice read_together(const Reader& reader, const ReadLog& wanted) {
  LogSlice slice;
  reader.together([&] { slice = read_slice(reader, wanted); });
  return slice;
}

Message compare_base(const Reader& reader, const Compare& asked) {
  Message answer;
  reader.together([&] {
    const auto head = reader.head(asked.scope);
    const Position position = head ? head->position : Position{};
    std::vector<BaseRecord> records;
    if (position == asked.position) {
      for (const RecordKey& key : reader.keys_in(asked.scope, {RecordId{asked.first}, RecordId{asked.last}})) {
        records.push_back({key, reader.record(asked.scope, key)});
      }
    }
    answer = compared(asked, position, records);
  });
  return answer;
}

FileAnswer refusal_of(const FileRequest& request) {
  constexpr char code[] = "file.not_served";
  if (const auto* offered = std::get_if<FileOffered>(&request)) {
    return FileTaken{offered->have.scope, offered->have.file, code, false, 0, {}};
  }
  if (const auto* wanted = std::get_if<FileWanted>(&request)) {
    return FileGiven{wanted->scope, wanted->file, code, {}, false};
  }
  return PieceRead{};
}

// The file is durable: who pays for it is written down when the writer comes to it. A full queue, or a stop
// before, and the device shows once more that it has the file.
void keep_for(Writer& writer, DeviceId device, const FileName& file, FileDesk& desk) {
  const auto list = desk.shelf().list(file);
  if (!list) return;
  static_cast<void>(writer.perform([device, file, size = list->size](const ServerParts& server) {
    auto work = server.store.begin();
    if (!work) return;
    (*work)->put_file_keeper(device, file, size);
    (*work)->commit();
  }));
}

}  // namespace

Conversation::Conversation(const ConversationParts& parts, SessionStart start)
    : parts_(parts),
      device_(start.device),
      scopes_(scopes_of(start.grants)),
      session_(std::move(start), parts.keys.receipts, parts.clock) {}

Conversation::~Conversation() { parts_.conversations.leave(device_.id, inbox_); }

void Conversation::on_start(net::Waker waker, Monotonic now) {
  inbox_->set_waker(std::move(waker));
  parts_.conversations.join(device_.id, inbox_);
  subscribe();
  note_contact(device_.unsent_changes);
  perform(now);
}

void Conversation::note_contact(std::uint32_t unsent_changes) {
  parts_.contacts.note({device_.id, unsent_changes, device_.program});
}

void Conversation::subscribe() {
  subscription_ = parts_.feed.subscribe(scopes_, [inbox = inbox_](const std::vector<ScopeNumber>& moved) {
    inbox->put([moved](ServerSession& session) { session.on_moved(moved); });
  });
}

std::optional<Bytes> Conversation::next_message(Monotonic now) {
  auto message = session_.next_message(now);
  perform(now);
  return message;
}

void Conversation::on_message(BytesView message, Monotonic now) {
  session_.on_message(message, now);
  if (session_.left_settled()) note_contact(0);
  perform(now);
}

void Conversation::on_wake(Monotonic now) {
  for (const auto& event : inbox_->take()) event(session_);
  if (auto scopes = scopes_of(session_.grants()); scopes != scopes_) {
    scopes_ = std::move(scopes);
    subscribe();
  }
  perform(now);
}

void Conversation::on_tick(Monotonic now) {
  if (now < retry_at_) return;
  retry_at_ = Monotonic::max();
  while (!waiting_.empty() && submit(waiting_.front())) waiting_.pop_front();
  if (!waiting_.empty()) retry_at_ = now + writer_retry;
}

void Conversation::on_lost(const Error&, Monotonic) { subscription_.reset(); }

void Conversation::perform(Monotonic now) {
  // What is answered at once may lead to the next.
  for (auto actions = session_.take_actions(); !actions.empty(); actions = session_.take_actions()) {
    for (const auto& action : actions) std::visit([&](const auto& one) { perform(one, now); }, action);
  }
}

bool Conversation::submit(const Bytes& pack) {
  return parts_.writer.submit({device_.id, pack}, [inbox = inbox_](const Admitted& admitted) {
    inbox->put([admitted](ServerSession& session) { session.on_admitted(admitted); });
  });
}

void Conversation::perform(const ServerSession::SubmitPack& action, Monotonic now) {
  if (waiting_.empty() && submit(action.pack)) return;
  waiting_.push_back(action.pack);
  retry_at_ = now + writer_retry;
}

void Conversation::perform(const ReadLog& action, Monotonic) {
  parts_.reading_room.ask([inbox = inbox_, action](const Reader& reader) {
    inbox->put([slice = read_together(reader, action)](ServerSession& session) { session.on_log(slice); });
  });
}

void Conversation::perform(const ServerSession::LookUp& action, Monotonic) {
  parts_.reading_room.ask(
      [inbox = inbox_, streams = action.streams, device = device_, now = parts_.clock.wall()](const Reader& reader) {
        inbox->put([known = known_heads(reader, device, streams, now)](ServerSession& session) {
          session.on_known(known);
        });
      });
}

void Conversation::perform(const ServerSession::CompareBase& action, Monotonic) {
  parts_.reading_room.ask([inbox = inbox_, asked = action.asked](const Reader& reader) {
    inbox->put([answer = compare_base(reader, asked)](ServerSession& session) { session.on_compared(answer); });
  });
}

void Conversation::perform(const ServerSession::NoteRepair& action, Monotonic) {
  parts_.writer.perform([device = device_.number, repaired = action.repaired](const ServerParts& parts) {
    // A full disk loses the line, not the repair.
    (void)note_repair(parts, device, repaired.scope, repaired.records.size());
  });
}

void Conversation::perform(const ServerSession::FindSnapshots& action, Monotonic) {
  if (parts_.snapshots == nullptr) return session_.on_snapshots(action.scopes, {});
  parts_.reading_room.ask([inbox = inbox_, scopes = action.scopes, desk = parts_.snapshots](const Reader& reader) {
    std::vector<SnapshotOffer> offers;
    for (const ScopeNumber scope : scopes) {
      if (const auto offer = desk->newest(reader, scope)) offers.push_back(*offer);
    }
    inbox->put([scopes, offers](ServerSession& session) { session.on_snapshots(scopes, offers); });
  });
}

void Conversation::perform(const ReadBack& action, Monotonic) {
  parts_.reading_room.ask([inbox = inbox_, action](const Reader& reader) {
    BackSlice slice;
    reader.together([&] { slice = read_back(reader, action); });
    inbox->put([slice = std::move(slice)](ServerSession& session) { session.on_read_back(slice); });
  });
}

void Conversation::perform(const FileRequest& action, Monotonic) {
  if (parts_.files == nullptr || parts_.file_room == nullptr) {
    return session_.on_file(refusal_of(action));
  }
  parts_.file_room->ask([inbox = inbox_, &parts = parts_, action, device = device_](const Reader& reader) {
    FileAnswer answer = parts.files->answer(reader, device, action);
    const auto* taken = std::get_if<FileTaken>(&answer);
    if (taken != nullptr && taken->stored) keep_for(parts.writer, device.id, taken->file, *parts.files);
    inbox->put([answer = std::move(answer)](ServerSession& session) { session.on_file(answer); });
  });
}

}  // namespace mektep::server
