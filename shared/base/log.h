#pragma once
// Structured log lines for operators: one JSON object a line, ids only, never a field's value or a
// person's name. Passed in, never global. Lines are not translated; they are not for users.

#include <initializer_list>
#include <ostream>
#include <mutex>
#include <string>
#include <string_view>
#include <utility>

#include "shared/base/clock.h"

namespace mektep {

using LogField = std::pair<std::string_view, std::string>;

class Log {
 public:
  virtual ~Log() = default;
  virtual void line(std::string_view event, std::initializer_list<LogField> fields = {}) = 0;
};

// Drops everything: for tests and for programs without a log.
class NoLog final : public Log {
 public:
  void line(std::string_view, std::initializer_list<LogField>) override {}
};

// Writes to `out`, which outlives it. Any thread. A field is cut at 256 bytes, control characters
// are escaped, so a hostile string can neither forge a line nor flood the disk.
class StreamLog final : public Log {
 public:
  StreamLog(std::ostream& out, const Clock& clock) : out_(out), clock_(clock) {}
  void line(std::string_view event, std::initializer_list<LogField> fields) override;

 private:
  std::ostream& out_;
  const Clock& clock_;
  std::mutex mutex_;
};

}  // namespace mektep
