#include "tools/sim/verdict.h"

#include <algorithm>

#include "server/tally/tallies.h"
#include "shared/codec/canonical.h"
#include "shared/merge/memory_ledger.h"
#include "shared/merge/shown.h"
#include "shared/pack/pack.h"
#include "shared/store/log_ops.h"
#include "shared/store/raw_packs.h"

namespace mektep::sim {
namespace {

std::string text_of(ScopeNumber scope, const RecordKey& key) {
  return std::to_string(scope.value) + "/" + std::to_string(key.type.value) + "/" +
         std::to_string(key.id.value);
}

// A state as the fold knows it: versions and values alone.
bool same(const RecordState& state, const Fold::Cells& cells) {
  if (state.cells.size() != cells.size()) return false;
  for (const auto& [key, live] : cells) {
    const auto cell = state.cells.find(key);
    if (cell == state.cells.end() || cell->second.size() != live.size()) return false;
    for (const LiveValue& value : cell->second) {
      const auto found = live.find(value.stamp.version);
      if (found == live.end()) return false;
      if (!value.erased && (value.value != found->second->op.value || value.kind != found->second->op.kind))
        return false;
    }
  }
  return true;
}

}  // namespace

Verdict::Verdict(Network& network) : network_(network), reader_(network.server().reader()) {
  for (const ScopeNumber scope : reader_.scopes()) {
    logs_[scope] = reader_.read_after(scope, Position{0}, SIZE_MAX);
    folds_.emplace(scope, Fold(scope, logs_[scope], network.server().keys().device()));
  }
}

void Verdict::check() {
  check_logs();
  check_devices();
  check_saves();
  check_receipts();
  check_files();
  check_server();
}

std::vector<RecordKey> Verdict::keys_of(ScopeNumber scope) const {
  return reader_.keys(scope, {}, SIZE_MAX / 2);
}

void Verdict::check_logs() {
  for (const auto& [scope, fold] : folds_) {
    for (const std::string& fault : fold.faults())
      wrong("log of " + std::to_string(scope.value) + ": " + fault);
    check_fold(scope);
    check_ledger(scope);
  }
}

void Verdict::check_fold(ScopeNumber scope) {
  const Fold& fold = folds_.at(scope);
  std::set<RecordKey> keys;
  for (const RecordKey& key : keys_of(scope)) keys.insert(key);
  for (const auto& [key, cells] : fold.live()) keys.insert(key);
  for (const RecordKey& key : keys) {
    const auto found = fold.live().find(key);
    const Fold::Cells none;
    if (!same(reader_.record(scope, key), found == fold.live().end() ? none : found->second)) {
      wrong("the server's record is not what its log says: " + text_of(scope, key));
    }
  }
}

// The same rules as everywhere, over memory, from the first pack on.
void Verdict::check_ledger(ScopeNumber scope) {
  MemoryLedger ledger({network_.server().keys().device()});
  const LogOpReader reader = log_op_reader(ledger, scope);
  for (const LoggedPack& logged : logs_.at(scope)) {
    if (const auto opened = open_pack(logged.bytes)) apply(ledger, opened->content, logged.position, reader);
  }
  for (const RecordKey& key : keys_of(scope)) {
    if (encode_record(ledger.record(key)) != encode_record(reader_.record(scope, key))) {
      wrong("the server's record is not the fold of its log: " + text_of(scope, key));
    }
  }
  for (const auto& [stream, head] : ledger.streams()) {
    if (reader_.stream(scope, stream) != head)
      wrong("a stream's head is not the fold's: " + std::to_string(stream.value));
  }
  for (const auto& [version, entry] : folds_.at(scope).voids()) {
    if (!ledger.void_entry(version))
      wrong("the fold knows no void of " + std::to_string(version.stream.value));
  }
}

void Verdict::check_devices() {
  for (const auto& seat : network_.seats()) {
    if (seat->gone || seat->revoked) continue;
    if (!seat->device->up()) {
      wrong(seat->device->name() + " did not start again");
    } else {
      check_device(*seat->device);
    }
  }
}

void Verdict::check_device(DeviceNode& device) {
  const client::ReplicaState state = device.replica().state();
  if (state.unsent_changes != 0) wrong(device.name() + ": unsent work is left");
  for (const auto& pack : device.replica().outgoing(1, {})) {
    const auto header = read_header(pack.bytes);
    wrong(device.name() + ": a pack without a receipt is left, scope " + std::to_string(header->scope.value) +
          " stream " + std::to_string(header->stream.value) + " " + std::to_string(header->first.value) + "-" +
          std::to_string(header->last().value));
  }
  RecordTables tables(device.disk().observer(), /*pending=*/true);
  if (const auto used = tables.use(device.replica().schema()); !used)
    wrong(device.name() + ": " + describe(used.error()));
  const auto may_have = network_.scopes_of(device.school());
  for (const auto& [scope, log] : logs_) {
    const bool granted =
        scope == network_scope || std::find(may_have.begin(), may_have.end(), scope) != may_have.end();
    if (granted) {
      check_scope_of(device, scope, tables);
    } else if (!tables.keys(scope, {}, 1).empty() || PackLog(device.disk().observer()).head(scope)) {
      wrong(device.name() + " holds rows of a scope of others");
    }
  }
  for (const client::HeldItem& item : device.replica().held()) {
    if (item.why.empty() && item.reason != VoidReason::lost) wrong(device.name() + ": held without a reason");
  }
}

void Verdict::check_scope_of(DeviceNode& device, ScopeNumber scope, RecordTables& tables) {
  const std::string where = device.name() + ", scope " + std::to_string(scope.value) + ": ";
  const PackLog log(device.disk().observer());
  const auto theirs = reader_.head(scope);
  const auto ours = log.head(scope);
  if (!ours) return wrong(where + "no log");
  const bool together = ours->position == theirs->position && ours->log_digest == theirs->log_digest &&
                        ours->state_digest == theirs->state_digest;
  if (!together) wrong(where + "digests differ from the server's");
  const auto packs = log.read_after(scope, Position{0}, SIZE_MAX);
  const auto& server_packs = logs_.at(scope);
  for (const LoggedPack& pack : packs) {
    const auto at = pack.position.value;
    if (at > server_packs.size() || pack.bytes != server_packs[at - 1].bytes)
      wrong(where + "other bytes at " + std::to_string(at));
  }
  std::set<RecordKey> keys;
  for (const RecordKey& key : tables.keys(scope, {}, SIZE_MAX / 2)) keys.insert(key);
  for (const RecordKey& key : keys_of(scope)) keys.insert(key);
  for (const RecordKey& key : keys) {
    const RecordRow row = tables.read(scope, key);
    const RecordState state = reader_.record(scope, key);
    if (encode_record(row.base) != encode_record(state))
      wrong(where + "another record " + text_of(scope, key));
    if (!row.pending.empty()) wrong(where + "pending over " + text_of(scope, key));
    check_shown(device, scope, key, state);
  }
}

void Verdict::check_shown(DeviceNode& device, ScopeNumber scope, const RecordKey& key,
                          const RecordState& state) {
  const RecordType* type = device.replica().schema().type(key.type);
  if (type == nullptr || key.type.value < 32 || state.empty()) return;
  const auto read = device.replica().read({scope, key});
  if (!read)
    return wrong(device.name() + " cannot read " + text_of(scope, key) + ": " + describe(read.error()));
  const ShownRecord shown = show(state, *type);
  const bool alike = read->shown.gone == shown.gone && read->shown.conflicts == shown.conflicts &&
                     read->shown.edited_while_withdrawn == shown.edited_while_withdrawn;
  if (!alike) wrong(device.name() + " shows something else of " + text_of(scope, key));
}

void Verdict::check_receipts() {
  std::set<std::pair<ScopeNumber, ChainHead>> asked;
  for (const Receipt& receipt : network_.receipts()) {
    if (!asked.insert({receipt.scope, receipt.head}).second) continue;
    const bool stored =
        reader_.position_of(receipt.scope, receipt.head) || reader_.kept(receipt.scope, receipt.head);
    if (!stored) wrong("receipted and gone: stream " + std::to_string(receipt.stream.value));
    const auto head = reader_.head(receipt.scope);
    if (!head || receipt.position > head->position) wrong("a receipt from beyond the log");
  }
}

void Verdict::check_files() {
  for (const auto& [scope, log] : logs_) {
    for (const RecordKey& key : keys_of(scope)) {
      for (const auto& [cell, live] : reader_.record(scope, key).cells) {
        const auto attachment = attachment_in(cell);
        if (attachment && !live.empty()) check_file(scope, *attachment);
      }
    }
  }
}

// Whoever attached it may have lost it with the machine; else the server has it by now.
void Verdict::check_file(ScopeNumber scope, const Attachment& attachment) {
  const std::string name = to_hex(BytesView(attachment.file).first(4));
  if (!reader_.names_file(scope, attachment.file)) wrong("nobody would be given the file " + name);
  const FileShelf shelf = network_.server().shelf();
  const bool stands = shelf.holds(attachment.file);
  if (stands && !shelf.verify(attachment.file)) wrong("the server's file is damaged: " + name);
  for (const auto& seat : network_.seats()) {
    if (seat->gone || seat->revoked || !seat->device->up()) continue;
    using client::FilePlace;
    const FilePlace place = seat->device->replica().files().state(scope, attachment).place;
    const std::string whose = seat->device->name() + "'s file " + name;
    if (place == FilePlace::lost) wrong(whose + " is lost");
    if (place == FilePlace::here) wrong(whose + " was not sent");
    if (place == FilePlace::sent && !stands) wrong(whose + " is not at the server");
  }
}

void Verdict::check_server() {
  for (const auto& [scope, log] : logs_) {
    if (!reader_.parked(scope).empty()) wrong("parked for ever in scope " + std::to_string(scope.value));
  }
  for (const auto& held : reader_.held({})) {
    if (held.code.empty()) wrong("held without a reason");
  }
  const auto rebuilt = server::rebuild_tallies(network_.server().parts());
  if (!rebuilt || rebuilt->differences != 0) wrong("tallies differ from a recount");
}

}  // namespace mektep::sim
