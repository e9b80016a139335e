#include "tools/sim/device_node.h"

#include <utility>

namespace mektep::sim {
namespace {

using namespace std::chrono_literals;

// Every disk has one folder, under the same path, so a copy of a disk is a copy of the folder.
constexpr char folder_path[] = "folder";
constexpr char folder_file[] = "folder/replica.db";
constexpr double trouble_again_chance = 0.15;
constexpr std::uint64_t starting_calls_max = 120;

std::uint64_t number_of(const std::string& name) {
  return load_u64(BytesView(hash32({view_of(name)})).first(8));
}

}  // namespace

DeviceNode::DeviceNode(World& world, const std::string& name, std::size_t school, WallTime clock)
    : DeviceNode(world, name, school, clock, Folder::empty) {}

DeviceNode::DeviceNode(World& world, const std::string& name, std::size_t school, WallTime clock,
                       Folder folder)
    : world_(world),
      name_(name),
      school_(school),
      clock_(world.timeline, clock),
      random_(world.timeline, Luck{world.seed, 4, number_of(name)}.u64()),
      luck_{world.seed, 6, number_of(name)},
      disk_(world.place + name, folder_file, Luck{world.seed, 11, number_of(name)}, world.faults) {
  if (folder == Folder::empty) open();
}

void DeviceNode::open() {
  if (stopped_) return;
  client::ReplicaOptions options;
  options.directory = folder_path;
  options.in_memory = true;
  options.vfs = disk_.vfs();
  options.fault_point = disk_.fault_point();
  try {
    const Disk::Work work(disk_);
    auto opened = client::Replica::open({clock_, random_, files_, world_.log}, std::move(options));
    // A program that cannot start says so, and somebody starts it again.
    if (!opened && disk_.has_failed()) throw Crash(opened.error().code);
    if (!opened) throw std::runtime_error(describe(opened.error()));
    replica_ = std::move(*opened);
    note_id();
    disk_.require_power();
  } catch (...) {
    fall_over(disk_.death_by(std::current_exception()).value_or("disk full"));
  }
}

void DeviceNode::note_id() {
  if (const auto& identity = replica_->identity()) id_ = device_id_of(identity->device.signing);
}

bool DeviceNode::run(const std::function<void(client::Replica&)>& what) {
  if (!up()) return false;
  try {
    const Disk::Work work(disk_);
    what(*replica_);
    disk_.require_power();
    return true;
  } catch (...) {
    take_failure(std::current_exception());
    return false;
  }
}

void DeviceNode::take_failure(const std::exception_ptr& thrown) {
  if (const auto why = disk_.death_by(thrown)) return crash(*why);
  world_.trace.line(name_, "disk full");
}

void DeviceNode::crash(const std::string& where) {
  if (up()) fall_over(where);
}

void DeviceNode::fall_over(const std::string& where) {
  world_.trace.line(name_, "crash", where);
  world_.faults.count(Fault::crash);
  for (const auto& weak : std::exchange(wires_, {})) {
    if (const auto wire = weak.lock()) wire->kill_client();
  }
  let_go();
  const bool power_was_off = disk_.end_life();
  if (!world_.calm && luck_.chance(trouble_again_chance)) {
    const std::uint64_t calls = luck_.between(1, starting_calls_max);
    luck_.chance(0.5) ? disk_.cut_power_at(calls) : disk_.fail_at(calls);
  }
  const Monotonic down = world_.calm ? 1ms : luck_.time(10ms, 30s);
  world_.timeline.after(down, [this, power_was_off] {
    if (power_was_off) require_sound_file();
    open();
  });
}

// Its callers are still on the stack; and the sessions that refer to it go in a task that was asked for
// before.
void DeviceNode::let_go() {
  struct Remains {
    std::shared_ptr<FileSystem> files;
    std::unique_ptr<client::Replica> replica;
  };
  const auto dead = std::make_shared<Remains>(Remains{disk_.files(), std::move(replica_)});
  world_.timeline.after(0ms, [dead] {});
}

// What the power left must be a file that can be read, up to what was synced.
void DeviceNode::require_sound_file() {
  if (stopped_ || !disk_.files()->find(folder_file)) return;
  if (const Status sound = disk_.observer().check_integrity(); !sound) {
    throw std::runtime_error(name_ + ": " + describe(sound.error()));
  }
}

std::optional<Attachment> DeviceNode::photograph(std::size_t bytes, Luck& luck) {
  const Path camera = "camera/photo.jpg";
  Bytes picture{0xff, 0xd8, 0xff};
  while (picture.size() < bytes) {
    const auto more = luck.bytes<32>();
    picture.insert(picture.end(), more.begin(), more.end());
  }
  static_cast<void>(files_.write(camera, picture));
  std::optional<Attachment> kept;
  run([&](client::Replica& replica) {
    auto done = replica.files().keep(camera);
    if (!done) throw std::runtime_error(describe(done.error()));
    kept = std::move(*done);
  });
  return kept;
}

void DeviceNode::stop() {
  stopped_ = true;
  for (const auto& weak : std::exchange(wires_, {})) {
    if (const auto wire = weak.lock()) wire->kill_client();
  }
  let_go();
}

void DeviceNode::join(const std::shared_ptr<Wire>& wire) {
  std::erase_if(wires_, [](const auto& known) { return known.expired(); });
  wires_.push_back(wire);
}

void DeviceNode::hang_up() {
  for (const auto& weak : std::exchange(wires_, {})) {
    if (const auto wire = weak.lock()) wire->drop();
  }
}

std::size_t DeviceNode::contacts() const {
  std::size_t count = 0;
  for (const auto& weak : wires_) {
    const auto wire = weak.lock();
    if (wire && !wire->client_ended()) ++count;
  }
  return count;
}

std::unique_ptr<DeviceNode> DeviceNode::copy(const std::string& name) {
  std::unique_ptr<DeviceNode> twin(
      new DeviceNode(world_, name, school_, clock_.at_start(), Folder::to_be_filled));
  files_.copy(folder_path, twin->files_, folder_path);
  disk_.copy_to(twin->disk_);
  twin->open();
  return twin;
}

}  // namespace mektep::sim
