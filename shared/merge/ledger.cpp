#include "shared/merge/ledger.h"

#include <algorithm>

namespace mektep {
namespace {

constexpr std::uint32_t head_of(const std::optional<StreamHead>& stream) {
  return stream ? stream->sequence.value : 0;
}

// The chain head by which the pack names a version, where it says one.
std::optional<Token> token_named(const PackContent& pack, const Version& version) {
  if (version.stream == pack.stream) {
    if (version.sequence.value + 1 == pack.first.value) return token_of(pack.previous);
    if (version.sequence >= pack.first) return pack.token();
  }
  const auto found = pack.named.find(version);
  return found == pack.named.end() ? std::nullopt : std::optional(found->second);
}

bool contradicts(const Ledger& ledger, const Version& version, const Token& token) {
  const std::optional<Token> held = ledger.token(version);
  return held && *held != token;
}

template <class Visit>
void for_each_name(const Change& change, const Visit& visit) {
  for (const Op& op : change.ops) {
    for (const Version& version : op.supersedes) visit(version);
    for (const Version& version : op.covers) visit(version);
  }
}

std::vector<Version> sorted_once(std::vector<Version> versions) {
  std::sort(versions.begin(), versions.end());
  versions.erase(std::unique(versions.begin(), versions.end()), versions.end());
  return versions;
}

}  // namespace

bool known(const Ledger& ledger, const Version& version) {
  return version.sequence.value <= head_of(ledger.stream(version.stream)) ||
         ledger.void_entry(version).has_value();
}

Fit fit(const Ledger& ledger, const PackContent& pack, std::size_t change) {
  Fit result = Fit::fits;
  const Version own = pack.version_at(change);
  for_each_name(pack.changes[change], [&](const Version& version) {
    if (result == Fit::unknown_names) return;
    const bool own_stream = version.stream == own.stream;
    if (own_stream && version >= own) {
      result = Fit::mismatch;  // nothing was shown before it was written, so waiting would be for ever
    } else if (!known(ledger, version)) {
      // Older changes of the own stream are seen to by contiguity.
      if (!own_stream) result = Fit::unknown_names;
    } else {
      const std::optional<Token> token = token_named(pack, version);
      if (token && contradicts(ledger, version, *token)) result = Fit::mismatch;
    }
  });
  return result;
}

std::vector<Version> names_of(const Change& change) {
  std::vector<Version> names;
  for_each_name(change, [&](const Version& version) { names.push_back(version); });
  return sorted_once(std::move(names));
}

std::vector<Version> unknown_names(const Ledger& ledger, const PackContent& pack) {
  std::vector<Version> names;
  for (const Change& change : pack.changes) {
    for_each_name(change, [&](const Version& version) {
      if (version.stream != pack.stream) names.push_back(version);
    });
  }
  names = sorted_once(std::move(names));
  std::erase_if(names, [&](const Version& version) { return known(ledger, version); });
  return names;
}

bool loses_fork(const Ledger& ledger, const PackContent& pack) {
  for (std::size_t index = 0; index < pack.changes.size(); ++index) {
    if (contradicts(ledger, pack.version_at(index), pack.token())) return true;
  }
  if (pack.first.value <= 1) return false;
  return contradicts(ledger, {pack.stream, Sequence{pack.first.value - 1}}, token_of(pack.previous));
}

bool contiguous(const Ledger& ledger, const PackContent& pack) {
  return pack.first.value <= head_of(ledger.stream(pack.stream)) + 1;
}

}  // namespace mektep
