#pragma once
// A record's shown values by the names of the schema, for the office's own reading: the type is data, so a
// field that a schema lacks reads as empty. A view: the type and the state outlive it.

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "shared/model/record.h"
#include "shared/model/schema.h"

namespace mektep::server {

class RecordView {
 public:
  RecordView(const RecordType& type, const RecordState& state) : type_(type), state_(state) {}

  std::string text(std::string_view field) const;  // texts and codes
  std::optional<std::int64_t> integer(std::string_view field) const;
  std::optional<Date> date(std::string_view field) const;
  std::optional<bool> boolean(std::string_view field) const;
  std::optional<Reference> reference(std::string_view field) const;
  std::vector<Value> elements(std::string_view field) const;

 private:
  const Value* value(std::string_view field) const;

  const RecordType& type_;
  const RecordState& state_;
};

}  // namespace mektep::server
