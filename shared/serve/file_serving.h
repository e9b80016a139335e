#pragma once
// Gives files to a reader and takes files from it, piece by piece; knows nothing of rights, and touches no
// disk: it asks (FileRequest) and is handed answers (FileAnswer), so whoever owns it decides what may be had
// and where bytes lie. One file at a time is taken; snapshots are given before other files. A hub uses it as
// it is. Sans-I/O; one per session.

#include <deque>
#include <map>
#include <optional>
#include <variant>
#include <vector>

#include "shared/files/file_list.h"
#include "shared/protocol/message.h"
#include "shared/protocol/piece_sender.h"

namespace mektep {

// --- What it asks ---
// May this be taken, and from where on?
struct FileOffered {
  Have have;
};
// May this be given, and what are its chunks?
struct FileWanted {
  ScopeNumber scope;
  FileName file{};
};
struct KeepPiece {
  ScopeNumber scope;
  FileName file{};
  std::uint64_t offset = 0;
  Bytes bytes;
};
struct ReadPiece {
  FileName file{};
  PieceSender::Piece piece;
};
// The reader sent the bytes that were asked for as a proof: the file is the reader's too.
struct FileProved {
  ScopeNumber scope;
  FileName file{};
  std::uint64_t size = 0;
};
using FileRequest = std::variant<FileOffered, FileWanted, KeepPiece, ReadPiece, FileProved>;

// --- What it is handed ---
// To FileOffered, KeepPiece and FileProved.
struct FileTaken {
  ScopeNumber scope;
  FileName file{};
  std::string code;          // why it is not taken
  bool stored = false;       // whole and synced
  std::uint64_t offset = 0;  // bytes from the front that are here
  Bytes proof;               // the file is here: the reader shows that it has it by these bytes at `offset`
};
// To FileWanted.
struct FileGiven {
  ScopeNumber scope;
  FileName file{};
  std::string code;       // why it is not given
  FileList list;
  bool snapshot = false;  // it goes before other files
};
// To ReadPiece; without bytes the file is gone.
struct PieceRead {
  FileName file{};
  PieceSender::Piece piece;
  Bytes bytes;
};
using FileAnswer = std::variant<FileTaken, FileGiven, PieceRead>;

class FileServing {
 public:
  void take(const Have& have);
  void take(const Want& want, Monotonic now);
  void take(const Chunk& chunk);
  // The reader has all of a file that it was given.
  void take(const Stored& stored);
  // The reader cannot send what it offered.
  void take(const NoFile& gone);
  void on_answer(FileAnswer answer, Monotonic now);

  // What to ask now; at most one piece is being read.
  std::vector<FileRequest> take_requests();
  // The next Have, Want, Stored or NoFile: small, and never behind a feed.
  std::optional<Message> next_answer();
  // The next Chunk, when there is nothing better to send.
  std::optional<Message> next_chunk(Monotonic now);
  // False while the disk is behind with what arrived.
  bool wants_message() const { return keeping_bytes_ < limits::session_queue_bytes_max; }

 private:
  struct Incoming {
    Have have;
    std::uint64_t proof_at = 0;
    Bytes proof;
  };
  struct Outgoing {
    ScopeNumber scope;
    PieceSender sender;
    bool snapshot = false;
  };

  void on(FileTaken& answer, Monotonic now);
  void on(FileGiven& answer, Monotonic now);
  void on(PieceRead& answer, Monotonic now);
  void read_next();

  LinkPace pace_;
  std::optional<Incoming> incoming_;
  std::size_t keeping_bytes_ = 0;
  std::deque<std::size_t> keeping_;  // pieces on their way to the disk, in order
  std::map<FileName, Outgoing> outgoing_;
  std::map<FileName, Want> asked_;   // before it was known whether the file may be given
  bool reading_ = false;
  std::optional<PieceRead> ready_;
  std::vector<FileRequest> requests_;
  std::deque<Message> answers_;
};

}  // namespace mektep
