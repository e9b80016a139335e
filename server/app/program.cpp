#include <utility>

#include "server/app/verbs.h"

namespace mektep::server {
namespace {

using Kind = Parameter::Kind;
enum class Need { required, optional };

std::string id_of(const std::string& section, std::string name) {
  for (auto& letter : name) {
    if (letter == ' ' || letter == '-') letter = '_';
  }
  return "help." + section + "." + name;
}

Parameter argument(const std::string& name, Need need = Need::required) {
  return {Kind::argument, name, id_of("argument", name), need == Need::required};
}
Parameter option(const std::string& name, Need need = Need::optional) {
  return {Kind::option, "--" + name, id_of("option", name), need == Need::required};
}
Parameter options(const std::string& name) {
  return {Kind::options, "--" + name, id_of("option", name), false};
}
Parameter flag(const std::string& name) { return {Kind::flag, "--" + name, id_of("option", name), false}; }

Verb verb(const std::string& name, std::vector<Parameter> parameters) {
  return {name, id_of("mektepd", name), std::move(parameters)};
}

using Perform = Status (*)(const Run&);

const std::vector<std::pair<std::string, Perform>>& performers() {
  static const std::vector<std::pair<std::string, Perform>> table = {
      {"init", init_verb},
      {"serve", serve_verb},
      {"import", import_verb},
      {"enrol", enrol_verb},
      {"devices", devices_verb},
      {"revoke", revoke_verb},
      {"period", period_verb},
      {"period open", period_open_verb},
      {"period close", period_close_verb},
      {"report completeness", completeness_verb},
      {"report indicators", indicators_verb},
      {"held", held_verb},
      {"held release", held_release_verb},
      {"held export", held_export_verb},
      {"parked", parked_verb},
      {"void", void_verb},
      {"bundle in", bundle_in_verb},
      {"bundle out", bundle_out_verb},
      {"backup", backup_verb},
      {"restore", restore_verb},
      {"digest", digest_verb},
      {"verify", verify_verb},
      {"tally rebuild", tally_rebuild_verb},
      {"who", who_verb},
  };
  return table;
}

}  // namespace

Program mektepd_program() {
  Program program{"mektepd", "help.mektepd.about", MEKTEP_VERSION, {}, {}};
  program.common = {option("data"), option("lang"), flag("json")};
  program.verbs = {
      verb("init", {option("schema"), option("network-key"), option("host")}),
      verb("serve", {option("listen"), option("host")}),
      verb("import", {argument("what"), argument("file"), flag("dry-run")}),
      verb("enrol", {argument("school"), option("role", Need::required), options("person"), option("host"),
                     option("port")}),
      verb("devices", {}),
      verb("revoke", {argument("device")}),
      verb("period", {}),
      verb("period open", {argument("period")}),
      verb("period close", {argument("period")}),
      verb("report completeness", {argument("period", Need::optional)}),
      verb("report indicators", {argument("period", Need::optional), option("by")}),
      verb("held", {}),
      verb("held release", {argument("held")}),
      verb("held export", {argument("held"), argument("file")}),
      verb("parked", {}),
      verb("void", {argument("scope"), argument("stream"), argument("sequence"), option("reason", Need::required),
                    flag("dry-run")}),
      verb("bundle in", {argument("file"), option("answer")}),
      verb("bundle out", {argument("file"), option("device")}),
      verb("backup", {argument("file"), flag("elsewhere")}),
      verb("restore", {argument("file")}),
      verb("digest", {argument("scope", Need::optional)}),
      verb("verify", {}),
      verb("tally rebuild", {}),
      verb("who", {argument("id")}),
  };
  return program;
}

Status perform(const Run& run) {
  // Not left to the parser: "period" is a verb and the beginning of others, so it would ask for it twice.
  if (!run.asked.has("--data")) return wrong_usage("cli.missing_argument").with("name", "--data");
  for (const auto& [name, performer] : performers()) {
    if (name == run.asked.verb) return performer(run);
  }
  return wrong_usage("cli.unknown_verb").with("given", run.asked.verb).with("nearest", "");
}

}  // namespace mektep::server
