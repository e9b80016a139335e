#pragma once
// What a command prints, the same way in both programs: data on standard output, as tables for people or
// as one JSON document; sentences and failures on standard error. Words come from the catalogue.
// One per run; the streams outlive it. Not thread-safe.

#include <boost/json/object.hpp>
#include <boost/json/value.hpp>
#include <iosfwd>
#include <string>
#include <string_view>
#include <vector>

#include "shared/base/random.h"
#include "shared/base/result.h"
#include "shared/words/catalog.h"

namespace mektep {

// Where a run prints, as the composition root found it.
struct Terminal {
  std::ostream& out;
  std::ostream& err;
  bool out_is_terminal = false;
  bool err_is_terminal = false;
  bool colour = false;  // a terminal, and NO_COLOR is not set
};

// Column headings are ids of the catalogue ("heading.title").
struct Table {
  std::vector<std::string> headings;
  std::vector<std::vector<std::string>> rows;
};

class Console {
 public:
  Console(Terminal terminal, const Catalog& catalog, bool json, Random& random)
      : terminal_(terminal), catalog_(catalog), json_(json), random_(random) {}

  bool json() const { return json_; }
  const Catalog& catalog() const { return catalog_; }
  bool shows_progress() const { return terminal_.err_is_terminal && !json_; }

  // A document for scripts; only with --json.
  void print(const boost::json::value& document);
  // Data for people; only without --json. Columns are padded by what the eye sees, not by bytes.
  void print(const Table& table);
  void print_line(std::string_view line);
  // A sentence for people, on standard error; silent with --json.
  void say(std::string_view id, const Arguments& arguments = {});
  void say_count(std::string_view id, std::int64_t count, Arguments arguments = {});
  // Replaces the line of progress; only when standard error is a terminal.
  void progress(std::string_view line);

  // Prints the failure (what happened, what to do) and gives the exit code.
  int fail(const Error& error);

 private:
  Terminal terminal_;
  const Catalog& catalog_;
  bool json_;
  Random& random_;
};

// How many cells of a terminal a text takes: letters with marks count once, wide ones twice.
std::size_t width_of(std::string_view text);

}  // namespace mektep
