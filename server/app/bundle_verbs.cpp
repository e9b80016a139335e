#include <boost/json/object.hpp>
#include <charconv>

#include "server/app/bundles.h"
#include "server/app/opened.h"
#include "server/app/verbs.h"

namespace mektep::server {
namespace {

namespace json = boost::json;

Status write_bundle(const Run& run, Opened& opened, const Device& device, const std::vector<Cursor>& cursors,
                    const std::vector<Message>& answers, const std::string& file) {
  const SnapshotDesk snapshots(run.place.files, run.directory() / "snapshots", opened.folder->keys().receipts);
  const auto made = make_bundle(*opened.folder, *opened.reader, snapshots, run.place, device, cursors, answers);
  if (!made) return made.error();
  return run.place.files.write(file, *made);
}

}  // namespace

Status bundle_in_verb(const Run& run) {
  auto opened = open_for_reading(run);
  if (!opened) return opened.error();
  const auto bytes = run.place.files.read(run.asked.value("file"), limits::bundle_bytes_max);
  if (!bytes) return bytes.error();
  FileDesk desk(run.place.files, run.directory() / "files", run.place.random);
  const auto in = take_bundle(opened->folder->parts(), *opened->reader, desk, *bytes);
  if (!in) return in.error();
  const std::string answer = run.asked.value("--answer");
  if (!answer.empty()) {
    const Status written = write_bundle(run, *opened, in->device, in->cursors, in->answers, answer);
    if (!written) return written;
  }
  run.console.print(json::object{{"device", in->device.number},
                                 {"packs", in->packs},
                                 {"stored", in->stored},
                                 {"waiting", in->waiting},
                                 {"refused", in->refused},
                                 {"photos", in->photos},
                                 {"answer", answer}});
  run.console.say_count("bundle.taken_in", static_cast<std::int64_t>(in->stored),
                        {{"device", std::to_string(in->device.number)}});
  if (in->waiting > 0) run.console.say_count("bundle.waiting", static_cast<std::int64_t>(in->waiting), {});
  if (in->refused > 0) run.console.say_count("bundle.refused_packs", static_cast<std::int64_t>(in->refused), {});
  if (!answer.empty()) run.console.say("bundle.answer_written", {{"file", answer}});
  return done;
}

Status bundle_out_verb(const Run& run) {
  auto opened = open_for_reading(run);
  if (!opened) return opened.error();
  const std::string given = run.asked.value("--device");
  std::uint32_t number = 0;
  const auto [end, error] = std::from_chars(given.data(), given.data() + given.size(), number);
  const bool is_number = error == std::errc() && end == given.data() + given.size();
  for (const Device& device : opened->reader->devices()) {
    if (!is_number || device.number != number || device.revoked) continue;
    const std::string file = run.asked.value("file");
    if (auto written = write_bundle(run, *opened, device, {}, {}, file); !written) return written;
    run.console.print(json::object{{"device", number}, {"file", file}});
    run.console.say("bundle.answer_written", {{"file", file}});
    return done;
  }
  return refused("device.unknown").with("number", given);
}

}  // namespace mektep::server
