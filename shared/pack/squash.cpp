#include "shared/pack/squash.h"

#include <algorithm>
#include <set>

namespace mektep {
namespace {

using Place = std::pair<RecordKey, CellKey>;
Place place_of(const Op& op) { return {op.record, op.cell}; }

bool is_life(const Op& op) { return op.cell.field == life_field; }

class Squash {
 public:
  explicit Squash(std::vector<Draft>& drafts) : drafts_(drafts) {
    for (std::size_t at = 0; at < drafts.size(); ++at) note_draft(at);
  }

  void run() {
    for (std::size_t at = 0; at < drafts_.size(); ++at) {
      for (Op& op : drafts_[at].ops) take_over_earlier(at, op);
    }
  }

 private:
  void note_draft(std::size_t at) {
    const Draft& draft = drafts_[at];
    places_[draft_version(draft.number)] = at;
    if (draft.stands_alone) alone_.insert(at);
    for (const Op& op : draft.ops) {
      if (is_life(op)) lives_[op.record].insert(at);
      covered_.insert(op.covers.begin(), op.covers.end());
      for (const Version& name : op.supersedes) ++names_[{place_of(op), name}];
    }
  }

  // In draft order; a name that is inherited on the way belongs to a draft that was passed already.
  void take_over_earlier(std::size_t at, Op& later) {
    if (is_life(later) || (later.kind != OpKind::write && later.kind != OpKind::remove)) return;
    const std::vector<Version> named = later.supersedes;
    for (const Version& name : named) {
      const auto place = places_.find(name);
      if (place == places_.end() || place->second >= at) continue;
      Draft& earlier = drafts_[place->second];
      const auto op = std::find_if(earlier.ops.begin(), earlier.ops.end(), [&](const Op& candidate) {
        return candidate.kind == OpKind::write && place_of(candidate) == place_of(later);
      });
      if (op == earlier.ops.end() || !may_squash(place->second, at, later, name)) continue;
      take_over(drafts_[at], later, name, earlier, *op);
      earlier.ops.erase(op);
    }
  }

  bool may_squash(std::size_t earlier, std::size_t at, const Op& later, const Version& name) const {
    if (drafts_[earlier].author != drafts_[at].author) return false;
    if (any_between(alone_, earlier, at)) return false;
    const auto lives = lives_.find(later.record);
    if (lives != lives_.end() && any_between(lives->second, earlier, at)) return false;
    return names_.at({place_of(later), name}) == 1 && covered_.count(name) == 0;
  }

  static bool any_between(const std::set<std::size_t>& places, std::size_t first, std::size_t last) {
    const auto found = places.lower_bound(first);
    return found != places.end() && *found <= last;
  }

  void take_over(Draft& draft, Op& later, const Version& name, const Draft& earlier, const Op& squashed) {
    const Place place = place_of(later);
    std::set<Version> basis(later.supersedes.begin(), later.supersedes.end());
    basis.erase(name);
    --names_[{place, name}];
    for (const Version& inherited : squashed.supersedes) {
      if (!basis.insert(inherited).second) --names_[{place, inherited}];
      const auto token = earlier.basis.find(inherited);
      if (token != earlier.basis.end()) draft.basis.insert(*token);
    }
    later.supersedes.assign(basis.begin(), basis.end());
  }

  std::vector<Draft>& drafts_;
  std::map<Version, std::size_t> places_;
  std::set<std::size_t> alone_;
  std::map<RecordKey, std::set<std::size_t>> lives_;
  std::set<Version> covered_;                       // by a withdraw
  std::map<std::pair<Place, Version>, int> names_;  // how many ops name the version on the cell
};

// An element that was added and removed before anybody saw it: nothing is left to say.
bool says_nothing(const Op& op) { return op.kind == OpKind::remove && op.supersedes.empty(); }

void keep_named_basis(Draft& draft) {
  std::set<Version> named;
  for (const Op& op : draft.ops) {
    named.insert(op.supersedes.begin(), op.supersedes.end());
    named.insert(op.covers.begin(), op.covers.end());
  }
  std::erase_if(draft.basis, [&](const auto& entry) { return named.count(entry.first) == 0; });
}

}  // namespace

std::vector<Draft> squash(std::vector<Draft> drafts) {
  Squash(drafts).run();
  for (Draft& draft : drafts) {
    std::erase_if(draft.ops, says_nothing);
    keep_named_basis(draft);
  }
  std::erase_if(drafts, [](const Draft& draft) { return draft.ops.empty(); });
  return drafts;
}

}  // namespace mektep
