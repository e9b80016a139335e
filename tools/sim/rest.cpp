// The end of a run: faults stop, everything comes to rest. And what is looked at on the way.

#include <algorithm>
#include <sstream>

#include "shared/pack/pack.h"
#include "tools/sim/network.h"

namespace mektep::sim {
namespace {

using namespace std::chrono_literals;

constexpr int rounds_max = 40;

}  // namespace

void Network::violation(const std::string& what) {
  world_.trace.line("network", "violation", what);
  violations_.push_back(what);
}

void Network::hear(DeviceNode& device, const Message& message) {
  if (const auto* receipt = std::get_if<Receipt>(&message)) {
    receipts_.push_back(*receipt);
  } else if (const auto* feed = std::get_if<Feed>(&message)) {
    if (!may_have(device.school(), feed->scope)) violation(device.name() + " was fed a scope of others");
  } else if (const auto* grants = std::get_if<Grants>(&message)) {
    for (const Grant& grant : grants->grants) {
      if (!may_have(device.school(), grant.scope))
        violation(device.name() + " was granted a scope of others");
    }
  }
}

void Network::observe() {
  for (const auto& seat : seats_) {
    if (seat->gone || !seat->device->up()) continue;
    auto& before = cursors_[seat->device->name()];
    for (const Cursor& cursor : seat->device->replica().cursors()) {
      Position& last = before[cursor.scope];
      if (cursor.position < last) violation(seat->device->name() + ": a cursor went back");
      last = std::max(last, cursor.position);
    }
    for (const std::string& what : seat->person->take_violations())
      violation(seat->device->name() + ": " + what);
  }
}

void Network::stop_faults() {
  world_.calm = true;
  world_.trace.line("network", "calm");
  for (const auto& seat : seats_) {
    seat->device->disk().be_sound();
    seat->device->hang_up();
  }
  server_->be_sound();
  server_->hang_up();
  world_.timeline.run_for(5min);
  // A copy that was made before may not know it yet.
  for (const auto& seat : seats_) {
    const auto device = server_->reader().device(seat->device->id());
    if (device && device->revoked) seat->revoked = true;
  }
}

// Everything that may still move, as text.
std::string Network::standing() {
  std::ostringstream text;
  for (const ScopeNumber scope : server_->reader().scopes()) {
    text << scope.value << ":" << server_->reader().head(scope)->position.value << " ";
  }
  for (const auto& seat : seats_) {
    if (seat->gone || seat->revoked || !seat->device->up()) continue;
    const client::ReplicaState state = seat->device->replica().state();
    text << seat->device->name() << ":" << state.unsent_changes << ":" << state.held << ":"
         << seat->device->replica().files().figures().unsent;
    for (const auto& [grant, cursor] : state.scopes) text << "," << cursor.position.value;
    text << " ";
  }
  return text.str();
}

bool Network::declare_lost_one() {
  if (!server_->up()) return false;
  for (const ScopeNumber scope : all_scopes()) {
    for (const auto& parked : server_->reader().parked(scope)) {
      const auto opened = open_pack(parked.bytes);
      if (!opened) continue;
      const auto missing = missing_for(scope, opened->content);
      if (!missing) continue;
      world_.trace.line("office", "declares lost", std::to_string(missing->stream.value));
      return server_->perform([&](const server::ServerParts& parts) -> Result<server::Batch> {
        auto integration = server::Integration::begin(parts);
        if (!integration) return integration.error();
        if (auto declared = (*integration)->declare_lost(scope, *missing); !declared) return declared.error();
        return (*integration)->commit();
      });
    }
  }
  return false;
}

// The range that the log lacks before the pack may go on.
std::optional<VoidRange> Network::missing_for(ScopeNumber scope, const PackContent& pack) {
  const auto known = [&](StreamId stream) {
    const auto head = server_->reader().stream(scope, stream);
    return head ? head->sequence.value : 0;
  };
  VoidRange range;
  range.reason = VoidReason::lost;
  range.why = "a disk broke";
  range.stream = pack.stream;
  range.first = Sequence{known(pack.stream) + 1};
  range.last = Sequence{pack.first.value - 1};
  if (range.first <= range.last) return range;
  for (const Change& change : pack.changes) {
    for (const Op& op : change.ops) {
      std::vector<Version> names = op.supersedes;
      names.insert(names.end(), op.covers.begin(), op.covers.end());
      for (const Version& name : names) {
        if (name.stream == pack.stream || name.sequence.value <= known(name.stream)) continue;
        range.stream = name.stream;
        range.first = Sequence{known(name.stream) + 1};
        range.last = name.sequence;
        return range;
      }
    }
  }
  return std::nullopt;
}

void Network::settle() {
  stop_faults();
  std::string before;
  for (int round = 0; round < rounds_max; ++round) {
    for (std::size_t at = 0; at < seats_.size(); ++at) {
      Seat& seat = *seats_[at];
      if (seat.gone || seat.revoked) continue;
      const Status status = sync_now(seat);
      if (!status) violation(seat.device->name() + ": a contact in calm failed: " + describe(status.error()));
    }
    observe();
    const std::string now = standing();
    if (now == before && !declare_lost_one()) return;
    before = now;
  }
  violation("no rest in " + std::to_string(rounds_max) + " rounds: " + before);
}

}  // namespace mektep::sim
