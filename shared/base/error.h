#pragma once
// Failures that depend on input, peers or state: values, never exceptions.
// A broken machine (disk full, corrupt file) throws; a broken program asserts.

#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace mektep {

// What the caller does next, which is also the exit code of a command.
enum class Remedy : int {
  refused = 1,       // change the request; repeating it helps nobody
  usage = 2,         // the command line is wrong
  no_link = 3,       // try again when there is a link
  needs_person = 4,  // somebody has to decide
};

// `code` names a sentence of the message catalogue ("import.column_missing"); `arguments` fill its
// placeholders. Nothing here is text for people, so the same failure reads in three languages.
struct Error {
  Remedy remedy = Remedy::refused;
  std::string code;
  std::vector<std::pair<std::string, std::string>> arguments;

  Error with(std::string name, std::string value) &&;
  // The value of an argument; empty when there is none of that name.
  std::string_view argument(std::string_view name) const;
  friend bool operator==(const Error&, const Error&) = default;
};

Error refused(std::string code);
Error wrong_usage(std::string code);
Error no_link(std::string code);
Error needs_person(std::string code);

// One line for logs and test output: the code and the arguments.
std::string describe(const Error& error);

}  // namespace mektep
