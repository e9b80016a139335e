#include "server/store/own_stream.h"

#include "shared/pack/pack.h"

namespace mektep::server {
namespace {

// The next place in the stream, with the chain head before it.
void continue_stream(PackContent& content, const ScopeWork& scope, Random& random) {
  const auto own = scope.own_stream();
  const auto head = own ? scope.ledger().stream(*own) : std::nullopt;
  if (head && head->head) {
    content.stream = *own;
    content.first = Sequence{head->sequence.value + 1};
    content.previous = *head->head;
    return;
  }
  content.first = Sequence{1};
  do {
    content.stream = StreamId{random.u64()};
  } while (content.stream.value == 0 || scope.ledger().stream(content.stream));
}

// A reader restored from a backup must see which branch was meant; what every backup holds needs no saying.
void name_heads(PackContent& content, const ScopeWork& scope) {
  const auto name = [&](const Version& version) {
    if (version.stream == content.stream && version.sequence.value + 1 >= content.first.value) return;
    const auto position = scope.ledger().position(version);
    if (!position || *position <= scope.head().backed_up) return;
    if (const auto token = scope.ledger().token(version)) content.named[version] = *token;
  };
  for (const Change& change : content.changes) {
    for (const Op& op : change.ops) {
      for (const Version& version : op.supersedes) name(version);
      for (const Version& version : op.covers) name(version);
    }
  }
}

}  // namespace

Status append_own(const ServerParts& parts, ScopeWork& scope, ScopeNumber number,
                  std::vector<std::vector<Op>> changes) {
  PackContent content;
  content.scope = number;
  content.device = parts.keys.device();
  content.base_position = scope.head().position;
  content.schema = parts.store.schema().version();
  continue_stream(content, scope, parts.random);
  const std::int64_t now_ms = parts.clock.wall().ms;
  std::uint64_t lamport = scope.head().lamport.value;
  for (std::vector<Op>& ops : changes) {
    content.changes.push_back({RecordId{0}, Lamport{++lamport}, now_ms, std::move(ops)});
  }
  name_heads(content, scope);
  const Result<Bytes> bytes = seal_pack(content, parts.keys.server, parts.random);
  if (!bytes) return bytes.error();
  scope.set_own_stream(content.stream);
  scope.append(*bytes, content, now_ms);
  return done;
}

}  // namespace mektep::server
