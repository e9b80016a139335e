"""A day's work of a school over each kind of link: how many bytes and seconds it takes, and that all ends equal.

The seconds are those of the link: measured with a link that runs `--speed` times as fast, and multiplied by it. The bound
is what the link itself allows, twice over: the bytes at its rates, the round trips, the breaks and losses to be expected
of it, and the time of the programs.
"""
import csv
import json
import pathlib
import random
import shutil
import socket
import subprocess
import sys
import time

from programs import Device, Failed, Programs

ROOT = pathlib.Path(__file__).resolve().parents[2]
DATA = ROOT / "data"
SCHOOL = "KZ61-0107"
SCOPE = f"school/{SCHOOL}"
PEOPLE = [("coordinator", "Ахметова Айгүл"), ("school_trainer", "Есенов Бауыржан")]
ATTEMPTS_MAX = 100
SEGMENT_BYTES = 1400
# Start, hello, look-ups and fsyncs of both programs, on a busy machine, a contact.
PROGRAM_SECONDS = 0.5
# TCP, TLS, the greeting, the receipt; and one more for the goodbye.
ROUND_TRIPS = 5
SLACK = 2
# Slow enough that a mistake about time would show, and done in some minutes.
AT_THE_SPEED_OF_LIFE = ("gprs_rural", "throttled_64k")
# As large as the page lets a photograph be.
PHOTO_BYTES = 150_000


def add_arguments(parser):
    parser.add_argument("--speed", type=int, default=20, help="how many times faster than life the links run (default: 20)")
    parser.add_argument("--long", action="store_true",
                        help=f"then {' and '.join(AT_THE_SPEED_OF_LIFE)} at the speed of life: ten minutes")
    parser.add_argument("--profile", action="append", default=[], metavar="NAME", help="only this kind of link; may be repeated")
    parser.add_argument("--activities", type=int, default=20, help="of the day's work (default: 20)")
    parser.add_argument("--attendance", type=int, default=200, help="rows of who took part (default: 200)")
    parser.add_argument("--photos", type=int, default=5, help="of as many of the activities, 150 kB each (default: 5)")
    parser.add_argument("--seed", type=int, default=1, help="the same seed, the same luck of the links")


def profiles():
    lines = [line for line in (ROOT / "tools/link/profiles.csv").read_text().splitlines() if not line.startswith("#")]
    return {row["name"]: {key: float(value) for key, value in row.items() if key not in ("name", "note")}
            for row in csv.DictReader(lines)}


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


class Day:
    """A server, a PC with a day's unsent work, a laptop that knows nothing of it: made once, copied for every link."""

    def __init__(self, programs, activities, attendance, photos):
        self.programs = programs
        self.folder = programs.folder / "day"
        self.folder.mkdir()
        self.port = free_port()
        self.enrol_devices()
        self.work(activities, attendance)
        self.photograph(photos)

    def mektepd(self, *arguments):
        return self.programs.run("mektepd", *arguments, "--data", self.folder / "server")

    def enrol_devices(self):
        self.mektepd("init")
        for kind in ("regions", "sites", "terms"):
            self.mektepd("import", kind, DATA / f"{kind}.csv")
        for file in sorted((DATA / "codebooks").glob("*.csv")):
            self.mektepd("import", "codebooks", file)
        for kind in ("schools", "people", "partnerships"):
            self.mektepd("import", kind, DATA / "network12" / f"{kind}.csv")
        process, _ = self.programs.start("mektepd", "serve", "--data", self.folder / "server", "--listen",
                                         f"127.0.0.1:{self.port}", "--host", "127.0.0.1", "--json")
        for (role, person), name in zip(PEOPLE, ("pc", "laptop")):
            link = self.mektepd("enrol", SCHOOL, "--role", role, "--person", person)["link"]
            device = Device(self.programs, "day/" + name)
            device("enrol", link, "--name", name)
            device("sync")
        self.programs.stop(process)

    def work(self, activities, attendance):
        pc = Device(self.programs, "day/pc")
        pc.author = PEOPLE[0][1]
        people = [row["id"] for row in pc.records("person", "id")]
        for number in range(activities):
            activity = pc.log("activity", kind="seminar", from_="2026-02-10", hours="2", mode="in_person", state="held",
                              topic=f"{number + 1}-кездесу: критериалды бағалау және дескрипторлар",
                              description=f"Қатысушылар {number + 3} топта дескриптор жазды.\n"
                                          "Обсудили, чем дескриптор отличается от критерия, и разобрали две работы.")
            rows = attendance * (number + 1) // activities - attendance * number // activities
            for row in range(rows):
                if row < len(people):
                    pc.log("attendance", activity=activity, person=people[row], role="participant", hours="2")
                else:
                    pc.log("attendance", activity=activity, guest_name=f"Қонақ {number}-{row}", role="participant", hours="2")

    def photograph(self, photos):
        """Pictures of noise: nothing can make them smaller, as with real ones."""
        pc = Device(self.programs, "day/pc")
        pc.author = PEOPLE[0][1]
        noise = random.Random(1)
        for number, activity in enumerate(pc.records("activity", "id")[:photos]):
            picture = self.folder / f"photo{number}.jpg"
            picture.write_bytes(b"\xff\xd8\xff" + noise.randbytes(PHOTO_BYTES - 3))
            pc("edit", activity["id"], "--attach", picture)

    def copy(self, name):
        target = self.programs.folder / name
        shutil.copytree(self.folder, target)
        return target


def digests_equal(programs, folder):
    answers = [programs.run("mektepd", "digest", "--data", folder / "server")]
    answers += [programs.run("mektep", "digest", "--db", folder / name) for name in ("pc", "laptop")]
    found = set()
    for answer in answers:
        for scope in answer["digests"]:
            if scope["scope"] == SCOPE:
                found.add((scope["position"], scope["log"], scope["state"]))
    return len(found) == 1


class Run:
    """The day's work over one link."""

    def __init__(self, day, name, shape, seed, speed):
        self.programs = day.programs
        self.name = name
        self.shape = shape
        self.speed = speed
        self.folder = day.copy(name)
        self.server, ready = self.programs.start("mektepd", "serve", "--data", self.folder / "server", "--listen",
                                                 "127.0.0.1:0", "--host", "127.0.0.1", "--json")
        self.link, _ = self.programs.start("mektep-link", "--listen", day.port, "--to", f"127.0.0.1:{ready['port']}",
                                           "--profile", name, "--speed", self.speed, "--outages", "--seed", seed)
        self.contacts = 0
        self.bytes_up = self.bytes_down = self.sent = self.receipted = self.confirmed = 0

    def sync(self, name):
        """Contacts until everything is over: what a person does who tries again when the link broke."""
        for _ in range(ATTEMPTS_MAX):
            done = self.contact(name)
            self.contacts += 1
            self.bytes_up += done["bytes_out"]
            self.bytes_down += done["bytes_in"]
            self.sent += done["pack_bytes_sent"]
            self.receipted += done["pack_bytes_receipted"]
            self.confirmed += done["pack_bytes_confirmed"]
            if done["linked"] and done["unsent"] == 0 and done["files"]["unsent"] == 0:
                return
            time.sleep(min(1.0, 20 / self.speed))
        raise Failed(f"{self.name}: {name} is not done after {ATTEMPTS_MAX} contacts")

    def contact(self, name):
        command = [str(self.programs.binaries / "mektep"), "sync", "--db", str(self.folder / name), "--json"]
        # As long as the slowest profile may take at its own speed.
        done = subprocess.run(command, capture_output=True, text=True, timeout=1800, check=False)
        if done.returncode not in (0, 3):
            raise Failed(f"{self.name}: sync of {name}: {done.stdout}{done.stderr}")
        return json.loads(done.stdout.strip().splitlines()[-1])

    def photos_there(self):
        """Whole files on the server's shelf whose bytes have the name that they stand under."""
        shelf = self.folder / "server" / "files"
        found = [path for path in shelf.glob("??/*") if path.suffix == ""]
        return sum(path.stat().st_size == PHOTO_BYTES for path in found)

    def bound(self, seconds):
        shape = self.shape
        carried = self.bytes_up * 8 / shape["up_kbit"] / 1000 + self.bytes_down * 8 / shape["down_kbit"] / 1000
        trip = (shape["rtt_ms"] + shape["jitter_ms"]) / 1000
        segments = (self.bytes_up + self.bytes_down) / SEGMENT_BYTES + 10 * self.contacts
        lost = segments * shape["loss_pct"] / 100
        waits = (lost + 2) * max(0.2, (shape["rtt_ms"] + 4 * shape["jitter_ms"]) / 1000)
        breaks = (seconds / shape["mean_up_s"] + (1 if self.contacts > 2 else 0)) * shape["mean_down_s"]
        contacts = self.contacts * (ROUND_TRIPS * trip + PROGRAM_SECONDS * self.speed + 1)
        return SLACK * (carried + waits + breaks + contacts)

    def run(self):
        started = time.monotonic()
        self.sync("pc")
        self.sync("laptop")
        seconds = (time.monotonic() - started) * self.speed
        bound = self.bound(seconds)
        answer = {"profile": self.name, "speed": self.speed, "bytes_up": self.bytes_up, "bytes_down": self.bytes_down,
                  "seconds": round(seconds, 1), "bound_seconds": round(bound, 1),
                  "resent_bytes": max(0, self.sent - self.receipted - self.confirmed), "contacts": self.contacts,
                  "photos": self.photos_there(),
                  "digests_equal": digests_equal(self.programs, self.folder)}
        self.programs.stop(self.link)
        self.programs.stop(self.server)
        shutil.rmtree(self.folder)
        return answer


class Courier:
    """The day's work on a stick: once to the office and back for the PC, then for the laptop, a journey each."""

    def __init__(self, day, name):
        self.programs = day.programs
        self.name = name
        self.folder = day.copy(name)
        self.bytes_up = self.bytes_down = 0

    def travel(self, device):
        there, back = self.folder / "there.mektep", self.folder / "back.mektep"
        made = self.programs.run("mektep", "bundle", "out", there, "--db", self.folder / device)
        self.bytes_up += sum(file["bytes"] for file in made["files"])
        self.programs.run("mektepd", "bundle", "in", there, "--answer", back, "--data", self.folder / "server")
        self.bytes_down += back.stat().st_size
        return self.programs.run("mektep", "bundle", "in", back, "--db", self.folder / device)

    def run(self):
        left = self.travel("pc")["unsent"]
        self.travel("laptop")
        self.travel("pc")
        shelf = self.folder / "server" / "files"
        photos = sum(path.stat().st_size == PHOTO_BYTES for path in shelf.glob("??/*") if path.suffix == "")
        answer = {"profile": self.name, "bytes_up": self.bytes_up, "bytes_down": self.bytes_down, "journeys": 3,
                  "seconds": 3 * 604800.0, "bound_seconds": 3 * 604800.0, "resent_bytes": 0, "unsent": left,
                  "photos": photos, "digests_equal": left == 0 and digests_equal(self.programs, self.folder)}
        shutil.rmtree(self.folder)
        return answer


def virtual(programs, name):
    """A profile whose five days nobody waits for: the same session machines in virtual time."""
    done = subprocess.run([str(programs.binaries / "mektep-sim"), "--link", name], capture_output=True, text=True,
                          timeout=600, check=False)
    if done.returncode != 0:
        raise Failed(f"{name}: {done.stdout}{done.stderr}")
    return json.loads(done.stdout.strip().splitlines()[-1])


def show(answer):
    print(f"{answer['profile']:15} {answer['bytes_up']:7} bytes up {answer['bytes_down']:7} down {answer['seconds']:8} s "
          f"of {answer['bound_seconds']:8}, {answer['resent_bytes']:5} sent again, digests "
          f"{'equal' if answer['digests_equal'] else 'DIFFER'}", flush=True)


def check_links(arguments):
    programs = Programs(arguments.binaries)
    known = profiles()
    wanted = arguments.profile or list(known)
    unknown = [name for name in wanted if name not in known]
    if unknown:
        raise Failed(f"unknown links: {', '.join(unknown)}; known: {', '.join(known)}")
    runs = [(name, arguments.speed) for name in wanted]
    runs += [(name, 1) for name in AT_THE_SPEED_OF_LIFE if arguments.long]
    answers = []
    try:
        day = None
        for name, speed in runs:
            if name == "hill_phone":
                answer = virtual(programs, name)
            else:
                day = day or Day(programs, arguments.activities, arguments.attendance, arguments.photos)
                by_hand = name == "usb_courier"
                answer = (Courier(day, name) if by_hand else
                          Run(day, name, known[name], arguments.seed, speed)).run()
            answers.append(answer)
            if not arguments.json:
                show(answer)
    finally:
        programs.end()
    holds = all(answer["digests_equal"] and answer["photos"] >= min(arguments.photos, arguments.activities, 5) and
                answer["seconds"] <= answer["bound_seconds"]
                for answer in answers)
    document = {"check": "links", "speed": arguments.speed, "activities": arguments.activities,
                "attendance": arguments.attendance, "photos": arguments.photos, "holds": holds, "profiles": answers}
    if not holds and not arguments.json:
        print("A link took longer than it may, or its ends differ.", file=sys.stderr)
    return document, holds
