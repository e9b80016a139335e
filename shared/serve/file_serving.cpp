#include "shared/serve/file_serving.h"

#include <algorithm>
#include <utility>

namespace mektep {
namespace {

// Files that one reader may be given at once: a snapshot a scope, and one more.
constexpr std::size_t outgoing_max = 8;
// Answers that wait for the reader to read; it asked for each of them.
constexpr std::size_t answers_max = 64;

}  // namespace

void FileServing::take(const Have& have) {
  incoming_ = Incoming{have, 0, {}};
  requests_.emplace_back(FileOffered{have});
}

void FileServing::take(const Want& want, Monotonic now) {
  if (const auto found = outgoing_.find(want.file); found != outgoing_.end() && want.bytes > 0) {
    found->second.sender.want(want.offset, want.bytes, pace_, now);
    return;
  }
  if (asked_.size() + outgoing_.size() >= outgoing_max || answers_.size() >= answers_max) {
    if (answers_.size() < answers_max) answers_.emplace_back(NoFile{want.scope, want.file, "file.too_many"});
    return;
  }
  asked_[want.file] = want;
  requests_.emplace_back(FileWanted{want.scope, want.file});
}

void FileServing::take(const Chunk& chunk) {
  if (!incoming_ || incoming_->have.file != chunk.file) return;
  const Have& have = incoming_->have;
  if (!incoming_->proof.empty()) {
    const bool proved = chunk.offset == incoming_->proof_at && chunk.bytes == incoming_->proof;
    incoming_->proof.clear();
    if (proved) {
      requests_.emplace_back(FileProved{have.scope, have.file, have.size});
    } else {
      answers_.emplace_back(NoFile{have.scope, have.file, "file.wrong_piece"});
      incoming_.reset();
    }
    return;
  }
  keeping_.push_back(chunk.bytes.size());
  keeping_bytes_ += chunk.bytes.size();
  requests_.emplace_back(KeepPiece{have.scope, have.file, chunk.offset, chunk.bytes});
}

void FileServing::take(const Stored& stored) {
  const auto found = outgoing_.find(stored.file);
  if (found == outgoing_.end()) return;
  found->second.sender.stop(pace_);
  outgoing_.erase(found);
}

void FileServing::take(const NoFile& gone) {
  if (incoming_ && incoming_->have.file == gone.file) incoming_.reset();
}

void FileServing::on_answer(FileAnswer answer, Monotonic now) {
  std::visit([&](auto& one) { on(one, now); }, answer);
}

void FileServing::on(FileTaken& answer, Monotonic) {
  if (!keeping_.empty()) {
    keeping_bytes_ -= keeping_.front();
    keeping_.pop_front();
  }
  if (!incoming_ || incoming_->have.file != answer.file) return;
  const std::uint64_t size = incoming_->have.size;
  if (!answer.code.empty()) {
    answers_.emplace_back(NoFile{answer.scope, answer.file, answer.code});
    incoming_.reset();
  } else if (answer.stored) {
    answers_.emplace_back(Stored{answer.scope, answer.file});
    incoming_.reset();
  } else if (!answer.proof.empty()) {
    answers_.emplace_back(Want{answer.scope, answer.file, answer.offset, answer.proof.size()});
    incoming_->proof_at = answer.offset;
    incoming_->proof = std::move(answer.proof);
  } else {
    // How far it came; of several that wait to be said the last one says all.
    const Want want{answer.scope, answer.file, answer.offset, size - std::min(answer.offset, size)};
    if (!answers_.empty() && std::holds_alternative<Want>(answers_.back())) answers_.pop_back();
    answers_.emplace_back(want);
  }
}

void FileServing::on(FileGiven& answer, Monotonic now) {
  const auto found = asked_.find(answer.file);
  if (found == asked_.end()) return;
  const Want want = found->second;
  asked_.erase(found);
  if (!answer.code.empty()) {
    answers_.emplace_back(NoFile{answer.scope, answer.file, answer.code});
    return;
  }
  const std::uint64_t size = answer.list.size;
  if (want.bytes == 0) answers_.emplace_back(Have{answer.scope, answer.file, size, std::move(answer.list.chunks)});
  auto& outgoing = outgoing_.try_emplace(answer.file, Outgoing{answer.scope, PieceSender(size), answer.snapshot})
                       .first->second;
  if (want.bytes > 0) outgoing.sender.want(want.offset, want.bytes, pace_, now);
}

void FileServing::on(PieceRead& answer, Monotonic) {
  reading_ = false;
  const auto found = outgoing_.find(answer.file);
  if (found == outgoing_.end()) return;
  if (answer.bytes.size() != answer.piece.bytes) {
    answers_.emplace_back(NoFile{found->second.scope, answer.file, "file.not_here_yet"});
    found->second.sender.stop(pace_);
    outgoing_.erase(found);
    return;
  }
  ready_ = std::move(answer);
}

void FileServing::read_next() {
  if (reading_ || ready_) return;
  for (const bool snapshot : {true, false}) {
    for (const auto& [file, outgoing] : outgoing_) {
      if (outgoing.snapshot != snapshot) continue;
      const auto piece = outgoing.sender.next(pace_);
      if (!piece) continue;
      reading_ = true;
      requests_.emplace_back(ReadPiece{file, *piece});
      return;
    }
  }
}

std::vector<FileRequest> FileServing::take_requests() {
  read_next();
  return std::exchange(requests_, {});
}

std::optional<Message> FileServing::next_answer() {
  if (answers_.empty()) return std::nullopt;
  Message answer = std::move(answers_.front());
  answers_.pop_front();
  return answer;
}

std::optional<Message> FileServing::next_chunk(Monotonic now) {
  if (!ready_) return std::nullopt;
  PieceRead ready = std::move(*ready_);
  ready_.reset();
  const auto found = outgoing_.find(ready.file);
  if (found == outgoing_.end()) return std::nullopt;
  found->second.sender.sent(ready.piece, pace_, now);
  return Chunk{ready.file, ready.piece.offset, std::move(ready.bytes)};
}

}  // namespace mektep
