#include "server/app/verification.h"

#include "tests/server/app/office_fixture.h"

namespace mektep::server::test {
namespace {

// A reader that lies about one thing.
class LyingReader final : public Reader {
 public:
  explicit LyingReader(const Reader& truth) : truth_(truth) {}

  std::function<void(LoggedPack&)> change_pack = [](LoggedPack&) {};
  std::function<void(ScopeHead&)> change_head = [](ScopeHead&) {};
  std::function<void(RecordState&)> change_record = [](RecordState&) {};
  std::function<void(std::vector<TallyRow>&)> change_tallies = [](std::vector<TallyRow>&) {};
  bool knows_devices = true;

  void together(const std::function<void()>& reads) const override { truth_.together(reads); }
  Epoch epoch() const override { return truth_.epoch(); }
  NumbersGiven numbers_given() const override { return truth_.numbers_given(); }
  std::vector<ScopeNumber> scopes() const override { return truth_.scopes(); }
  std::optional<ScopeHead> head(ScopeNumber scope) const override {
    auto head = truth_.head(scope);
    if (head) change_head(*head);
    return head;
  }
  std::vector<LoggedPack> read_after(ScopeNumber scope, Position cursor,
                                     std::size_t bytes_max) const override {
    auto packs = truth_.read_after(scope, cursor, bytes_max);
    for (auto& pack : packs) change_pack(pack);
    return packs;
  }
  std::optional<Position> position_of(ScopeNumber scope, const ChainHead& head) const override {
    return truth_.position_of(scope, head);
  }
  std::optional<Hash16> digest_at(ScopeNumber scope, Position position) const override {
    return truth_.digest_at(scope, position);
  }
  std::optional<StreamHead> stream(ScopeNumber scope, StreamId stream) const override {
    return truth_.stream(scope, stream);
  }
  RecordState record(ScopeNumber scope, const RecordKey& key) const override {
    auto state = truth_.record(scope, key);
    change_record(state);
    return state;
  }
  std::vector<RecordKey> keys(ScopeNumber scope, std::optional<RecordKey> after,
                              std::size_t count_max) const override {
    return truth_.keys(scope, after, count_max);
  }
  bool names_file(ScopeNumber scope, const Hash32& file) const override { return truth_.names_file(scope, file); }
  std::vector<RecordKey> keys_in(ScopeNumber scope, const IdSpan& span) const override {
    return truth_.keys_in(scope, span);
  }
  bool keeps_file(DeviceId device, const Hash32& file) const override { return truth_.keeps_file(device, file); }
  std::uint64_t file_bytes(DeviceId device) const override { return truth_.file_bytes(device); }
  std::vector<School> schools() const override { return truth_.schools(); }
  std::optional<School> school(std::string_view code) const override { return truth_.school(code); }
  std::optional<School> school(SchoolNumber number) const override { return truth_.school(number); }
  std::vector<Device> devices() const override { return truth_.devices(); }
  std::optional<Device> device(DeviceId id) const override {
    return knows_devices ? truth_.device(id) : std::nullopt;
  }
  std::optional<Invitation> invitation(const Hash32& hash) const override { return truth_.invitation(hash); }
  std::vector<HeldPack> held(std::optional<ScopeNumber> scope) const override { return truth_.held(scope); }
  std::optional<HeldPack> kept(ScopeNumber scope, const ChainHead& head) const override {
    return truth_.kept(scope, head);
  }
  std::vector<ParkedPack> parked(ScopeNumber scope) const override { return truth_.parked(scope); }
  std::size_t parked_bytes(DeviceId from) const override { return truth_.parked_bytes(from); }
  std::vector<AuditLine> audit(std::size_t count_max) const override { return truth_.audit(count_max); }
  std::vector<TallyRow> tally(std::string_view name) const override { return truth_.tally(name); }
  std::vector<TallyRow> tallies(ScopeNumber scope) const override {
    auto rows = truth_.tallies(scope);
    change_tallies(rows);
    return rows;
  }

 private:
  const Reader& truth_;
};

class VerificationTest : public ::testing::Test {
 protected:
  VerificationTest() {
    office_.import_network();
    const auto seminar = office_.log_activity("KZ61-0107", "seminar", "2025-02-14", 200);
    office_.attend("KZ61-0107", seminar, "Қонақ");
    office_.submit("KZ61-0107", "2024-2025-Q3");
    truth_ = office_.reader();
    lying_ = std::make_unique<LyingReader>(*truth_);
  }
  Verification verified() { return verify_store(*lying_, office_.store.schema(), office_.keys); }
  std::set<std::string> found() {
    std::set<std::string> whats;
    for (const auto& finding : verified().findings) whats.insert(finding.what);
    return whats;
  }

  Office office_;
  std::unique_ptr<Reader> truth_;
  std::unique_ptr<LyingReader> lying_;
};

TEST_F(VerificationTest, AnHonestStoreHasNoFindings) {
  const auto result = verified();
  EXPECT_TRUE(result.findings.empty()) << (result.findings.empty() ? "" : result.findings.front().what);
  EXPECT_EQ(result.scopes, truth_->scopes().size());
  std::size_t packs = 0;
  for (const ScopeNumber scope : truth_->scopes()) packs += truth_->head(scope)->position.value;
  EXPECT_EQ(result.packs, packs);
}

TEST_F(VerificationTest, ADamagedPackIsFoundWithItsPlace) {
  lying_->change_pack = [](LoggedPack& pack) {
    if (pack.position == Position{2}) pack.bytes.resize(pack.bytes.size() / 2);
  };
  const auto result = verified();
  ASSERT_FALSE(result.findings.empty());
  EXPECT_EQ(result.findings.front().what, "verify.bad_pack");
  EXPECT_EQ(result.findings.front().position, Position{2});
}

TEST_F(VerificationTest, APackPutInThePlaceOfAnotherIsFound) {
  const auto packs = truth_->read_after(network_scope, Position{0}, SIZE_MAX);
  lying_->change_pack = [&](LoggedPack& pack) {
    if (pack.head == packs[1].head) pack.bytes = packs[0].bytes;
  };
  EXPECT_TRUE(found().contains("verify.bad_pack"));
}

TEST_F(VerificationTest, AStrangersSealIsFound) {
  mektep::test::SeededRandom random(99);
  const auto others = drawn_server_keys(random);
  const auto result = verify_store(*truth_, office_.store.schema(), others);
  ASSERT_FALSE(result.findings.empty());
  EXPECT_EQ(result.findings.front().what, "verify.unknown_device");
}

TEST_F(VerificationTest, AMissingPackIsFound) {
  lying_->change_pack = [](LoggedPack& pack) {
    if (pack.position.value > 2) ++pack.position.value;
  };
  EXPECT_TRUE(found().contains("verify.log_gap"));
}

TEST_F(VerificationTest, AWrongLogDigestIsFound) {
  lying_->change_head = [](ScopeHead& head) { head.log_digest[0] ^= 1U; };
  EXPECT_EQ(found(), std::set<std::string>{"verify.log_digest"});
}

TEST_F(VerificationTest, AWrongStateDigestIsFound) {
  lying_->change_head = [](ScopeHead& head) { head.state_digest.add(Hash16{1}); };
  EXPECT_EQ(found(), std::set<std::string>{"verify.state_digest"});
}

TEST_F(VerificationTest, AValueChangedInTheTablesIsFound) {
  lying_->change_record = [](RecordState& state) {
    if (!state.cells.empty()) state.cells.begin()->second.front().value = std::string("бұрмаланған");
  };
  EXPECT_EQ(found(), std::set<std::string>{"verify.records"});
}

TEST_F(VerificationTest, AWrongFigureIsFound) {
  lying_->change_tallies = [](std::vector<TallyRow>& rows) {
    if (!rows.empty()) ++rows.front().amount;
  };
  EXPECT_EQ(found(), std::set<std::string>{"verify.tallies"});
}

TEST_F(VerificationTest, AFigureThatIsMissingIsFound) {
  lying_->change_tallies = [](std::vector<TallyRow>& rows) { rows.clear(); };
  EXPECT_EQ(found(), std::set<std::string>{"verify.tallies"});
}

TEST_F(VerificationTest, AnEmptyStoreIsInOrder) {
  Office empty;
  const auto result = verify_store(*empty.reader(), empty.store.schema(), empty.keys);
  EXPECT_TRUE(result.findings.empty());
  EXPECT_EQ(result.packs, 0U);
}

}  // namespace
}  // namespace mektep::server::test
