#include "server/app/verification.h"

#include "server/app/log_walk.h"
#include "shared/base/limits.h"
#include "shared/codec/canonical.h"
#include "shared/crypto/chain.h"
#include "shared/files/file_list.h"
#include "shared/merge/contribution.h"
#include "shared/merge/memory_ledger.h"
#include "shared/pack/pack.h"
#include "shared/store/digest.h"
#include "shared/store/log_ops.h"

namespace mektep::server {
namespace {

class ScopeCheck {
 public:
  ScopeCheck(const Reader& reader, const ServerKeys& keys, const SnapshotDesk* snapshots, ScopeNumber scope,
             Verification& result)
      : reader_(reader),
        snapshots_(snapshots),
        keys_(keys),
        scope_(scope),
        result_(result),
        ledger_(std::set{keys.device()}),
        log_ops_(log_op_reader(ledger_, scope)) {}

  void run(const Schema& schema) {
    walk_log(reader_, scope_, [this](const LoggedPack& pack) { check(pack); });
    check_head();
    check_records();
    check_tallies(schema);
  }

 private:
  void find(Position position, std::string what) { result_.findings.push_back({scope_, position, std::move(what)}); }

  void check(const LoggedPack& pack) {
    ++result_.packs;
    if (pack.position.value != ++position_.value) find(pack.position, "verify.log_gap");
    position_ = pack.position;
    const auto opened = open_pack(pack.bytes);
    if (!opened || opened->content.head != pack.head) return find(pack.position, "verify.bad_pack");
    check_seal(*opened, pack.position);
    check_chain(opened->content, pack.position);
    digest_ = log_digest_after(digest_, pack.head);
    if (reader_.digest_at(scope_, pack.position) != digest_) find(pack.position, "verify.log_digest");
    apply(ledger_, opened->content, pack.position, log_ops_);
    if (snapshots_ == nullptr) return;
    for (const KeptSnapshot& kept : snapshots_->kept(scope_)) {
      if (kept.offer.position == pack.position && kept.saves()) check_snapshot(kept.offer);
    }
  }

  // One that is not there was taken away by the server that makes them, meanwhile.
  void check_snapshot(const SnapshotOffer& offer) {
    if (!snapshots_->shelf().holds(offer.file)) return;
    ++result_.snapshots;
    const auto file = snapshots_->shelf().read(offer.file, 0, static_cast<std::size_t>(offer.size));
    const auto snapshot = file && file_name_of(list_of(*file)) == offer.file
                              ? decode_snapshot(*file)
                              : Result<Snapshot>(refused("snapshot.refused"));
    const bool sound = snapshot && snapshot->position == offer.position && snapshot->log_digest == digest_ &&
                       snapshot->records == records_now();
    if (!sound) find(offer.position, "verify.snapshot");
  }

  std::vector<Snapshot::Record> records_now() const {
    std::vector<Snapshot::Record> records;
    for (const auto& [key, record] : ledger_.records()) {
      if (!record.empty()) records.push_back({key, encode_record(record)});
    }
    return records;
  }

  void check_seal(const OpenedPack& pack, Position position) {
    const bool own = pack.content.device == keys_.device();
    const auto device = own ? std::nullopt : reader_.device(pack.content.device);
    if (!own && !device) return find(position, "verify.unknown_device");
    if (!verify_seal(pack, own ? keys_.certificate.server : device->signing)) find(position, "verify.bad_seal");
  }

  // What follows a void without a pack has no head to follow.
  void check_chain(const PackContent& pack, Position position) {
    const auto head = ledger_.stream(pack.stream);
    const std::uint32_t known = head ? head->sequence.value : 0;
    if (pack.first.value > known + 1) return find(position, "verify.stream_gap");
    const bool continues = head && head->head && pack.first.value == known + 1;
    if (continues && *head->head != pack.previous) find(position, "verify.broken_chain");
  }

  void check_head() {
    const auto head = reader_.head(scope_);
    if (!head) return;
    HashSum state;
    for (const auto& [key, record] : ledger_.records()) {
      if (const auto hash = record_hash(key, record)) state.add(*hash);
    }
    if (head->position != position_ || head->log_digest != digest_) find(position_, "verify.log_digest");
    if (head->state_digest != state) find(position_, "verify.state_digest");
  }

  void check_records() {
    std::size_t stored = 0;
    for (auto page = reader_.keys(scope_, std::nullopt, limits::supersedes_max); !page.empty();
         page = reader_.keys(scope_, page.back(), limits::supersedes_max)) {
      stored += page.size();
    }
    std::size_t recomputed = 0;
    bool same = true;
    for (const auto& [key, record] : ledger_.records()) {
      if (record.empty()) continue;
      ++recomputed;
      same = same && reader_.record(scope_, key) == record;
    }
    if (!same || stored != recomputed) find(position_, "verify.records");
  }

  void check_tallies(const Schema& schema) {
    Count count;
    for (const auto& [key, record] : ledger_.records()) {
      count.add(contribution_of(schema, key, record, [this](const RecordKey& other) { return ledger_.record(other); }));
    }
    std::map<TallyCell, std::int64_t> stored;
    for (const TallyRow& row : reader_.tallies(scope_)) {
      if (row.amount != 0) stored[row.cell] = row.amount;
    }
    auto counted = count.amounts();
    std::erase_if(counted, [](const auto& entry) { return entry.second == 0; });
    if (stored != counted) find(position_, "verify.tallies");
  }

  const Reader& reader_;
  const SnapshotDesk* snapshots_;
  const ServerKeys& keys_;
  ScopeNumber scope_;
  Verification& result_;
  MemoryLedger ledger_;
  LogOpReader log_ops_;
  Position position_;
  Hash16 digest_{};
};

}  // namespace

Verification verify_store(const Reader& reader, const Schema& schema, const ServerKeys& keys,
                          const SnapshotDesk* snapshots) {
  Verification result;
  for (const ScopeNumber scope : reader.scopes()) {
    ++result.scopes;
    ScopeCheck(reader, keys, snapshots, scope, result).run(schema);
  }
  return result;
}

}  // namespace mektep::server
