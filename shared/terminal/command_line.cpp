#include "shared/terminal/command_line.h"

#include <CLI/CLI.hpp>
#include <algorithm>
#include <memory>
#include <optional>

#include "shared/base/nearest.h"
#include "shared/terminal/wrapped_line.h"

namespace mektep {
namespace {

// Fields of one record, people of one link: more is a shell's accident.
constexpr int arguments_max = 1000;

// One command of CLI11 with the places where it puts what it parsed.
struct Parsed {
  CLI::App* app = nullptr;
  const Verb* verb = nullptr;
  std::map<std::string, std::vector<std::string>> values;
  std::map<std::string, bool> flags;
};

void add_parameter(CLI::App& app, Parsed& parsed, const Parameter& parameter, const Catalog& catalog) {
  const std::string help = catalog.say(parameter.help);
  CLI::Option* option = nullptr;
  if (parameter.kind == Parameter::Kind::flag) {
    option = app.add_flag(parameter.name, parsed.flags[parameter.name], help)->disable_flag_override();
  } else {
    option = app.add_option(parameter.name, parsed.values[parameter.name], help);
    if (parameter.kind == Parameter::Kind::arguments) {
      option->expected(parameter.required ? 1 : 0, arguments_max);
    } else {
      option->expected(1)->allow_extra_args(false);
    }
    if (parameter.kind == Parameter::Kind::options) option->take_all();
    option->type_name("");
  }
  option->required(parameter.required);
}

// CLI11 would write "fields(1x)" behind "Usage".
class Usage : public CLI::Formatter {
 public:
  std::string make_option_usage(const CLI::Option* option) const override {
    const std::string name = make_option_name(option, true) + (option->get_items_expected_max() > 1 ? "…" : "");
    return option->get_required() ? name : "[" + name + "]";
  }
};

void use_words(CLI::App& app, const Catalog& catalog) {
  const auto formatter = std::make_shared<Usage>();
  formatter->label("Usage", catalog.say("help.frame.usage"));
  formatter->label("Positionals", catalog.say("help.frame.arguments"));
  formatter->label("Options", catalog.say("help.frame.options"));
  formatter->label("Subcommands", catalog.say("help.frame.commands"));
  formatter->label("SUBCOMMAND", catalog.say("help.frame.commands"));
  formatter->label("SUBCOMMANDS", catalog.say("help.frame.commands"));
  formatter->label("OPTIONS", catalog.say("help.frame.options"));
  formatter->label("REQUIRED", catalog.say("help.frame.required"));
  formatter->column_width(28);
  app.formatter(formatter);
  app.option_defaults()->group(catalog.say("help.frame.options"));
  app.set_help_flag("--help,-h", catalog.say("help.option.help"));
}

CLI::App* child_of(CLI::App& app, const std::string& name) {
  for (CLI::App* child : app.get_subcommands([](CLI::App*) { return true; })) {
    if (child->get_name() == name) return child;
  }
  return nullptr;
}

class Parser {
 public:
  Parser(const Program& program, const Catalog& catalog, const std::vector<std::string>& arguments)
      : program_(program),
        catalog_(catalog),
        line_(program, arguments),
        root_(catalog.say(program.help), program.name) {
    use_words(root_, catalog_);
    root_.set_version_flag("--version", program.name + " " + program.version,
                           catalog_.say("help.option.version"));
    root_.require_subcommand(0, 1);
    for (const auto& verb : program_.verbs) add(verb);
    add_common(root_);
    for (CLI::App* app : groups_) {
      if (!is_verb(*app)) add_common(*app);
    }
  }

  Result<Invocation> parse() {
    if (line_.words().empty()) return Invocation{"", root_.help(), {}};
    // Named as such before anything else is complained of.
    if (!line_.unknown_verb().empty()) return unknown("cli.unknown_verb", line_.unknown_verb(), names_of(root_));
    try {
      root_.parse(std::vector<std::string>(line_.words().rbegin(), line_.words().rend()));
    } catch (const CLI::CallForHelp&) {
      return Invocation{"", help_of(innermost()), {}};
    } catch (const CLI::CallForVersion& version) {
      return Invocation{"", std::string(version.what()) + "\n", {}};
    } catch (const CLI::ExtrasError&) {
      return extra(innermost());
    } catch (const CLI::RequiredError& missing) {
      return wrong_usage("cli.missing_argument").with("name", missing_name(missing));
    } catch (const CLI::ParseError&) {
      return wrong_option(innermost());
    }
    return invocation();
  }

 private:
  void add(const Verb& verb) {
    const auto space = verb.name.find(' ');
    CLI::App* parent = &root_;
    if (space != std::string::npos) {
      const std::string group = verb.name.substr(0, space);
      parent = child_of(root_, group);
      if (parent == nullptr) {
        parent = add_command(root_, group, "help." + program_.name + "." + group);
        groups_.push_back(parent);
      }
    }
    const std::string own_name = space == std::string::npos ? verb.name : verb.name.substr(space + 1);
    CLI::App* app = child_of(*parent, own_name);
    if (app == nullptr) app = add_command(*parent, own_name, verb.help);
    auto& parsed = parsed_.emplace_back(std::make_unique<Parsed>());
    parsed->app = app;
    parsed->verb = &verb;
    for (const auto& parameter : verb.parameters) add_parameter(*app, *parsed, parameter, catalog_);
    for (const auto& parameter : program_.common) add_parameter(*app, *parsed, parameter, catalog_);
  }

  // What is no verb shows them in its help.
  void add_common(CLI::App& app) {
    auto& parsed = unfinished_.emplace_back(std::make_unique<Parsed>());
    parsed->app = &app;
    for (const auto& parameter : program_.common) add_parameter(app, *parsed, parameter, catalog_);
  }

  CLI::App* add_command(CLI::App& parent, const std::string& name, const std::string& help) {
    CLI::App* app = parent.add_subcommand(name, catalog_.say(help));
    app->group(catalog_.say("help.frame.commands"));
    use_words(*app, catalog_);
    return app;
  }

  std::vector<std::string> names_of(const CLI::App& app) const {
    std::vector<std::string> names;
    for (const CLI::App* child : app.get_subcommands([](const CLI::App*) { return true; })) {
      names.push_back(child->get_name());
    }
    return names;
  }

  // With the words before it: "mektep held export".
  std::string help_of(CLI::App& app) {
    if (&app == &root_) return root_.help();
    std::string before;
    for (CLI::App* parent = app.get_parent(); parent != nullptr; parent = parent->get_parent()) {
      before = parent->get_name() + (before.empty() ? "" : " " + before);
    }
    return app.help(before);
  }

  CLI::App& innermost() {
    CLI::App* app = &root_;
    for (;;) {
      const auto chosen = app->get_subcommands();
      if (chosen.empty()) return *app;
      app = chosen.front();
    }
  }

  static Error unknown(const std::string& code, const std::string& given,
                       const std::vector<std::string>& candidates) {
    return wrong_usage(code).with("given", given).with("nearest", nearest(given, candidates));
  }

  // What is left over: an option of another verb, a verb that its group lacks, a word too many.
  Error extra(const CLI::App& app) const {
    const auto extras = root_.remaining(true);
    const std::string given = extras.empty() ? std::string() : line_.typed(extras.front());
    const std::string option = given.substr(0, given.find('='));
    if (!extras.empty() && extras.front().starts_with("-")) {
      return unknown("cli.unknown_option", option, options_of(app));
    }
    if (!names_of(app).empty()) return unknown("cli.unknown_verb", given, names_of(app));
    return wrong_usage("cli.unexpected_word").with("given", given);
  }

  static std::vector<std::string> options_of(const CLI::App& app) {
    std::vector<std::string> names;
    for (const CLI::Option* option : app.get_options()) {
      for (const auto& name : option->get_lnames()) names.push_back("--" + name);
    }
    return names;
  }

  // CLI11 says in English what is wrong with an option; the line tells it as well.
  Error wrong_option(const CLI::App& app) const {
    for (const Parameter& parameter : parameters_of(app)) {
      const auto about = [&](const char* code) { return wrong_usage(code).with("name", parameter.name); };
      if (parameter.kind == Parameter::Kind::flag && line_.has_value(parameter.name))
        return about("cli.takes_no_value");
      if (parameter.kind != Parameter::Kind::option && parameter.kind != Parameter::Kind::options) continue;
      if (line_.words().back() == parameter.name) return about("cli.missing_value");
      if (parameter.kind == Parameter::Kind::option && line_.count(parameter.name) > 1)
        return about("cli.given_twice");
    }
    return wrong_usage("cli.wrong_usage").with("what", app.get_name());
  }

  std::vector<Parameter> parameters_of(const CLI::App& app) const {
    std::vector<Parameter> parameters = program_.common;
    for (const auto& parsed : parsed_) {
      if (parsed->app != &app) continue;
      const auto& own = parsed->verb->parameters;
      parameters.insert(parameters.end(), own.begin(), own.end());
    }
    return parameters;
  }

  bool is_verb(const CLI::App& app) const {
    return std::any_of(parsed_.begin(), parsed_.end(), [&](const auto& parsed) { return parsed->app == &app; });
  }

  static std::string joined(const std::vector<std::string>& names) {
    std::string text;
    for (const auto& name : names) text += (text.empty() ? "" : "|") + name;
    return text;
  }

  // CLI11 says "NAME is required".
  static std::string missing_name(const CLI::RequiredError& missing) {
    const std::string what = missing.what();
    return what.substr(0, what.find(' '));
  }

  Result<Invocation> invocation() {
    CLI::App& chosen = innermost();
    for (const auto& parsed : parsed_) {
      if (parsed->app != &chosen) continue;
      Invocation found{parsed->verb->name, "", {}};
      for (const auto& [name, values] : parsed->values) {
        if (chosen.get_option(name)->count() == 0) continue;
        for (const auto& value : values) found.values[name].push_back(line_.typed(value));
      }
      for (const auto& [name, set] : parsed->flags) {
        if (set) found.values[name] = {};
      }
      return found;
    }
    // "report" asks what there is; "report --json" is a command that is not finished.
    if (line_.words().back() == chosen.get_name()) return Invocation{"", help_of(chosen), {}};
    return wrong_usage("cli.missing_argument").with("name", joined(names_of(chosen)));
  }

  const Program& program_;
  const Catalog& catalog_;
  WrappedLine line_;
  CLI::App root_;
  std::vector<CLI::App*> groups_;
  std::vector<std::unique_ptr<Parsed>> parsed_;      // a verb each
  std::vector<std::unique_ptr<Parsed>> unfinished_;  // what stands before a verb
};

}  // namespace

std::string Invocation::value(const std::string& name) const {
  const auto found = values.find(name);
  return found == values.end() || found->second.empty() ? std::string() : found->second.front();
}

std::vector<std::string> Invocation::all(const std::string& name) const {
  const auto found = values.find(name);
  return found == values.end() ? std::vector<std::string>() : found->second;
}

Result<Invocation> parse_command_line(const Program& program, const std::vector<std::string>& arguments,
                                      const Catalog& catalog) {
  return Parser(program, catalog, arguments).parse();
}

std::string early_value(const std::vector<std::string>& arguments, const std::string& name) {
  for (std::size_t at = 0; at < arguments.size(); ++at) {
    if (arguments[at] == name && at + 1 < arguments.size()) return arguments[at + 1];
    if (arguments[at].starts_with(name + "=")) return arguments[at].substr(name.size() + 1);
  }
  return {};
}

}  // namespace mektep
