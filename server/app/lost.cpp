#include "server/app/lost.h"

#include <algorithm>
#include <map>

#include "shared/base/limits.h"
#include "shared/pack/pack.h"

namespace mektep::server {
namespace {

Sequence known_up_to(const Reader& reader, ScopeNumber scope, StreamId stream) {
  const auto head = reader.stream(scope, stream);
  return head ? head->sequence : Sequence{0};
}

// What the log lacks of one stream before the pack may go on: the last sequence of each.
std::map<StreamId, Sequence> lacking(const Reader& reader, const PackContent& pack) {
  std::map<StreamId, Sequence> last;
  const auto note = [&](StreamId stream, Sequence sequence) {
    if (sequence > known_up_to(reader, pack.scope, stream)) last[stream] = std::max(last[stream], sequence);
  };
  note(pack.stream, Sequence{pack.first.value - 1});
  for (const Change& change : pack.changes) {
    for (const Version& name : names_of(change)) {
      if (name.stream != pack.stream) note(name.stream, name.sequence);
    }
  }
  return last;
}

void add(std::vector<Gap>& found, const Gap& gap) {
  const auto same = std::find_if(found.begin(), found.end(), [&](const Gap& other) {
    return other.scope == gap.scope && other.stream == gap.stream;
  });
  if (same == found.end()) return found.push_back(gap);
  same->last = std::max(same->last, gap.last);
  same->since_ms = std::min(same->since_ms, gap.since_ms);
  ++same->packs;
}

}  // namespace

std::vector<Gap> gaps(const Reader& reader) {
  std::vector<Gap> found;
  for (const ScopeNumber scope : reader.scopes()) {
    const auto parked = reader.parked(scope);
    std::vector<std::pair<const ParkedPack*, PackContent>> opened;
    for (const ParkedPack& pack : parked) {
      auto content = open_pack(pack.bytes);
      if (!content) continue;
      opened.emplace_back(&pack, std::move(content->content));
    }
    for (const auto& [pack, content] : opened) {
      for (const auto& [stream, last] : lacking(reader, content)) {
        const Sequence first{known_up_to(reader, scope, stream).value + 1};
        add(found, {scope, stream, first, last, pack->from, pack->received_ms, 1});
      }
    }
  }
  return found;
}

Result<GivenUp> give_up(const ServerParts& parts, ScopeNumber scope, const VoidRange& up_to, Decide decide) {
  auto integration = Integration::begin(parts);
  if (!integration) return integration.error();
  const Reader& reader = (*integration)->work().reader();
  VoidRange range = up_to;
  range.reason = VoidReason::lost;
  range.first = Sequence{known_up_to(reader, scope, range.stream).value + 1};
  if (range.last >= range.first && range.last.value - range.first.value >= limits::void_range_max) {
    return refused("void.too_long").with("limit", std::to_string(limits::void_range_max));
  }
  const std::size_t waited = reader.parked(scope).size();
  if (auto declared = (*integration)->declare_lost(scope, range); !declared) return declared.error();
  const GivenUp given_up{range.first, range.last, waited - reader.parked(scope).size()};
  if (decide == Decide::for_good) {
    (*integration)->audit("office", "void.declared", range.why);
    (*integration)->commit();
  }
  return given_up;
}

}  // namespace mektep::server
