#include "server/session/file_desk.h"

#include <algorithm>

namespace mektep::server {
namespace {

// Nobody guesses them, and they are a quarter of a second of GPRS.
constexpr std::size_t proof_bytes = 1024;

FileTaken not_taken(ScopeNumber scope, const FileName& file, std::string code) {
  FileTaken answer;
  answer.scope = scope;
  answer.file = file;
  answer.code = std::move(code);
  return answer;
}

FileTaken stored(ScopeNumber scope, const FileName& file) {
  FileTaken answer;
  answer.scope = scope;
  answer.file = file;
  answer.stored = true;
  return answer;
}

}  // namespace

std::uint64_t file_quota(std::string_view role) {
  if (role == "office" || role == "region") return limits::file_quota_office;
  if (role == "coordinator" || role == "director") return limits::file_quota_school;
  return limits::file_quota_teacher;
}

FileAnswer FileDesk::answer(const Reader& reader, const Device& device, const FileRequest& request) {
  return std::visit([&](const auto& one) { return on(reader, device, one); }, request);
}

std::string FileDesk::why_not_taken(const Reader& reader, const Device& device, const Have& have) const {
  if (!reader.names_file(have.scope, have.file)) return "file.not_named";
  if (have.size > limits::document_bytes_max) return "file.too_large";
  if (!is_list_of(have.file, {have.size, have.chunks})) return "file.wrong_list";
  if (reader.keeps_file(device.id, have.file)) return {};
  const std::uint64_t used = reader.file_bytes(device.id) + shelf_.arriving_bytes(device.id.value);
  return used + have.size > file_quota(device.role) ? "file.over_quota" : std::string();
}

FileAnswer FileDesk::on(const Reader& reader, const Device& device, const FileOffered& offered) {
  const Have& have = offered.have;
  if (auto code = why_not_taken(reader, device, have); !code.empty()) {
    return not_taken(have.scope, have.file, std::move(code));
  }
  if (shelf_.holds(have.file)) {
    const bool known = have.size == 0 || reader.keeps_file(device.id, have.file);
    return known ? stored(have.scope, have.file) : prove(have);
  }
  auto arrival = shelf_.arrive(have.file, {have.size, have.chunks}, device.id.value);
  if (!arrival) return not_taken(have.scope, have.file, arrival.error().code);
  if (arrival->complete()) return stored(have.scope, have.file);
  FileTaken answer;
  answer.scope = have.scope;
  answer.file = have.file;
  answer.offset = arrival->offset();
  arriving_.insert_or_assign(device.id, Arriving{have.file, std::move(*arrival)});
  return answer;
}

FileTaken FileDesk::prove(const Have& have) {
  const std::size_t bytes = std::min<std::size_t>(proof_bytes, static_cast<std::size_t>(have.size));
  FileTaken answer;
  answer.scope = have.scope;
  answer.file = have.file;
  const std::uint64_t chunk = random_.u64() % chunk_count(have.size);
  const std::uint64_t in_chunk =
      std::min<std::uint64_t>(limits::file_chunk_bytes, have.size - chunk * limits::file_chunk_bytes);
  const std::uint64_t places = in_chunk > bytes ? in_chunk - bytes + 1 : 1;
  answer.offset = chunk * limits::file_chunk_bytes + random_.u64() % places;
  const auto asked = static_cast<std::size_t>(std::min<std::uint64_t>(bytes, in_chunk));
  auto proof = shelf_.read(have.file, answer.offset, asked);
  if (!proof || proof->empty()) return not_taken(have.scope, have.file, "file.damaged");
  answer.proof = std::move(*proof);
  return answer;
}

FileAnswer FileDesk::on(const Reader&, const Device& device, const KeepPiece& piece) {
  const auto found = arriving_.find(device.id);
  if (found == arriving_.end() || found->second.file != piece.file) {
    return not_taken(piece.scope, piece.file, "file.wrong_piece");
  }
  FileArrival& arrival = found->second.arrival;
  if (auto taken = arrival.take(piece.offset, piece.bytes); !taken) {
    arriving_.erase(found);
    return not_taken(piece.scope, piece.file, taken.error().code);
  }
  FileTaken answer;
  answer.scope = piece.scope;
  answer.file = piece.file;
  answer.offset = arrival.offset();
  answer.stored = arrival.complete();
  if (!answer.stored) return answer;
  arriving_.erase(found);
  static_cast<void>(shelf_.forget_arrival(piece.file, device.id.value));
  return answer;
}

FileAnswer FileDesk::on(const Reader&, const Device&, const FileProved& proved) {
  return stored(proved.scope, proved.file);
}

FileAnswer FileDesk::on(const Reader& reader, const Device&, const FileWanted& wanted) {
  FileGiven answer;
  answer.scope = wanted.scope;
  answer.file = wanted.file;
  answer.snapshot = snapshots_ != nullptr && snapshots_->is_snapshot(wanted.scope, wanted.file);
  if (!answer.snapshot && !reader.names_file(wanted.scope, wanted.file)) {
    answer.code = "file.not_named";
    return answer;
  }
  auto list = answer.snapshot ? snapshots_->shelf().list(wanted.file) : shelf_.list(wanted.file);
  if (list) {
    answer.list = std::move(*list);
  } else {
    answer.code = "file.not_here_yet";
  }
  return answer;
}

FileAnswer FileDesk::on(const Reader&, const Device&, const ReadPiece& wanted) {
  PieceRead answer{wanted.file, wanted.piece, {}};
  const bool is_snapshot = snapshots_ != nullptr && snapshots_->shelf().holds(wanted.file);
  const FileShelf& shelf = is_snapshot ? snapshots_->shelf() : shelf_;
  if (auto bytes = shelf.read(wanted.file, wanted.piece.offset, wanted.piece.bytes)) {
    answer.bytes = std::move(*bytes);
  }
  return answer;
}

}  // namespace mektep::server
