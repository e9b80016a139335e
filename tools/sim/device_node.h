#pragma once
// One installation in a school: its folder, its clock, and the program while it runs.
// Owner: Network. One thread.

#include <map>
#include <memory>
#include <set>
#include <string>
#include <vector>

#include "client/replica/replica.h"
#include "client/replica/replica_files.h"
#include "tools/sim/disk.h"
#include "tools/sim/memory_files.h"
#include "tools/sim/node_clock.h"
#include "tools/sim/wire.h"
#include "tools/sim/world.h"

namespace mektep::sim {

class DeviceNode {
 public:
  // `name`: letters and digits, unique in the process. `world` outlives the node.
  DeviceNode(World& world, const std::string& name, std::size_t school, WallTime clock);

  const std::string& name() const { return name_; }
  std::size_t school() const { return school_; }
  DeviceId id() const { return id_; }
  NodeClock& clock() { return clock_; }
  Disk& disk() { return disk_; }

  bool up() const { return replica_ != nullptr; }
  client::Replica& replica() { return *replica_; }

  // Runs something of the program; when it dies in there, the program is started again a while later.
  // False when it is not running, or died.
  bool run(const std::function<void(client::Replica&)>& what);
  void crash(const std::string& where);
  // What was thrown out of a piece of its work.
  void take_failure(const std::exception_ptr& thrown);
  // A picture of so many bytes, taken with a phone and kept here to be attached to a record. Empty when the
  // program is not running, or dies of it.
  std::optional<Attachment> photograph(std::size_t bytes, Luck& luck);
  // Its wires die with it.
  void join(const std::shared_ptr<Wire>& wire);
  std::size_t contacts() const;
  void hang_up();  // the links of this machine go, at both ends

  // A copy of the folder as it lies there, under another name: the same device for everybody else.
  std::unique_ptr<DeviceNode> copy(const std::string& name);
  // Shuts the program down for good.
  void stop();
  void note_id();

 private:
  enum class Folder { empty, to_be_filled };
  DeviceNode(World& world, const std::string& name, std::size_t school, WallTime clock, Folder folder);
  void open();
  void fall_over(const std::string& where);
  void let_go();
  void require_sound_file();

  World& world_;
  std::string name_;
  std::size_t school_;
  DeviceId id_;
  NodeClock clock_;
  NodeLuck random_;
  Luck luck_;  // how long things take
  MemoryFiles files_;
  Disk disk_;
  std::unique_ptr<client::Replica> replica_;
  std::vector<std::weak_ptr<Wire>> wires_;
  bool stopped_ = false;
};

}  // namespace mektep::sim
