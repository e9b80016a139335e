#include <algorithm>
#include <utility>

#include "client/cli/verbs.h"

namespace mektep::client {
namespace {

using Kind = Parameter::Kind;

Parameter argument(std::string name) {
  std::string help = "help.argument." + name;
  return {Kind::argument, std::move(name), std::move(help), true};
}

Parameter fields_argument(bool required) {
  return {Kind::arguments, "fields", "help.argument.fields", required};
}

// Ids have no hyphens.
std::string id_of(std::string name) {
  std::replace(name.begin(), name.end(), '-', '_');
  return name;
}

Parameter option(const std::string& name) {
  return {Kind::option, "--" + name, "help.option." + id_of(name), false};
}

Parameter options(const std::string& name) {
  return {Kind::options, "--" + name, "help.option." + id_of(name), false};
}

Parameter flag(const std::string& name) {
  return {Kind::flag, "--" + name, "help.option." + id_of(name), false};
}

Verb verb(const std::string& name, std::vector<Parameter> parameters) {
  std::string id = name;
  for (auto& letter : id) {
    if (letter == ' ') letter = '_';
  }
  return {name, "help.mektep." + id, std::move(parameters)};
}

using Perform = Status (*)(const Run&);

const std::vector<std::pair<std::string, Perform>>& performers() {
  static const std::vector<std::pair<std::string, Perform>> table = {
      {"enrol", enrol_verb},
      {"log", log_verb},
      {"edit", edit_verb},
      {"list", list_verb},
      {"show", show_verb},
      {"withdraw", withdraw_verb},
      {"restore", restore_verb},
      {"sync", sync_verb},
      {"status", status_verb},
      {"outbox", outbox_verb},
      {"conflicts", conflicts_verb},
      {"resolve", resolve_verb},
      {"submit", submit_verb},
      {"held", held_verb},
      {"held export", held_export_verb},
      {"held retry", held_retry_verb},
      {"export", export_verb},
      {"bundle in", bundle_in_verb},
      {"bundle out", bundle_out_verb},
      {"people", people_verb},
      {"digest", digest_verb},
      {"doctor", doctor_verb},
  };
  return table;
}

}  // namespace

Program mektep_program() {
  Program program{"mektep", "help.mektep.about", MEKTEP_VERSION, {}, {}};
  program.common = {option("db"), option("lang"), flag("json")};
  program.verbs = {
      verb("enrol", {argument("link"), option("name"), option("proxy")}),
      verb("log", {argument("type"), fields_argument(true), options("attach"), option("as")}),
      verb("edit", {argument("id"), fields_argument(false), options("attach"), options("detach"), option("as")}),
      verb("list", {argument("type"), option("find"), flag("unsent"), option("count"), option("as")}),
      verb("show", {argument("id"), flag("history"), option("save"), option("as")}),
      verb("withdraw", {argument("id"), option("as")}),
      verb("restore", {argument("id"), option("as")}),
      verb("sync", {flag("watch"), option("max-bytes"), option("files-budget"), option("proxy")}),
      verb("status", {}),
      verb("outbox", {option("as")}),
      verb("conflicts", {option("as")}),
      verb("resolve", {argument("id"), argument("field"), option("take"), option("value"), option("as")}),
      verb("submit", {argument("period"), option("narrative"), option("needs"), option("as")}),
      verb("held", {}),
      verb("held export", {argument("file")}),
      verb("held retry", {}),
      verb("export", {argument("file"), option("type"), option("as")}),
      verb("bundle in", {argument("file")}),
      verb("bundle out", {argument("file"), option("max-bytes")}),
      verb("people", {}),
      verb("digest", {}),
      verb("doctor", {option("bundle")}),
  };
  return program;
}

Status perform(const Run& run) {
  for (const auto& [name, performer] : performers()) {
    if (name == run.invocation.verb) return performer(run);
  }
  return wrong_usage("cli.unknown_verb").with("given", run.invocation.verb).with("nearest", "");
}

}  // namespace mektep::client
