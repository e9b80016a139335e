#include "server/app/directory.h"

#include <algorithm>

#include "server/app/record_view.h"
#include "shared/base/limits.h"
#include "shared/merge/merge.h"
#include "shared/model/scope.h"

namespace mektep::server {
namespace {

RecordId id_in(const std::optional<Reference>& reference) { return reference ? reference->id : RecordId{0}; }

class DirectoryReader {
 public:
  DirectoryReader(const Reader& reader, const Schema& schema) : reader_(reader), schema_(schema) {}

  Directory read() {
    for (auto page = reader_.keys(network_scope, std::nullopt, limits::supersedes_max); !page.empty();
         page = reader_.keys(network_scope, page.back(), limits::supersedes_max)) {
      for (const RecordKey& key : page) take(key);
    }
    return std::move(directory_);
  }

 private:
  void take(const RecordKey& key) {
    const RecordType* type = schema_.type(key.type);
    if (type == nullptr || !wanted(type->name)) return;
    const RecordState state = reader_.record(network_scope, key);
    if (is_gone(state)) return;
    const RecordView view(*type, state);
    if (type->name == "org_unit") take_unit(key.id, view);
    if (type->name == "school") take_school(key.id, view);
    if (type->name == "period") take_period(key.id, view);
    if (type->name == "codebook") directory_.books[view.text("book")][view.text("code")] = names(view);
    if (type->name == "status_year") take_status(view);
  }

  static bool wanted(std::string_view type) {
    return type == "org_unit" || type == "school" || type == "period" || type == "codebook" || type == "status_year";
  }

  static Names names(const RecordView& view) {
    return {view.text("name_kk"), view.text("name_ru"), view.text("name_en")};
  }

  void take_unit(RecordId id, const RecordView& view) {
    directory_.units[id] = {view.text("code"), view.text("kind"), names(view), id_in(view.reference("site"))};
  }

  void take_school(RecordId id, const RecordView& view) {
    directory_.schools[id] = {
        view.text("code"), {view.text("short_kk"), view.text("short_ru"), ""}, id_in(view.reference("region"))};
  }

  void take_period(RecordId id, const RecordView& view) {
    directory_.periods[view.text("code")] = {id, view.integer("year").value_or(0), view.date("from").value_or(Date{}),
                                             view.date("to").value_or(Date{}), view.text("state")};
  }

  void take_status(const RecordView& view) {
    directory_.statuses.push_back({id_in(view.reference("school")), view.integer("year").value_or(0),
                                   view.text("programme"), view.text("state"),
                                   view.boolean("reports").value_or(false)});
  }

  const Reader& reader_;
  const Schema& schema_;
  Directory directory_;
};

}  // namespace

const std::string& name_in(const Names& names, Language language) {
  const std::string& own = names[static_cast<std::size_t>(language)];
  if (!own.empty()) return own;
  const auto other = std::find_if(names.begin(), names.end(), [](const auto& name) { return !name.empty(); });
  return other == names.end() ? own : *other;
}

std::set<RecordId> Directory::expected_in(std::int64_t year) const {
  std::set<RecordId> expected;
  for (const auto& status : statuses) {
    if (status.year == year && status.state == "granted" && status.reports) expected.insert(status.school);
  }
  return expected;
}

std::string Directory::current_period() const {
  std::string current;
  const Period* best = nullptr;
  for (const auto& [code, period] : periods) {
    const bool open = period.state == "open";
    const bool best_open = best != nullptr && best->state == "open";
    if (best != nullptr && (best_open && !open)) continue;
    if (best != nullptr && best_open == open && period.from < best->from) continue;
    best = &period;
    current = code;
  }
  return current;
}

std::string Directory::name_of(const std::string& book, const std::string& code, Language language) const {
  const auto entries = books.find(book);
  if (entries == books.end()) return code;
  const auto entry = entries->second.find(code);
  if (entry == entries->second.end()) return code;
  const std::string& name = name_in(entry->second, language);
  return name.empty() ? code : name;
}

Directory Directory::read(const Reader& reader, const Schema& schema) {
  Directory directory;
  reader.together([&] { directory = DirectoryReader(reader, schema).read(); });
  return directory;
}

}  // namespace mektep::server
