#pragma once
// Who may read and write what: one question, one function. Pure: schema, card and change in, answer out.
// The server alone asks about writing, once, at admission; the library asks the same before a local save,
// so a held change is rare.

#include <string>
#include <vector>

#include "shared/model/record.h"
#include "shared/model/schema.h"
#include "shared/model/scope.h"

namespace mektep::server {

// What a card says about who writes on the device, read from its record.
struct CardPerson {
  RecordId person;
  std::string role;
  friend auto operator<=>(const CardPerson&, const CardPerson&) = default;
};
std::vector<CardPerson> people_on_card(const RecordState& card);

// May this change, by its author, on the device of this card, be written in this scope? Empty when it may,
// else the code of why not:
//   access.not_on_card        the author is not one of the device's people
//   access.not_a_writer       none of the author's roles may write the field
//   access.server_only        cards, answers, schema, log ops and the server's fields
//   access.unknown_type, access.unknown_field   nobody has the right to write them
//   access.wrong_scope        the type does not live in this kind of scope
//   schema.wrong_kind         a value of another kind than the field's
//   schema.too_large          a value beyond the bound of its kind
//   schema.bad_text           no UTF-8, or a character that no form lets through
// `required`, code lists and bounds of the form are no checks of the log.
std::string why_not_written(const Schema& schema, const RecordState& card, ScopeNumber scope,
                            const Change& change);
// The same for each change of a pack, the card read once.
std::vector<std::string> why_not_written(const Schema& schema, const RecordState& card,
                                         const PackContent& pack);

// What a device of a school may follow, and where it may write. `scopes`: those that exist; pairs of the
// school are found among them.
struct Access {
  ScopeNumber scope;
  bool writes = false;
  friend bool operator==(const Access&, const Access&) = default;
};
std::vector<Access> access_of_school(SchoolNumber school, const std::vector<ScopeNumber>& scopes);
bool may_read(SchoolNumber school, ScopeNumber scope);

}  // namespace mektep::server
