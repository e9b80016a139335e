#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include <algorithm>
#include <set>

#include "shared/pack/squash.h"
#include "tests/shared/codec/samples.h"

namespace mektep {
namespace {

// The rule word by word, without an index: every pair of drafts, every condition by looking everywhere.
class PlainRule {
 public:
  explicit PlainRule(std::vector<Draft> drafts) : drafts_(std::move(drafts)) {}

  std::vector<Draft> run() {
    for (std::size_t at = 0; at < drafts_.size(); ++at) {
      for (Op& later : drafts_[at].ops) {
        for (std::size_t before = 0; before < at; ++before) try_one(before, at, later);
      }
    }
    for (Draft& draft : drafts_) {
      std::erase_if(draft.ops,
                    [](const Op& op) { return op.kind == OpKind::remove && op.supersedes.empty(); });
    }
    std::erase_if(drafts_, [](const Draft& draft) { return draft.ops.empty(); });
    return drafts_;
  }

 private:
  static bool same_cell(const Op& one, const Op& other) {
    return one.record == other.record && one.cell == other.cell;
  }
  static bool names(const Op& op, const Version& version) {
    return std::count(op.supersedes.begin(), op.supersedes.end(), version) > 0;
  }

  void try_one(std::size_t before, std::size_t at, Op& later) {
    const Version name = draft_version(drafts_[before].number);
    if (later.cell.field == life_field || !names(later, name)) return;
    if (drafts_[before].author != drafts_[at].author || stands_between(before, at, later)) return;
    if (is_named_otherwise(name, later)) return;
    auto& ops = drafts_[before].ops;
    const auto earlier =
        std::find_if(ops.begin(), ops.end(), [&](const Op& op) { return same_cell(op, later); });
    if (earlier == ops.end()) return;
    std::erase(later.supersedes, name);
    for (const Version& inherited : earlier->supersedes) {
      if (!names(later, inherited)) later.supersedes.push_back(inherited);
    }
    std::sort(later.supersedes.begin(), later.supersedes.end());
    ops.erase(earlier);
  }

  bool stands_between(std::size_t before, std::size_t at, const Op& later) const {
    for (std::size_t between = before; between <= at; ++between) {
      if (drafts_[between].stands_alone) return true;
      for (const Op& op : drafts_[between].ops) {
        if (op.cell.field == life_field && op.record == later.record) return true;
      }
    }
    return false;
  }

  bool is_named_otherwise(const Version& name, const Op& later) const {
    for (const Draft& draft : drafts_) {
      for (const Op& op : draft.ops) {
        if (&op != &later && same_cell(op, later) && names(op, name)) return true;
        if (std::count(op.covers.begin(), op.covers.end(), name) > 0) return true;
      }
    }
    return false;
  }

  std::vector<Draft> drafts_;
};

// Drafts as a device makes them: each op names what lives in its cell, or an older form's view of it.
std::vector<Draft> random_drafts() {
  std::vector<Draft> drafts;
  std::map<std::uint16_t, std::vector<Version>> live;
  const auto count = *rc::gen::inRange<std::uint64_t>(1, 12);
  for (std::uint64_t number = 1; number <= count; ++number) {
    Draft draft;
    draft.number = DraftNumber{number};
    draft.author = *rc::gen::inRange(0, 5) == 0 ? test::trainer : test::coordinator;
    draft.stands_alone = *rc::gen::inRange(0, 12) == 0;
    const Version me = draft_version(draft.number);
    for (std::uint16_t field = 1; field <= 3; ++field) {
      if (*rc::gen::inRange(0, 2) == 0) continue;
      const bool stale = *rc::gen::inRange(0, 5) == 0;
      const bool removes = field == 3 && *rc::gen::inRange(0, 2) == 0;
      std::vector<Version> basis = stale ? std::vector<Version>{test::early(field)} : live[field];
      std::sort(basis.begin(), basis.end());
      if (removes) {
        draft.ops.push_back(test::op_of(OpKind::remove, test::cell(field), basis));
      } else {
        draft.ops.push_back(test::write(field, static_cast<std::int64_t>(number), basis));
      }
      std::erase_if(live[field],
                    [&](const Version& one) { return std::binary_search(basis.begin(), basis.end(), one); });
      if (!removes) live[field].push_back(me);
    }
    if (*rc::gen::inRange(0, 8) == 0) {
      Op life = test::op_of(*rc::gen::element(OpKind::withdraw, OpKind::restore), test::cell(0));
      if (life.kind == OpKind::withdraw) {
        std::set<Version> covers;
        for (const auto& [field, versions] : live) covers.insert(versions.begin(), versions.end());
        life.covers.assign(covers.begin(), covers.end());
      }
      draft.ops.push_back(life);
    }
    if (!draft.ops.empty()) drafts.push_back(draft);
  }
  return drafts;
}

RC_GTEST_PROP(SquashProperty, IndexedAndPlainRuleAgree, ()) {
  const auto drafts = random_drafts();
  const auto expected = PlainRule(drafts).run();
  const auto squashed = squash(drafts);
  RC_ASSERT(squashed.size() == expected.size());
  for (std::size_t at = 0; at < squashed.size(); ++at) {
    RC_ASSERT(squashed[at].number == expected[at].number);
    RC_ASSERT(squashed[at].ops == expected[at].ops);
  }
}

// What is alive after all drafts, by the merge rule, values included.
std::map<std::pair<CellKey, std::int64_t>, int> alive_after(const std::vector<Draft>& drafts) {
  std::map<std::pair<CellKey, Version>, std::int64_t> live;
  std::set<std::pair<CellKey, Version>> superseded;
  for (const Draft& draft : drafts) {
    for (const Op& op : draft.ops) {
      for (const Version& name : op.supersedes) superseded.insert({op.cell, name});
      if (op.kind == OpKind::write)
        live[{op.cell, draft_version(draft.number)}] = std::get<std::int64_t>(op.value);
    }
  }
  std::map<std::pair<CellKey, std::int64_t>, int> values;
  for (const auto& [place, value] : live) {
    if (superseded.count(place) == 0) ++values[{place.first, value}];
  }
  return values;
}

RC_GTEST_PROP(SquashProperty, WhatLivesIsTheSameAsWithoutIt, ()) {
  const auto drafts = random_drafts();
  RC_ASSERT(alive_after(squash(drafts)) == alive_after(drafts));
}

}  // namespace
}  // namespace mektep
