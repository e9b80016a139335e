"""Kills programs of the play with -9 at random times while they work, then looks whether anything is gone.

Lost is a save that answered "saved" and is not in the records of the server or of a device at the end; doubled is a
record that stands twice. The same seed makes the same choices; when the machine gives a process its time it does not choose."""
import argparse
import pathlib
import random
import signal
import subprocess
import sys
import time
import json

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent))
from play import Play  # noqa: E402
from programs import Device, Failed, Programs  # noqa: E402

# A command of the client takes 20 to 200 ms: most kills strike while it works.
KILL_AFTER_MAX_S = 0.25
SETTLE_ROUNDS = 12


class Torture:
    def __init__(self, programs, seed):
        self.programs = programs
        self.random = random.Random(seed)
        self.play = Play(programs, 12, "fiber_20m")
        self.saved = {}   # id: topic, of every save that was answered
        self.written = 0

    def open(self):
        self.play.open_server()
        self.play.open_devices()
        self.devices = [self.play.a_pc, self.play.a_laptop]
        for device in self.devices:
            device("sync")

    def command(self, device):
        """A client's command as a process of its own, that may be killed; and what a save would mean."""
        self.written += 1
        topic = f"Кездесу № {self.written}"
        if self.random.random() < 0.6:
            typed = ["log", "activity", "kind=consultation", "from=2026-02-11", f"topic={topic}", "--as", device.author]
        else:
            typed, topic = ["sync"], None
        command = [str(self.programs.binaries / "mektep"), *typed, "--db", str(device.folder), "--json"]
        return subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True), topic

    def kill_one(self):
        process, topic = self.command(self.random.choice(self.devices))
        kills_server = self.random.random() < 0.4
        time.sleep(self.random.random() * KILL_AFTER_MAX_S)
        if kills_server:
            self.restart_server()
        else:
            process.kill()
        out, _ = process.communicate(timeout=150)
        if topic and out.strip():
            answer = json.loads(out.strip().splitlines()[-1])
            if answer.get("saved"):
                self.saved[answer["id"]] = topic

    def restart_server(self):
        self.programs.stop(self.play.server, signal.SIGKILL)
        self.play.server, _ = self.programs.start(
            "mektepd", "serve", "--data", self.play.server_folder, "--listen", f"127.0.0.1:{self.play.port}", "--host",
            "127.0.0.1", "--json")

    def settle(self):
        for _ in range(SETTLE_ROUNDS):
            answers = [device("sync") for device in self.devices]
            if all(answer["unsent"] == 0 and answer["changed"] == 0 for answer in answers):
                return
        raise Failed("the devices do not come to rest")

    def verdict(self):
        rows = self.play.server_sql("SELECT id, topic FROM activity")
        here = {row["id"]: row["topic"] for row in rows}
        lost = sum(1 for name, topic in self.saved.items() if here.get(name) != topic)
        topics = [row["topic"] for row in rows if row["topic"].startswith("Кездесу № ")]
        doubled = len(topics) - len(set(topics))
        for device in self.devices:
            there = {row["id"] for row in device.records("activity", "id")}
            lost += len(set(self.saved) - there)
        self.play.same_digest(self.play.cast.a, self.devices)
        verified = self.programs.run("mektepd", "verify", "--data", self.play.server_folder)
        if not verified["ok"]:
            raise Failed(f"the server's logs do not verify: {verified['findings']}")
        return lost, doubled

    def run(self, kills):
        self.open()
        for _ in range(kills):
            self.kill_one()
        self.settle()
        lost, doubled = self.verdict()
        print(f"kills {kills} lost {lost} doubled {doubled} digests equal", flush=True)
        return 0 if lost == 0 and doubled == 0 else 1


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--binaries", required=True)
    parser.add_argument("--kills", type=int, default=100)
    parser.add_argument("--seed", type=int, default=1)
    arguments = parser.parse_args()
    programs = Programs(arguments.binaries)
    try:
        return Torture(programs, arguments.seed).run(arguments.kills)
    except Failed as failed:
        print(f"seed {arguments.seed}: {failed}", file=sys.stderr)
        return 1
    finally:
        programs.end()


if __name__ == "__main__":
    sys.exit(main())
