// R1 and R4 to R6: what a logged pack does to a ledger.

#include <map>

#include "shared/base/limits.h"
#include "shared/merge/ledger.h"
#include "shared/merge/merge.h"
#include "shared/model/builtin.h"

namespace mektep {
namespace {

// One pack on its way into the ledger. Records are read once and written once, whatever the pack does
// to them: a list of participants is one record read, not fifty.
class Application {
 public:
  Application(Ledger& ledger, const PackContent& pack, Position position, const LogOpReader& reader)
      : ledger_(ledger),
        pack_(pack),
        position_(position),
        reader_(reader),
        from_server_(ledger.is_server(pack.device)) {}

  Applied run();

 private:
  struct Touched {
    RecordState state;
    bool changed = false;
  };

  void learn_tokens(Sequence after);
  void apply_change(std::size_t index);
  void apply_log_op(const Op& op);
  void apply_cell_op(const Op& op, const Stamp& stamp, bool without_value);
  void declare_void(const VoidRange& range);
  void reissue(const Reissue& reissue);
  void reissue_op(const Op& op, const Stamp& stamp);
  void erase(const Erased& what);
  void advance_over_voids(StreamId stream, StreamHead head);
  StreamHead head_of(StreamId stream) const;
  Touched& touch(const RecordKey& record);
  void write_records();

  Ledger& ledger_;
  const PackContent& pack_;
  const Position position_;
  const LogOpReader& reader_;
  const bool from_server_;
  std::map<RecordKey, Touched> touched_;
  std::map<RecordKey, Touched>::iterator last_ = touched_.end();
  Applied applied_;
};

Applied Application::run() {
  if (pack_.changes.empty()) return {};
  StreamHead head = head_of(pack_.stream);
  const Sequence before = head.sequence;
  learn_tokens(before);
  for (std::size_t index = 0; index < pack_.changes.size(); ++index) {
    const Sequence sequence = pack_.version_at(index).sequence;
    if (sequence <= before) continue;
    apply_change(index);
    // Voids ask for heads, and they stand in the server's packs only.
    if (from_server_) {
      head = {sequence, std::nullopt, pack_.device};
      ledger_.put_stream(pack_.stream, head);
    }
  }
  if (pack_.last() >= before) {
    head = {pack_.last(), pack_.head, pack_.device};
    ledger_.put_stream(pack_.stream, head);
  }
  advance_over_voids(pack_.stream, head);
  write_records();
  return std::move(applied_);
}

// What the pack tells about chain heads, its own and those it names; a void version's is learned too, so
// that what turns up later can be told from a fork.
void Application::learn_tokens(Sequence after) {
  const auto learn = [&](const Version& version, Token token) {
    if (!ledger_.token(version)) ledger_.put_token(version, token);
  };
  if (pack_.first.value > 1) {
    learn({pack_.stream, Sequence{pack_.first.value - 1}}, token_of(pack_.previous));
  }
  for (std::size_t index = 0; index < pack_.changes.size(); ++index) {
    const Version version = pack_.version_at(index);
    if (version.sequence > after) break;
    learn(version, pack_.token());
  }
  for (const auto& [version, token] : pack_.named) learn(version, token);
  const Sequence first_new = std::max(pack_.first, Sequence{after.value + 1});
  if (first_new <= pack_.last()) {
    ledger_.put_range(pack_.stream, first_new, pack_.last(), pack_.token(), position_);
  }
}

void Application::apply_change(std::size_t index) {
  const Stamp stamp = pack_.stamp_at(index);
  if (ledger_.void_entry(stamp.version)) return;
  for (const Op& op : pack_.changes[index].ops) {
    if (!is_cell_op(op.kind)) {
      if (from_server_) apply_log_op(op);
    } else if (from_server_ || op.record.type != builtin::card) {
      // Cards decide whose packs count, so a device cannot write one on a road without a server.
      apply_cell_op(op, stamp, false);
    }
  }
}

void Application::apply_log_op(const Op& op) {
  if (op.kind == OpKind::declare_void) {
    if (const auto ranges = reader_.voids(op.payload)) {
      for (const VoidRange& range : *ranges) declare_void(range);
    }
  } else if (op.kind == OpKind::reissue) {
    if (const auto original = reader_.reissue(op.payload)) reissue(*original);
  } else if (op.kind == OpKind::erase) {
    if (const auto list = reader_.erased(op.payload)) {
      for (const Erased& what : *list) erase(what);
    }
  }
}

void Application::apply_cell_op(const Op& op, const Stamp& stamp, bool without_value) {
  Touched& touched = touch(op.record);
  merge_op(touched.state, op, stamp, without_value);
  touched.changed = true;
  for (const Version& version : op.supersedes) {
    if (ledger_.void_entry(version) && !ledger_.reissued(version)) {
      ledger_.put_named(op.record, op.cell, version);
    }
  }
}

// A void logged after its version has no effect, so what did count is never undone.
void Application::declare_void(const VoidRange& range) {
  if (range.first.value == 0 || range.last < range.first) return;
  const std::uint32_t length = range.last.value - range.first.value;
  if (length >= limits::void_range_max) return;
  const StreamHead head = head_of(range.stream);
  const VoidEntry entry{range.reason, range.why, position_};
  VoidRange effective = range;
  effective.last = Sequence{range.first.value - 1};
  const auto report = [&] {
    if (effective.first <= effective.last) applied_.voids.push_back(effective);
  };
  for (std::uint32_t sequence = range.first.value; sequence - range.first.value <= length; ++sequence) {
    const Version version{range.stream, Sequence{sequence}};
    if (version.sequence <= head.sequence || ledger_.void_entry(version)) {
      report();
      effective.first = Sequence{sequence + 1};
    } else {
      ledger_.put_void(version, entry);
      if (range.token) ledger_.put_token(version, *range.token);
    }
    effective.last = version.sequence;
  }
  report();
  advance_over_voids(range.stream, head);
}

// R5: the original counts after all, once, under its own version. Values that the log has superseded by
// name stay out; what the original supersedes counts in any case.
void Application::reissue(const Reissue& reissue) {
  const std::optional<PackContent> original = reader_.open(reissue);
  if (!original || reissue.sequence < original->first || reissue.sequence > original->last()) return;
  const std::size_t index = reissue.sequence.value - original->first.value;
  const Stamp stamp = original->stamp_at(index);
  if (!ledger_.void_entry(stamp.version) || ledger_.reissued(stamp.version)) return;
  const std::optional<Token> token = ledger_.token(stamp.version);
  if (token && *token != original->token()) return;
  if (!token) ledger_.put_token(stamp.version, original->token());
  ledger_.put_reissued(stamp.version, position_);
  for (const Op& op : original->changes[index].ops) reissue_op(op, stamp);
  applied_.reissued.push_back(stamp.version);
}

void Application::reissue_op(const Op& op, const Stamp& stamp) {
  // Of a server's own change only values are re-issued: its voids, cards and erasures are decided anew.
  if (!is_cell_op(op.kind) || op.record.type == builtin::card) return;
  apply_cell_op(op, stamp, ledger_.named(op.record, op.cell, stamp.version));
  // Only here can a value come after its erasure: an erasure names versions that are known already.
  const Erased what{op.record, op.cell, stamp.version};
  if (ledger_.erased(what)) erase(what);
}

void Application::erase(const Erased& what) {
  ledger_.put_erased(what);
  applied_.erased.push_back(what);
  Touched& touched = touch(what.record);
  const auto cell = touched.state.cells.find(what.cell);
  if (cell == touched.state.cells.end()) return;
  for (LiveValue& live : cell->second) {
    if (live.stamp.version != what.version) continue;
    live.value = Nothing{};
    live.payload.clear();
    live.erased = true;
    touched.changed = true;
  }
}

void Application::advance_over_voids(StreamId stream, StreamHead head) {
  const Sequence before = head.sequence;
  while (ledger_.void_entry({stream, Sequence{head.sequence.value + 1}})) ++head.sequence.value;
  if (head.sequence == before) return;
  head.head.reset();
  ledger_.put_stream(stream, head);
}

StreamHead Application::head_of(StreamId stream) const {
  return ledger_.stream(stream).value_or(StreamHead{});
}

Application::Touched& Application::touch(const RecordKey& record) {
  // The ops of a change mostly write one record.
  if (last_ != touched_.end() && last_->first == record) return last_->second;
  last_ = touched_.lower_bound(record);
  if (last_ == touched_.end() || last_->first != record) {
    last_ = touched_.emplace_hint(last_, record, Touched{ledger_.record(record)});
  }
  return last_->second;
}

void Application::write_records() {
  for (const auto& [record, touched] : touched_) {
    if (!touched.changed) continue;
    ledger_.put_record(record, touched.state);
    applied_.records.insert(applied_.records.end(), record);
  }
}

}  // namespace

Applied apply(Ledger& ledger, const PackContent& pack, Position position, const LogOpReader& reader) {
  return Application(ledger, pack, position, reader).run();
}

}  // namespace mektep
