#pragma once
// Random histories: several devices that write over what they were shown, at times without knowing of each
// other; and the definition of the merge, taken literally, to compare with.

#include <algorithm>
#include <set>

#include "shared/merge/merge.h"
#include "shared/merge/shown.h"
#include "tests/shared/merge/builders.h"
#include "tests/support/seeded_random.h"

namespace mektep::test {

inline const std::vector<RecordKey> history_records{{activity, RecordId{7}}, {activity, RecordId{8}}};
inline const std::vector<CellKey> history_cells{cell(topic), cell(hours), element_cell(FieldNumber{3}, "tA"),
                                                element_cell(FieldNumber{3}, "tB")};

class History {
 public:
  History(std::uint64_t seed, std::size_t devices, std::size_t steps) : random_(seed), devices_(devices) {
    for (std::size_t step = 0; step < steps; ++step) {
      const std::size_t device = random_.below(devices);
      if (random_.below(5) < 3) {
        save(device);
      } else {
        hear(device);
      }
    }
  }

  // In an order in which every pack may be applied.
  const std::vector<PackContent>& packs() const { return packs_; }

 private:
  struct Device {
    MemoryLedger view{std::set{office}};
    std::uint32_t sequence = 0;
    ChainHead head{};
  };

  void save(std::size_t number) {
    Device& device = devices_[number];
    PackContent pack = pack_of({.stream = number + 1,
                                .first = device.sequence + 1,
                                .device = DeviceId{number + 1},
                                .head = packs_.size() + 1});
    pack.previous = device.head;
    MemoryLedger seen = device.view;
    const std::size_t changes = 1 + random_.below(3);
    while (pack.changes.size() < changes) {
      pack.changes.push_back(change_over(seen));
      seen = device.view;
      apply(seen, pack, Position{}, {});
    }
    name_some_heads(device.view, pack);
    device.view = std::move(seen);
    device.sequence = pack.last().value;
    device.head = pack.head;
    packs_.push_back(std::move(pack));
  }

  void hear(std::size_t number) {
    if (packs_.empty()) return;
    const PackContent& pack = packs_[random_.below(packs_.size())];
    MemoryLedger& view = devices_[number].view;
    if (contiguous(view, pack) && unknown_names(view, pack).empty()) apply(view, pack, Position{}, {});
  }

  // Lamport times are drawn at random: what survives may not depend on them.
  Change change_over(const MemoryLedger& seen) {
    Change change{RecordId{random_.below(3)}, Lamport{random_.below(50)}, 0, {}};
    const RecordKey& record = history_records[random_.below(history_records.size())];
    const RecordState state = seen.record(record);
    if (random_.below(6) == 0) {
      change.ops.push_back(life_op(state));
    } else {
      for (const CellKey& key : history_cells) {
        if (random_.below(3) == 0) change.ops.push_back(cell_op(state, key));
      }
    }
    for (Op& op : change.ops) op.record = record;
    return change;
  }

  Op life_op(const RecordState& state) {
    const std::vector<Version> basis = basis_of(state, life, false);
    return basis.empty() || random_.below(2) == 0 ? withdraw_op(live_versions(state), basis)
                                                  : restore_op(basis);
  }

  Op cell_op(const RecordState& state, const CellKey& key) {
    const std::vector<Version> basis = basis_of(state, key, random_.below(3) == 0);
    if (key.element.empty()) return write_op(key, text(std::to_string(random_.below(4))), basis);
    return basis.empty() || random_.below(2) == 0 ? write_op(key, Nothing{}, basis) : remove_op(key, basis);
  }

  void name_some_heads(const MemoryLedger& seen, PackContent& pack) {
    for (const Change& change : pack.changes) {
      for (const Op& op : change.ops) {
        for (const Version& version : op.supersedes) {
          const auto token = seen.token(version);
          if (token && version.stream != pack.stream && random_.below(2) == 0) pack.named[version] = *token;
        }
      }
    }
  }

  SeededRandom random_;
  std::vector<Device> devices_;
  std::vector<PackContent> packs_;
};

// Delivers packs in any order, some twice; what does not fit yet waits.
class Delivery {
 public:
  Delivery(MemoryLedger& ledger, SeededRandom& random, LogOpReader reader = {})
      : ledger_(ledger), random_(random), reader_(std::move(reader)) {}

  void log(const PackContent& pack) { apply(ledger_, pack, Position{++position_}, reader_); }

  // True when all of them could be applied in the end.
  bool all(std::vector<PackContent> waiting) {
    while (!waiting.empty() && one_of(waiting)) {
    }
    return waiting.empty();
  }

  // Applies one that fits; false when none does.
  bool one_of(std::vector<PackContent>& waiting) {
    if (!done_.empty() && random_.below(4) == 0) log(done_[random_.below(done_.size())]);
    const std::size_t start = random_.below(waiting.size());
    for (std::size_t tried = 0; tried < waiting.size(); ++tried) {
      const std::size_t at = (start + tried) % waiting.size();
      if (!fits(waiting[at])) continue;
      log(waiting[at]);
      done_.push_back(waiting[at]);
      waiting.erase(waiting.begin() + static_cast<std::ptrdiff_t>(at));
      return true;
    }
    return false;
  }

 private:
  bool fits(const PackContent& pack) const {
    if (!contiguous(ledger_, pack) || loses_fork(ledger_, pack)) return false;
    for (std::size_t index = 0; index < pack.changes.size(); ++index) {
      if (fit(ledger_, pack, index) != Fit::fits) return false;
    }
    return true;
  }

  MemoryLedger& ledger_;
  SeededRandom& random_;
  LogOpReader reader_;
  std::uint64_t position_ = 0;
  std::vector<PackContent> done_;
};

using Records = std::map<RecordKey, RecordState>;

// live(cell) = the ops on the cell minus what some op supersedes, over the whole set at once. The changes
// left out count for nothing.
inline Records by_definition(const std::vector<PackContent>& packs, const std::set<Version>& left_out = {}) {
  std::set<std::tuple<RecordKey, CellKey, Version>> superseded;
  const auto each_op = [&](const auto& visit) {
    for (const PackContent& pack : packs) {
      for (std::size_t index = 0; index < pack.changes.size(); ++index) {
        if (left_out.contains(pack.version_at(index))) continue;
        for (const Op& op : pack.changes[index].ops) visit(op, pack.stamp_at(index));
      }
    }
  };
  each_op([&](const Op& op, const Stamp&) {
    for (const Version& version : op.supersedes) superseded.emplace(op.record, op.cell, version);
  });
  Records records;
  each_op([&](const Op& op, const Stamp& written) {
    if (op.kind == OpKind::remove || superseded.contains({op.record, op.cell, written.version})) return;
    Cell& live = records[op.record].cells[op.cell];
    live.push_back({written, op.kind, op.value, op.covers, op.payload, false});
    std::sort(live.begin(), live.end());
  });
  return records;
}

// What is seen through an overlay, as records that stand alone.
inline Records seen_through(const Ledger& ledger) {
  Records records;
  for (const RecordKey& key : history_records) {
    RecordState state = ledger.record(key);
    if (!state.empty()) records.emplace(key, std::move(state));
  }
  return records;
}

}  // namespace mektep::test
