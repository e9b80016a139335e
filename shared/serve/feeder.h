#pragma once
// Serves logs to one reader: which slice to read next, what to send of it, when to say "up to date".
// Knows nothing of rights: whoever owns it decides which scopes are followed. A hub uses it as it is.
// Sans-I/O: it asks for reads (ReadLog) and is handed their results (LogSlice). One slice is in memory
// at a time; a slow reader is a cursor that stands still.

#include <deque>
#include <map>
#include <optional>
#include <set>
#include <vector>

#include "shared/protocol/message.h"
#include "shared/store/pack_log.h"

namespace mektep {

struct ReadLog {
  // Between a place known to be shared with the reader and one known not to be.
  struct Span {
    Position shared;
    Position different;
    friend bool operator==(const Span&, const Span&) = default;
  };
  ScopeNumber scope;
  Position after;
  std::size_t bytes_max = 0;
  std::optional<Hash16> digest{};  // what the reader holds at `after`: compared before anything is fed
  std::optional<Span> trail{};     // places in it are asked for instead of packs
  friend bool operator==(const ReadLog&, const ReadLog&) = default;
};

// What a read gave: packs after `after`, and where the scope stood in the same moment.
struct LogSlice {
  ScopeNumber scope;
  Position after;
  std::vector<LoggedPack> packs;
  ScopeHead head;
  // `after` is no place of this log, or a trail was asked for: places instead of packs.
  std::optional<std::vector<Trail::Place>> trail{};
};

class Feeder {
 public:
  // Follows a scope from a cursor, if that is a place of this log; else the reader is shown a Trail, and a
  // second call says from where it goes on; from the beginning it is fed whole packs. Otherwise a second call
  // moves nothing.
  void follow(const Cursor& from);
  // A reader that was shown a Trail asks for places in between.
  void retrace(const Retrace& asked);
  // From now on nothing of the scope is given by `next`, not even what lay ready.
  void unfollow(ScopeNumber scope);
  bool follows(ScopeNumber scope) const { return readers_.contains(scope); }

  // Packs that the reader holds: they are fed by reference. A whole stream up to a sequence …
  void reader_holds(const OwnStream& stream);
  // … or one pack.
  void reader_holds(const ChainHead& head);

  // The scope's log grew.
  void on_moved(ScopeNumber scope);
  // The next read to make; at most one is under way.
  std::optional<ReadLog> wanted();
  void on_log(LogSlice slice, std::int64_t wall_ms);

  // The next Feed, Mark or Trail.
  std::optional<Message> next();

 private:
  struct Reader {
    Position cursor;
    bool caught_up = false;
    bool astray = false;                 // was shown a Trail, and is fed nothing until it follows anew
    std::optional<Hash16> unproven;      // of the cursor, until the log was asked
    std::optional<ReadLog::Span> trail;  // to be shown
  };
  using StreamName = std::pair<ScopeNumber, StreamId>;

  void show_trail(Reader& reader, LogSlice slice);
  Feed feed_of(ScopeNumber scope, const LoggedPack& pack);
  bool is_held(ScopeNumber scope, const LoggedPack& pack) const;

  std::map<ScopeNumber, Reader> readers_;
  std::map<StreamName, Sequence> held_streams_;
  std::set<ChainHead> held_packs_;
  std::map<StreamName, Sequence> fed_;  // this session: the reader has what came before
  std::optional<ScopeNumber> reading_;
  std::deque<Message> ready_;
};

}  // namespace mektep
