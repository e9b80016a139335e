#include "tools/sim/device_node.h"

#include <utility>

namespace mektep::sim {
namespace {

using namespace std::chrono_literals;

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
      disk_("file:/" + world.place + name + "?vfs=memdb") {
  if (folder == Folder::empty) open();
}

void DeviceNode::open() {
  if (stopped_) return;
  client::ReplicaOptions options;
  options.directory = world_.place + name_;
  options.in_memory = true;
  options.fault_point = disk_.fault_point();
  try {
    const Disk::Work work(disk_);
    auto opened = client::Replica::open({clock_, random_, files_, world_.log}, std::move(options));
    if (!opened) throw std::runtime_error(describe(opened.error()));
    replica_ = std::move(*opened);
    note_id();
  } catch (const Crash& where) {
    crash(where.what());
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
    return true;
  } catch (const Crash& where) {
    crash(where.what());
    return false;
  }
}

void DeviceNode::crash(const std::string& where) {
  world_.trace.line(name_, "crash", where);
  world_.faults.count(Fault::crash);
  for (const auto& weak : std::exchange(wires_, {})) {
    if (const auto wire = weak.lock()) wire->kill_client();
  }
  // Its callers are still on the stack; and the sessions that refer to it go in a task that was asked for
  // before.
  world_.timeline.after(0ms, [dead = std::shared_ptr<client::Replica>(std::move(replica_))] {});
  const Monotonic down = world_.calm ? 1ms : luck_.time(10ms, 30s);
  world_.timeline.after(down, [this] { open(); });
}

void DeviceNode::stop() {
  stopped_ = true;
  for (const auto& weak : std::exchange(wires_, {})) {
    if (const auto wire = weak.lock()) wire->kill_client();
  }
  world_.timeline.after(0ms, [dead = std::shared_ptr<client::Replica>(std::move(replica_))] {});
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
  files_.copy(world_.place + name_, twin->files_, world_.place + name);
  disk_.copy_to(twin->disk_);
  twin->open();
  return twin;
}

}  // namespace mektep::sim
