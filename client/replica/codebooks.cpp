#include "client/replica/codebooks.h"

#include "shared/model/scope.h"
#include "shared/store/natural_key.h"

namespace mektep::client {

CodeVerdict Codebooks::verdict(const std::string& book, const std::string& code) {
  const RecordType* type = ground_.schema().type("codebook");
  const TypeTable* table = type == nullptr ? nullptr : ground_.tables().table(type->number);
  const Field* book_field = type == nullptr ? nullptr : type->field("book");
  const Field* code_field = type == nullptr ? nullptr : type->field("code");
  if (table == nullptr || book_field == nullptr || code_field == nullptr) return CodeVerdict::no_codebook;
  const RecordId id = natural_record_id(*type, {{book_field->number, book}, {code_field->number, code}});
  const auto entry =
      ground_.database()
          .prepared("SELECT 1 FROM " + table->name() + " WHERE scope = ? AND id = ? AND _gone = 0")
          .bind_all(network_scope, id)
          .first<int>();
  if (entry) return CodeVerdict::known;
  // An entry that lies under another id still counts; and without any entry nobody can judge.
  auto row = ground_.database().prepared("SELECT count(*), count(*) FILTER (WHERE code = ?3) FROM " +
                                         table->name() + " WHERE scope = ?1 AND book = ?2 AND _gone = 0");
  row.bind_all(network_scope, book, code);
  if (!row.step() || row.column<int>(0) == 0) return CodeVerdict::no_codebook;
  return row.column<int>(1) > 0 ? CodeVerdict::known : CodeVerdict::unknown;
}

}  // namespace mektep::client
