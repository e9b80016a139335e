"""Plays the main job on loopback, a plain sentence a step; every figure that it prints it has also checked."""
import argparse
import pathlib
import signal
import ssl
import subprocess
import sys
import time
import urllib.error
import urllib.request

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent))
from cast import Cast  # noqa: E402
from journal import entries  # noqa: E402
from programs import Device, Failed, Link, Programs  # noqa: E402

ROOT = pathlib.Path(__file__).resolve().parents[2]
DATA = ROOT / "data"
SEMINAR_DATE = "2026-02-10"
PEOPLE_AT_SEMINAR = 14
JOURNAL_ENTRIES = 160
# Of the weeks' work that the first push carries, the link breaks after about half.
CUT_AFTER_BYTES = 6_000


def step(sentence):
    print(sentence, flush=True)


def check(holds, what):
    if not holds:
        raise Failed(what)


class Play:
    def __init__(self, programs, schools, profile):
        self.programs = programs
        self.schools = schools
        self.profile = profile
        self.server_folder = programs.folder / "server"
        self.seminar = None
        self.period = None

    def mektepd(self, *arguments, expect=0):
        return self.programs.run("mektepd", *arguments, "--data", self.server_folder, expect=expect)

    def server_sql(self, query):
        return self.programs.sql(self.server_folder / "mektep.db", query)

    # --- 1. the server ---

    def network_files(self):
        if self.schools == 12:
            return DATA / "network12"
        folder = self.programs.folder / "network"
        subprocess.run([ROOT / "tools" / "generate_network", "--schools", str(self.schools), "--seed", "1", "--out",
                        str(folder)], check=True, stdout=subprocess.DEVNULL)
        return folder

    def open_server(self):
        made = self.mektepd("init")
        for kind, file in [("regions", "regions.csv"), ("sites", "sites.csv"), ("terms", "terms.csv")]:
            self.mektepd("import", kind, DATA / file)
        for file in sorted((DATA / "codebooks").glob("*.csv")):
            self.mektepd("import", "codebooks", file)
        network = self.network_files()
        self.cast = Cast(network, PEOPLE_AT_SEMINAR + 2)
        for kind in ["schools", "people", "partnerships"]:
            self.mektepd("import", kind, network / f"{kind}.csv")
        regions = self.server_sql("SELECT count(*) AS n FROM org_unit WHERE kind = 'oblast' OR kind = 'city'")[0]["n"]
        schools = self.server_sql("SELECT count(*) AS n FROM school")[0]["n"]
        check(regions == 20, f"20 regions were expected, {regions} are there")
        self.server, ready = self.programs.start("mektepd", "serve", "--data", self.server_folder, "--listen",
                                                 "127.0.0.1:0", "--host", "127.0.0.1", "--json")
        self.port, self.page = ready["port"], ready["page"]
        self.link = Link(self.programs, self.port, "fiber_20m")
        step(f"1. The server serves {schools} schools of {regions} regions on port {self.port}; "
             f"its network key is {made['network'][:8]}, its pin {made['pin'][:8]}.")

    # --- 2. devices ---

    def enrol(self, name, school, role, person):
        device = Device(self.programs, name)
        link = self.mektepd("enrol", school, "--role", role, "--person", person, "--host", "127.0.0.1", "--port",
                            self.link.port)["link"]
        device("enrol", link, "--name", name)
        device.author = person
        again = Device(self.programs, name + "-again")
        check(again("enrol", link, expect=1)["error"]["code"] == "enrol.refused", "a used link enrolled again")
        return device

    def open_devices(self):
        cast = self.cast
        self.a_pc = self.enrol("a-pc", cast.a, "coordinator", cast.a_coordinator)
        self.a_laptop = self.enrol("a-laptop", cast.a, "school_trainer", cast.a_trainer)
        self.b_pc = self.enrol("b-pc", cast.b, "coordinator", cast.b_coordinator)
        self.p_pc = self.enrol("p-pc", cast.p, "partner_coordinator", cast.p_coordinator)
        step("2. Four devices are enrolled with one-time links, each by one use: two of school A, one of B, one of "
             "partner P.")

    # --- 3. work with and without a link ---

    def log_seminar(self):
        people = self.a_pc.records("person", "id")
        check(len(people) >= PEOPLE_AT_SEMINAR + 2, f"school A has only {len(people)} people")
        self.people = [person["id"] for person in people]
        self.seminar = self.a_pc.log(
            "activity", kind="seminar", from_=SEMINAR_DATE, hours="2", mode="in_person", state="held",
            topic="Критериалды бағалау: дескриптор құрастыру",
            description="Қатысушылар үш топта дескриптор жазды.\nОбсудили, чем дескриптор отличается от критерия.")
        for person in self.people[:PEOPLE_AT_SEMINAR]:
            self.a_pc.log("attendance", activity=self.seminar, person=person, role="participant", hours="2")
        self.a_pc("sync")
        self.a_laptop("sync")
        check(self.attendance(self.a_laptop) == PEOPLE_AT_SEMINAR, "the laptop does not see the list of the PC")
        step(f"3. With a link: the coordinator of A logged a seminar with {PEOPLE_AT_SEMINAR} people; both devices of "
             "A show it.")

    def attendance(self, device):
        return len(device.records("attendance", "id", f"activity = '{self.seminar}'"))

    def work_offline(self):
        self.link.say("down")
        check(self.a_laptop("sync", expect=3)["linked"] is False, "there should be no link")
        self.a_laptop("edit", self.seminar, "topic=Критериалды бағалау: дескриптор және кері байланыс")
        for person in self.people[PEOPLE_AT_SEMINAR:PEOPLE_AT_SEMINAR + 2]:
            self.a_laptop.log("attendance", activity=self.seminar, person=person, role="speaker", hours="2")
        before = self.a_laptop("show", self.seminar)["fields"]["description"]
        self.a_laptop("edit", self.seminar, f"description={before}\nКелесі кездесуде сабақ жоспарларын талдаймыз.")

        self.a_pc("edit", self.seminar, "topic=Критериальное оценивание: пишем дескрипторы")
        absent = self.a_pc.records("attendance", "id", f"activity = '{self.seminar}' AND person = '{self.people[0]}'")
        self.a_pc("withdraw", absent[0]["id"])
        for topic, description in entries(JOURNAL_ENTRIES):
            self.a_pc.log("activity", kind="consultation", from_=SEMINAR_DATE, hours="0.5", mode="in_person",
                          state="held", topic=topic, description=description)
        self.log_lesson_study()
        step(f"   Without a link: A's laptop changed the topic, added two people and a paragraph; A's PC changed the "
             f"topic otherwise, un-ticked one person and logged {JOURNAL_ENTRIES} consultations; B logged a Lesson "
             "Study with three observers.")

    def log_lesson_study(self):
        people = [person["id"] for person in self.b_pc.records("person", "id")]
        cycle = self.b_pc.log("ls_cycle", focus="Оқушылар есеп шартын қалай түсінеді?", subject="math", grade="5",
                              from_="2026-02-03", state="open", lessons="1",
                              finding="Оқушы А сызба салғанда ғана шартты түсінді.")
        lesson = self.b_pc.log("activity", kind="lesson_study", from_="2026-02-05", hours="1", state="held",
                               topic="Бөлшектерді салыстыру: зерттеу сабағы")
        for pupil, person in zip("ABC", people):
            self.b_pc.log("observation", cycle=cycle, activity=lesson, observer=person, date="2026-02-05", pupil=pupil,
                          notes=f"Оқушы {pupil}: сначала читает задачу дважды, потом чертит.")
            self.b_pc.log("attendance", activity=lesson, person=person, role="observer", hours="1")

    # --- 4. the link returns, breaks, returns ---

    def resume(self):
        self.programs.stop(self.link.process)
        self.link_again()
        unsent = self.a_pc("status")["unsent"]
        self.link.say(f"cut-after-up {CUT_AFTER_BYTES}")
        broken = self.a_pc("sync", expect=3)
        self.link.say("up")
        check(broken["packs_sent"] >= 2, f"the link broke before a second pack: {broken}")
        again = self.a_pc("sync")
        # What had no receipt when the link broke was under way; what the server then showed it has is not sent again.
        in_flight = broken["pack_bytes_sent"] - broken["pack_bytes_receipted"]
        sent_again = in_flight - again["pack_bytes_confirmed"]
        brought_over = broken["receipts"] > 0 and broken["pack_bytes_receipted"] > 0 or again["packs_confirmed"] > 0
        check(brought_over, f"nothing came over before the link broke: {broken} {again}")
        check(again["resumed_at"] > 1, f"the second contact began anew: {again}")
        check(sent_again <= in_flight, f"{sent_again} bytes were sent again, {in_flight} were under way")
        check(again["unsent"] == 0, f"{again['unsent']} changes are still here")
        self.a_laptop("sync")
        self.b_pc("sync")
        self.p_pc("sync")
        self.a_pc("sync")
        lost, doubled = self.lost_and_doubled()
        check(lost == 0 and doubled == 0, f"{lost} lost, {doubled} doubled")
        out, into = broken["bytes_out"] + again["bytes_out"], broken["bytes_in"] + again["bytes_in"]
        step(f"4. The link came back at {self.profile}, broke in mid-push, came back: {unsent} changes went in {out} "
             f"bytes out and {into} bytes in, resumed at change {again['resumed_at']} "
             f"({again['packs_confirmed']} packs were there already), {max(sent_again, 0)} bytes sent again, "
             f"{lost} lost, {doubled} doubled.")

    def link_again(self):
        # The devices know the proxy's port, so the new, slow link takes the same one.
        port = self.link.port
        process, ready = self.programs.start("mektep-link", "--listen", port, "--to", f"127.0.0.1:{self.port}",
                                             "--profile", self.profile, "--seed", "7")
        self.link.process, self.link.control_port = process, ready["control"]

    def lost_and_doubled(self):
        here = sorted(row["id"] for row in self.a_pc.records("activity", "id"))
        there = sorted(row["id"] for row in self.server_sql(
            f"SELECT id FROM activity WHERE scope = (SELECT scope FROM activity WHERE id = '{self.seminar}')"))
        return len(set(here) - set(there)), len(there) - len(set(there))

    # --- 5. one card ---

    def resolve(self):
        cards = self.a_pc("conflicts")["conflicts"]
        check(len(cards) == 1 and cards[0]["field"] == "topic", f"one card was expected: {cards}")
        values = cards[0]["values"]
        check(len({value["value"] for value in values}) == 2, f"two values were expected: {values}")
        check(self.a_laptop("conflicts")["conflicts"][0]["values"] == values, "the laptop shows another card")
        for device in (self.a_pc, self.a_laptop):
            rows = self.attendance(device)
            check(rows == PEOPLE_AT_SEMINAR + 1, f"{device.name} has {rows} attendance rows")
        paragraphs = self.a_pc("show", self.seminar)["fields"]["description"].split("\n")
        check(len(paragraphs) == 3, f"three paragraphs were expected: {paragraphs}")
        for value in values:
            step(f"   {value['take']}) {value['value']} — {value['author']}, {value['at']}")
        self.a_laptop("resolve", self.seminar, "topic", "--take", "2")
        self.a_laptop("sync")
        self.a_pc("sync")
        check(self.a_pc("conflicts")["conflicts"] == [], "the card is still there")
        digest = self.same_digest(self.cast.a, [self.a_pc, self.a_laptop])
        step(f"5. There was exactly one card, the topic, with both values; everything else merged, "
             f"{PEOPLE_AT_SEMINAR + 1} attendance rows everywhere. Resolved on the laptop; all of A and the server "
             f"have the digest {digest[:16]}.")

    def same_digest(self, school, devices):
        digests = {}
        for name, answer in [("server", self.mektepd("digest"))] + [(d.name, d("digest")) for d in devices]:
            for scope in answer["digests"]:
                if scope["scope"] == f"school/{school}":
                    digests[name] = (scope["position"], scope["log"], scope["state"])
        check(len(digests) == len(devices) + 1 and len(set(digests.values())) == 1, f"the digests differ: {digests}")
        return digests["server"][2]

    # --- 6. the report ---

    def submit(self):
        self.period = self.server_sql(
            f"SELECT code FROM period WHERE \"from\" <= '{SEMINAR_DATE}' AND '{SEMINAR_DATE}' <= \"to\"")[0]["code"]
        self.mektepd("period", "open", self.period)
        self.a_pc("sync")
        done = self.a_pc("submit", self.period, "--narrative", "Тоқсанда бағалау бойынша семинар өтті.\n"
                         "Учителя попросили продолжить тему.")
        self.a_pc("sync")
        self.a_pc("sync")
        answers = self.a_pc.records("submission", "state", f"id = '{done['copy']}'")
        check(answers and answers[0]["state"] == "received", f"the server's answer is missing: {answers}")
        step(f"6. A submitted its report for {self.period}: a frozen copy with the content hash "
             f"{done['content_hash'][:16]}; the server's own stream answered: received. B sent none.")

    # --- 7. the office's figures ---

    def report(self):
        completeness = self.mektepd("report", "completeness", self.period)
        states = {row["school"]: row["state"] for row in completeness["schools"]}
        wanted = {self.cast.a: "received", self.cast.b: "no_report", self.cast.p: "not_expected"}
        check({school: states.get(school) for school in wanted} == wanted, f"completeness: {states}")
        self.indicators = self.mektepd("report", "indicators", self.period)
        recounted = self.recount()
        counted = {name: self.indicators["total"][name] for name in recounted}
        check(counted == recounted, f"mektepd counts {counted}, sqlite3 counts {recounted}")
        step(f"7. Completeness: A received, B no report, P not expected. Indicators: {counted['activities']} "
             f"activities, {counted['participants']} participants, {counted['hours']} hours; the stock sqlite3 counts "
             "the same.")

    def recount(self):
        held = (f"state = 'held' AND \"from\" >= (SELECT \"from\" FROM period WHERE code = '{self.period}') "
                f"AND \"from\" <= (SELECT \"to\" FROM period WHERE code = '{self.period}')")
        activities = self.server_sql(f"SELECT count(*) AS n, sum(round(hours * 100)) AS h FROM activity WHERE {held}")[0]
        participants = self.server_sql(
            f"SELECT count(*) AS n FROM attendance WHERE activity IN (SELECT id FROM activity WHERE {held})")[0]["n"]
        return {"activities": activities["n"], "participants": participants, "hours": decimal(activities["h"] or 0)}

    def open_page(self):
        """The one-time link opens the page once; the page's figures are those of the command."""
        browser = Browser()
        check(browser.get(self.page + "x")[0] == 403, "a wrong link opened the page")
        check(browser.get(self.page)[0] == 200, "the one-time link did not open the page")
        check(Browser().get(self.page)[0] == 403, "the used link opened the page again")
        base = f"https://127.0.0.1:{self.port}"
        status, figures = browser.get(f"{base}/api/indicators?period={self.period}&lang=kk")
        check(status == 200, f"the page's figures answer {status}")
        import json
        check(json.loads(figures)["rows"] == self.indicators["rows"], "the page shows other figures than the command")
        step("   The office's page shows the same figures; its one-time link opened it once, then no more (403).")

    def run(self, checks_page):
        started = time.monotonic()
        self.open_server()
        self.open_devices()
        self.log_seminar()
        self.work_offline()
        self.resume()
        self.resolve()
        self.submit()
        self.report()
        if checks_page:
            self.open_page()
        step(f"The play took {time.monotonic() - started:.0f} s.")


def decimal(hundredths):
    """As mektepd prints decimals: without zeros at the end."""
    return f"{int(hundredths) // 100}.{int(hundredths) % 100:02d}".rstrip("0").rstrip(".")


class Browser:
    """Follows redirects and keeps the cookie, as a browser does. The certificate is the server's own."""

    def __init__(self):
        trusting = ssl.create_default_context()
        trusting.check_hostname = False
        trusting.verify_mode = ssl.CERT_NONE
        self.opener = urllib.request.build_opener(urllib.request.HTTPSHandler(context=trusting),
                                                  urllib.request.HTTPCookieProcessor())

    def get(self, address):
        try:
            with self.opener.open(address, timeout=10) as answer:
                return answer.status, answer.read().decode()
        except urllib.error.HTTPError as refused:
            return refused.code, ""


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--binaries", required=True)
    parser.add_argument("--check", action="store_true")
    parser.add_argument("--schools", type=int, default=12)
    parser.add_argument("--link", default="throttled_64k")
    arguments = parser.parse_args()
    check_only = arguments.check or not sys.stdout.isatty()
    programs = Programs(arguments.binaries)
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))
    try:
        play = Play(programs, arguments.schools, arguments.link)
        play.run(checks_page=check_only)
        if not check_only:
            step(f"The office's page: {play.page}\nStop with Ctrl-C.")
            signal.pause()
    except KeyboardInterrupt:
        pass
    except Failed as failed:
        print(f"The play failed: {failed}", file=sys.stderr)
        return 1
    finally:
        programs.end()
    return 0


if __name__ == "__main__":
    sys.exit(main())
