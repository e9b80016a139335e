#include "client/cli/attachments.h"

#include <algorithm>
#include <boost/json/object.hpp>
#include <charconv>
#include <limits>

#include "client/replica/replica_files.h"

namespace mektep::client {
namespace {

namespace json = boost::json;

struct Shown {
  FieldNumber field;
  Attachment attachment;
};

std::vector<Shown> files_of(const ReadRecord& record) {
  std::vector<Shown> files;
  for (const ShownField& field : record.shown.fields) {
    for (const Value& element : field.elements) {
      if (auto attachment = attachment_of(element)) files.push_back({field.field, std::move(*attachment)});
    }
  }
  return files;
}

const Field* files_field(const RecordType& type) {
  for (const Field& field : type.fields) {
    if (field.kind == FieldKind::set && field.element == ElementKind::file) return &field;
  }
  return nullptr;
}

FieldWrite& write_of(std::vector<FieldWrite>& fields, FieldNumber number) {
  const auto same = std::find_if(fields.begin(), fields.end(),
                                 [&](const FieldWrite& write) { return write.field == number; });
  if (same != fields.end()) return *same;
  fields.push_back({});
  fields.back().field = number;
  return fields.back();
}

std::string word_of(FilePlace place) {
  switch (place) {
    case FilePlace::here: return "here";
    case FilePlace::sent: return "sent";
    case FilePlace::refused: return "refused";
    case FilePlace::fetching: return "fetching";
    case FilePlace::lost: return "lost";
    case FilePlace::away: break;
  }
  return "away";
}

std::string sentence_of(FilePlace place) {
  switch (place) {
    case FilePlace::here: return "files.place_here";
    case FilePlace::sent: return "files.place_sent";
    case FilePlace::refused: return "files.place_refused";
    case FilePlace::fetching: return "files.place_fetching";
    case FilePlace::lost: return "files.place_lost";
    case FilePlace::away: break;
  }
  return "files.place_away";
}

// The sentence of a code about a file, for people; the code itself when this program has none.
std::string reason(const Catalog& catalog, const std::string& code, const std::string& title) {
  if (!catalog.has("error." + code)) return code;
  return catalog.say("error." + code, {{"path", title},
                                       {"file", title},
                                       {"limit", std::to_string(limits::document_bytes_max)}});
}

// A title that stands in the folder already gets a number before its ending.
Path free_name(const Files& files, const Path& folder, const std::string& title) {
  Path path = folder / title;
  const std::string stem = path.stem().string();
  const std::string ending = path.extension().string();
  for (int number = 2; files.exists(path); ++number) {
    path = folder / (stem + " (" + std::to_string(number) + ")" + ending);
  }
  return path;
}

}  // namespace

Status add_attachments(const Run& run, const RecordType& type, const ReadRecord* record,
                       std::vector<FieldWrite>& fields) {
  const auto attached = run.invocation.all("--attach");
  const auto detached = run.invocation.all("--detach");
  if (attached.empty() && detached.empty()) return done;
  const Field* field = files_field(type);
  if (field == nullptr) return refused("file.not_for_type").with("type", type.name);
  if (attached.size() > limits::attached_files_max) {
    return refused("file.too_many").with("limit", std::to_string(limits::attached_files_max));
  }
  FieldWrite& write = write_of(fields, field->number);
  for (const std::string& path : attached) {
    auto kept = run.replica.files().keep(path);
    if (!kept) return kept.error();
    write.add.emplace_back(encode(*kept));
  }
  for (const std::string& title : detached) {
    bool found = false;
    for (const Shown& shown : record == nullptr ? std::vector<Shown>() : files_of(*record)) {
      if (shown.attachment.title != title) continue;
      write_of(fields, shown.field).remove.emplace_back(encode(shown.attachment));
      found = true;
    }
    if (!found) return refused("file.not_attached").with("given", title);
  }
  return done;
}

json::array attachments_to_json(const Run& run, const ReadRecord& record) {
  json::array files;
  for (const auto& [field, attachment] : files_of(record)) {
    const FileState state = run.replica.files().state(record.name.scope, attachment);
    files.push_back(json::object{{"name", attachment.title},
                                 {"size", attachment.size},
                                 {"media_type", attachment.media_type},
                                 {"file", to_hex(attachment.file)},
                                 {"state", word_of(state.place)},
                                 {"code", state.code}});
  }
  return files;
}

void print_attachments(const Run& run, const ReadRecord& record) {
  const Catalog& catalog = run.console.catalog();
  for (const auto& [field, attachment] : files_of(record)) {
    const FileState state = run.replica.files().state(record.name.scope, attachment);
    run.console.print_line("   " + catalog.say("files.line", {{"name", attachment.title},
                                                              {"bytes", std::to_string(attachment.size)},
                                                              {"state", catalog.say(sentence_of(state.place))}}));
    if (!state.code.empty()) run.console.print_line("   " + reason(catalog, state.code, attachment.title));
  }
}

Status save_attachments(const Run& run, const ReadRecord& record, const Path& folder) {
  ReplicaFiles& files = run.replica.files();
  if (auto made = run.environment.files.make_directory(folder); !made) return made;
  std::int64_t later = 0;
  for (const auto& [field, attachment] : files_of(record)) {
    if (!files.shelf().holds(attachment.file)) {
      const FileTask task{record.name.scope, attachment.file, attachment.size, attachment.title, {}};
      if (auto wanted = files.want(task); !wanted) return wanted;
      ++later;
      continue;
    }
    const Path target = free_name(run.environment.files, folder, attachment.title);
    if (auto copied = files.shelf().copy_out(attachment.file, target); !copied) return copied;
    run.console.print_line(run.console.catalog().say("files.saved", {{"path", target.string()}}));
  }
  if (later > 0) return no_link("file.fetched_later").with("count", std::to_string(later));
  return done;
}

json::object file_figures_to_json(const Run& run) {
  const FileFigures figures = run.replica.files().figures();
  return {{"unsent", figures.unsent},           {"unsent_bytes", figures.unsent_bytes},
          {"refused", figures.refused.size()},  {"wanted", figures.wanted},
          {"budget", figures.budget},           {"spent_today", figures.spent_today}};
}

void print_file_figures(const Run& run) {
  const Catalog& catalog = run.console.catalog();
  const FileFigures figures = run.replica.files().figures();
  if (figures.unsent > 0) {
    run.console.print_line(catalog.say_count("files.unsent", static_cast<std::int64_t>(figures.unsent),
                                             {{"bytes", std::to_string(figures.unsent_bytes)}}));
  }
  if (figures.wanted > 0) {
    run.console.print_line(catalog.say_count("files.wanted", static_cast<std::int64_t>(figures.wanted)));
  }
  for (const FileTask& task : figures.refused) {
    run.console.print_line(
        catalog.say("files.refused", {{"name", task.title}, {"reason", reason(catalog, task.code, task.title)}}));
  }
  if (figures.budget > 0) {
    run.console.print_line(catalog.say("files.budget", {{"spent", std::to_string(figures.spent_today)},
                                                        {"budget", std::to_string(figures.budget)}}));
  }
}

json::array unsent_files_to_json(const Run& run) {
  json::array items;
  const auto add = [&](const FileTask& task, bool refused_by_server) {
    items.push_back(json::object{{"name", task.title},
                                 {"size", task.size},
                                 {"file", to_hex(task.file)},
                                 {"refused", refused_by_server},
                                 {"code", task.code}});
  };
  for (const FileTask& task : run.replica.files().to_send()) add(task, false);
  for (const FileTask& task : run.replica.files().figures().refused) add(task, true);
  return items;
}

Status set_files_budget(const Run& run, const std::string& typed) {
  if (typed == "none") return run.replica.files().set_budget(0);
  std::uint64_t number = 0;
  const auto read = std::from_chars(typed.data(), typed.data() + typed.size(), number);
  const std::string_view unit(read.ptr, static_cast<std::size_t>(typed.data() + typed.size() - read.ptr));
  const std::uint64_t times = unit.empty() ? 1 : unit == "k" ? 1000 : unit == "M" ? 1'000'000 : 0;
  constexpr std::uint64_t most = std::numeric_limits<std::uint32_t>::max();
  if (read.ec != std::errc{} || times == 0 || number == 0 || number > most) {
    return wrong_usage("cli.not_a_size").with("given", typed);
  }
  return run.replica.files().set_budget(number * times);
}

}  // namespace mektep::client
