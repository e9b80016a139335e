#include "tools/sim/hill.h"

#include <boost/json.hpp>
#include <stdexcept>

#include "tools/sim/network.h"

namespace mektep::sim {
namespace {

using namespace std::chrono_literals;

constexpr TypeNumber activity_type{40};
constexpr TypeNumber book_type{41};
constexpr FieldNumber first_field{1};
constexpr FieldNumber second_field{2};
constexpr FieldNumber photos_field{10};
// As large as the page lets a photograph be.
constexpr std::size_t photo_bytes = 150'000;
constexpr Monotonic day = 24h;

client::RecordEdit edit_of(TypeNumber type, ScopeNumber scope, std::string first, std::string second) {
  client::RecordEdit edit;
  edit.type = type;
  edit.scope = scope;
  edit.fields.push_back({first_field, Value(std::move(first)), {}, false, {}, {}});
  edit.fields.push_back({second_field, Value(std::move(second)), {}, false, {}, {}});
  return edit;
}

// Five sentences: what a teacher notes about a meeting.
std::string account_of(std::size_t number) {
  std::string text;
  for (std::size_t line = 0; line < 5; ++line) {
    text +=
        "Қатысушылар " + std::to_string(number * 7 + line) + " топта дескриптор жазды, обсудили критерии. ";
  }
  return text;
}

class Hillside {
 public:
  Hillside(const Hill& hill, const HillWork& work)
      : hill_(hill), network_({work.seed, Clocks::all_right, 1, 2, nullptr}) {
    network_.world().calm = true;
    hearing_.message = [](DeviceNode&, const Message&) {};
    save(work);
  }

  HillAnswer run() {
    const Monotonic start = now();
    for (int number = 0; number < hill_.days && !answer_.finished; ++number) {
      const Monotonic dawn = start + number * day;
      if (dawn > now()) network_.world().timeline.run_for(dawn - now());
      const Monotonic began = now();
      use_window(began + hill_.window);
      answer_.linked_time += now() - began;
      answer_.time = now() - start;
    }
    answer_.digests_equal = digests_equal();
    for (const FileName& photo : photos_) answer_.photos += network_.server().shelf().verify(photo).ok() ? 1 : 0;
    return answer_;
  }

 private:
  Monotonic now() { return network_.world().timeline.now(); }
  Seat& pc() { return network_.seat(0); }
  Seat& laptop() { return network_.seat(1); }

  void save(const HillWork& work) {
    const SchoolPlace& school = network_.schools().front();
    const client::Author author{school.people.front()};
    const auto write = [&](const client::RecordEdit& edit) {
      pc().device->run([&](client::Replica& replica) {
        const auto saved = replica.write(author, {edit});
        if (!saved) throw std::runtime_error(describe(saved.error()));
      });
    };
    for (std::size_t number = 0; number < work.activities; ++number) {
      write(edit_of(activity_type, school.scope(), account_of(number), "12-кабинет"));
    }
    for (std::size_t number = 0; number < work.photos; ++number) attach_photo(school, author);
    for (std::size_t number = 0; number < work.rows; ++number) {
      write(edit_of(book_type, school.scope(), "қатысушы " + std::to_string(number),
                    "Қонақ " + std::to_string(number)));
    }
  }

  void attach_photo(const SchoolPlace& school, const client::Author& author) {
    const auto photo = pc().device->photograph(photo_bytes, network_.world().luck);
    if (!photo) throw std::runtime_error("the photograph was not kept");
    photos_.push_back(photo->file);
    client::RecordEdit edit = edit_of(activity_type, school.scope(), "сурет", photo->title);
    edit.fields.push_back({photos_field, {}, {Value{encode(*photo)}}, false, {}, {}});
    pc().device->run([&](client::Replica& replica) {
      const auto saved = replica.write(author, {edit});
      if (!saved) throw std::runtime_error(describe(saved.error()));
    });
  }

  // The PC first, then the laptop, until both have everything or the phone goes down again.
  void use_window(Monotonic end) {
    for (Seat* seat : {&pc(), &laptop()}) {
      bool complete = false;
      while (!complete && now() < end) complete = contact(*seat, end);
      if (!complete) return;
    }
    answer_.finished = true;
  }

  bool contact(Seat& seat, Monotonic end) {
    Weather weather;
    weather.latency = hill_.round_trip / 2;
    weather.loss = hill_.loss;
    weather.up_bytes_per_second = hill_.up_kbit * 1000 / 8;
    weather.down_bytes_per_second = hill_.down_kbit * 1000 / 8;
    std::optional<ContactEnd> ended;
    const Luck luck{network_.world().seed, 77, ++answer_.contacts};
    sync({network_.world(), network_.server(), hearing_}, *seat.device, {}, weather, luck,
         [&](const ContactEnd& how) { ended = how; });
    network_.world().timeline.run_until([&] { return ended.has_value(); }, end - now());
    if (!ended) {
      seat.device->hang_up();
      network_.world().timeline.run_until([&] { return ended.has_value(); }, 1min);
    }
    if (!ended) throw std::runtime_error("a contact has no end");
    answer_.bytes_up += ended->traffic.bytes_out;
    answer_.bytes_down += ended->traffic.bytes_in;
    const client::SyncProgress& progress = ended->progress;
    in_flight_ +=
        progress.pack_bytes_pushed - std::min(progress.pack_bytes_pushed, progress.pack_bytes_receipted);
    in_flight_ -= std::min(in_flight_, progress.pack_bytes_confirmed);
    answer_.resent_bytes = in_flight_;
    return ended->status.ok();
  }

  bool digests_equal() {
    std::vector<client::ScopeDigest> first;
    std::vector<client::ScopeDigest> second;
    pc().device->run([&](client::Replica& replica) { first = replica.digests(); });
    laptop().device->run([&](client::Replica& replica) { second = replica.digests(); });
    if (first.size() != second.size()) return false;
    for (std::size_t at = 0; at < first.size(); ++at) {
      const bool equal = first[at].log_digest == second[at].log_digest && first[at].pending == 0 &&
                         first[at].state_digest == second[at].state_digest && second[at].pending == 0;
      if (!equal) return false;
    }
    const ScopeNumber scope = network_.schools().front().scope();
    const auto head = network_.server().reader().head(scope);
    return head && head->log_digest == digest_of(scope);
  }

  Hash16 digest_of(ScopeNumber scope) {
    Hash16 digest{};
    pc().device->run([&](client::Replica& replica) {
      for (const auto& cursor : replica.cursors()) {
        if (cursor.scope == scope) digest = cursor.log_digest;
      }
    });
    return digest;
  }

  Hill hill_;
  Network network_;
  Hearing hearing_;
  HillAnswer answer_;
  std::vector<FileName> photos_;
  std::uint64_t in_flight_ = 0;
};

double seconds_of(Monotonic time) { return static_cast<double>(time.count()) / 1000; }

}  // namespace

std::string HillAnswer::as_json(const Hill& hill) const {
  return boost::json::serialize(boost::json::object{{"profile", "hill_phone"},
                                                    {"bytes_up", bytes_up},
                                                    {"bytes_down", bytes_down},
                                                    {"seconds", seconds_of(time)},
                                                    {"bound_seconds", seconds_of(hill.days * day)},
                                                    {"linked_seconds", seconds_of(linked_time)},
                                                    {"resent_bytes", resent_bytes},
                                                    {"contacts", contacts},
                                                    {"photos", photos},
                                                    {"digests_equal", finished && digests_equal},
                                                    {"virtual", true}});
}

HillAnswer carry_up_the_hill(const Hill& hill, const HillWork& work) { return Hillside(hill, work).run(); }

}  // namespace mektep::sim
