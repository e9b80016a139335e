#pragma once
// The files of a device: those on its shelf, and which of them the server should get or give. A file that was
// attached here is sent until the server says that it is stored; one that somebody asked to see is fetched
// until it is here. Rows remember that over contacts; bytes lie on the shelf beside the database.
// Owner: Replica. Thread: one at a time. A broken machine throws (sqlite/failure.h).

#include <set>
#include <vector>

#include "client/replica/ground.h"
#include "shared/files/file_shelf.h"
#include "shared/model/attachment.h"

namespace mektep::client {

struct FileTask {
  ScopeNumber scope;  // of a record that names the file
  FileName file{};
  std::uint64_t size = 0;
  std::string title;  // what people call it
  std::string code;   // why it was not taken or is not there; empty: nobody said so
  friend bool operator==(const FileTask&, const FileTask&) = default;
};

// Where an attachment is, as far as this device knows.
enum class FilePlace {
  here,      // on this device alone, to be sent
  sent,      // here and at the server
  refused,   // here, and the server does not take it: FileState::code
  fetching,  // asked for, not here yet
  away,      // not here
  lost,      // this device should have it, and the shelf has not
};
struct FileState {
  FilePlace place = FilePlace::away;
  std::string code;
};

struct FileFigures {
  std::size_t unsent = 0;
  std::uint64_t unsent_bytes = 0;
  std::vector<FileTask> refused;
  std::size_t wanted = 0;
  std::uint64_t budget = 0;  // bytes a day; 0: none was set
  std::uint64_t spent_today = 0;
};

// A record written here names the file: it is to be sent. Inside the save's transaction.
void note_attached(Database& database, ScopeNumber scope, const Attachment& attachment);
// A server that was restored may have lost what it had. Inside a transaction.
void offer_files_again(Database& database);

class ReplicaFiles {
 public:
  ReplicaFiles(Ground& ground, Path folder) : ground_(ground), shelf_(ground.environment().files, std::move(folder)) {}

  FileShelf& shelf() { return shelf_; }
  const FileShelf& shelf() const { return shelf_; }

  // A copy of a person's file onto the shelf, with what a record says of it. Fails with file.empty,
  // file.too_large, file.changed, file.missing, text.* (each with path).
  Result<Attachment> keep(const Path& source);
  FileState state(ScopeNumber scope, const Attachment& attachment) const;
  FileFigures figures() const;

  // --- Sending ---
  std::vector<FileTask> to_send() const;
  Status stored(const FileTask& task);
  // It stays here. `for_good`: it is not offered again by itself.
  Status not_taken(const FileTask& task, const std::string& code, bool for_good);

  // --- Fetching ---
  Status want(const FileTask& task);
  std::vector<FileTask> wanted() const;
  Status arrived(const FileTask& task);
  Status not_there(const FileTask& task, const std::string& code);

  // --- The day's budget of the files lane ---
  Status set_budget(std::uint64_t bytes_a_day);
  std::uint64_t budget_left() const;  // UINT64_MAX without a budget
  Status spend(std::uint64_t bytes);

  // The grant on a scope ended: files that no other scope named are deleted.
  Status forget_scope(ScopeNumber scope);

 private:
  std::vector<FileTask> tasks(std::string_view sql) const;
  Status change(const std::function<void()>& writes);
  std::int64_t today() const;

  Ground& ground_;
  FileShelf shelf_;
};

}  // namespace mektep::client
