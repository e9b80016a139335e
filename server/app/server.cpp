#include "server/app/server.h"

#include <atomic>
#include <mutex>

#include "server/app/head_watch.h"
#include "server/app/reading_thread.h"
#include "server/http/service.h"
#include "server/store/page_tokens.h"
#include "server/store/writer_thread.h"
#include "shared/sqlite/failure.h"

namespace mektep::server {
namespace {

using namespace std::chrono_literals;

constexpr unsigned network_threads = 2;
// How late live sessions may hear of what another process wrote.
constexpr std::chrono::milliseconds watch_interval = 1s;
// A restart takes seconds; devices spread themselves over the time after it.
constexpr std::uint32_t stop_retry_after_s = 5;
// In looks of the watch: nobody waits for a snapshot.
constexpr int snapshots_every = 3;
constexpr char bye_code[] = "session.server_stops";

}  // namespace

// In the order of making; taken apart from the bottom.
struct Server::Parts {
  Parts(const Surroundings& surroundings, net::Loop& network_loop, std::unique_ptr<ServerFolder> opened,
        std::unique_ptr<Reader> reader, std::unique_ptr<Reader> file_reader, Language language);

  void on_committed(const Batch& batch);
  void broke(const std::exception& failure);
  void watch();
  void look(const Reader& reader);
  void keep_contacts();
  void make_snapshots(const Reader& reader);
  void grant_new_scopes(const Reader& reader);
  void stop();

  const Surroundings& place;
  net::Loop& loop;
  std::unique_ptr<ServerFolder> folder;
  Feed feed;
  Conversations conversations;
  Contacts contacts;
  Gate gate;
  PageSessions sessions;
  PageFigures figures;
  HeadWatch heads;
  std::size_t scopes_seen = 0;
  Writer writer;
  FileDesk file_desk;
  SnapshotDesk snapshots;
  int watched = 0;
  std::unique_ptr<ReadingThread> reading;
  std::unique_ptr<ReadingThread> filing;
  std::unique_ptr<WriterThread> writing;
  std::unique_ptr<Service> service;
  std::unique_ptr<net::Listener> listener;
  net::Timer timer;
  ServerReady ready;
  std::atomic<int> stops{0};
  std::mutex failure_mutex;
  std::optional<Error> failure;
};

Server::Parts::Parts(const Surroundings& surroundings, net::Loop& network_loop, std::unique_ptr<ServerFolder> opened,
                     std::unique_ptr<Reader> reader, std::unique_ptr<Reader> file_reader, Language language)
    : place(surroundings),
      loop(network_loop),
      folder(std::move(opened)),
      gate(place.clock, place.random),
      sessions(place.clock, place.random),
      figures(folder->store().schema(), place.clock, language),
      writer(folder->parts(), [this](const Batch& batch) { on_committed(batch); }),
      file_desk(place.files, folder->directory() / "files", place.random),
      snapshots(place.files, folder->directory() / "snapshots", folder->keys().receipts),
      timer(loop) {
  const auto on_broken = [this](const std::exception& what) { broke(what); };
  reading = std::make_unique<ReadingThread>(std::move(reader), on_broken);
  filing = std::make_unique<ReadingThread>(std::move(file_reader), on_broken);
  file_desk.give_snapshots(snapshots);
  writing = std::make_unique<WriterThread>(writer, on_broken);
  ServiceParts service_parts{
      {writer, *reading, feed, conversations, contacts, folder->keys(), place.clock, filing.get(),
       &file_desk, &snapshots},
      gate,
      sessions,
      figures,
      folder->store().schema().version(),
      place.log};
  service = std::make_unique<Service>(std::move(service_parts));
}

void Server::Parts::on_committed(const Batch& batch) {
  for (const auto& unparked : batch.unparked) {
    conversations.tell(unparked.from, [receipt = unparked.receipt](ServerSession& session) {
      session.on_unparked(receipt);
    });
  }
  feed.moved(batch.moved);
}

void Server::Parts::broke(const std::exception& what) {
  place.log.line("machine.failed", {{"what", what.what()}});
  const std::lock_guard lock(failure_mutex);
  if (!failure) {
    const bool full = dynamic_cast<const DiskFull*>(&what) != nullptr;
    failure = full ? refused("store.disk_full") : refused("machine.failed").with("what", what.what());
  }
  loop.stop();
}

void Server::Parts::watch() {
  timer.start(watch_interval, [this] {
    if (stops > 0) return;
    reading->ask([this](const Reader& reader) { look(reader); });
    keep_contacts();
    if (++watched % snapshots_every == 0) filing->ask([this](const Reader& reader) { make_snapshots(reader); });
    watch();
  });
}

// When a device was seen is worth no failure: a busy store is asked again with the next visit.
void Server::Parts::keep_contacts() {
  auto noted = contacts.take();
  if (noted.empty()) return;
  writer.perform([noted = std::move(noted)](const ServerParts& server) {
    static_cast<void>(note_contacts(server, noted));
  });
}

void Server::Parts::make_snapshots(const Reader& reader) {
  if (stops > 0 || !snapshots.look(reader)) return;
  place.log.line("snapshot.made");
  filing->ask([this](const Reader& again) { make_snapshots(again); });
}

// A pair of schools got its scope: those of its devices that are linked may follow it from now on.
void Server::Parts::grant_new_scopes(const Reader& reader) {
  const std::size_t now = reader.scopes().size();
  if (std::exchange(scopes_seen, now) == now) return;
  for (const DeviceId linked : conversations.devices()) {
    const auto device = reader.device(linked);
    if (!device) continue;
    conversations.tell(linked, [grants = granted(reader, *device)](ServerSession& session) {
      session.on_granted(grants);
    });
  }
}

void Server::Parts::look(const Reader& reader) {
  grant_new_scopes(reader);
  const auto moved = heads.look(reader, feed.followed());
  if (moved.empty()) return;
  // A revocation moves the scopes of the device's school.
  for (const DeviceId linked : conversations.devices()) {
    const auto device = reader.device(linked);
    if (device && !device->revoked) continue;
    conversations.tell(linked, [](ServerSession& session) { session.stop("session.revoked", 0); });
  }
  feed.moved(moved);
}

void Server::Parts::stop() {
  if (++stops > 1) return loop.stop();
  place.log.line("serve.stopping");
  listener->stop_accepting();
  conversations.stop_all(bye_code, [this] { return gate.slot(stop_retry_after_s); });
  listener->stop(limits::stop_timeout, [this] { loop.stop(); });
}

Server::Server(std::unique_ptr<Parts> parts) : parts_(std::move(parts)) {}

Server::~Server() {
  // Sessions first: they use everything else. Then the writer finishes what was queued.
  parts_->listener.reset();
  parts_->writing.reset();
  parts_->filing.reset();
  parts_->reading.reset();
}

Result<std::unique_ptr<Server>> Server::start(const Surroundings& place, net::Loop& loop, const Path& directory,
                                              const ServeOrder& order) {
  auto folder = ServerFolder::open(place, directory, ServerFolder::Use::serve);
  if (!folder) return folder.error();
  const auto credentials = (*folder)->credentials();
  if (!credentials) return credentials.error();
  const auto context = net::TlsContext::server(*credentials);
  if (!context) return context.error();
  const auto pin = net::pin_of_certificate(credentials->certificate_pem);
  if (!pin) return pin.error();
  auto reader = (*folder)->store().reader();
  if (!reader) return reader.error();
  auto file_reader = (*folder)->store().reader();
  if (!file_reader) return file_reader.error();
  const auto secret = make_page_token((*folder)->parts());
  if (!secret) return secret.error();
  auto parts = std::make_unique<Parts>(place, loop, std::move(*folder), std::move(*reader),
                                       std::move(*file_reader), order.language);
  net::ListenerOptions options;
  if (!order.listen.host.empty()) options.address = order.listen.host;
  options.port = order.listen.port;
  auto listener = net::Listener::open(loop, options, *context, *parts->service, place.log);
  if (!listener) return listener.error();
  parts->listener = std::move(*listener);
  const std::string host = order.host.empty() ? reachable_host(order.listen.host) : order.host;
  const Address reachable{host, parts->listener->port()};
  parts->ready = {reachable, *pin, "https://" + to_text(reachable) + "/open?secret=" + to_base64url(*secret)};
  if (auto kept = remember_address(place.files, directory, reachable); !kept) return kept.error();
  parts->watch();
  return std::unique_ptr<Server>(new Server(std::move(parts)));
}

const ServerReady& Server::ready() const { return parts_->ready; }

Status Server::run() {
  parts_->loop.run_on(network_threads, parts_->place.log);
  parts_->listener.reset();
  parts_->keep_contacts();
  parts_->filing.reset();
  parts_->writing.reset();
  parts_->reading.reset();
  const std::lock_guard lock(parts_->failure_mutex);
  if (parts_->failure) return *parts_->failure;
  return parts_->folder->store().checkpoint();
}

void Server::stop() {
  parts_->loop.post([this] { parts_->stop(); });
}

}  // namespace mektep::server
