// Where every saved value went, and who was allowed to write over it.

#include <algorithm>
#include <sstream>

#include "shared/pack/pack.h"
#include "shared/store/raw_packs.h"
#include "tools/sim/verdict.h"

namespace mektep::sim {
namespace {

void add_uids(std::set<Uid>& uids, BytesView pack) {
  const auto opened = open_pack(pack);
  if (!opened) return;
  for (const Change& change : opened->content.changes) {
    for (const Op& op : change.ops) {
      if (const auto uid = uid_in(op.value)) uids.insert(*uid);
    }
  }
}

std::string text_of(const Value& value) {
  if (const auto uid = uid_in(value)) return "u" + std::to_string(*uid);
  if (const auto* yes = std::get_if<bool>(&value)) return *yes ? "yes" : "no";
  return std::to_string(value.index());
}

}  // namespace

void Verdict::gather_held() {
  for (const auto& [scope, fold] : folds_) {
    for (const CountedOp& one : fold.held()) {
      if (const auto uid = uid_in(one.op.value)) held_.insert(*uid);
    }
  }
  for (const auto& row : reader_.held({})) {
    if (row.kept == server::Kept::logged) continue;
    if (const auto kept = reader_.kept(row.scope, row.head)) add_uids(held_, kept->bytes);
  }
  for (const auto& seat : network_.seats()) {
    if (seat->gone || !seat->device->up()) continue;
    RawPacks raw(seat->device->disk().observer());
    for (const ScopeNumber scope : raw.scopes()) {
      for (const RawPack& pack : raw.all(scope)) {
        if (!pack.held.empty() || seat->revoked) add_uids(held_, pack.bytes);
      }
    }
  }
}

void Verdict::gather_counted() {
  for (const auto& [scope, fold] : folds_) {
    for (const CountedOp& one : fold.counted()) {
      if (const auto uid = uid_in(one.op.value); uid && one.op.record.type.value >= 32) counted_.insert(*uid);
    }
    for (const auto& [record, cells] : fold.live()) {
      for (const auto& [cell, versions] : cells) {
        for (const auto& [version, one] : versions) {
          if (const auto uid = uid_in(one->op.value)) live_.insert(*uid);
        }
      }
    }
  }
  for (const auto& [uid, written] : network_.saves().written()) {
    for (const Uid seen : written.shown) seen_by_[seen].insert(uid);
  }
}

// Live, held, counted and superseded (which check_killers looks at), or never sealed because its author, or
// somebody who saw it on the same device, wrote over it with what is itself accounted for.
bool Verdict::accounted(Uid uid, std::set<Uid>& asked) const {
  if (!asked.insert(uid).second) return false;
  if (live_.contains(uid) || held_.contains(uid) || counted_.contains(uid)) return true;
  if (network_.saves().removed().contains(uid)) return true;
  const auto seen = seen_by_.find(uid);
  if (seen == seen_by_.end()) return false;
  return std::any_of(seen->second.begin(), seen->second.end(),
                     [&](Uid later) { return accounted(later, asked); });
}

void Verdict::check_saves() {
  gather_held();
  gather_counted();
  for (const auto& seat : network_.seats()) {
    if (seat->gone || seat->revoked) continue;
    const auto held = network_.saves().held_by().find(seat->device->name());
    if (held == network_.saves().held_by().end()) continue;
    for (const Uid uid : held->second) {
      std::set<Uid> asked;
      if (!accounted(uid, asked))
        wrong(seat->device->name() + ": a saved value is nowhere: u" + std::to_string(uid));
    }
  }
  check_killers();
}

// A paragraph of a clash that was saved again as it was shown: both of its texts were.
bool Verdict::says_again(const Fold& fold, const CountedOp& killer) {
  const auto& names = killer.op.supersedes;
  return std::any_of(fold.counted().begin(), fold.counted().end(), [&](const CountedOp& one) {
    const bool same_cell = one.op.record == killer.op.record && one.op.cell == killer.op.cell;
    return same_cell && one.op.value == killer.op.value &&
           std::find(names.begin(), names.end(), one.version) != names.end();
  });
}

// A value that counted and is not live was superseded by somebody who was shown it.
void Verdict::check_killers() {
  const auto& written = network_.saves().written();
  for (const auto& [scope, fold] : folds_) {
    for (const CountedOp& one : fold.counted()) {
      const auto uid = uid_in(one.op.value);
      if (!uid || one.op.record.type.value < 32 || !written.contains(*uid)) continue;
      if (network_.saves().removed().contains(*uid)) continue;  // erased: shown to nobody any more
      for (const CountedOp* killer : fold.killers(one.op.record, one.op.cell, one.version)) {
        const auto by = uid_in(killer->op.value);
        const auto author = by ? written.find(*by) : written.end();
        if (author == written.end() || *by == *uid || says_again(fold, *killer)) continue;
        std::set<Uid> asked;
        if (!saw(*by, *uid, asked)) {
          const auto name =
              std::to_string(one.op.record.type.value) + "." + std::to_string(one.op.cell.field.value);
          wrong(name + ": u" + std::to_string(*by) + " superseded u" + std::to_string(*uid) +
                ", which its author was not shown");
        }
      }
    }
  }
}

// Shown to the author itself, or to one whose draft the author wrote over and squashed.
bool Verdict::saw(Uid author, Uid value, std::set<Uid>& asked) const {
  if (!asked.insert(author).second) return false;
  const auto written = network_.saves().written().find(author);
  if (written == network_.saves().written().end()) return false;
  if (written->second.shown.contains(value)) return true;
  // A copy of the folder seals by itself what was squashed away here.
  const Faults& faults = network_.world().faults;
  const bool copied = faults[Fault::clone] + faults[Fault::restore] > 0;
  return std::any_of(written->second.shown.begin(), written->second.shown.end(), [&](Uid earlier) {
    return (copied || !counted_.contains(earlier)) && saw(earlier, value, asked);
  });
}

std::string Verdict::values() const {
  std::ostringstream text;
  for (std::size_t number = 0; number < network_.names().size(); ++number) {
    const client::RecordName& name = network_.names()[number];
    text << "r" << number << (is_gone(reader_.record(name.scope, name.key)) ? " gone" : "");
    std::map<FieldNumber, std::multiset<std::string>> fields;
    for (const auto& [key, cell] : reader_.record(name.scope, name.key).cells) {
      for (const LiveValue& live : cell) {
        std::string value = text_of(live.value);
        if (value == "0") value = key.field == life_field ? "life" : to_hex(key.element);
        fields[key.field].insert(value);
      }
    }
    for (const auto& [field, values] : fields) {
      text << " " << field.value << ":";
      for (const std::string& value : values) text << value << ",";
    }
    text << "\n";
  }
  return text.str();
}

std::uint64_t Verdict::conflicts() const {
  std::uint64_t count = 0;
  for (const auto& [scope, fold] : folds_) {
    for (const auto& [record, cells] : fold.live()) {
      for (const auto& [cell, versions] : cells) {
        if (cell.element.empty() && cell.field != life_field && versions.size() > 1) ++count;
      }
    }
  }
  return count;
}

}  // namespace mektep::sim
