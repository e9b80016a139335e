"""Runs the programs under test and keeps track of what was started, so that nothing is left behind."""
import json
import os
import pathlib
import signal
import socket
import subprocess
import tempfile
import shutil


class Failed(Exception):
    """A command that should have worked did not, or a figure was off."""


class Programs:
    def __init__(self, binaries, folder=None):
        self.binaries = pathlib.Path(binaries)
        self.folder = pathlib.Path(folder or tempfile.mkdtemp(prefix="mektep-play-"))
        self.running = []

    def run(self, program, *arguments, expect=0):
        """Runs a command with --json; the parsed standard output, or the error object when it failed as expected."""
        command = [str(self.binaries / program), *map(str, arguments), "--json"]
        environment = {**os.environ, "LC_ALL": "C.UTF-8", "LANG": "kk_KZ.UTF-8"}
        done = subprocess.run(command, capture_output=True, text=True, timeout=120, env=environment, check=False)
        if done.returncode != expect:
            raise Failed(f"{' '.join(command)}\n  exit {done.returncode}, expected {expect}\n  {done.stdout}{done.stderr}")
        if done.stdout.strip():
            return json.loads(done.stdout.strip().splitlines()[-1])
        return json.loads(done.stderr.strip().splitlines()[-1]) if done.stderr.strip() else {}

    def start(self, program, *arguments, log=None):
        """Starts a program that stays, and returns it with the object it prints when it is ready."""
        command = [str(self.binaries / program), *map(str, arguments)]
        with open(self.folder / (log or f"{program}.log"), "ab") as errors:
            process = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=errors, text=True)
        self.running.append(process)
        line = process.stdout.readline()
        if not line:
            raise Failed(f"{' '.join(command)} ended before it was ready: {(self.folder / (log or program + '.log')).read_text()}")
        return process, json.loads(line)

    def stop(self, process, how=signal.SIGTERM):
        if process.poll() is None:
            process.send_signal(how)
            process.wait(timeout=15)
        process.stdout.close()
        if process in self.running:
            self.running.remove(process)
        return process.returncode

    def end(self):
        for process in list(self.running):
            try:
                self.stop(process)
            except subprocess.TimeoutExpired:
                self.stop(process, signal.SIGKILL)
        shutil.rmtree(self.folder, ignore_errors=True)

    def sql(self, file, query):
        """What the stock sqlite3 shell says, reading the file while others may write it."""
        done = subprocess.run(["sqlite3", "-json", f"file:{file}?mode=ro", query], capture_output=True, text=True,
                              timeout=60, check=False)
        if done.returncode != 0:
            raise Failed(f"sqlite3 {file}: {query}\n  {done.stderr}")
        return json.loads(done.stdout) if done.stdout.strip() else []


class Link:
    """The bad-link proxy between the schools and the server, steered over its control channel."""

    def __init__(self, programs, server_port, profile):
        self.programs = programs
        self.process, ready = programs.start("mektep-link", "--listen", "0", "--to", f"127.0.0.1:{server_port}",
                                             "--profile", profile, "--seed", "7")
        self.port = ready["listen"]
        self.control_port = ready["control"]

    def say(self, words):
        with socket.create_connection(("127.0.0.1", self.control_port), timeout=10) as control:
            control.sendall((words + "\n").encode())
            answer = control.makefile().readline()
        return json.loads(answer) if answer.startswith("{") else answer.strip()


class Device:
    """One device of a school: a replica's folder and who writes on it."""

    def __init__(self, programs, name):
        self.programs = programs
        self.name = name
        self.folder = programs.folder / name
        self.author = None

    def __call__(self, *arguments, expect=0):
        author = ["--as", self.author] if self.author and arguments[0] in WRITING else []
        return self.programs.run("mektep", *arguments, *author, "--db", self.folder, expect=expect)

    def log(self, record_type, **fields):
        typed = [f"{name.rstrip('_')}={value}" for name, value in fields.items()]
        return self("log", record_type, *typed)["id"]

    def records(self, record_type, query="*", where="1"):
        return self.programs.sql(self.folder / "replica.db", f"SELECT {query} FROM {record_type} WHERE {where}")


WRITING = {"log", "edit", "withdraw", "restore", "resolve", "submit"}
