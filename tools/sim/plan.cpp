#include "tools/sim/plan.h"

#include <algorithm>

namespace mektep::sim {
namespace {

using namespace std::chrono_literals;

constexpr std::size_t seats_max = 8;
constexpr std::size_t backups_max = 3;
constexpr std::uint64_t crash_calls_max = 60;

}  // namespace

void Plan::run(std::size_t steps) {
  Luck& luck = network_.world().luck;
  for (std::size_t number = 0; number < steps; ++number) {
    step();
    const bool long_pause = luck.chance(0.15);
    network_.world().timeline.run_for(long_pause ? luck.time(1min, 8h) : luck.time(1ms, 4s));
    network_.observe();
  }
}

void Plan::step() {
  Luck& luck = network_.world().luck;
  const std::uint64_t what = luck.below(100);
  if (what < 38) {
    people_act();
  } else if (what < 68) {
    contact();
  } else if (what < 78) {
    carry();
  } else if (what < 88) {
    office_.act();
  } else if (what < 92) {
    newer_.act();
  } else {
    machine_trouble();
  }
}

Seat* Plan::some_seat() {
  auto& seats = network_.seats();
  Seat& seat = *seats[network_.world().luck.below(seats.size())];
  return seat.gone ? nullptr : &seat;
}

std::size_t Plan::living() const {
  const auto& seats = network_.seats();
  return static_cast<std::size_t>(
      std::count_if(seats.begin(), seats.end(), [](const auto& seat) { return !seat->gone; }));
}

void Plan::people_act() {
  Seat* seat = some_seat();
  if (seat == nullptr) return;
  for (std::uint64_t deeds = network_.world().luck.between(1, 4); deeds > 0; --deeds) seat->person->act();
}

void Plan::contact() {
  Luck& luck = network_.world().luck;
  Seat* seat = some_seat();
  const bool bad = luck.chance(0.6);
  const bool watch = luck.chance(0.15);
  if (seat != nullptr && seat->device->contacts() < 2) network_.sync(*seat, bad, watch);
}

// A stick, or a device that serves as a hub: sealed first, then handed over.
void Plan::carry() {
  Luck& luck = network_.world().luck;
  Seat* from = some_seat();
  Seat* to = some_seat();
  const bool seals = luck.chance(0.7);
  const bool bundle = luck.chance(0.5);
  const double loss = luck.chance(0.4) ? 0.3 : 0.0;
  const bool to_server = luck.chance(0.25);
  if (from == nullptr || to == nullptr || (from == to && !to_server)) return;
  if (seals) {
    from->device->run([&](client::Replica& replica) {
      if (const auto sealed = replica.seal({}); !sealed)
        network_.violation("seal: " + describe(sealed.error()));
    });
  }
  const std::size_t taken =
      to_server ? network_.carry_to_server(*from, loss) : network_.exchange(*from, *to, loss);
  if (taken > 0) network_.world().faults.count(to_server || bundle ? Fault::bundle : Fault::hub);
}

void Plan::machine_trouble() {
  Luck& luck = network_.world().luck;
  const std::uint64_t what = luck.below(10);
  const std::uint64_t kind = luck.below(4);
  const std::uint64_t calls = luck.between(1, crash_calls_max);
  Seat* seat = some_seat();
  if (what < 2) return disk_trouble(network_.server().disk(), kind, calls);
  if (seat == nullptr) return;
  if (what < 5) {
    disk_trouble(seat->device->disk(), kind, calls);
  } else if (what < 6) {
    clock_trouble(*seat);
  } else {
    clone_or_restore(*seat);
  }
}

// The program dies, the power goes, or a call fails: somewhere in what comes next.
void Plan::disk_trouble(Disk& disk, std::uint64_t kind, std::uint64_t calls) {
  if (kind == 0) {
    disk.crash_at(calls);
  } else if (kind < 3) {
    disk.cut_power_at(calls);
  } else {
    disk.fail_at(2 * calls);
  }
}

void Plan::clock_trouble(Seat& seat) {
  const auto jump =
      static_cast<std::int64_t>(network_.world().luck.below(2 * static_cast<std::uint64_t>(century_ms))) -
      century_ms;
  if (network_.world().clocks == Clocks::all_right) return;
  network_.world().faults.count(Fault::clock);
  seat.device->clock().jump(jump);
}

void Plan::clone_or_restore(Seat& seat) {
  Luck& luck = network_.world().luck;
  const std::uint64_t what = luck.below(4);
  if (!seat.device->up()) return;
  if (what == 0) {
    if (backups_.size() < backups_max) backups_.push_back(network_.keep_copy(seat));
  } else if (what == 1) {
    if (network_.seats().size() >= seats_max) return;
    network_.world().faults.count(Fault::clone);
    network_.add_copy(seat);
  } else if (what == 2) {
    if (backups_.empty() || network_.seats().size() >= seats_max) return;
    network_.world().faults.count(Fault::restore);
    network_.restore_copy(*backups_[luck.below(backups_.size())]);
    if (living() > 2 && luck.chance(0.6)) network_.lose(seat);
  } else if (living() > 3) {
    network_.lose(seat);
  }
}

}  // namespace mektep::sim
