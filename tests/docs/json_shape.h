#pragma once
// Whether a document fits docs/cli.schema.json: the part of JSON Schema (2020-12) that the file uses.
// Keys that a schema does not know are fine: outputs may grow.

#include <boost/json/value.hpp>
#include <string>
#include <vector>

namespace mektep::docs {

// type, required, properties, items, enum, and $ref into the document's $defs. What does not fit, a line
// each, with its place.
std::vector<std::string> misfits(const boost::json::value& document, const boost::json::object& shape,
                                 const boost::json::object& definitions, const std::string& place = "");

}  // namespace mektep::docs
