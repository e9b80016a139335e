// Random lives of a school: whatever is saved, sealed, cut, lost and carried about, in the end all devices
// and the server hold the same, nothing waits, and nothing that was sealed is gone.

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include "tests/client/replica/school.h"

namespace mektep::client::test {
namespace {

class Life {
 public:
  virtual ~Life() = default;
  explicit Life(std::uint64_t seed, bool in_memory = true) : random_(seed), a_(in_memory) {
    devices_ = {&a_.pc, &a_.laptop};
    for (int at = 0; at < 3; ++at) names_.push_back(log_activity(a_.pc, "Басы " + std::to_string(at)));
    a_.sync_all();
    a_.server.refuse = [this](const Change&) {
      return refusing_ && random_.below(10) == 0 ? std::string("access.not_allowed") : std::string();
    };
  }

  void step() {
    Device& device = *devices_[random_.below(devices_.size())];
    switch (random_.below(12)) {
      case 0:
        withdraw_or_restore(device);
        break;
      case 1:
        carry(device, *devices_[random_.below(devices_.size())]);
        break;
      case 2:
        office_writes();
        break;
      case 3:
        seal(device);
        break;
      case 4:
      case 5:
        sync(device);
        break;
      case 6:
        remember_form(device);
        break;
      case 7:
        resolve(device);
        break;
      case 8:
        twin(device);
        break;
      default:
        edit(device);
    }
  }

  void come_to_rest() {
    refusing_ = false;
    for (int round = 0; round < 4; ++round) {
      for (Device* device : devices_) device->sync();
    }
    for (Device* device : devices_) RC_ASSERT(device->sync() == MarkVerdict::equal);
  }

  void check_nothing_waits() {
    for (Device* device : devices_) {
      RC_ASSERT((*device)->state().unsent_changes == 0U);
      RC_ASSERT((*device)->outgoing(1U << 20U, {}).empty());
      for (const ScopeDigest& digest : (*device)->digests()) RC_ASSERT(digest.pending == 0U);
    }
  }

  void check_all_show_the_same() {
    for (const RecordName& name : names_) {
      const ReadRecord shown = read(*devices_[0], name);
      for (Device* device : devices_) {
        const ReadRecord other = read(*device, name);
        RC_ASSERT(other.basis == shown.basis);
        RC_ASSERT(other.shown.gone == shown.shown.gone);
        RC_ASSERT(other.shown.conflicts == shown.shown.conflicts);
      }
    }
  }

  // What was sealed is in the log: counting or held, for ever.
  void check_nothing_sealed_is_lost() {
    std::set<std::string> logged;
    for (const RecordName& name : names_) {
      for (const HistoryEntry& entry : (*devices_[0])->history(name)) {
        for (const Op& op : entry.change.ops) {
          if (const auto* text = std::get_if<std::string>(&op.value)) logged.insert(*text);
        }
      }
    }
    for (const std::string& text : sealed_) RC_ASSERT(logged.contains(text));
  }

 private:
  std::string fresh_text() { return "Мәтін " + std::to_string(++texts_); }

  void edit(Device& device) {
    const bool old_form = !forms_.empty() && random_.below(3) == 0;
    const RecordName name = names_[random_.below(names_.size())];
    const auto now = device->read(name);
    if (!now) return;
    const ReadRecord& shown = old_form ? forms_[random_.below(forms_.size())].second : *now;
    if (old_form && !device->read(shown.name)) return;
    const std::string text = fresh_text();
    Form form(*device, shown);
    const std::uint64_t kind = random_.below(4);
    if (kind < 2) form.set(kind == 0 ? "topic" : "place", text);
    if (kind == 2) form.add("links", text);
    if (kind == 3) form.write_text("description", text_of(shown, *device, "description") + "\n" + text);
    const auto saved = form.save(random_.below(2) == 0 ? aigul : bolat);
    if (!saved) {
      RC_ASSERT(saved.error().code == "record.withdrawn");
      return;
    }
    // Sealed at once, so that squashing cannot take it away.
    if (kind != 2 && saved->draft.value != 0 && random_.below(2) == 0) {
      seal(device);
      sealed_.insert(text);
    }
  }

  void withdraw_or_restore(Device& device) {
    const RecordName name = names_[random_.below(names_.size())];
    const auto now = device->read(name);
    if (!now) return;
    const auto changed = now->shown.gone ? device->restore(aigul, name, now->basis)
                                         : device->withdraw(aigul, name, now->basis);
    RC_ASSERT(changed.ok());
  }

  void remember_form(Device& device) {
    const RecordName name = names_[random_.below(names_.size())];
    if (auto now = device->read(name)) forms_.emplace_back(&device, std::move(*now));
    // A form is saved on the device that filled it.
    std::erase_if(forms_, [&](const auto& form) { return form.first != &device; });
  }

  void resolve(Device& device) {
    const auto cards = device->conflicts();
    if (cards.empty()) return;
    const ConflictCard& card = cards[random_.below(cards.size())];
    const auto& cell = card.conflict.cell;
    const std::size_t take = 1 + random_.below(card.conflict.rivals.size());
    const auto resolved = device->resolve(bolat, card.name, cell.field, cell.element, take, std::nullopt,
                                          read(device, card.name).basis);
    RC_ASSERT(resolved.ok() || cell.field == life_field);
  }

  void seal(Device& device) { RC_ASSERT(device->seal({}).ok()); }

  void sync(Device& device) {
    Contact contact;
    contact.pushes_max = random_.below(3) == 0 ? random_.below(3) : SIZE_MAX;
    contact.receipts = random_.below(4) != 0;
    contact.feed = random_.below(3) != 0;
    device.sync(contact);
  }

  void carry(Device& from, Device& to) {
    for (const OutgoingPack& pack : from->outgoing(1U << 20U, {})) {
      if (random_.below(4) == 0) continue;
      RC_ASSERT(to->take_raw(pack.bytes).ok());
    }
  }

  void office_writes() {
    const RecordName name = names_[random_.below(names_.size())];
    Op op;
    op.record = name.key;
    op.cell = {a_.pc->schema().type("activity")->field("topic_ru")->number, {}};
    op.value = fresh_text();
    const RecordState state = a_.server.ledger(school).record(name.key);
    if (random_.below(2) == 0) op.supersedes = basis_of(state, op.cell, true);
    a_.server.write(school, {op});
  }

  virtual void twin(Device&) {}

 protected:
  SeededRandom random_;
  School a_;
  std::vector<Device*> devices_;

 private:
  std::vector<RecordName> names_;
  std::vector<std::pair<Device*, ReadRecord>> forms_;
  std::set<std::string> sealed_;
  bool refusing_ = true;
  int texts_ = 0;
};

// Lives in which a disk is copied and both copies go on.
class LifeWithTwins final : public Life {
 public:
  explicit LifeWithTwins(std::uint64_t seed) : Life(seed, false) {}

 private:
  void twin(Device& device) override {
    if (devices_.size() >= 4) return;
    twins_.push_back(device.twin());
    devices_.push_back(twins_.back().get());
  }
  std::vector<std::unique_ptr<Device>> twins_;
};

void live(Life& life, int steps) {
  for (int step = 0; step < steps; ++step) life.step();
  life.come_to_rest();
  life.check_nothing_waits();
  life.check_all_show_the_same();
  life.check_nothing_sealed_is_lost();
}

}  // namespace

RC_GTEST_PROP(Promise03TheSameBytes, WhateverHappenedAllEndAlikeAndNothingSealedIsLost, ()) {
  Life life(*rc::gen::arbitrary<std::uint64_t>());
  live(life, 30);
}

RC_GTEST_PROP(Promise03TheSameBytes, DisksThatWereCopiedEndAlikeToo, ()) {
  LifeWithTwins life(*rc::gen::arbitrary<std::uint64_t>());
  live(life, 30);
}

}  // namespace mektep::client::test
