#!/usr/bin/env python3
"""Runs the examples of docs/cli.md as the session that they are, and holds every output against docs/cli.schema.json.

    run_examples.py REPOSITORY BINARIES
"""
import json
import os
import pathlib
import re
import shlex
import signal
import subprocess
import sys
import tempfile

COMMAND_SECONDS_MAX = 60
# These name work that is held, and in an ordinary session none is.
MAY_BE_REFUSED = {"mektepd held release": "held.unknown", "mektepd held export": "held.unknown"}
TYPES = {"string": str, "array": list, "object": dict, "boolean": bool, "null": type(None)}


def sections(page):
    """Of each verb: its name and the commands of its example."""
    program, verb, commands = "", "", []
    for line in page.splitlines() + ["### end"]:
        if line.startswith(("## ", "### ")) and commands:
            yield verb, commands
            commands = []
        if line.startswith("## `"):
            program = line.split("`")[1]
        elif line.startswith("### "):
            words = line[4:].split()
            name = [word for word in words if re.fullmatch("[a-z]+", word)]
            verb = " ".join([program, *name])
        elif line.startswith("    $ "):
            commands.append(line[6:])


def has_type(value, wanted):
    if isinstance(wanted, list):
        return any(has_type(value, one) for one in wanted)
    if wanted == "integer":
        return isinstance(value, int) and not isinstance(value, bool)
    return isinstance(value, TYPES[wanted])


def misfits(value, shape, definitions, place=""):
    if "$ref" in shape:
        shape = definitions[shape["$ref"].rsplit("/", 1)[1]]
    if "type" in shape and not has_type(value, shape["type"]):
        return [f"{place} is {value!r}"]
    if "enum" in shape and value not in shape["enum"]:
        return [f"{place} is no known word: {value!r}"]
    found = []
    if isinstance(value, dict):
        found += [f"{place} lacks {key}" for key in shape.get("required", []) if key not in value]
        for key, part in shape.get("properties", {}).items():
            if key in value:
                found += misfits(value[key], part, definitions, f"{place}/{key}")
    if isinstance(value, list) and "items" in shape:
        for at, item in enumerate(value):
            found += misfits(item, shape["items"], definitions, f"{place}/{at}")
    return found


class Session:
    def __init__(self, repository, binaries, folder):
        self.binaries, self.folder = binaries, folder
        self.said, self.running = {}, []
        self.environment = {**os.environ, "MEKTEP_DB": "a", "LC_ALL": "C.UTF-8", "LANG": "C.UTF-8"}
        (folder / "data").symlink_to(repository / "data")

    def run(self, command):
        """The exit code and the document that was printed."""
        text = re.sub(r"<(\w+)>", lambda name: shlex.quote(str(self.said[name[1]])), command.removesuffix(" &"))
        program, *arguments = shlex.split(text)
        words = [str(self.binaries / program), *arguments, "--lang", "en", "--json"]
        if command.endswith(" &"):
            process = subprocess.Popen(words, cwd=self.folder, env=self.environment, stdout=subprocess.PIPE,
                                       stderr=subprocess.DEVNULL, text=True)
            self.running.append(process)
            code, document = 0, json.loads(process.stdout.readline())
        else:
            done = subprocess.run(words, cwd=self.folder, env=self.environment, capture_output=True, text=True,
                                  timeout=COMMAND_SECONDS_MAX, check=False)
            code, document = done.returncode, json.loads(done.stdout or done.stderr)
        self.said.update({key: value for key, value in document.items() if isinstance(value, (str, int))})
        return code, document

    def end(self):
        """How the programs that went on running ended."""
        codes = []
        for process in self.running:
            process.send_signal(signal.SIGTERM)
            process.stdout.close()
            codes.append(process.wait(timeout=COMMAND_SECONDS_MAX))
        return codes


def check_example(session, verb, commands, definitions):
    """What is wrong with one example."""
    for command in commands:
        code, document = session.run(command)
        refusal = document.get("error", {}).get("code")
        if refusal and refusal == MAY_BE_REFUSED.get(verb):
            return misfits(document, definitions["error"], definitions)
        if code != 0:
            return [f"{command}: exit {code}, {document}"]
    return [f"{verb}: {misfit}" for misfit in misfits(document, definitions[verb], definitions)]


def main():
    repository, binaries = (pathlib.Path(word).resolve() for word in sys.argv[1:3])
    definitions = json.loads((repository / "docs/cli.schema.json").read_text())["$defs"]
    examples = list(sections((repository / "docs/cli.md").read_text()))
    wrong = []
    with tempfile.TemporaryDirectory(prefix="mektep-examples-") as folder:
        session = Session(repository, binaries, pathlib.Path(folder))
        try:
            for verb, commands in examples:
                wrong += check_example(session, verb, commands, definitions)
        finally:
            wrong += [f"a program ended with {code}" for code in session.end() if code != 0]
    print("\n".join([*wrong, f"{len(examples)} examples, {len(wrong)} wrong"]))
    return 1 if wrong or len(examples) < 30 else 0


if __name__ == "__main__":
    sys.exit(main())
