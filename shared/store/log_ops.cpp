#include "shared/store/log_ops.h"

#include "shared/codec/canonical.h"
#include "shared/merge/merge.h"
#include "shared/model/builtin.h"
#include "shared/model/record_id.h"
#include "shared/pack/pack.h"

namespace mektep {
namespace {

template <class Value>
std::optional<Value> only_good(Result<Value> result) {
  if (!result) return std::nullopt;
  return std::move(result).value();
}

std::optional<PublicKey> signing_key_of(const Ledger& ledger, DeviceId device) {
  const RecordState card = ledger.record({builtin::card, hashed_record_id(device.value)});
  const auto cell = card.cells.find({builtin::card_field::signing_key, {}});
  if (cell == card.cells.end()) return std::nullopt;
  const auto* bytes = std::get_if<Bytes>(&shown_of(cell->second).value);
  return bytes == nullptr ? std::nullopt : fixed_from<std::tuple_size_v<PublicKey>>(*bytes);
}

}  // namespace

LogOpReader log_op_reader(const Ledger& ledger, ScopeNumber scope) {
  LogOpReader reader;
  reader.voids = [](BytesView payload) { return only_good(decode_voids(payload)); };
  reader.reissue = [](BytesView payload) { return only_good(decode_reissue(payload)); };
  reader.erased = [](BytesView payload) { return only_good(decode_erased(payload)); };
  reader.open = [&ledger, scope](const Reissue& reissue) -> std::optional<PackContent> {
    auto original = open_pack(reissue.pack);
    if (!original || original->content.scope != scope) return std::nullopt;
    const auto key = signing_key_of(ledger, original->content.device);
    if (key && !verify_seal(*original, *key)) return std::nullopt;
    return std::move(original->content);
  };
  return reader;
}

}  // namespace mektep
