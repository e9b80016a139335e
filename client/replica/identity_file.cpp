#include "client/replica/identity_file.h"

#include <charconv>
#include <map>

namespace mektep::client {
namespace {

constexpr std::size_t file_bytes_max = 16 * 1024;
constexpr std::string_view keys_title = "mektep keys 1";
constexpr std::string_view identity_title = "mektep identity 1";

using Lines = std::multimap<std::string, std::string, std::less<>>;

// Empty when the first line is another than the title or a line has no value.
std::optional<Lines> lines_of(std::string_view text, std::string_view title) {
  Lines lines;
  bool titled = false;
  while (!text.empty()) {
    const auto end = text.find('\n');
    if (end == std::string_view::npos) return std::nullopt;
    const auto line = text.substr(0, end);
    text.remove_prefix(end + 1);
    if (!titled) {
      if (line != title) return std::nullopt;
      titled = true;
      continue;
    }
    const auto space = line.find(' ');
    if (space == std::string_view::npos) return std::nullopt;
    lines.emplace(line.substr(0, space), line.substr(space + 1));
  }
  return titled ? std::optional(std::move(lines)) : std::nullopt;
}

void append_line(std::string& text, std::string_view name, std::string_view value) {
  text.append(name).append(" ").append(value).append("\n");
}

std::string_view value_in(const Lines& lines, std::string_view name) {
  const auto found = lines.find(name);
  return found == lines.end() ? std::string_view() : std::string_view(found->second);
}

template <class Number>
std::optional<Number> number_in(const Lines& lines, std::string_view name) {
  const auto text = value_in(lines, name);
  Number number{};
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
  if (error != std::errc() || end != text.data() + text.size() || text.empty()) return std::nullopt;
  return number;
}

Bytes bytes_in(const Lines& lines, std::string_view name) {
  return from_hex(value_in(lines, name)).value_or(Bytes());
}

std::optional<Identity> identity_from(const Lines& lines) {
  Identity identity;
  identity.address.host = value_in(lines, "host");
  identity.school = value_in(lines, "school");
  const auto port = number_in<std::uint16_t>(lines, "port");
  const auto scope = number_in<std::uint32_t>(lines, "school_scope");
  const auto device = decode_device_certificate(bytes_in(lines, "device"));
  const auto server = decode_server_certificate(bytes_in(lines, "server"));
  if (!port || !scope || !device || !server) return std::nullopt;
  identity.address.port = *port;
  identity.school_scope = ScopeNumber{*scope};
  identity.device = *device;
  identity.server = *server;
  const auto [first, last] = lines.equal_range("pin");
  for (auto pin = first; pin != last; ++pin) {
    const auto hash = fixed_from<32>(from_hex(pin->second).value_or(Bytes()));
    if (!hash) return std::nullopt;
    identity.address.pins.push_back(*hash);
  }
  return identity;
}

std::string text_of(const Identity& identity) {
  std::string text(identity_title);
  text += '\n';
  append_line(text, "host", identity.address.host);
  append_line(text, "port", std::to_string(identity.address.port));
  for (const auto& pin : identity.address.pins) append_line(text, "pin", to_hex(pin));
  append_line(text, "school", identity.school);
  append_line(text, "school_scope", std::to_string(identity.school_scope.value));
  append_line(text, "device", to_hex(encode(identity.device)));
  append_line(text, "server", to_hex(encode(identity.server)));
  return text;
}

Error damaged(const Path& path) { return needs_person("identity.damaged").with("path", path.string()); }

}  // namespace

IdentityFile::IdentityFile(Files& files, Random& random, Path directory)
    : files_(files), random_(random), directory_(std::move(directory)) {}

Status IdentityFile::load() {
  if (auto loaded = load_keys(); !loaded) return loaded;
  return load_identity();
}

Status IdentityFile::load_keys() {
  const Path path = directory_ / "keys";
  if (keys_ || !files_.exists(path)) return done;
  auto content = files_.read(path, file_bytes_max);
  if (!content) return content.error();
  auto lines = lines_of(mektep::text_of(*content), keys_title);
  wipe(*content);
  if (!lines) return damaged(path);
  Bytes signing_seed = bytes_in(*lines, "signing");
  Bytes box_seed = bytes_in(*lines, "box");
  auto signing = SigningKey::from_seed(signing_seed);
  auto box = BoxKey::from_seed(box_seed);
  wipe(signing_seed);
  wipe(box_seed);
  if (!signing || !box) return damaged(path);
  keys_.emplace(Keys{std::move(*signing), std::move(*box)});
  return done;
}

Status IdentityFile::load_identity() {
  const Path path = directory_ / "identity";
  if (identity_ || !files_.exists(path)) return done;
  const auto content = files_.read(path, file_bytes_max);
  if (!content) return content.error();
  const auto lines = lines_of(mektep::text_of(*content), identity_title);
  if (!lines) return damaged(path);
  identity_ = identity_from(*lines);
  return identity_ ? Status(done) : Status(damaged(path));
}

Result<Keys*> IdentityFile::prepare_keys() {
  // Another process may have made them since.
  if (auto loaded = load_keys(); !loaded) return loaded.error();
  if (keys_) return &*keys_;
  Keys keys{SigningKey::draw(random_), BoxKey::draw(random_)};
  std::string text(keys_title);
  text += '\n';
  append_line(text, "signing", to_hex(keys.signing.seed()));
  append_line(text, "box", to_hex(keys.box.seed()));
  Bytes content = copy_of(view_of(text));
  const auto written = files_.write(directory_ / "keys", content);
  wipe(content);
  if (!written) return written.error();
  keys_.emplace(std::move(keys));
  return &*keys_;
}

Status IdentityFile::enrol(const Identity& identity) {
  const std::string text = text_of(identity);
  if (auto written = files_.write(directory_ / "identity", view_of(text)); !written) return written;
  identity_ = identity;
  return done;
}

}  // namespace mektep::client
