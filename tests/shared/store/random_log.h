#pragma once
// A log made up from numbers: packs of three devices and the server, sealed as real ones are, that write,
// supersede, withdraw, restore, void, re-issue, erase and card, over types and fields known and unknown.
// Whatever a pack names is known when it comes (R1), because it is drawn from what a ledger in memory shows.

#include <algorithm>
#include <array>
#include <map>
#include <vector>

#include "shared/codec/canonical.h"
#include "shared/merge/memory_ledger.h"
#include "shared/merge/paragraphs.h"
#include "shared/model/builtin.h"
#include "shared/model/record_id.h"
#include "shared/pack/pack.h"
#include "shared/store/log_ops.h"
#include "tests/shared/store/store_fixture.h"
#include "tests/support/seeded_random.h"

namespace mektep::test {

// Takes small choices out of one number; the same number gives the same choices.
class Choices {
 public:
  explicit Choices(std::uint64_t number) : number_(number) {}
  std::uint64_t below(std::uint64_t bound) {
    const std::uint64_t choice = number_ % bound;
    number_ = number_ / bound + (number_ % 7919) * 0x9e37'79b9'7f4a'7c15ULL;
    return choice;
  }
  bool one_in(std::uint64_t bound) { return below(bound) == bound - 1; }

 private:
  std::uint64_t number_;
};

class RandomLog {
 public:
  RandomLog() {
    for (int writer = 0; writer < 4; ++writer) keys_.push_back(SigningKey::draw(random_));
    servers_.insert(device(office_writer));
    memory_ = MemoryLedger(servers_);
  }

  struct Logged {
    PackContent content;
    Bytes bytes;
  };

  // The next pack of the log, applied to the ledger in memory.
  const Logged& next(std::uint64_t number) {
    Choices choices(number);
    const std::size_t writer = choices.below(keys_.size());
    PackContent content = begun(writer);
    for (std::uint64_t changes = 1 + choices.below(3); changes > 0; --changes) {
      Change change{RecordId{writer == office_writer ? 0U : 5U}, Lamport{1 + choices.below(50)}, 1000, {}};
      if (writer == office_writer && choices.one_in(2)) {
        change.ops.push_back(log_op(choices));
      } else {
        for (std::uint64_t ops = 1 + choices.below(3); ops > 0; --ops) change.ops.push_back(cell_op(choices));
      }
      // Nothing was shown to anyone before it was written.
      const Version own = content.version_at(content.changes.size());
      for (Op& op : change.ops) {
        std::erase_if(op.supersedes,
                      [&](const Version& name) { return name.stream == own.stream && name >= own; });
      }
      content.changes.push_back(std::move(change));
    }
    Bytes bytes = sealed(content, writer);
    log_.push_back({std::move(content), std::move(bytes)});
    const Logged& logged = log_.back();
    apply(memory_, logged.content, Position{log_.size()}, log_op_reader(memory_, school));
    return logged;
  }

  const std::vector<Logged>& log() const { return log_; }
  const MemoryLedger& memory() const { return memory_; }
  const std::set<DeviceId>& servers() const { return servers_; }

 private:
  static constexpr std::size_t office_writer = 3;

  DeviceId device(std::size_t writer) const { return device_id_of(keys_[writer].public_key()); }
  static StreamId stream(std::size_t writer) { return StreamId{writer + 1}; }

  PackContent begun(std::size_t writer) {
    PackContent content;
    content.scope = school;
    content.stream = stream(writer);
    content.device = device(writer);
    const auto last = last_.find(writer);
    content.first = Sequence{last == last_.end() ? 1 : last->second.first.value + 1};
    if (last != last_.end()) content.previous = last->second.second;
    return content;
  }

  Bytes sealed(PackContent& content, std::size_t writer) {
    auto bytes = seal_pack(content, keys_[writer], random_);
    if (!bytes) throw std::runtime_error(describe(bytes.error()));
    last_[writer] = {content.last(), content.head};
    return *bytes;
  }

  Op cell_op(Choices& choices) {
    const std::array types{visit, place_type, TypeNumber{600}, builtin::card};
    Op op;
    op.record = {types[choices.below(types.size())], RecordId{1 + choices.below(3)}};
    if (op.record.type == builtin::card) op.record.id = hashed_record_id(device(choices.below(3)).value);
    const RecordState state = memory_.record(op.record);
    switch (choices.below(8)) {
      case 0:
        op.kind = OpKind::withdraw;
        op.cell = life;
        op.covers = live_versions(state);
        return op;
      case 1:
        op.kind = OpKind::restore;
        op.cell = life;
        break;
      case 2:
        op.kind = OpKind::remove;
        break;
      case 3:
        op.kind = OpKind{7};
        op.payload = {1, 2};
        break;
      default:
        break;
    }
    if (op.kind != OpKind::restore) op.cell = cell(choices);
    if (op.kind == OpKind::write) op.value = value(choices, op.cell);
    if (const auto found = state.cells.find(op.cell); found != state.cells.end() && !choices.one_in(3)) {
      for (const LiveValue& each : found->second) op.supersedes.push_back(each.stamp.version);
    }
    // A draft of another device may have been shown what became void afterwards.
    if (!memory_.voids().empty() && choices.one_in(3)) {
      const std::size_t at = choices.below(memory_.voids().size());
      op.supersedes.push_back(std::next(memory_.voids().begin(), static_cast<std::ptrdiff_t>(at))->first);
      std::sort(op.supersedes.begin(), op.supersedes.end());
      op.supersedes.erase(std::unique(op.supersedes.begin(), op.supersedes.end()), op.supersedes.end());
    }
    return op;
  }

  static CellKey cell(Choices& choices) {
    const std::array<std::string_view, 3> elements{"a", "b", "c"};
    const auto number = static_cast<std::uint16_t>(1 + choices.below(13));
    const FieldNumber chosen{number};
    if (chosen == field::tags || chosen == field::places || choices.one_in(20)) {
      return element(chosen, elements[choices.below(3)]);
    }
    if (chosen != field::notes) return scalar(chosen);
    SeededRandom random(choices.below(3));
    return {chosen, diff_paragraphs({}, "x", {}, random).written.at(0).key};
  }

  static Value value(Choices& choices, const CellKey& key) {
    if (!key.element.empty() && key.field != field::notes) return Nothing{};
    const std::array<Value, 12> any{
        text("бір"),  text("екі"),  text(""),     std::int64_t{7},
        Decimal{150}, Date{18'672}, true,         Nothing{},
        Bytes{1, 2},  text("a\nb"), text(" бір"), Reference{{}, place_type, RecordId{1}}};
    const std::map<FieldNumber, Value> fitting{{field::people, std::int64_t{3}},
                                               {field::hours, Decimal{-25}},
                                               {field::day, Date{1}},
                                               {field::open, false},
                                               {field::place, Reference{{}, place_type, RecordId{2}}}};
    const auto found = fitting.find(key.field);
    if (found != fitting.end() && !choices.one_in(4)) return found->second;
    return any[choices.below(any.size())];
  }

  // Of a change that is void, when there is one.
  Bytes reissue(Choices& choices) const {
    std::vector<Reissue> candidates;
    for (const Logged& logged : log_) {
      const Version last{logged.content.stream, logged.content.last()};
      if (memory_.void_entry(last)) candidates.push_back({logged.bytes, last.sequence});
    }
    return candidates.empty() ? Bytes{} : encode_reissue(candidates[choices.below(candidates.size())]);
  }

  Op log_op(Choices& choices) {
    Op op;
    switch (choices.below(3)) {
      case 0: {
        const std::size_t writer = choices.below(office_writer);
        const PackContent coming = begun(writer);
        const std::uint32_t last = coming.first.value + static_cast<std::uint32_t>(choices.below(2));
        op.kind = OpKind::declare_void;
        op.payload =
            encode_voids({{coming.stream, coming.first, Sequence{last}, {}, VoidReason::refused, "no.role"}});
        break;
      }
      case 1: {
        op.kind = OpKind::reissue;
        op.payload = reissue(choices);
        break;
      }
      default: {
        op.kind = OpKind::erase;
        std::vector<Erased> erased;
        for (const auto& [key, state] : memory_.records()) {
          const auto& [of, values] = *state.cells.begin();
          if (erased.empty() || choices.one_in(3)) erased = {{key, of, values.front().stamp.version}};
        }
        op.payload = encode_erased(erased);
        break;
      }
    }
    return op;
  }

  SeededRandom random_{(start_crypto(), 11U)};
  std::vector<SigningKey> keys_;
  std::set<DeviceId> servers_;
  MemoryLedger memory_;
  std::map<std::size_t, std::pair<Sequence, ChainHead>> last_;
  std::vector<Logged> log_;
};

}  // namespace mektep::test
