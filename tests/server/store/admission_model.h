#pragma once
// Admission once more, as a model small enough to be read in one go: what is known, void and parked in one
// scope, and what the server then logs. It knows versions, chain heads and cards, and nothing of values.
// The property tests hold the real rules against it.

#include <algorithm>
#include <functional>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "server/store/submission.h"

namespace mektep::server::test {

class AdmissionModel {
 public:
  std::set<DeviceId> carded;
  // Which changes of a pack fail; what the judge of the real server answers, too.
  std::function<bool(const Change&)> fails = [](const Change&) { return false; };

  // One letter an entry: P a device's pack, V a void, A void and note, N a note, R a re-issue.
  std::string log;

  Outcome push(const PackContent& pack) {
    if (stored_.contains(pack.head)) return Outcome::known;
    if (is_parked(pack)) {
      drain();
      return is_parked(pack) ? Outcome::parked : Outcome::known;
    }
    if (const auto outcome = admit(pack)) {
      drain();
      return *outcome;
    }
    parked_.push_back(pack);
    return Outcome::parked;
  }

  // As a person does for the first parked pack: what it lacks is lost.
  std::optional<VoidRange> next_loss() const {
    if (parked_.empty()) return std::nullopt;
    const PackContent& pack = parked_.front();
    const std::uint32_t reached = head(pack.stream);
    VoidRange range;
    range.reason = VoidReason::lost;
    if (pack.first.value > reached + 1) {
      range.stream = pack.stream;
      range.first = Sequence{reached + 1};
      range.last = Sequence{pack.first.value - 1};
      return range;
    }
    for (const Change& change : pack.changes) {
      for (const Version& version : names_of(change)) {
        if (version.stream == pack.stream || is_known(version)) continue;
        range.stream = version.stream;
        range.first = range.last = version.sequence;
        return range;
      }
    }
    return std::nullopt;
  }
  void lose(const VoidRange& range) {
    std::map<std::uint32_t, std::optional<Token>> lost;
    for (std::uint32_t at = range.first.value; at <= range.last.value; ++at) {
      const Version version{range.stream, Sequence{at}};
      if (!is_known(version)) lost[at] = token_from_parked(version);
    }
    if (lost.empty()) return;
    log += 'V';
    declare(range.stream, lost, VoidReason::lost);
    drain();
  }

  std::size_t parked() const { return parked_.size(); }
  std::size_t stored() const { return stored_.size(); }

 private:
  enum class Check { fine, unknown, mismatch };

  static std::vector<Version> names_of(const Change& change) {
    std::vector<Version> names;
    for (const Op& op : change.ops) names.insert(names.end(), op.supersedes.begin(), op.supersedes.end());
    return names;
  }
  std::uint32_t head(StreamId stream) const {
    const auto found = heads_.find(stream);
    return found == heads_.end() ? 0 : found->second;
  }
  bool is_known(const Version& version) const {
    return version.sequence.value <= head(version.stream) || void_.contains(version);
  }
  bool is_parked(const PackContent& pack) const {
    return std::any_of(parked_.begin(), parked_.end(),
                       [&](const auto& other) { return other.head == pack.head; });
  }
  bool differs(const Version& version, Token token) const {
    const auto found = tokens_.find(version);
    return found != tokens_.end() && found->second != token;
  }
  bool loses(const PackContent& pack) const {
    for (std::size_t at = 0; at < pack.changes.size(); ++at) {
      if (differs(pack.version_at(at), pack.token())) return true;
    }
    if (pack.first.value == 1) return false;
    return differs({pack.stream, Sequence{pack.first.value - 1}}, token_of(pack.previous));
  }
  Check check(const PackContent& pack, std::size_t at) const {
    Check result = Check::fine;
    for (const Version& version : names_of(pack.changes[at])) {
      if (version.stream == pack.stream && version >= pack.version_at(at)) {
        result = Check::mismatch;
      } else if (!is_known(version)) {
        if (version.stream != pack.stream) return Check::unknown;
      } else if (const auto token = token_said(pack, version); token && differs(version, *token)) {
        result = Check::mismatch;
      }
    }
    return result;
  }
  static std::optional<Token> token_said(const PackContent& pack, const Version& version) {
    if (version.stream == pack.stream && version.sequence >= pack.first) return pack.token();
    if (version.stream == pack.stream && version.sequence.value + 1 == pack.first.value) {
      return token_of(pack.previous);
    }
    const auto found = pack.named.find(version);
    return found == pack.named.end() ? std::nullopt : std::optional(found->second);
  }

  std::optional<Outcome> admit(const PackContent& pack) {
    if (loses(pack)) return keep(pack, 'N', Outcome::lost);
    if (pack.first.value > head(pack.stream) + 1) return std::nullopt;
    const bool news = pack.last().value > head(pack.stream);
    const auto awaited = awaited_of(pack);
    const bool has_card = carded.contains(pack.device);
    if (!news && (awaited.empty() || !has_card)) return keep(pack, 'N', Outcome::aside);
    if (!has_card) {
      declare(pack.stream, unknown_of(pack, [](std::size_t) { return true; }), VoidReason::aside);
      return keep(pack, 'A', Outcome::aside);
    }
    for (std::size_t at = 0; at < pack.changes.size(); ++at) {
      if (check(pack, at) == Check::unknown) return std::nullopt;
    }
    if (!news) {
      if (reissue(pack, awaited) == 0) log += 'N';
      stored_.insert(pack.head);
      return Outcome::aside;
    }
    const auto bad = unknown_of(
        pack, [&](std::size_t at) { return check(pack, at) == Check::mismatch || fails(pack.changes[at]); });
    if (!bad.empty()) {
      log += 'V';
      declare(pack.stream, bad, VoidReason::refused);
    }
    apply(pack);
    reissue(pack, awaited);
    return Outcome::logged;
  }
  Outcome keep(const PackContent& pack, char entry, Outcome outcome) {
    log += entry;
    stored_.insert(pack.head);
    return outcome;
  }

  std::vector<std::size_t> awaited_of(const PackContent& pack) const {
    std::vector<std::size_t> awaited;
    for (std::size_t at = 0; at < pack.changes.size(); ++at) {
      const auto found = void_.find(pack.version_at(at));
      const bool lost = found != void_.end() && found->second == VoidReason::lost;
      if (lost && !reissued_.contains(pack.version_at(at))) awaited.push_back(at);
    }
    return awaited;
  }
  template <class Wanted>
  std::map<std::uint32_t, std::optional<Token>> unknown_of(const PackContent& pack,
                                                           const Wanted& wanted) const {
    std::map<std::uint32_t, std::optional<Token>> found;
    for (std::size_t at = 0; at < pack.changes.size(); ++at) {
      const Version version = pack.version_at(at);
      if (!is_known(version) && wanted(at)) found[version.sequence.value] = pack.token();
    }
    return found;
  }
  void declare(StreamId stream, const std::map<std::uint32_t, std::optional<Token>>& sequences,
               VoidReason reason) {
    for (const auto& [sequence, token] : sequences) {
      const Version version{stream, Sequence{sequence}};
      void_[version] = reason;
      if (token) tokens_[version] = *token;
    }
    advance(stream);
  }
  void advance(StreamId stream) {
    std::uint32_t reached = head(stream);
    while (void_.contains({stream, Sequence{reached + 1}})) ++reached;
    if (reached > 0) heads_[stream] = reached;
  }
  void apply(const PackContent& pack) {
    log += 'P';
    stored_.insert(pack.head);
    const auto learn = [&](const Version& version, Token token) { tokens_.try_emplace(version, token); };
    if (pack.first.value > 1) learn({pack.stream, Sequence{pack.first.value - 1}}, token_of(pack.previous));
    for (std::size_t at = 0; at < pack.changes.size(); ++at) learn(pack.version_at(at), pack.token());
    for (const auto& [version, token] : pack.named) learn(version, token);
    heads_[pack.stream] = std::max(head(pack.stream), pack.last().value);
    advance(pack.stream);
  }
  std::size_t reissue(const PackContent& pack, const std::vector<std::size_t>& awaited) {
    std::size_t count = 0;
    for (const std::size_t at : awaited) {
      if (fails(pack.changes[at]) || check(pack, at) != Check::fine) continue;
      log += 'R';
      reissued_.insert(pack.version_at(at));
      tokens_.try_emplace(pack.version_at(at), pack.token());
      ++count;
    }
    return count;
  }
  std::optional<Token> token_from_parked(const Version& version) const {
    std::optional<Token> named;
    for (const PackContent& pack : parked_) {
      if (pack.stream == version.stream && pack.first.value == version.sequence.value + 1) {
        return token_of(pack.previous);
      }
      const auto found = pack.named.find(version);
      if (found != pack.named.end() && !named) named = found->second;
    }
    return named;
  }
  void drain() {
    for (bool again = true; again;) {
      again = false;
      const std::vector<PackContent> waiting = parked_;
      for (const PackContent& pack : waiting) {
        if (!admit(pack)) continue;
        std::erase_if(parked_, [&](const auto& other) { return other.head == pack.head; });
        again = true;
      }
    }
  }

  std::map<StreamId, std::uint32_t> heads_;
  std::map<Version, Token> tokens_;
  std::map<Version, VoidReason> void_;
  std::set<Version> reissued_;
  std::set<ChainHead> stored_;
  std::vector<PackContent> parked_;
};

}  // namespace mektep::server::test
