#pragma once
// A record's shown values by the names of the schema, for the office's own reading: the type is data, so a
// field that a schema lacks reads as empty. A view: the type and the state outlive it.

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "server/store/store.h"

namespace mektep::server {

class RecordView {
 public:
  RecordView(const RecordType& type, const RecordState& state) : type_(type), state_(state) {}

  std::string text(std::string_view field) const;  // texts and codes
  std::optional<std::int64_t> integer(std::string_view field) const;
  std::optional<Decimal> decimal(std::string_view field) const;
  std::optional<Date> date(std::string_view field) const;
  std::optional<bool> boolean(std::string_view field) const;
  std::optional<Reference> reference(std::string_view field) const;
  RecordId refers_to(std::string_view field) const;  // 0: to nothing
  std::vector<std::string> texts(std::string_view field) const;  // elements of a set of texts or codes

 private:
  const Value* value(std::string_view field) const;

  const RecordType& type_;
  const RecordState& state_;
};

// The keys of a type in a scope, in order; those of withdrawn records too.
void for_each_key(const Reader& reader, ScopeNumber scope, TypeNumber type,
                  const std::function<void(const RecordKey&)>& visit);

// Every record of a type that is not gone, in order of their ids.
void for_each_record(const Reader& reader, ScopeNumber scope, const RecordType& type,
                     const std::function<void(RecordId, const RecordView&)>& visit);

}  // namespace mektep::server
