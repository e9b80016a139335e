#include "tools/train_dictionary/corpus.h"

#include <sstream>

#include "shared/codec/archive.h"

namespace mektep {
namespace {

constexpr TypeNumber person{38};
constexpr TypeNumber activity{39};
constexpr TypeNumber attendance{40};
constexpr TypeNumber observation{42};

Op op_of(const RecordKey& record, std::uint16_t field, Value value) {
  Op op;
  op.record = record;
  op.cell.field = FieldNumber{field};
  op.value = std::move(value);
  return op;
}

Op element_of(const RecordKey& record, std::uint16_t field, const std::string& element) {
  Op op = op_of(record, field, Nothing{});
  op.cell.element = copy_of(view_of(element));
  return op;
}

Op paragraph_of(const RecordKey& record, std::uint16_t field, std::uint32_t tag, std::uint16_t place,
                std::string text) {
  Op op = op_of(record, field, std::move(text));
  for (const unsigned shift : {24U, 16U, 8U, 0U})
    op.cell.element.push_back(static_cast<std::uint8_t>(tag >> shift));
  op.cell.element.push_back(static_cast<std::uint8_t>(place >> 8U));
  op.cell.element.push_back(static_cast<std::uint8_t>(place));
  return op;
}

}  // namespace

Corpus::Corpus(const std::string& phrases, Random& random) : random_(random) {
  std::istringstream lines(phrases);
  for (std::string line; std::getline(lines, line);) {
    if (line.empty() || line.front() == '#') continue;
    const std::size_t kind = line.find(' ');
    const std::size_t language = line.find(' ', kind + 1);
    const std::string name = line.substr(0, language);
    const std::string text = line.substr(language + 1);
    if (name.rfind("word", 0) != 0 && name.rfind("code", 0) != 0) {
      phrases_[name].push_back(text);
      continue;
    }
    std::istringstream words(text);
    for (std::string word; words >> word;) phrases_[name].push_back(word);
  }
}

const std::string& Corpus::pick(const std::string& kind) {
  const auto found = phrases_.find(kind + " " + language_);
  const auto& list = found != phrases_.end() ? found->second : phrases_.at(kind + " en");
  return list[random_.below(list.size())];
}

std::string Corpus::words(std::size_t count) {
  std::string text;
  for (std::size_t at = 0; at < count; ++at) text += (at == 0 ? "" : " ") + pick("word");
  return text;
}

std::string Corpus::prose() {
  std::string text;
  const std::size_t sentences = 1 + random_.below(3);
  for (std::size_t at = 0; at < sentences; ++at) {
    if (at > 0) text += " ";
    text += random_.below(3) == 0 ? words(6 + random_.below(10)) + "." : pick("sentence");
  }
  return text;
}

RecordId Corpus::draw_id() { return RecordId{(std::uint64_t{seconds_} << 32U) | random_.u32()}; }

Date Corpus::date() {
  return Date{static_cast<std::int32_t>(18'262 + seconds_ / 86'400 + random_.below(30))};
}

Change Corpus::change(std::vector<Op> ops) {
  Change made;
  made.author = random_.below(5) == 0 ? people_.front() : frame_.author;
  made.lamport = Lamport{frame_.lamport_base.value + (sequence_ - frame_.first.value)};
  made.wall_ms = frame_.wall_base_ms + static_cast<std::int64_t>(seconds_ % 100'000) * 1000;
  made.ops = std::move(ops);
  seconds_ += static_cast<std::uint32_t>(20 + random_.below(600));
  return made;
}

Change Corpus::created() {
  const RecordKey record{activity, draw_id()};
  records_.push_back(record);
  std::vector<Op> ops = {
      op_of(record, 1, pick("code")),
      op_of(record, 2, date()),
      op_of(record, 4, Decimal{static_cast<std::int64_t>(50 * (1 + random_.below(12)))}),
      op_of(record, 5, pick("code")),
      op_of(record, 6, pick("place")),
      op_of(record, 7, random_.below(2) == 0 ? pick("topic") : words(3 + random_.below(5)))};
  if (random_.below(2) == 0) ops.push_back(element_of(record, 11, "c" + pick("code")));
  const std::uint32_t tag = random_.u32();
  for (std::uint16_t at = 0; at < random_.below(3); ++at) {
    ops.push_back(paragraph_of(record, 12, tag, static_cast<std::uint16_t>(3 * at + 1), prose()));
  }
  ops.push_back(op_of(record, 15, static_cast<std::int64_t>(random_.below(40))));
  ops.push_back(op_of(record, 16, pick("code")));
  if (random_.below(3) == 0) ops.push_back(op_of(record, 17, pick("code")));
  return change(std::move(ops));
}

Change Corpus::edited() {
  const RecordKey record = random_.below(2) == 0 || records_.empty()
                               ? RecordKey{activity, draw_id()}
                               : records_[random_.below(records_.size())];
  std::vector<Op> ops = {
      op_of(record, 7, random_.below(2) == 0 ? pick("topic") : words(3 + random_.below(4)))};
  switch (random_.below(4)) {
    case 0:
      ops.push_back(op_of(record, 4, Decimal{static_cast<std::int64_t>(50 * random_.below(12))}));
      break;
    case 1:
      ops.push_back(op_of(record, 15, static_cast<std::int64_t>(random_.below(60))));
      break;
    case 2:
      ops.push_back(op_of(record, 16, pick("code")));
      break;
    default:
      ops.push_back(op_of(record, 2, date()));
      break;
  }
  const bool own = random_.below(3) != 0 && sequence_ > 1;
  const auto back = static_cast<std::uint32_t>(1 + random_.below(sequence_ - (own ? 1 : 0)));
  const Version named = own ? Version{frame_.stream, Sequence{sequence_ - std::min(back, sequence_ - 1)}}
                            : Version{frame_.foreign.front(), Sequence{back}};
  for (Op& op : ops) op.supersedes = {named};
  return change(std::move(ops));
}

Change Corpus::roll_call() {
  const RecordKey about{activity, draw_id()};
  std::vector<Op> ops;
  const std::size_t count = 3 + random_.below(20);
  for (std::size_t at = 0; at < count; ++at) {
    const RecordKey record{attendance, RecordId{random_.u64() | (std::uint64_t{1} << 63U)}};
    ops.push_back(op_of(record, 1, Reference{ScopeNumber{}, activity, about.id}));
    ops.push_back(op_of(record, 2, Reference{ScopeNumber{}, person, people_[random_.below(people_.size())]}));
    ops.push_back(op_of(record, 5, pick("code")));
  }
  return change(std::move(ops));
}

Change Corpus::observed() {
  const RecordKey record{observation, draw_id()};
  const RecordId teacher = people_[random_.below(people_.size())];
  return change({op_of(record, 1, Reference{ScopeNumber{}, TypeNumber{41}, draw_id()}),
                 op_of(record, 3, Reference{ScopeNumber{}, person, teacher}), op_of(record, 5, date()),
                 op_of(record, 6, pick("topic")),
                 op_of(record, 7, std::to_string(1 + random_.below(11)) + " А"),
                 op_of(record, 8, std::string(1, static_cast<char>('A' + random_.below(3)))),
                 paragraph_of(record, 10, random_.u32(), 1, prose()),
                 paragraph_of(record, 11, random_.u32(), 1, pick("name") + ": " + words(5))});
}

Bytes Corpus::body() {
  language_ = random_.below(2) == 0 ? "kk" : "ru";
  seconds_ = static_cast<std::uint32_t>(40'000'000 + random_.below(200'000'000));
  frame_ = PackFrame{};
  frame_.stream = StreamId{random_.u64()};
  frame_.first = Sequence{static_cast<std::uint32_t>(1 + random_.below(400))};
  frame_.foreign = {StreamId{random_.u64()}};
  frame_.id_base = draw_id();
  frame_.lamport_base = Lamport{random_.below(5000)};
  frame_.wall_base_ms = 1'577'836'800'000 + std::int64_t{seconds_} * 1000;
  people_.clear();
  records_.clear();
  for (int at = 0; at < 12; ++at) people_.push_back(draw_id());
  frame_.author = people_.back();
  const auto sort = static_cast<Sort>(random_.below(4));
  const std::size_t count = 1 + random_.below(sort == Sort::session ? 20 : 8);
  OutArchive archive;
  for (std::size_t at = 0; at < count; ++at) {
    sequence_ = frame_.first.value + static_cast<std::uint32_t>(at);
    Change one;
    switch (sort) {
      case Sort::edits:
        one = edited();
        break;
      case Sort::roll_call:
        one = at % 2 == 0 ? created() : roll_call();
        break;
      case Sort::session:
        one = random_.below(3) == 0 ? observed() : created();
        break;
      case Sort::typed_in:
        one = random_.below(2) == 0 ? edited() : created();
        break;
    }
    archive.bytes(encode_change(one, frame_, Sequence{sequence_}));
  }
  return archive.take();
}

}  // namespace mektep
