// The promises that the merge alone decides. Their siblings run in the simulator and over real stores.

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include "tests/shared/merge/history.h"

namespace mektep::test {
namespace {

MemoryLedger applied(const std::vector<PackContent>& packs, std::uint64_t order_seed) {
  SeededRandom random(order_seed);
  MemoryLedger ledger{std::set{office}};
  RC_ASSERT(Delivery(ledger, random).all(packs));
  return ledger;
}

using Cells = std::tuple<RecordKey, CellKey>;
std::map<Cells, std::set<Version>> live_in(const MemoryLedger& ledger) {
  std::map<Cells, std::set<Version>> live;
  for (const auto& [record, state] : ledger.records()) {
    for (const auto& [key, values] : state.cells) {
      for (const LiveValue& value : values) live[{record, key}].insert(value.stamp.version);
    }
  }
  return live;
}

// A value is live, or somebody who was shown it wrote over it.
RC_GTEST_PROP(Promise02NothingIsThrownAway, AValueGoesOnlyWhenSomebodyNamedIt, (std::uint64_t seed)) {
  const History history(seed, 4, 40);
  auto live = live_in(applied(history.packs(), seed));
  std::set<std::tuple<Cells, Version>> named;
  for (const PackContent& pack : history.packs()) {
    for (const Change& change : pack.changes) {
      for (const Op& op : change.ops) {
        for (const Version& version : op.supersedes) named.insert({{op.record, op.cell}, version});
      }
    }
  }
  for (const PackContent& pack : history.packs()) {
    for (std::size_t index = 0; index < pack.changes.size(); ++index) {
      for (const Op& op : pack.changes[index].ops) {
        if (op.kind == OpKind::remove) continue;
        const Cells at{op.record, op.cell};
        const Version version = pack.version_at(index);
        RC_ASSERT(live[at].contains(version) != named.contains({at, version}));
      }
    }
  }
}

// A withdraw hides a record; its values stay where they are.
RC_GTEST_PROP(Promise02NothingIsThrownAway, AWithdrawBlanksNoField, (std::uint64_t seed)) {
  const History history(seed, 3, 30);
  const MemoryLedger ledger = applied(history.packs(), seed);
  for (auto [key, state] : ledger.records()) {
    const RecordState before = state;
    merge_op(state, withdraw_op(live_versions(state), basis_of(state, life, true)), stamp(ver(100, 1)));
    RC_ASSERT(is_gone(state));
    RC_ASSERT(live_versions(state) == live_versions(before));
    merge_op(state, restore_op({ver(100, 1)}), stamp(ver(100, 2)));
    RC_ASSERT(!is_gone(state));
  }
}

RC_GTEST_PROP(Promise03SameBytes, EveryRoadAndEveryOrderEndAlike, (std::uint64_t seed)) {
  const History history(seed, 4, 40);
  const MemoryLedger one = applied(history.packs(), seed + 1);
  const MemoryLedger other = applied(history.packs(), seed + 2);
  RC_ASSERT(one.records() == other.records());
  RC_ASSERT(one.streams() == other.streams());
}

RC_GTEST_PROP(Promise04TwiceIsOnce, APackThatComesAgainChangesNothing, (std::uint64_t seed)) {
  const History history(seed, 3, 30);
  MemoryLedger ledger = applied(history.packs(), seed);
  const MemoryLedger before = ledger;
  for (const PackContent& pack : history.packs()) {
    RC_ASSERT(contiguous(ledger, pack));
    RC_ASSERT(!loses_fork(ledger, pack));
    RC_ASSERT(apply(ledger, pack, Position{999}, {}).records.empty());
  }
  RC_ASSERT(ledger == before);
}

// The same schedule with any clocks: the same versions live, so the same values stand in conflict.
RC_GTEST_PROP(Promise08ClocksDoNotMatter, TheSameScheduleWithOtherClocksLeavesTheSameValues,
              (std::uint64_t seed)) {
  const History history(seed, 4, 40);
  std::vector<PackContent> other_clocks = history.packs();
  SeededRandom random(seed);
  for (PackContent& pack : other_clocks) {
    for (Change& change : pack.changes) {
      change.wall_ms = static_cast<std::int64_t>(random.u64());
      change.lamport = Lamport{random.u64()};
    }
  }
  const MemoryLedger one = applied(history.packs(), seed);
  const MemoryLedger other = applied(other_clocks, seed);
  RC_ASSERT(live_in(one) == live_in(other));
  for (const auto& [key, state] : one.records()) RC_ASSERT(is_gone(state) == is_gone(other.record(key)));
}

}  // namespace
}  // namespace mektep::test
