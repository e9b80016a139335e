#include "client/sync/file_lane.h"

#include <algorithm>
#include <utility>

namespace mektep::client {
namespace {

// Spent bytes are written down this often: a power cut forgets less.
constexpr std::uint64_t unwritten_max = 256 * 1024;

// What another contact may change: the record is on its way, the disk of the server was full, a piece was cut.
bool may_change(const std::string& code) {
  return code == "file.not_named" || code == "file.not_here_yet" || code == "file.wrong_piece" ||
         code == "file.not_served" || code == "file.disk_full" || code == "file.failed" || code == "file.too_many";
}

}  // namespace

void FileLane::look() {
  left_ = files_.budget_left();
  const auto fresh = [&](const std::vector<FileTask>& tasks, bool out) {
    std::deque<FileTask> wanted;
    for (const FileTask& task : tasks) {
      const bool under_way = out ? sending_ && sending_->task.file == task.file
                                 : fetching_ && fetching_->task.file == task.file;
      if (!under_way && !tried_.contains(task.file)) wanted.push_back(task);
    }
    return wanted;
  };
  to_send_ = fresh(files_.to_send(), true);
  to_fetch_ = fresh(files_.wanted(), false);
}

void FileLane::fetch(const FileTask& snapshot) { snapshots_.push_back(snapshot); }

std::optional<Message> FileLane::next_answer() {
  if (answers_.empty()) return ask();
  Message answer = std::move(answers_.front());
  answers_.pop_front();
  return answer;
}

std::optional<Message> FileLane::ask() {
  if (fetching_) return std::nullopt;
  const bool snapshot = !snapshots_.empty();
  auto& tasks = snapshot ? snapshots_ : to_fetch_;
  if (tasks.empty() || (!snapshot && over_budget())) return std::nullopt;
  fetching_ = Fetching{tasks.front(), snapshot, std::nullopt};
  tasks.pop_front();
  return Want{fetching_->task.scope, fetching_->task.file, 0, 0};
}

std::optional<Message> FileLane::offer() {
  while (!sending_ && !to_send_.empty() && !over_budget()) {
    const FileTask task = to_send_.front();
    to_send_.pop_front();
    auto list = files_.shelf().list(task.file);
    if (!list) {
      tried_.insert(task.file);
      static_cast<void>(files_.not_taken(task, list.error().code, false));
      continue;
    }
    sending_ = Sending{task, std::move(*list), PieceSender(task.size)};
    return Have{task.scope, task.file, sending_->list.size, sending_->list.chunks};
  }
  return std::nullopt;
}

std::optional<Message> FileLane::next_piece(Monotonic now) {
  if (!sending_) return offer();
  if (over_budget()) return std::nullopt;
  auto piece = sending_->sender.next(pace_);
  if (!piece) return std::nullopt;
  piece->bytes = static_cast<std::size_t>(std::min<std::uint64_t>(piece->bytes, left_));
  const FileTask& task = sending_->task;
  const std::uint64_t index = piece->offset / limits::file_chunk_bytes;
  if (sending_->checked_chunk != index) {
    // A disk that decays is noticed here, not at the server.
    const auto whole = files_.shelf().read(task.file, index * limits::file_chunk_bytes, limits::file_chunk_bytes);
    if (!whole || hash32({*whole}) != sending_->list.chunks[static_cast<std::size_t>(index)]) {
      const NoFile gone{task.scope, task.file, "file.damaged"};
      static_cast<void>(give_up_sending(gone.code, true));
      return gone;
    }
    sending_->checked_chunk = index;
  }
  auto bytes = files_.shelf().read(task.file, piece->offset, piece->bytes);
  if (!bytes || bytes->size() != piece->bytes) return std::nullopt;
  sending_->sender.sent(*piece, pace_, now);
  progress_.file_bytes_sent += piece->bytes;
  static_cast<void>(spent(piece->bytes));
  return Chunk{task.file, piece->offset, std::move(*bytes)};
}

void FileLane::take(const Want& want, Monotonic now) {
  if (sending_ && sending_->task.file == want.file) sending_->sender.want(want.offset, want.bytes, pace_, now);
}

Status FileLane::take(const Stored& stored) {
  if (!sending_ || sending_->task.file != stored.file) return done;
  sending_->sender.stop(pace_);
  const FileTask task = sending_->task;
  sending_.reset();
  ++progress_.files_sent;
  return files_.stored(task);
}

Status FileLane::give_up_sending(const std::string& code, bool for_good) {
  sending_->sender.stop(pace_);
  const FileTask task = sending_->task;
  sending_.reset();
  tried_.insert(task.file);
  return files_.not_taken(task, code, for_good);
}

Status FileLane::take(const NoFile& gone) {
  if (sending_ && sending_->task.file == gone.file) return give_up_sending(gone.code, !may_change(gone.code));
  if (!fetching_ || fetching_->task.file != gone.file) return done;
  const Fetching failed = std::move(*fetching_);
  fetching_.reset();
  (failed.snapshot ? failed_ : tried_).insert(gone.file);
  return failed.snapshot ? Status(done) : files_.not_there(failed.task, gone.code);
}

Want FileLane::want_rest() const {
  const std::uint64_t offset = fetching_->arrival->offset();
  std::uint64_t rest = fetching_->arrival->list().size - offset;
  if (!fetching_->snapshot) rest = std::min(rest, left_);
  return {fetching_->task.scope, fetching_->task.file, offset, rest};
}

Status FileLane::take(const Have& have) {
  if (!fetching_ || fetching_->task.file != have.file || fetching_->arrival) return done;
  auto arrival = files_.shelf().arrive(have.file, {have.size, have.chunks});
  if (!arrival) return take(NoFile{have.scope, have.file, arrival.error().code});
  fetching_->arrival = std::move(*arrival);
  if (fetching_->arrival->complete()) return finish_fetching();
  answers_.emplace_back(want_rest());
  return done;
}

Status FileLane::take(const Chunk& chunk) {
  if (!fetching_ || fetching_->task.file != chunk.file || !fetching_->arrival) return done;
  progress_.file_bytes_received += chunk.bytes.size();
  if (!fetching_->snapshot) {
    if (auto noted = spent(chunk.bytes.size()); !noted) return noted;
  }
  if (auto taken = fetching_->arrival->take(chunk.offset, chunk.bytes); !taken) {
    answers_.emplace_back(Stored{fetching_->task.scope, chunk.file});  // the server need not go on
    return take(NoFile{fetching_->task.scope, chunk.file, taken.error().code});
  }
  if (fetching_->arrival->complete()) return finish_fetching();
  if (!fetching_->snapshot && over_budget()) {
    tried_.insert(chunk.file);
    fetching_.reset();
    return done;
  }
  // How far it came; of several that wait to be said the last one says all.
  if (!answers_.empty() && std::holds_alternative<Want>(answers_.back())) answers_.pop_back();
  answers_.emplace_back(want_rest());
  return done;
}

Status FileLane::finish_fetching() {
  const Fetching whole = std::move(*fetching_);
  fetching_.reset();
  static_cast<void>(files_.shelf().forget_arrival(whole.task.file));
  answers_.emplace_back(Stored{whole.task.scope, whole.task.file});
  ++progress_.files_received;
  return whole.snapshot ? Status(done) : files_.arrived(whole.task);
}

Status FileLane::spent(std::uint64_t bytes) {
  if (left_ != UINT64_MAX) left_ -= std::min(left_, bytes);
  unwritten_ += bytes;
  return unwritten_ < unwritten_max ? Status(done) : close();
}

void FileLane::forget_strays() {
  std::set<FileName> awaited;
  for (const FileTask& task : files_.wanted()) awaited.insert(task.file);
  files_.shelf().forget_arrivals_but(awaited);
}

Status FileLane::close() { return files_.spend(std::exchange(unwritten_, 0)); }

bool FileLane::settled() const {
  if (!snapshots_.empty() || !answers_.empty() || (fetching_ && fetching_->snapshot)) return false;
  if (over_budget()) return true;
  return to_send_.empty() && to_fetch_.empty() && !sending_ && !fetching_;
}

}  // namespace mektep::client
