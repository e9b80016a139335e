#pragma once
// The central server: its real rooms over a store on a simulated disk. A process lives until it crashes; the
// next one opens the same disk.
// Owner: Network. One thread: the writing thread and the reading thread are tasks of the timeline.

#include <memory>
#include <vector>

#include "server/http/service.h"
#include "tools/sim/disk.h"
#include "tools/sim/memory_files.h"
#include "tools/sim/node_clock.h"
#include "tools/sim/wire.h"
#include "tools/sim/world.h"

namespace mektep::sim {

class ServerNode {
 public:
  // `name`: letters and digits, unique in the process. Everything outlives the node.
  ServerNode(World& world, const std::string& name, const Schema& schema);
  ~ServerNode();

  bool up() const { return process_ != nullptr; }
  const server::ServerKeys& keys() const { return keys_; }
  NodeClock& clock() { return clock_; }
  Random& random() { return random_; }

  // A connection asks to talk; `answer` is not called when the server is down. The wire is remembered: its
  // end dies with the process.
  void upgrade(const std::shared_ptr<Wire>& wire, net::UpgradeRequest request,
               std::function<void(net::UpgradeAnswer)> answer);

  // A transaction that no device asked for. False: the server is down, it crashed, or the work was refused.
  using Job = std::function<Result<server::Batch>(const server::ServerParts&)>;
  bool perform(const Job& job);

  // The server is stopped, and started again with a later schema, which it publishes. False: it was down.
  bool adopt(const Schema& schema);

  // The process dies at the `calls`-th call of its store from now.
  void crash_at(std::uint64_t calls) { disk_.crash_at(calls); }
  Disk& disk() { return disk_; }
  void be_sound() { disk_.be_sound(); }
  void hang_up();
  // For observers, between transactions.
  const server::Reader& reader();
  const Schema& schema() const { return schema_; }
  const server::ServerParts& parts();
  // Where the files of records lie.
  FileShelf shelf() { return FileShelf(files_, "files"); }
  // What the writer answered for packs it already had, and for packs that had to wait.
  void watch(const server::Batch& batch);

 private:
  class Process;
  void start(bool create);
  void start_again();
  bool run(const std::function<void()>& work);
  void require_sound_file();
  void end_process();
  void publish_schema();
  void crash(const std::string& where);
  void schedule_writer();
  void make_snapshot();

  World& world_;
  std::string name_;
  NodeClock clock_;
  NodeLuck random_;
  Luck luck_;  // how long things take
  server::ServerKeys keys_;
  Schema schema_;
  Disk disk_;
  MemoryFiles files_;
  std::unique_ptr<Process> process_;
  std::vector<std::unique_ptr<Process>> dead_;  // what late callbacks may still refer to
  std::vector<std::weak_ptr<Wire>> wires_;
  std::unique_ptr<server::Reader> reader_;
};

}  // namespace mektep::sim
