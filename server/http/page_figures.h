#pragma once
// The JSON behind the office's page: /api/completeness, /api/indicators, and /api/words, which its script
// puts around them. One per server; calls come on the reading thread. It keeps the directory as long as
// scope network stands still.

#include <optional>
#include <string>

#include "server/http/office.h"
#include "server/tally/directory.h"
#include "shared/words/language.h"

namespace mektep::server {

class PageFigures {
 public:
  // `schema` and `clock` outlive it. `language`: for who asks for none, or for one that there is not.
  PageFigures(const Schema& schema, const Clock& clock, Language language)
      : schema_(schema), clock_(clock), language_(language) {}

  // Empty for what is not there: a wrong period, another kind.
  std::optional<std::string> answer(const Reader& reader, const OfficeRequest& request);

 private:
  const Directory& directory(const Reader& reader);

  const Schema& schema_;
  const Clock& clock_;
  Language language_;
  std::optional<Position> read_at_;
  Directory directory_;
};

}  // namespace mektep::server
