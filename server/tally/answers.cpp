#include "server/tally/answers.h"

#include <algorithm>
#include <cassert>

#include "server/store/own_record.h"
#include "server/tally/record_view.h"
#include "server/tally/recount.h"
#include "shared/base/limits.h"
#include "shared/merge/merge.h"
#include "shared/model/builtin.h"
#include "shared/model/dates.h"
#include "shared/model/record_id.h"

namespace mektep::server {
namespace {

namespace field = builtin::answer_field;

constexpr char received[] = "received";
constexpr int figure_scale_default = 2;
// What a person reads; and with the bounds of scalar texts it fits one change.
constexpr std::size_t finding_lines_max = 20;
constexpr std::size_t finding_bytes_max = 512;

// What the schema calls the frozen copy and its figures; a network without them has no reports.
struct ReportTypes {
  const RecordType* submission = nullptr;
  const RecordType* figure = nullptr;
  explicit ReportTypes(const Schema& schema)
      : submission(schema.type("submission")), figure(schema.type("submission_figure")) {}
};

// Never inside a character.
std::string cut(const std::string& text) {
  std::size_t size = std::min(text.size(), finding_bytes_max);
  while (size < text.size() && size > 0 && (static_cast<unsigned char>(text[size]) & 0xc0U) == 0x80U) --size;
  return text.substr(0, size);
}

// Cut where a product would overflow: no signed figure is as large.
std::int64_t rescaled(std::int64_t units, int from, int to) {
  units = std::clamp(units, -limits::tally_amount_max, limits::tally_amount_max);
  to = std::clamp(to, from - 6, from + 6);
  for (; from < to; ++from) units *= 10;
  for (; from > to; --from) units /= 10;
  return units;
}

// One submission in its desk.
class Answering {
 public:
  Answering(Integration& integration, ScopeNumber desk, const RecordKey& submission)
      : integration_(integration),
        types_(integration.parts().store.schema()),
        desk_(desk),
        key_(submission),
        state_(integration.record(desk, submission)) {}

  bool settled() const;
  void answer();

 private:
  std::optional<std::vector<std::string>> findings();
  std::vector<RecordState> figures() const;
  std::vector<std::string> compare(const std::map<TallyCell, std::int64_t>& counted) const;
  std::vector<Op> answer_ops(const std::optional<std::vector<std::string>>& found);
  std::vector<Op> submission_ops(const std::optional<std::vector<std::string>>& found);

  Integration& integration_;
  ReportTypes types_;
  ScopeNumber desk_;
  RecordKey key_;
  RecordState state_;
};

bool Answering::settled() const {
  if (is_gone(state_)) return true;
  const RecordState answer = integration_.record(desk_, answer_key(key_));
  return answer.cells.contains({field::agrees, {}});
}

void Answering::answer() {
  const auto found = findings();
  const bool answered = !integration_.record(desk_, answer_key(key_)).empty();
  if (answered && !found) return;
  std::vector<Op> ops = answer_ops(found);
  for (Op& op : submission_ops(found)) ops.push_back(std::move(op));
  // Bounded below, so it fits a pack.
  [[maybe_unused]] const Status written = integration_.write({{desk_, {}, std::move(ops)}});
  assert(written.ok());
}

// Empty while the server's base lacks what the report was counted at.
std::optional<std::vector<std::string>> Answering::findings() {
  const auto heads = parse_heads(RecordView(*types_.submission, state_).texts("heads"));
  if (!heads) return std::vector<std::string>{"heads"};
  const ScopeNumber school = school_scope(school_of(desk_));
  switch (holds(integration_, school, *heads)) {
    case HeadsHeld::not_yet:
      return std::nullopt;
    case HeadsHeld::other_branch:
      return std::vector<std::string>{"heads"};
    case HeadsHeld::all:
      break;
  }
  if (figures().empty()) return std::vector<std::string>{};
  return compare(counts_at(integration_, school, *heads));
}

std::vector<RecordState> Answering::figures() const {
  std::vector<RecordState> figures;
  if (types_.figure == nullptr) return figures;
  const TypeNumber type = types_.figure->number;
  std::vector<RecordKey> keys;
  // Those of this transaction, and those of before.
  for (const auto& [key, before] : integration_.scope(desk_).before()) keys.push_back(key);
  const Reader& reader = integration_.work().reader();
  for_each_key(reader, desk_, type, [&](const RecordKey& key) { keys.push_back(key); });
  std::sort(keys.begin(), keys.end());
  keys.erase(std::unique(keys.begin(), keys.end()), keys.end());
  for (const RecordKey& key : keys) {
    if (key.type != type) continue;
    RecordState figure = integration_.record(desk_, key);
    const RecordId about = RecordView(*types_.figure, figure).refers_to("submission");
    if (about == key_.id && !is_gone(figure)) figures.push_back(std::move(figure));
  }
  return figures;
}

// A line each: tally, group, what was signed, what the server counts.
std::vector<std::string> Answering::compare(const std::map<TallyCell, std::int64_t>& counted) const {
  std::vector<std::string> lines;
  const Schema& schema = integration_.parts().store.schema();
  const Field* amount_field = types_.figure->field("amount");
  const int scale = amount_field == nullptr ? figure_scale_default : amount_field->scale;
  for (const RecordState& figure : figures()) {
    const RecordView view(*types_.figure, figure);
    const std::string tally = view.text("tally");
    const std::string group = view.text("group");
    const std::int64_t signed_units = view.decimal("amount").value_or(Decimal{}).units;
    // A figure without a group is the tally's sum over all of them.
    std::int64_t units = 0;
    for (const auto& [cell, sum] : counted) {
      if (cell.tally == tally && (group.empty() || group_text(cell.groups) == group)) units += sum;
    }
    units = rescaled(units, scale_of_tally(schema, tally), scale);
    if (units == signed_units || lines.size() == finding_lines_max) continue;
    std::string line = cut(tally) + " | " + cut(group);
    line += " | " + to_text(Decimal{signed_units}, scale) + " | " + to_text(Decimal{units}, scale);
    lines.push_back(std::move(line));
  }
  return lines;
}

std::vector<Op> Answering::answer_ops(const std::optional<std::vector<std::string>>& found) {
  OwnRecord answer(answer_key(key_), integration_.record(desk_, answer_key(key_)));
  answer.set(field::about, Reference{{}, key_.type, key_.id})
      .set(field::state, std::string(received))
      .set(field::at_ms, integration_.now_ms());
  const auto digest = from_hex(RecordView(*types_.submission, state_).text("content_hash"));
  if (digest && !digest->empty()) answer.set(field::digest, *digest);
  if (found) {
    answer.set(field::agrees, found->empty());
    answer.set_paragraphs(field::findings, *found, integration_.parts().random);
  }
  return answer.take();
}

// What forms and lists show beside the report. The state is the office's once it was set.
std::vector<Op> Answering::submission_ops(const std::optional<std::vector<std::string>>& found) {
  OwnRecord submission(key_, state_);
  const Field* state = types_.submission->field("state");
  const Field* date = types_.submission->field("received");
  const Field* check = types_.submission->field("check");
  const bool first = state != nullptr && !state_.cells.contains({state->number, {}});
  if (first) submission.set(state->number, std::string(received));
  if (first && date != nullptr) submission.set(date->number, date_of(WallTime{integration_.now_ms()}));
  if (found && check != nullptr)
    submission.set_paragraphs(check->number, *found, integration_.parts().random);
  return submission.take();
}

// Submissions of the desk that this transaction touched, and with `all` those of before, too.
std::vector<RecordKey> submissions_of(Integration& integration, ScopeNumber desk, TypeNumber type, bool all) {
  std::vector<RecordKey> keys;
  if (!all) {
    for (const auto& [key, before] : integration.scope(desk).before()) {
      if (key.type == type) keys.push_back(key);
    }
    return keys;
  }
  for_each_key(integration.work().reader(), desk, type, [&](const RecordKey& key) { keys.push_back(key); });
  return keys;
}

}  // namespace

RecordKey answer_key(const RecordKey& about) {
  Bytes name;
  append_u64(name, about.type.value);
  append_u64(name, about.id.value);
  return {builtin::answer, hashed_record_id(hash64({view_of("mektep/answer"), name}))};
}

void Answers::derive(Integration& integration, ScopeNumber scope) {
  const ReportTypes types(integration.parts().store.schema());
  const auto kind = kind_of(scope);
  const bool school_moved = kind == ScopeKind::school;
  if (types.submission == nullptr || (!school_moved && kind != ScopeKind::desk)) return;
  const ScopeNumber desk = school_moved ? desk_scope(school_of(scope)) : scope;
  if (school_moved && !integration.work().reader().head(desk)) return;
  for (const RecordKey& key : submissions_of(integration, desk, types.submission->number, school_moved)) {
    Answering answering(integration, desk, key);
    if (!answering.settled()) answering.answer();
  }
}

}  // namespace mektep::server
