#include "tools/sim/trace.h"

namespace mektep::sim {

void Trace::line(std::string_view who, std::string_view what, std::string_view detail) {
  std::string text = std::to_string(timeline_.now().count());
  for (const auto part : {who, what, detail}) text.append(" ").append(part);
  hash_ = hash32({hash_, view_of(text)});
  if (out_ != nullptr) *out_ << text << '\n';
}

}  // namespace mektep::sim
