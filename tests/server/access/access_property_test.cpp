// Rights over random cards, authors, roles and fields: who may write is who holds a role that the field
// names, or the type where the field names none; everything else is told apart by its reason.

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include <algorithm>

#include "server/access/access.h"
#include "shared/model/builtin.h"
#include "shared/model/element.h"
#include "shared/model/record_id.h"

namespace mektep::server {
namespace {

const std::vector<std::string> roles{"coordinator", "director", "school_trainer", "server"};

// Field n + 1 has the n-th of these writers; the first two follow the type.
const std::vector<std::vector<std::string>> writers{
    {}, {}, {"director"}, {"school_trainer", "director"}, {"server"}, {"coordinator"}};
const std::vector<std::string> type_writers{"coordinator", "school_trainer"};

std::string in_quotes(const std::vector<std::string>& names) {
  std::string text = "[";
  for (const std::string& name : names) text += (text.size() > 1 ? ", \"" : "\"") + name + "\"";
  return text + "]";
}

Schema schema_of_writers() {
  const std::string labels = "labels = { kk = \"a\", ru = \"a\", en = \"a\" }\n";
  std::string document = "version = 1\n[[type]]\nnumber = 40\nname = \"visit\"\nscope = \"school\"\n" +
                         labels + "writers = " + in_quotes(type_writers) + "\ntitle = [\"f0\"]\n";
  for (std::size_t at = 0; at < writers.size(); ++at) {
    document += "[[type.field]]\nnumber = " + std::to_string(at + 1) + "\nname = \"f" + std::to_string(at) +
                "\"\nkind = \"text\"\n" + labels;
    if (!writers[at].empty()) document += "writers = " + in_quotes(writers[at]) + "\n";
  }
  return Schema::parse(document).value();
}

struct Ask {
  std::vector<std::pair<std::uint32_t, std::uint32_t>> card;  // person, role
  std::uint32_t author = 0;
  std::uint32_t field = 0;
};

rc::Gen<Ask> asks() {
  const auto number = [](std::uint32_t below) { return rc::gen::inRange<std::uint32_t>(0, below); };
  return rc::gen::build<Ask>(
      rc::gen::set(&Ask::card, rc::gen::container<std::vector<std::pair<std::uint32_t, std::uint32_t>>>(
                                   rc::gen::pair(number(4), number(3)))),
      rc::gen::set(&Ask::author, number(4)), rc::gen::set(&Ask::field, number(8)));
}

RecordId person(std::uint32_t number) { return RecordId{1000U + number}; }

RecordState card_of(const Ask& ask) {
  RecordState card;
  for (const auto& [who, role] : ask.card) {
    const std::string text = to_text(person(who)) + ":" + roles[role];
    card.cells[{builtin::card_field::people, element_key(ElementKind::text, text)}] = {LiveValue{}};
  }
  return card;
}

Change change_of(const Ask& ask) {
  Op op;
  op.record = {TypeNumber{40}, RecordId{1}};
  op.cell = {FieldNumber{static_cast<std::uint16_t>(ask.field)}, {}};
  op.value = std::string("a");
  if (ask.field == 0) {
    op.kind = OpKind::withdraw;
    op.value = Nothing{};
  }
  Change change;
  change.author = person(ask.author);
  change.ops = {op};
  return change;
}

// The rule in its own words.
std::string expected_answer(const Ask& ask) {
  std::vector<std::string> held;
  for (const auto& [who, role] : ask.card) {
    if (who == ask.author) held.push_back(roles[role]);
  }
  if (held.empty()) return "access.not_on_card";
  if (ask.field > writers.size()) return "access.unknown_field";
  const bool of_type = ask.field == 0 || writers[ask.field - 1].empty();
  const std::vector<std::string>& may = of_type ? type_writers : writers[ask.field - 1];
  for (const std::string& role : held) {
    if (std::count(may.begin(), may.end(), role) > 0) return {};
  }
  return may == std::vector<std::string>{"server"} ? "access.server_only" : "access.not_a_writer";
}

RC_GTEST_PROP(AccessRights, AreThoseOfTheAuthorsRolesOnTheCard, ()) {
  const Ask ask = *asks();
  const Schema schema = schema_of_writers();
  const std::string answer =
      why_not_written(schema, card_of(ask), school_scope(SchoolNumber{1}), change_of(ask));
  RC_ASSERT(answer == expected_answer(ask));
}

RC_GTEST_PROP(AccessRights, OfAPackAreThoseOfItsChangesOneByOne, ()) {
  const auto many = *rc::gen::container<std::vector<Ask>>(asks());
  const Schema schema = schema_of_writers();
  const RecordState card = many.empty() ? RecordState{} : card_of(many.front());
  PackContent pack;
  pack.scope = school_scope(SchoolNumber{1});
  std::vector<std::string> one_by_one;
  for (const Ask& ask : many) {
    pack.changes.push_back(change_of(ask));
    one_by_one.push_back(why_not_written(schema, card, pack.scope, pack.changes.back()));
  }
  RC_ASSERT(why_not_written(schema, card, pack) == one_by_one);
}

RC_GTEST_PROP(AccessRights, Promise07NoScopeIsReadableToASchoolThatItIsNotOf, ()) {
  const auto number = rc::gen::inRange<std::uint32_t>(1, 50);
  const SchoolNumber school{*number};
  const SchoolNumber one{*number};
  const SchoolNumber other{*number};
  const bool own = one == school;
  RC_ASSERT(may_read(school, school_scope(one)) == own);
  RC_ASSERT(may_read(school, desk_scope(one)) == own);
  if (one != other) RC_ASSERT(may_read(school, pair_scope(one, other)) == (own || other == school));
}

RC_GTEST_PROP(AccessRights, AWriterMayReadWhatItWrites, ()) {
  const auto scopes = *rc::gen::container<std::vector<ScopeNumber>>(rc::gen::map(
      rc::gen::arbitrary<std::uint32_t>(), [](std::uint32_t number) { return ScopeNumber{number}; }));
  const SchoolNumber school{*rc::gen::inRange<std::uint32_t>(1, 50)};
  for (const Access& access : access_of_school(school, scopes)) {
    RC_ASSERT(may_read(school, access.scope));
    RC_ASSERT(access.writes == (access.scope != network_scope));
  }
}

}  // namespace
}  // namespace mektep::server
