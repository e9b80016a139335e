#include "shared/base/error.h"

namespace mektep {

Error Error::with(std::string name, std::string value) && {
  arguments.emplace_back(std::move(name), std::move(value));
  return std::move(*this);
}

std::string_view Error::argument(std::string_view name) const {
  for (const auto& [key, value] : arguments) {
    if (key == name) return value;
  }
  return {};
}

Error refused(std::string code) { return {Remedy::refused, std::move(code), {}}; }
Error wrong_usage(std::string code) { return {Remedy::usage, std::move(code), {}}; }
Error no_link(std::string code) { return {Remedy::no_link, std::move(code), {}}; }
Error needs_person(std::string code) { return {Remedy::needs_person, std::move(code), {}}; }

std::string describe(const Error& error) {
  std::string line = error.code;
  for (const auto& [name, value] : error.arguments) line += " " + name + "=" + value;
  return line;
}

}  // namespace mektep
