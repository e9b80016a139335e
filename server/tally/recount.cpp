#include "server/tally/recount.h"

#include <array>
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

// The pack without the changes beyond the heads; empty when none is left.
std::optional<PackContent> up_to(PackContent content, Position position, const Heads& heads) {
  if (position <= heads.log) return content;
  const auto head = heads.streams.find(content.stream);
  if (head == heads.streams.end() || content.first > head->second.first) return std::nullopt;
  const std::size_t wanted = head->second.first.value - content.first.value + 1;
  if (wanted < content.changes.size()) content.changes.resize(wanted);
  return content;
}

// The three parts of a head; empty when there are not three.
std::optional<std::array<std::string_view, 3>> parts_of(std::string_view text) {
  const std::size_t first = text.find(':');
  const std::size_t second = first == std::string_view::npos ? first : text.find(':', first + 1);
  if (second == std::string_view::npos) return std::nullopt;
  return std::array{text.substr(0, first), text.substr(first + 1, second - first - 1), text.substr(second + 1)};
}

bool take_log(Heads& heads, std::string_view position, std::string_view digest) {
  const auto number = number_from<std::uint64_t>(position, 10);
  const auto bytes = from_hex(digest);
  const auto fixed = bytes ? fixed_from<16>(*bytes) : std::nullopt;
  if (!number || !fixed) return false;
  heads.log = Position{*number};
  heads.log_digest = *fixed;
  return true;
}

bool take_stream(Heads& heads, const std::array<std::string_view, 3>& parts) {
  const auto stream = number_from<std::uint64_t>(parts[0], 16);
  const auto sequence = number_from<std::uint32_t>(parts[1], 10);
  const auto token = number_from<std::uint64_t>(parts[2].substr(0, 16), 16);
  if (!stream || !sequence || !token) return false;
  heads.streams[StreamId{*stream}] = {Sequence{*sequence}, Token{*token}};
  return true;
}

// Position 0 is the empty log's, whose digest is all zero.
bool is_other_log(Integration& integration, ScopeNumber scope, const Heads& heads) {
  if (heads.log.value == 0) return false;
  const auto digest = integration.work().reader().digest_at(scope, heads.log);
  return digest && *digest != heads.log_digest;
}

}  // namespace

std::optional<Heads> parse_heads(const std::vector<std::string>& texts) {
  Heads heads;
  for (const std::string_view text : texts) {
    const auto parts = parts_of(text);
    if (!parts) return std::nullopt;
    const bool taken = (*parts)[0] == "log" ? take_log(heads, (*parts)[1], (*parts)[2]) : take_stream(heads, *parts);
    if (!taken) return std::nullopt;
  }
  return heads;
}

HeadsHeld holds(Integration& integration, ScopeNumber scope, const Heads& heads) {
  if (integration.scope(scope).head().position < heads.log) return HeadsHeld::not_yet;
  if (is_other_log(integration, scope, heads)) return HeadsHeld::other_branch;
  const Ledger& ledger = integration.scope(scope).ledger();
  HeadsHeld answer = HeadsHeld::all;
  for (const auto& [stream, head] : heads.streams) {
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
      if (const auto content = up_to(std::move(opened->content), logged.position, heads)) {
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
