"""Who plays: school A with a partner P, and school B, found in the files of a network."""
import csv

from programs import Failed


def rows_of(folder, name):
    with open(folder / name, encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


class Cast:
    """A is the first leading school that has a partner and people enough for the seminar; B the next one that
    is expected to report. People are named as the import names them."""

    def __init__(self, folder, people_min):
        self.people = {}
        for person in rows_of(folder, "people.csv"):
            self.people.setdefault(person["school"], []).append(person)
        reporting = [row["code"] for row in rows_of(folder, "schools.csv") if row["reports"] == "yes"]
        pairs = [(row["leading"], row["partner"]) for row in rows_of(folder, "partnerships.csv")]
        fitting = [pair for pair in pairs if pair[0] in reporting and len(self.people[pair[0]]) >= people_min]
        if not fitting:
            raise Failed(f"no leading school of the network has a partner and {people_min} people")
        self.a, self.p = fitting[0]
        self.b = next(code for code in reporting if code != self.a)
        self.a_coordinator = self.one(self.a, "coordinator")
        self.a_trainer = self.one(self.a, "school_trainer")
        self.b_coordinator = self.one(self.b, "coordinator")
        self.p_coordinator = self.one(self.p, "partner_coordinator")

    def one(self, school, role):
        return next(person["name_kk"] for person in self.people[school] if role in person["roles"].split("+"))
