#include "client/replica/replica_files.h"

#include <limits>

#include "shared/files/media_type.h"

namespace mektep::client {
namespace {

// file_sending.state
constexpr std::int64_t waiting = 0;
constexpr std::int64_t at_server = 1;
constexpr std::int64_t refused_by_server = 2;

constexpr std::size_t beginning_bytes = 16;
constexpr std::int64_t day_ms = 24LL * 60 * 60 * 1000;

}  // namespace

void note_attached(Database& database, ScopeNumber scope, const Attachment& attachment) {
  database
      .prepared("INSERT INTO file_sending(scope, file, size, title, state, code) VALUES (?, ?, ?, ?, 0, '') "
                "ON CONFLICT DO UPDATE SET state = 0, code = '' WHERE state = 2")
      .bind_all(scope, attachment.file, attachment.size, attachment.title)
      .run();
}

void offer_files_again(Database& database) {
  database.prepared("UPDATE file_sending SET state = 0, code = '' WHERE state = 1").run();
}

Result<Attachment> ReplicaFiles::keep(const Path& source) {
  const auto title = attachment_title(source.filename().string());
  if (!title) return Error(title.error()).with("path", source.string());
  if (const auto size = ground_.environment().files.size(source); !size) return size.error();
  const auto beginning = ground_.environment().files.read_at(source, 0, beginning_bytes);
  if (!beginning) return beginning.error();
  Attachment attachment;
  attachment.title = *title;
  attachment.media_type = media_type_of(*beginning, *title);
  const auto put = shelf_.put_copy(source, attachment_bytes_max(attachment.media_type));
  if (!put) return put.error();
  attachment.file = put->file;
  attachment.size = put->list.size;
  return attachment;
}

FileState ReplicaFiles::state(ScopeNumber scope, const Attachment& attachment) const {
  auto& database = ground_.database();
  auto sending = database.prepared("SELECT state, code FROM file_sending WHERE scope = ? AND file = ?");
  sending.bind_all(scope, attachment.file);
  const bool here = shelf_.holds(attachment.file);
  if (sending.step()) {
    const auto state = sending.column<std::int64_t>(0);
    const auto code = sending.column<std::string>(1);
    if (!here) return {FilePlace::lost, {}};
    if (state == at_server) return {FilePlace::sent, {}};
    return {state == waiting ? FilePlace::here : FilePlace::refused, code};
  }
  // What came from the server is there too.
  if (here) return {FilePlace::sent, {}};
  auto wanted = database.prepared("SELECT code FROM file_wanted WHERE scope = ? AND file = ?");
  wanted.bind_all(scope, attachment.file);
  if (wanted.step()) return {FilePlace::fetching, wanted.column<std::string>(0)};
  return {};
}

FileFigures ReplicaFiles::figures() const {
  ground_.renew();
  auto& database = ground_.database();
  FileFigures figures;
  for (const FileTask& task : to_send()) {
    ++figures.unsent;
    figures.unsent_bytes += task.size;
  }
  figures.refused =
      tasks("SELECT scope, file, size, title, code FROM file_sending WHERE state = 2 ORDER BY scope, file");
  figures.wanted = wanted().size();
  figures.budget = static_cast<std::uint64_t>(read_setting(database, setting::files_budget));
  if (read_setting(database, setting::files_day) == today()) {
    figures.spent_today = static_cast<std::uint64_t>(read_setting(database, setting::files_spent));
  }
  return figures;
}

std::vector<FileTask> ReplicaFiles::tasks(std::string_view sql) const {
  ground_.renew();
  std::vector<FileTask> found;
  auto rows = ground_.database().prepared(sql);
  while (rows.step()) {
    found.push_back({rows.column<ScopeNumber>(0), rows.column<FileName>(1), rows.column<std::uint64_t>(2),
                     rows.column<std::string>(3), rows.column<std::string>(4)});
  }
  return found;
}

std::vector<FileTask> ReplicaFiles::to_send() const {
  // Small ones first: of ten photographs on a bad link, more arrive whole.
  return tasks("SELECT scope, file, size, title, code FROM file_sending WHERE state = 0 ORDER BY size, scope, file");
}

Status ReplicaFiles::change(const std::function<void()>& writes) {
  auto turn = ground_.begin();
  if (!turn) return turn.error();
  writes();
  turn->commit();
  return done;
}

Status ReplicaFiles::stored(const FileTask& task) {
  return change([&] {
    ground_.database()
        .prepared("UPDATE file_sending SET state = 1, code = '' WHERE scope = ? AND file = ?")
        .bind_all(task.scope, task.file)
        .run();
  });
}

Status ReplicaFiles::not_taken(const FileTask& task, const std::string& code, bool for_good) {
  return change([&] {
    ground_.database()
        .prepared("UPDATE file_sending SET state = ?, code = ? WHERE scope = ? AND file = ?")
        .bind_all(for_good ? refused_by_server : waiting, code, task.scope, task.file)
        .run();
  });
}

Status ReplicaFiles::want(const FileTask& task) {
  return change([&] {
    ground_.database()
        .prepared("INSERT INTO file_wanted(scope, file, size, title, code) VALUES (?, ?, ?, ?, '') "
                  "ON CONFLICT DO NOTHING")
        .bind_all(task.scope, task.file, task.size, task.title)
        .run();
  });
}

std::vector<FileTask> ReplicaFiles::wanted() const {
  return tasks("SELECT scope, file, size, title, code FROM file_wanted ORDER BY size, scope, file");
}

Status ReplicaFiles::arrived(const FileTask& task) {
  return change([&] {
    auto& database = ground_.database();
    database.prepared("DELETE FROM file_wanted WHERE file = ?").bind_all(task.file).run();
    // Whoever has a file offers it to a server that was restored without it.
    database
        .prepared("INSERT INTO file_sending(scope, file, size, title, state, code) VALUES (?, ?, ?, ?, 1, '') "
                  "ON CONFLICT DO UPDATE SET state = 1, code = ''")
        .bind_all(task.scope, task.file, task.size, task.title)
        .run();
  });
}

Status ReplicaFiles::not_there(const FileTask& task, const std::string& code) {
  return change([&] {
    ground_.database()
        .prepared("UPDATE file_wanted SET code = ? WHERE scope = ? AND file = ?")
        .bind_all(code, task.scope, task.file)
        .run();
  });
}

std::int64_t ReplicaFiles::today() const { return ground_.environment().clock.wall().ms / day_ms; }

Status ReplicaFiles::set_budget(std::uint64_t bytes_a_day) {
  return change([&] {
    write_setting(ground_.database(), setting::files_budget, static_cast<std::int64_t>(bytes_a_day));
  });
}

std::uint64_t ReplicaFiles::budget_left() const {
  const FileFigures now = figures();
  if (now.budget == 0) return std::numeric_limits<std::uint64_t>::max();
  return now.budget - std::min(now.budget, now.spent_today);
}

Status ReplicaFiles::spend(std::uint64_t bytes) {
  if (bytes == 0) return done;
  const std::uint64_t before = figures().spent_today;
  return change([&] {
    write_setting(ground_.database(), setting::files_day, today());
    write_setting(ground_.database(), setting::files_spent, static_cast<std::int64_t>(before + bytes));
  });
}

Status ReplicaFiles::forget_scope(ScopeNumber scope) {
  const auto of_scope = tasks("SELECT scope, file, size, title, code FROM file_sending");
  auto forgotten = change([&] {
    for (const auto* sql : {"DELETE FROM file_sending WHERE scope = ?", "DELETE FROM file_wanted WHERE scope = ?"}) {
      ground_.database().prepared(sql).bind_all(scope).run();
    }
  });
  if (!forgotten) return forgotten;
  for (const FileTask& task : of_scope) {
    if (task.scope != scope) continue;
    auto others = ground_.database().prepared("SELECT 1 FROM file_sending WHERE file = ?");
    if (others.bind_all(task.file).first<int>()) continue;
    if (auto removed = shelf_.remove(task.file); !removed) return removed;
  }
  return done;
}

}  // namespace mektep::client
