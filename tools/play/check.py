"""Checks of the whole system, one at a time; each prints a line a case, or one document with --json."""
import argparse
import json
import pathlib
import signal
import sys

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent))
from links import add_arguments, check_links  # noqa: E402
from programs import Failed  # noqa: E402


def main():
    parser = argparse.ArgumentParser(prog="tools/check", description="Checks of the whole system with its real programs.")
    parser.add_argument("--binaries", required=True, help=argparse.SUPPRESS)
    parser.add_argument("--json", action="store_true", help="one document on standard output")
    parser.add_argument("--links", action="store_true", help="a day's work of a school over every kind of link")
    add_arguments(parser)
    arguments = parser.parse_args()
    if not arguments.links:
        parser.error("say what to check: --links")
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))
    try:
        answer, holds = check_links(arguments)
    except Failed as failed:
        print(f"The check failed: {failed}", file=sys.stderr)
        return 1
    if arguments.json:
        print(json.dumps(answer, ensure_ascii=False))
    return 0 if holds else 1


if __name__ == "__main__":
    sys.exit(main())
