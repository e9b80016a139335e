#include "tests/client/replica/school.h"

#include <algorithm>

#include "shared/model/record_id.h"

namespace mektep::client::test {

std::string shipped_schema() {
  std::ifstream file(MEKTEP_SCHEMA_FILE);
  std::ostringstream text;
  text << file.rdbuf();
  return text.str();
}

Device::Device(TinyServer& server, std::uint64_t seed, bool in_memory)
    : server_(server), random_(seed), in_memory_(in_memory) {
  reopen();
  enrol();
}

Device::Device(Twin twin, const Device& original)
    : server_(original.server_), random_(twin.seed), in_memory_(false), public_key_(original.public_key_) {
  for (const auto& entry : std::filesystem::directory_iterator(original.path())) {
    std::filesystem::copy(entry.path(), path() / entry.path().filename());
  }
  reopen();
}

std::unique_ptr<Device> Device::twin() {
  return std::unique_ptr<Device>(new Device(Twin{random_.u64()}, *this));
}

void Device::reopen(std::function<void(std::string_view)> fault_point) {
  replica_.reset();
  ReplicaOptions options;
  options.directory = path();
  options.in_memory = in_memory_;
  options.fault_point = std::move(fault_point);
  auto opened = Replica::open({clock_, random_, files_, log_}, std::move(options));
  if (!opened) throw std::runtime_error(describe(opened.error()));
  replica_ = std::move(*opened);
}

void Device::enrol() {
  const Keys& keys = **replica_->prepare_keys();
  public_key_ = keys.signing.public_key();
  Identity identity;
  identity.address = {"server.example", 8443, {}};
  identity.device = server_.certify(public_key_, keys.box.public_key());
  identity.server = server_.certificate();
  identity.school = "KZ61-0203";
  identity.school_scope = school;
  if (const auto enrolled = replica_->enrol(identity); !enrolled) throw std::runtime_error("not enrolled");
  const std::vector<TinyPerson> people{{aigul.person, "coordinator"}, {bolat.person, "school_trainer"}};
  server_.card(school, public_key_, "device", true, people);
  server_.card(desk, public_key_, "device", true, people);
}

MarkVerdict Device::sync(const Contact& contact) {
  const auto epoch = replica_->take_epoch(server_.epoch(), clock_.wall().ms);
  EXPECT_TRUE(epoch.ok());
  Grants grants;
  grants.grants = {
      {network_scope, "network", false}, {school, "school/KZ61-0203", true}, {desk, "desk/KZ61-0203", true}};
  EXPECT_TRUE(replica_->take_grants(grants).ok());
  go_back();
  pushed_.clear();
  confirmed_ = server_.confirmed(replica_->own_streams());
  if (contact.seal) {
    const auto sealed = replica_->seal(confirmed_);
    EXPECT_TRUE(sealed.ok()) << (sealed.ok() ? "" : describe(sealed.error()));
  }
  push_all(contact);
  if (!contact.feed) return MarkVerdict::behind;
  pull();
  MarkVerdict verdict = MarkVerdict::equal;
  for (const Cursor& cursor : replica_->cursors()) {
    const auto compared = replica_->take_mark(server_.mark(cursor.scope));
    EXPECT_TRUE(compared.ok());
    if (compared && *compared != MarkVerdict::equal) verdict = *compared;
  }
  return verdict;
}

void Device::go_back() {
  for (const Cursor& cursor : replica_->cursors()) {
    Position shared = std::min(cursor.position, server_.position(cursor.scope));
    while (server_.digest_at(cursor.scope, shared) != replica_->digest_at(cursor.scope, shared)) --shared.value;
    if (shared == cursor.position) continue;
    const auto rewound = replica_->rewind(cursor.scope, shared);
    EXPECT_TRUE(rewound.ok()) << (rewound.ok() ? "" : describe(rewound.error()));
  }
}

void Device::push_all(const Contact& contact) {
  OutgoingCursor after;
  std::size_t pushes = 0;
  for (auto packs = replica_->outgoing(64 * 1024, after); !packs.empty();
       packs = replica_->outgoing(64 * 1024, after)) {
    after = packs.back().at;
    for (const OutgoingPack& pack : packs) {
      if (pushes++ >= contact.pushes_max) return;
      ++packs_pushed_;
      pushed_.insert(pack.head);
      const TinyAnswer answer = server_.push(pack.bytes);
      EXPECT_NE(answer.outcome, TinyAnswer::Outcome::refused);
      if (answer.outcome == TinyAnswer::Outcome::parked) {
        replica_->take_need(answer.scope, answer.stream, answer.need);
      } else if (answer.receipt && contact.receipts) {
        const auto taken = replica_->take_receipt(*answer.receipt);
        EXPECT_TRUE(taken.ok()) << (taken.ok() ? "" : describe(taken.error()));
      }
    }
  }
}

void Device::pull() {
  const auto held = [this](const PackContent& pack) {
    return pushed_.contains(pack.head) ||
           std::any_of(confirmed_.begin(), confirmed_.end(), [&](const OwnStream& own) {
             return own.stream == pack.stream && pack.last() <= own.sequence;
           });
  };
  for (const Cursor& cursor : replica_->cursors()) {
    const auto taken = replica_->take_feed(server_.feed(cursor.scope, cursor.position, held));
    EXPECT_TRUE(taken.ok()) << (taken.ok() ? "" : describe(taken.error()));
  }
}

School::School(bool in_memory) : pc(server, 11, in_memory), laptop(server, 22, in_memory) {
  server.publish_schema(shipped_schema());
  sync_all();
}

void School::sync_all() {
  for (int round = 0; round < 2; ++round) {
    EXPECT_EQ(pc.sync(), MarkVerdict::equal);
    EXPECT_EQ(laptop.sync(), MarkVerdict::equal);
  }
}

Form::Form(Replica& on, const std::string& type_name, ScopeNumber scope)
    : replica(on), type(on.schema().type(type_name)) {
  if (type == nullptr) throw std::runtime_error("no type " + type_name);
  edit.type = type->number;
  edit.scope = scope;
}

Form::Form(Replica& on, const ReadRecord& record)
    : replica(on), type(on.schema().type(record.name.key.type)) {
  edit.name = record.name;
  edit.type = record.name.key.type;
  edit.scope = record.name.scope;
  edit.basis = record.basis;
}

FieldWrite& Form::field(const std::string& name) {
  const Field* known = type->field(name);
  if (known == nullptr) throw std::runtime_error("no field " + name);
  for (FieldWrite& write : edit.fields) {
    if (write.field == known->number) return write;
  }
  FieldWrite& write = edit.fields.emplace_back();
  write.field = known->number;
  return write;
}

Form& Form::set(const std::string& name, Value value) {
  field(name).value = std::move(value);
  return *this;
}
Form& Form::add(const std::string& name, Value element) {
  field(name).add.push_back(std::move(element));
  return *this;
}
Form& Form::remove(const std::string& name, Value element) {
  field(name).remove.push_back(std::move(element));
  return *this;
}
Form& Form::write_text(const std::string& name, std::string whole) {
  field(name).text = std::move(whole);
  return *this;
}
Result<Saved> Form::save(const Author& author) { return replica.write(author, {edit}); }

RecordName Form::saved(const Author& author) {
  auto result = save(author);
  if (!result) throw std::runtime_error(describe(result.error()));
  return result->records.front();
}

RecordName log_activity(Device& device, const std::string& topic, const Author& author) {
  return Form(*device, "activity")
      .set("kind", std::string("seminar"))
      .set("from", Date{18'000})
      .set("topic", topic)
      .saved(author);
}

ReadRecord read(Device& device, const RecordName& name) {
  auto result = device->read(name);
  if (!result) throw std::runtime_error(describe(result.error()));
  return std::move(*result);
}

std::vector<ReadRecord> list(Device& device, const std::string& type, const std::string& find) {
  ListQuery query;
  query.type = type;
  query.find = find;
  auto listed = device->list(query);
  if (!listed) throw std::runtime_error(describe(listed.error()));
  return std::move(*listed);
}

Value value_of(const ReadRecord& record, const Replica& replica, const std::string& field) {
  const Field* known = replica.schema().type(record.name.key.type)->field(field);
  for (const ShownField& shown : record.shown.fields) {
    if (shown.field == known->number) return shown.value;
  }
  return Nothing{};
}

std::string text_of(const ReadRecord& record, const Replica& replica, const std::string& field) {
  const Field* known = replica.schema().type(record.name.key.type)->field(field);
  std::string text;
  for (const ShownField& shown : record.shown.fields) {
    if (shown.field != known->number) continue;
    for (const Paragraph& paragraph : shown.paragraphs) text += (text.empty() ? "" : "\n") + paragraph.text;
    if (const auto* value = std::get_if<std::string>(&shown.value)) text += *value;
  }
  return text;
}

}  // namespace mektep::client::test
