"""The corpus's command line: `python -m tools.corpus make --out DIR`, then `python -m tools.corpus label DIR`."""

from __future__ import annotations

import argparse
import time
from pathlib import Path

from tools.corpus import kinds, texts
from tools.corpus.figures import measure, report
from tools.corpus.labels import ENGINES, label, table
from tools.corpus.make import make


def main() -> None:
    """Make or label a corpus, or print what the labels say."""
    parser = argparse.ArgumentParser(prog="python -m tools.corpus", description=__doc__)
    commands = parser.add_subparsers(dest="command", required=True)
    making = commands.add_parser("make", help="draw the images and the truth file")
    making.add_argument("--out", type=Path, required=True, metavar="DIR")
    making.add_argument("--bases", type=int, default=20, help="test bases; three calibration bases for five of them")
    making.add_argument("--only", default="", help="part of the images' names: test/003-title/blur-2")
    labelling = commands.add_parser("label", help="read every image; run again to resume")
    labelling.add_argument("folder", type=Path)
    labelling.add_argument("--engine", choices=ENGINES, action="append", help="default: all")
    judging = commands.add_parser(
        "figures", help="how well legibility is judged on what is labelled; run again to resume"
    )
    judging.add_argument("folder", type=Path)
    telling = commands.add_parser(
        "kinds", help="how well kinds of document, seals and signatures are told; run again to resume"
    )
    telling.add_argument("folder", type=Path)
    reading = commands.add_parser(
        "texts", help="what the text tells of pages that the scan says nothing of; after figures; run again to resume"
    )
    reading.add_argument("folder", type=Path)
    showing = commands.add_parser("table", help="accuracy by degradation")
    showing.add_argument("folder", type=Path)
    options = parser.parse_args()
    if options.command == "make":
        start = time.perf_counter()
        count = make(options.out, options.bases, options.only)
        print(f"{count} images in {options.out}, {time.perf_counter() - start:.0f} s")
    elif options.command == "label":
        for name in options.engine or ENGINES:
            label(options.folder, name)
    elif options.command == "figures":
        measure(options.folder)
        print(report(options.folder))
    elif options.command == "kinds":
        kinds.look(options.folder)
        print(kinds.report(options.folder))
    elif options.command == "texts":
        texts.read(options.folder)
        print(texts.report(options.folder))
    else:
        print(table(options.folder))


if __name__ == "__main__":
    main()
