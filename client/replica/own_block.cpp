#include "client/replica/own_block.h"

#include <algorithm>
#include <optional>
#include <set>

namespace mektep::client {
namespace {

// Own paragraphs looked at, the youngest first: many are changed ones of others' blocks only in a text that
// one person corrects from end to end.
constexpr std::size_t looked_at_max = 8;
constexpr std::size_t place_bytes = 2;

struct Written {
  Lamport lamport;
  ParagraphKey key;
  Version version;
  friend auto operator<=>(const Written&, const Written&) = default;
};

bool same_block(const ParagraphKey& left, const ParagraphKey& right) {
  return left.size() == right.size() && left.size() > place_bytes &&
         std::equal(left.begin(), left.end() - place_bytes, right.begin());
}

class OwnBlock {
 public:
  OwnBlock(Ground& ground, const RecordName& name, FieldNumber field, RecordId author)
      : ground_(ground), name_(name), field_(field), author_(author) {
    stream_ = ground_.database()
                  .prepared("SELECT stream FROM own_stream WHERE scope = ? AND closed = 0")
                  .bind_all(name.scope)
                  .first<StreamId>();
    const RecordRow row = ground_.tables().read(name.scope, name.key);
    pending_ = row.pending;
    note(laid_over(row.base, row.pending));
  }

  ParagraphKey last() {
    const std::set<Written> youngest_last(own_.begin(), own_.end());
    std::size_t looked_at = 0;
    for (auto own = youngest_last.rbegin(); own != youngest_last.rend(); ++own) {
      if (++looked_at > looked_at_max) break;
      if (was_inserted(*own)) return end_of_block(own->key);
    }
    return {};
  }

 private:
  void note(const RecordState& state) {
    for (auto cell = state.cells.lower_bound({field_, {}}); cell != state.cells.end(); ++cell) {
      if (cell->first.field != field_) break;
      for (const LiveValue& live : cell->second) note(cell->first.element, live.stamp, live.kind);
    }
    // A paragraph that was removed since has used its place up.
    for (const PendingOp& pending : pending_) {
      const Op& op = pending.op;
      if (op.cell.field == field_) note(op.cell.element, pending.stamp, op.kind);
    }
  }

  void note(const ParagraphKey& key, const Stamp& stamp, OpKind kind) {
    keys_.insert(key);
    const bool here = is_draft(stamp.version) || (stream_ && stamp.version.stream == *stream_);
    if (kind == OpKind::write && here && stamp.author == author_)
      own_.push_back({stamp.lamport, key, stamp.version});
  }

  // Not written over another text of that paragraph: then the block would be somebody else's.
  bool was_inserted(const Written& own) {
    const auto inserts = [&](const Op& op) {
      return op.kind == OpKind::write && op.cell == CellKey{field_, own.key} && op.supersedes.empty();
    };
    for (const PendingOp& pending : pending_) {
      if (pending.stamp.version == own.version && inserts(pending.op)) return true;
    }
    if (is_draft(own.version)) return false;
    const auto position = ground_.ledger(name_.scope).position(own.version);
    const auto logged = position ? ground_.log().at(name_.scope, *position) : std::nullopt;
    if (!logged || logged->stream != own.version.stream || own.version.sequence < logged->first) return false;
    const auto content = ground_.shelf().open(logged->head, [&] { return BytesView(logged->bytes); });
    const std::size_t index = own.version.sequence.value - logged->first.value;
    if (!content || index >= (*content)->changes.size()) return false;
    const auto& ops = (*content)->changes[index].ops;
    return std::any_of(ops.begin(), ops.end(),
                       [&](const Op& op) { return op.record == name_.key && inserts(op); });
  }

  ParagraphKey end_of_block(const ParagraphKey& key) const {
    ParagraphKey end = key;
    for (const ParagraphKey& other : keys_) {
      if (same_block(key, other)) end = std::max(end, other);
    }
    return end;
  }

  Ground& ground_;
  RecordName name_;
  FieldNumber field_;
  RecordId author_;
  std::optional<StreamId> stream_;
  std::vector<PendingOp> pending_;
  std::vector<Written> own_;
  std::set<ParagraphKey> keys_;
};

}  // namespace

ParagraphKey own_last_paragraph(Ground& ground, const RecordName& name, FieldNumber field, RecordId author) {
  return OwnBlock(ground, name, field, author).last();
}

}  // namespace mektep::client
