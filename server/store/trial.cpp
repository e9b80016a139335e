#include "server/store/trial.h"

#include <algorithm>

#include "shared/base/limits.h"
#include "shared/codec/canonical.h"

namespace mektep::server {
namespace {

constexpr char lamport_ahead[] = "admission.lamport_ahead";
constexpr char other_branch[] = "admission.other_branch";
constexpr char no_card[] = "admission.no_card";
constexpr char fork_lost[] = "admission.fork_lost";
constexpr char came_late[] = "admission.came_late";

Op reissue_op(const Arrival& original, std::size_t index) {
  const PackContent& pack = original.content;
  Op op = log_op(OpKind::reissue, encode_reissue({original.bytes, pack.version_at(index).sequence}));
  for (const Op& cell_op : pack.changes[index].ops) {
    op.supersedes.insert(op.supersedes.end(), cell_op.supersedes.begin(), cell_op.supersedes.end());
    op.supersedes.insert(op.supersedes.end(), cell_op.covers.begin(), cell_op.covers.end());
  }
  std::sort(op.supersedes.begin(), op.supersedes.end());
  op.supersedes.erase(std::unique(op.supersedes.begin(), op.supersedes.end()), op.supersedes.end());
  return op;
}

// One pack on its way through the rules.
class Trial {
 public:
  Trial(AdmissionScope& scope, const Arrival& arrival)
      : scope_(scope), ledger_(scope.ledger()), arrival_(arrival), pack_(arrival.content) {}

  // Empty: it has to wait (R1).
  std::optional<Outcome> run();

 private:
  void judge();
  void log_whole();
  std::size_t reissue_awaited();
  Outcome keep_late();
  Outcome keep_aside();
  Outcome keep_without_effect(Kept where, const char* code);
  std::vector<VoidRange> failing() const;
  void add_void(std::vector<VoidRange>& ranges, std::size_t index, VoidReason reason,
                const std::string& why) const;
  bool any_awaited() const;
  bool awaited(std::size_t index) const;
  Op note_op() const;
  std::uint32_t known_up_to() const;

  AdmissionScope& scope_;
  const Ledger& ledger_;
  const Arrival& arrival_;
  const PackContent& pack_;
  std::vector<std::string> why_;  // per change: why it may not count
};

std::optional<Outcome> Trial::run() {
  if (loses_fork(ledger_, pack_)) return keep_without_effect(Kept::lost, fork_lost);
  if (!contiguous(ledger_, pack_)) return std::nullopt;
  const bool news = pack_.last().value > known_up_to();
  const bool carded = ledger_.carded(pack_.device);
  if (!news && (!carded || !any_awaited())) return keep_without_effect(Kept::late, came_late);
  if (!carded) return keep_aside();
  for (std::size_t index = 0; index < pack_.changes.size(); ++index) {
    if (fit(ledger_, pack_, index) == Fit::unknown_names) return std::nullopt;
  }
  judge();
  if (news) {
    log_whole();
    reissue_awaited();
    return Outcome::logged;
  }
  return keep_late();
}

void Trial::judge() {
  why_.assign(pack_.changes.size(), {});
  if (ledger_.is_server(pack_.device)) return;
  why_ = scope_.judge(pack_);
  const std::uint64_t now = scope_.lamport().value;
  for (std::size_t index = 0; index < why_.size(); ++index) {
    const std::uint64_t then = pack_.changes[index].lamport.value;
    const bool ahead = then > now && then - now > limits::lamport_ahead_max;
    if (ahead && why_[index].empty()) why_[index] = lamport_ahead;
  }
}

// The void lies directly before the pack, in the same commit: every reader knows what does not count
// before it comes.
void Trial::log_whole() {
  const std::vector<VoidRange> voids = failing();
  if (!voids.empty()) scope_.log_own({log_op(OpKind::declare_void, encode_voids(voids))});
  scope_.log(arrival_);
  for (const VoidRange& range : voids) {
    scope_.hold(arrival_, {Kept::logged, range.first, range.last, range.why});
  }
}

// R4: what a person gave up came after all.
std::size_t Trial::reissue_awaited() {
  std::size_t count = 0;
  for (std::size_t index = 0; index < pack_.changes.size(); ++index) {
    if (awaited(index) && why_[index].empty() && reissue_change(scope_, arrival_, index)) ++count;
  }
  return count;
}

// Held is what the re-issue left out; when that is nothing, the payload is kept all the same.
Outcome Trial::keep_late() {
  if (reissue_awaited() == 0) scope_.log_own({note_op()});
  HeldRange held{Kept::late, pack_.first, pack_.last(), came_late, true};
  for (std::size_t index = 0; index < pack_.changes.size(); ++index) {
    const Version version = pack_.version_at(index);
    if (!ledger_.void_entry(version) || ledger_.reissued(version)) continue;
    if (held.released) held.first = version.sequence;
    held.last = version.sequence;
    held.released = false;
    if (!why_[index].empty()) held.code = why_[index];
  }
  scope_.hold(arrival_, held);
  return Outcome::aside;
}

// Streams that name it go on: its range counts as known. The payload is kept for review.
Outcome Trial::keep_aside() {
  std::vector<VoidRange> voids;
  for (std::size_t index = 0; index < pack_.changes.size(); ++index) {
    add_void(voids, index, VoidReason::aside, no_card);
  }
  std::vector<Op> ops;
  if (!voids.empty()) ops.push_back(log_op(OpKind::declare_void, encode_voids(voids)));
  ops.push_back(note_op());
  scope_.log_own(std::move(ops));
  scope_.hold(arrival_, {Kept::aside, pack_.first, pack_.last(), no_card});
  return Outcome::aside;
}

// The note lies in the log, so the receipt's position is after every backup that lacks the payload.
Outcome Trial::keep_without_effect(Kept where, const char* code) {
  scope_.log_own({note_op()});
  scope_.hold(arrival_, {where, pack_.first, pack_.last(), code});
  return where == Kept::lost ? Outcome::lost : Outcome::aside;
}

std::vector<VoidRange> Trial::failing() const {
  std::vector<VoidRange> ranges;
  for (std::size_t index = 0; index < pack_.changes.size(); ++index) {
    if (fit(ledger_, pack_, index) == Fit::mismatch) {
      add_void(ranges, index, VoidReason::mismatch, other_branch);
    } else if (!why_[index].empty()) {
      add_void(ranges, index, VoidReason::refused, why_[index]);
    }
  }
  return ranges;
}

// Leaves out what the log holds as known or void already.
void Trial::add_void(std::vector<VoidRange>& ranges, std::size_t index, VoidReason reason,
                     const std::string& why) const {
  const Version version = pack_.version_at(index);
  if (known(ledger_, version)) return;
  const bool joins =
      !ranges.empty() && ranges.back().why == why && ranges.back().last.value + 1 == version.sequence.value;
  if (joins) {
    ranges.back().last = version.sequence;
  } else {
    ranges.push_back({pack_.stream, version.sequence, version.sequence, pack_.token(), reason, why});
  }
}

bool Trial::any_awaited() const {
  for (std::size_t index = 0; index < pack_.changes.size(); ++index) {
    if (awaited(index)) return true;
  }
  return false;
}

bool Trial::awaited(std::size_t index) const {
  const Version version = pack_.version_at(index);
  const auto entry = ledger_.void_entry(version);
  return entry && entry->reason == VoidReason::lost && !ledger_.reissued(version);
}

Op Trial::note_op() const {
  return log_op(OpKind::note, encode_notes({{pack_.stream, pack_.first, pack_.token()}}));
}

std::uint32_t Trial::known_up_to() const {
  const auto head = ledger_.stream(pack_.stream);
  return head ? head->sequence.value : 0;
}

}  // namespace

Op log_op(OpKind kind, Bytes payload) {
  Op op;
  op.kind = kind;
  op.payload = std::move(payload);
  return op;
}

bool reissue_change(AdmissionScope& scope, const Arrival& original, std::size_t index) {
  const Ledger& ledger = scope.ledger();
  const Version version = original.content.version_at(index);
  if (!ledger.void_entry(version) || ledger.reissued(version)) return false;
  const auto token = ledger.token(version);
  if (token && *token != original.content.token()) return false;
  if (fit(ledger, original.content, index) != Fit::fits) return false;
  return scope.log_own({reissue_op(original, index)});
}

std::optional<Outcome> decide(AdmissionScope& scope, const Arrival& arrival) {
  return Trial(scope, arrival).run();
}

}  // namespace mektep::server
