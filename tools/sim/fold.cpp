#include "tools/sim/fold.h"

#include <algorithm>

#include "shared/codec/canonical.h"
#include "shared/model/builtin.h"
#include "shared/pack/pack.h"

namespace mektep::sim {
namespace {

std::string text_of(const Version& version) {
  return std::to_string(version.stream.value) + "." + std::to_string(version.sequence.value);
}

}  // namespace

Fold::Fold(ScopeNumber scope, const std::vector<LoggedPack>& packs, DeviceId server)
    : scope_(scope), server_(server) {
  Position before;
  for (const LoggedPack& logged : packs) {
    if (logged.position.value != before.value + 1) {
      faults_.push_back("position " + std::to_string(logged.position.value) + " follows " +
                        std::to_string(before.value));
    }
    before = logged.position;
    const auto opened = open_pack(logged.bytes);
    if (!opened) {
      faults_.push_back("position " + std::to_string(logged.position.value) +
                        " cannot be read: " + opened.error().code);
      continue;
    }
    take(opened->content);
  }
  find_live();
}

bool Fold::known(const Version& version) const {
  const auto head = heads_.find(version.stream);
  return (head != heads_.end() && version.sequence <= head->second) || voids_.contains(version);
}

void Fold::check_order(const PackContent& pack) {
  const auto head = heads_.find(pack.stream);
  const std::uint32_t last = head == heads_.end() ? 0 : head->second.value;
  if (pack.scope != scope_) faults_.push_back("a pack of another scope");
  if (pack.first.value > last + 1) faults_.push_back("a gap before " + text_of(pack.version_at(0)));
  for (std::size_t index = 0; index < pack.changes.size(); ++index) {
    for (const Op& op : pack.changes[index].ops) {
      std::vector<Version> names = op.supersedes;
      names.insert(names.end(), op.covers.begin(), op.covers.end());
      for (const Version& name : names) {
        const bool own = name.stream == pack.stream && name < pack.version_at(index);
        if (!own && !known(name))
          faults_.push_back(text_of(pack.version_at(index)) + " names unknown " + text_of(name));
      }
    }
  }
}

void Fold::take(const PackContent& pack) {
  check_order(pack);
  for (std::size_t index = 0; index < pack.changes.size(); ++index) {
    const Version version = pack.version_at(index);
    tokens_.try_emplace(version, pack.token());
    const auto head = heads_.find(pack.stream);
    const bool twice = head != heads_.end() && version.sequence <= head->second && !voids_.contains(version);
    if (!twice) take_change(pack, index);
    Sequence& last = heads_[pack.stream];
    last = std::max(last, version.sequence);
  }
  for (const auto& [version, token] : pack.named) tokens_.try_emplace(version, token);
}

void Fold::take_change(const PackContent& pack, std::size_t index) {
  const Change& change = pack.changes[index];
  const Version version = pack.version_at(index);
  if (voids_.contains(version)) {
    for (const Op& op : change.ops) held_.push_back({version, op, change.author});
    return;
  }
  for (const Op& op : change.ops) {
    const bool own = pack.device == server_;
    if (!is_cell_op(op.kind)) {
      if (own) take_log_op(op);
    } else if (own || op.record.type != builtin::card) {
      count(version, change.author, op);
    }
  }
}

void Fold::take_log_op(const Op& op) {
  if (op.kind == OpKind::declare_void) {
    const auto ranges = decode_voids(op.payload);
    if (!ranges) return faults_.push_back("a void that cannot be read");
    for (const VoidRange& range : *ranges) take_void(range);
  } else if (op.kind == OpKind::reissue) {
    const auto reissue = decode_reissue(op.payload);
    if (!reissue) return faults_.push_back("a re-issue that cannot be read");
    take_reissue(*reissue);
  }
}

void Fold::take_void(const VoidRange& range) {
  for (std::uint32_t sequence = range.first.value; sequence <= range.last.value; ++sequence) {
    const Version version{range.stream, Sequence{sequence}};
    if (known(version)) continue;
    voids_[version] = range.reason;
    if (range.token) tokens_[version] = *range.token;
  }
  Sequence& head = heads_[range.stream];
  while (voids_.contains({range.stream, Sequence{head.value + 1}})) ++head.value;
}

void Fold::take_reissue(const Reissue& reissue) {
  const auto opened = open_pack(reissue.pack);
  if (!opened) return faults_.push_back("an original that cannot be read");
  const PackContent& pack = opened->content;
  if (reissue.sequence < pack.first || reissue.sequence > pack.last()) return;
  const std::size_t index = reissue.sequence.value - pack.first.value;
  const Version version = pack.version_at(index);
  const auto token = tokens_.find(version);
  const bool other_branch = token != tokens_.end() && token->second != pack.token();
  if (!voids_.contains(version) || other_branch || !reissued_.insert(version).second) return;
  tokens_[version] = pack.token();
  for (const Op& op : pack.changes[index].ops) {
    if (is_cell_op(op.kind) && op.record.type != builtin::card)
      count(version, pack.changes[index].author, op);
  }
}

void Fold::count(const Version& version, RecordId author, const Op& op) {
  counted_.push_back({version, op, author});
}

void Fold::find_live() {
  std::set<std::pair<std::pair<RecordKey, CellKey>, Version>> superseded;
  for (const CountedOp& one : counted_) {
    for (const Version& name : one.op.supersedes) superseded.insert({{one.op.record, one.op.cell}, name});
  }
  for (const CountedOp& one : counted_) {
    const bool gone = superseded.contains({{one.op.record, one.op.cell}, one.version});
    if (!gone && one.op.kind != OpKind::remove) live_[one.op.record][one.op.cell][one.version] = &one;
  }
}

std::vector<const CountedOp*> Fold::killers(const RecordKey& record, const CellKey& cell,
                                            const Version& version) const {
  std::vector<const CountedOp*> found;
  for (const CountedOp& one : counted_) {
    const auto& names = one.op.supersedes;
    const bool here = one.op.record == record && one.op.cell == cell;
    if (here && std::find(names.begin(), names.end(), version) != names.end()) found.push_back(&one);
  }
  return found;
}

}  // namespace mektep::sim
