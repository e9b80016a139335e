#include "tools/sim/server_node.h"

#include <utility>

#include "server/access/access.h"
#include "server/app/schema_records.h"
#include "server/store/cards.h"
#include "server/store/file_names.h"
#include "server/store/sqlite/sqlite_store.h"
#include "server/tally/answers.h"
#include "server/tally/tallies.h"
#include "shared/sqlite/failure.h"

namespace mektep::sim {
namespace {

using namespace std::chrono_literals;
using namespace mektep::server;

constexpr char who[] = "server";
constexpr char data_folder[] = "data";
constexpr char data_file[] = "data/mektep.db";
constexpr double trouble_again_chance = 0.15;
constexpr double checkpoint_chance = 0.05;
constexpr double snapshot_chance = 0.4;
// Simulated logs are short.
constexpr std::uint64_t shortest_log = 1000;
constexpr std::uint64_t starting_calls_max = 120;

ServerKeys drawn_keys(Random& random) {
  const SigningKey network = SigningKey::draw(random);
  ServerKeys keys{SigningKey::draw(random), SigningKey::draw(random), BoxKey::draw(random), {}};
  keys.certificate.network = network.public_key();
  keys.certificate.server = keys.server.public_key();
  keys.certificate.receipts = keys.receipts.public_key();
  keys.certificate.box = keys.box.public_key();
  sign(keys.certificate, network);
  return keys;
}

// Stops the run: what the simulator itself stands on did not hold.
template <class Value>
Value must(Result<Value> result) {
  if (!result) throw std::runtime_error(describe(result.error()));
  return std::move(*result);
}

// Asked for now, read a little later, one after another: what is answered is as old as that.
class SimReadingRoom final : public ReadingRoom {
 public:
  using Guard = std::function<void(const std::function<void()>&)>;
  SimReadingRoom(World& world, Luck& luck, const Reader& reader, Guard guard)
      : world_(world), luck_(luck), reader_(reader), guard_(std::move(guard)) {}
  void ask(Task task) override {
    const Monotonic now = world_.timeline.now();
    free_at_ = std::max(free_at_, now + luck_.time(0ms, 5ms));
    world_.timeline.after(free_at_ - now, [this, open = open_, task = std::move(task)] {
      if (*open) guard_([&] { task(reader_); });
    });
  }
  void close() { *open_ = false; }

 private:
  World& world_;
  Luck& luck_;
  const Reader& reader_;
  Guard guard_;
  Monotonic free_at_{0};
  std::shared_ptr<bool> open_ = std::make_shared<bool>(true);
};

Judge judge_of(const Store& store) {
  return [&store](const Ledger& ledger, const PackContent& pack) {
    return why_not_written(store.schema(), ledger.record(card_key(pack.device)), pack);
  };
}

}  // namespace

// One life of the program.
class ServerNode::Process {
 public:
  Process(ServerNode& node, std::unique_ptr<SqliteStore> opened)
      : store(std::move(opened)),
        parts{*store, node.keys_, node.clock_, node.random_, judge_of(*store), {&tallies, &answers, &names}},
        writer(parts, [this, &node](const Batch& batch) { tell(node, batch); }),
        reader(must(store->reader())),
        reading_room(node.world_, node.luck_, *reader,
                     [&node](const std::function<void()>& task) { node.run(task); }),
        file_room(node.world_, node.luck_, *reader,
                  [&node](const std::function<void()>& task) { node.run(task); }),
        desk(node.files_, "files", node.random_),
        snapshots(node.files_, "snapshots", node.keys_.receipts, shortest_log),
        gate(node.clock_, node.random_),
        page_sessions(node.clock_, node.random_),
        figures(store->schema(), node.clock_, Language::kk),
        service({{writer, reading_room, feed, conversations, contacts, node.keys_, node.clock_, &file_room, &desk,
                  &snapshots},
                 gate,
                 page_sessions,
                 figures,
                 node.schema_.version(),
                 node.world_.log}) {
    writer.on_queued([&node] { node.schedule_writer(); });
    desk.give_snapshots(snapshots);
  }

  void tell(ServerNode& node, const Batch& batch) {
    node.watch(batch);
    feed.moved(batch.moved);
    for (const Unparked& unparked : batch.unparked) {
      conversations.tell(unparked.from,
                         [unparked](ServerSession& session) { session.on_unparked(unparked.receipt); });
    }
  }
  // Closes its connections; what still refers to the rest finds it, and nothing happens.
  void die() {
    writer.on_queued({});
    reading_room.close();
    file_room.close();
    reader.reset();
    store.reset();
  }

  std::unique_ptr<SqliteStore> store;
  Tallies tallies;
  Answers answers;
  FileNames names;
  ServerParts parts;
  Writer writer;
  std::unique_ptr<Reader> reader;
  SimReadingRoom reading_room;
  SimReadingRoom file_room;
  FileDesk desk;
  SnapshotDesk snapshots;
  server::Feed feed;
  Conversations conversations;
  Contacts contacts;
  server::Gate gate;
  PageSessions page_sessions;
  PageFigures figures;
  Service service;
  bool writing = false;
};

ServerNode::ServerNode(World& world, const std::string& name, const Schema& schema)
    : world_(world),
      name_(name),
      clock_(world.timeline, world_start),
      random_(world.timeline, Luck{world.seed, 2}.u64()),
      luck_{world.seed, 5},
      keys_(drawn_keys(random_)),
      schema_(schema),
      disk_(world.place + name, data_file, Luck{world.seed, 11}, world.faults) {
  start(/*create=*/true);
}

ServerNode::~ServerNode() = default;

void ServerNode::start(bool create) {
  SqliteStoreOptions options;
  options.directory = data_folder;
  options.in_memory = true;
  options.vfs = disk_.vfs();
  options.servers = {keys_.device()};
  options.fault_point = disk_.fault_point();
  const Epoch epoch{Luck{world_.seed, 3}.u64() | 1U};
  auto store =
      create ? SqliteStore::create(std::move(options), epoch) : SqliteStore::open(std::move(options));
  if (!store) throw std::runtime_error(describe(store.error()));
  must((*store)->use(schema_));
  process_ = std::make_unique<Process>(*this, must(std::move(store)));
  if (create) publish_schema();
}

void ServerNode::start_again() {
  try {
    const Disk::Work work(disk_);
    start(/*create=*/false);
    disk_.require_power();
    world_.trace.line(who, "started again");
  } catch (const Crash& where) {
    crash(where.what());
  } catch (const std::exception& failed) {
    // A program that cannot start says so, and somebody starts it again.
    if (!disk_.has_failed() && dynamic_cast<const DiskFull*>(&failed) == nullptr) throw;
    crash(failed.what());
  }
}

void ServerNode::publish_schema() {
  auto integration = must(Integration::begin(process_->parts));
  must(write_schema(*integration, schema_));
  integration->commit();
}

void ServerNode::end_process() {
  reader_.reset();
  for (const auto& weak : std::exchange(wires_, {})) {
    if (const auto wire = weak.lock()) wire->kill_server();
  }
  if (!process_) return;
  process_->die();
  dead_.push_back(std::move(process_));
}

bool ServerNode::adopt(const Schema& schema) {
  if (!up()) return false;
  disk_.be_sound();
  end_process();
  disk_.end_life();
  schema_ = schema;
  start(/*create=*/false);
  publish_schema();
  return true;
}

void ServerNode::crash(const std::string& where) {
  world_.trace.line(who, "crash", where);
  world_.faults.count(Fault::crash);
  const bool power_was_off = disk_.end_life();
  end_process();
  if (power_was_off) require_sound_file();
  if (!world_.calm && luck_.chance(trouble_again_chance)) {
    const std::uint64_t calls = luck_.between(1, starting_calls_max);
    luck_.chance(0.5) ? disk_.cut_power_at(calls) : disk_.fail_at(calls);
  }
  const Monotonic down = world_.calm ? 1ms : luck_.time(10ms, 60s);
  world_.timeline.after(down, [this] { start_again(); });
}

void ServerNode::require_sound_file() {
  if (const Status sound = disk_.observer().check_integrity(); !sound) {
    throw std::runtime_error("server: " + describe(sound.error()));
  }
}

void ServerNode::hang_up() {
  for (const auto& weak : std::exchange(wires_, {})) {
    if (const auto wire = weak.lock()) wire->drop();
  }
}

void ServerNode::upgrade(const std::shared_ptr<Wire>& wire, net::UpgradeRequest request,
                         std::function<void(net::UpgradeAnswer)> answer) {
  if (!up()) return;
  std::erase_if(wires_, [](const auto& known) { return known.expired(); });
  wires_.push_back(wire);
  process_->service.on_upgrade(std::move(request), std::move(answer));
}

void ServerNode::schedule_writer() {
  if (!up() || std::exchange(process_->writing, true)) return;
  world_.timeline.after(luck_.time(1ms, 40ms), [this, expected = process_.get()] {
    if (process_.get() != expected) return;
    process_->writing = false;
    const bool idle = luck_.chance(checkpoint_chance);
    const bool lives = run([&] {
      process_->writer.run_once();
      if (idle) static_cast<void>(process_->store->checkpoint());
    });
    if (lives && process_->writer.queued() > 0) schedule_writer();
    if (lives && luck_.chance(snapshot_chance) && world_.snapshots) make_snapshot();
  });
}

// Between transactions, as on the thread of its own that the program has for it.
void ServerNode::make_snapshot() {
  run([&] {
    if (process_->snapshots.look(*process_->reader)) world_.trace.line(who, "snapshot");
  });
}

bool ServerNode::perform(const Job& job) {
  if (!up()) return false;
  bool did = false;
  run([&] {
    const auto batch = job(process_->parts);
    if (!batch) return world_.trace.line(who, "refused", batch.error().code);
    process_->tell(*this, *batch);
    did = true;
  });
  return did;
}

// A piece of the program's work; false when the program died of it.
bool ServerNode::run(const std::function<void()>& work) {
  try {
    const Disk::Work now(disk_);
    work();
    disk_.require_power();
  } catch (...) {
    const auto why = disk_.death_by(std::current_exception());
    if (why) crash(*why);
    return !why;
  }
  return true;
}

void ServerNode::watch(const Batch& batch) {
  for (const Admitted& admitted : batch.admitted) {
    if (admitted.outcome == Outcome::known) world_.faults.count(Fault::duplicate);
    if (admitted.outcome == Outcome::parked) world_.faults.count(Fault::reorder);
    world_.trace.line(who, "admitted",
                      std::to_string(static_cast<int>(admitted.outcome)) + " " + admitted.code + " " +
                          to_hex(BytesView(admitted.head).first(4)));
  }
}

const Reader& ServerNode::reader() {
  if (!reader_) reader_ = must(process_->store->reader());
  return *reader_;
}

const ServerParts& ServerNode::parts() { return process_->parts; }

}  // namespace mektep::sim
