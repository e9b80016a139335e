#include "server/tally/recount.h"

#include <charconv>

#include "shared/base/limits.h"
#include "shared/merge/memory_ledger.h"
#include "shared/pack/pack.h"
#include "shared/store/log_ops.h"

namespace mektep::server {
namespace {

template <class Number>
std::optional<Number> number_from(std::string_view text, int base) {
  Number number{};
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number, base);
  if (error != std::errc() || end != text.data() + text.size()) return std::nullopt;
  return number;
}

// The pack without the changes beyond the head; empty when none is left.
std::optional<PackContent> up_to(PackContent content, const Heads& heads) {
  const auto head = heads.find(content.stream);
  if (head == heads.end() || content.first > head->second.first) return std::nullopt;
  const std::size_t wanted = head->second.first.value - content.first.value + 1;
  if (wanted < content.changes.size()) content.changes.resize(wanted);
  return content;
}

}  // namespace

std::optional<Heads> parse_heads(const std::vector<std::string>& texts) {
  Heads heads;
  for (const std::string_view text : texts) {
    const std::size_t first = text.find(':');
    const std::size_t second = first == std::string_view::npos ? first : text.find(':', first + 1);
    if (second == std::string_view::npos) return std::nullopt;
    const auto stream = number_from<std::uint64_t>(text.substr(0, first), 16);
    const auto sequence = number_from<std::uint32_t>(text.substr(first + 1, second - first - 1), 10);
    const auto token = number_from<std::uint64_t>(text.substr(second + 1, 16), 16);
    if (!stream || !sequence || !token) return std::nullopt;
    heads[StreamId{*stream}] = {Sequence{*sequence}, Token{*token}};
  }
  return heads;
}

HeadsHeld holds(const Ledger& ledger, const Heads& heads) {
  HeadsHeld answer = HeadsHeld::all;
  for (const auto& [stream, head] : heads) {
    const Version version{stream, head.first};
    if (!known(ledger, version)) {
      answer = HeadsHeld::not_yet;
    } else if (const auto token = ledger.token(version); token && *token != head.second) {
      return HeadsHeld::other_branch;
    }
  }
  return answer;
}

std::map<TallyCell, std::int64_t> counts_at(Integration& integration, ScopeNumber scope, const Heads& heads) {
  const ScopeWork& work = integration.scope(scope);
  MemoryLedger ledger({integration.parts().keys.device()});
  const LogOpReader reader = log_op_reader(ledger, scope);
  Position cursor;
  for (auto slice = work.read_after(cursor, limits::read_bytes_max); !slice.empty();
       slice = work.read_after(cursor, limits::read_bytes_max)) {
    cursor = slice.back().position;
    for (const LoggedPack& logged : slice) {
      Result<OpenedPack> opened = open_pack(logged.bytes);
      if (!opened) continue;
      if (const auto content = up_to(std::move(opened->content), heads)) {
        apply(ledger, *content, logged.position, reader);
      }
    }
  }
  Count count;
  const Schema& schema = integration.parts().store.schema();
  const ReadRecord read = [&](const RecordKey& key) { return ledger.record(key); };
  for (const auto& [key, state] : ledger.records()) count.add(contribution_of(schema, key, state, read));
  return count.amounts();
}

}  // namespace mektep::server
