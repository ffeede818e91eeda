"""Damages small files of every type at random, and tells what becomes of them when they are opened.

`python -m tools.mutate --count 5000` prints how many ended how, the slowest, and the peak of memory; it fails when one
ends in anything but pages or a problem by name. With `--look` worker processes take all measurements of each file, and
afterwards every worker must still answer. The same seed gives the same files.
"""

from __future__ import annotations

import argparse
import hashlib
import io
import itertools
import random
import resource
import time
import warnings
from collections import Counter
from concurrent.futures import ProcessPoolExecutor, ThreadPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from dataclasses import dataclass, field
from multiprocessing import get_context
from pathlib import Path
from typing import TYPE_CHECKING, Final, Literal

import numpy as np
import psutil
from PIL import Image

from eligibility.errors import AttachmentError
from eligibility.hooks import load_plugins
from eligibility.inspection.pages import sheets_of
from eligibility.looking.looker import Looker
from eligibility.measurement import Exhibit
from eligibility.report import CantTell

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from eligibility.rule import Seen

SEED: Final = 20230801
LONGEST: Final = 5.0
"""Seconds of CPU that no file may take."""
LARGEST: Final = 1 << 30
"""Bytes of memory that the process that opens them may never reach."""

_SIZE: Final = (97, 61)


# --- Whole files ------------------------------------------------------------------------------------------------------


def bases() -> Mapping[str, bytes]:
    """Return a small whole file of each kind that is opened, by name."""
    grain = np.random.default_rng(SEED).integers(0, 255, (_SIZE[1], _SIZE[0], 3), np.uint8)
    colour = Image.fromarray(grain)
    grey = colour.convert("L")
    exif = Image.Exif()
    exif.update({0x0112: 6, 0x010F: "Sample", 0x0110: "Sample One", 0x0131: "Sampler 1.0", 0x011A: 300.0})
    wide = Image.fromarray(np.asarray(grey).astype(np.uint16) * 257)
    floating = Image.fromarray(np.asarray(grey).astype(np.float32) / 255)
    others = [grey, colour.convert("1")]
    files = {
        "JPEG": _saved(colour, "JPEG", exif=exif, dpi=(300, 300), comment=b"sample"),
        "progressive JPEG": _saved(colour, "JPEG", progressive=True, icc_profile=bytes(200)),
        "grey JPEG": _saved(grey, "JPEG"),
        "CMYK JPEG": _saved(colour.convert("CMYK"), "JPEG"),
        "MPO": _saved(colour, "MPO", save_all=True, append_images=[colour]),
        "PNG": _saved(colour, "PNG", exif=exif, dpi=(300, 300)),
        "palette PNG": _saved(colour.quantize(16), "PNG", transparency=b"\x00\x80\xff"),
        "16-bit PNG": _saved(wide, "PNG"),
        "grey PNG with alpha": _saved(colour.convert("LA"), "PNG"),
        "APNG": _saved(colour, "PNG", save_all=True, append_images=[grey.convert("RGB")]),
        "TIFF": _saved(colour, "TIFF", exif=exif),
        "TIFF of several pages": _saved(colour, "TIFF", save_all=True, append_images=others, compression="tiff_lzw"),
        "fax TIFF": _saved(colour.convert("1"), "TIFF", compression="group4"),
        "JPEG in TIFF": _saved(colour, "TIFF", compression="jpeg"),
        "deflated TIFF": _saved(colour, "TIFF", compression="tiff_adobe_deflate"),
        "floating TIFF": _saved(floating, "TIFF"),
        "BigTIFF": _saved(grey, "TIFF", big_tiff=True),
        "BMP": _saved(colour, "BMP"),
        "palette BMP": _saved(colour.quantize(256), "BMP"),
        "WebP": _saved(colour, "WEBP", exif=exif),
        "lossless WebP": _saved(colour.convert("RGBA"), "WEBP", lossless=True),
        "animated WebP": _saved(colour, "WEBP", save_all=True, append_images=[colour.rotate(90)]),
        "PDF of a scan": _saved(colour, "PDF", resolution=100),
        "PDF of several pages": _saved(colour, "PDF", save_all=True, append_images=others),
        "PDF of lines and text": drawn_pdf(),
    }
    try:
        import pillow_heif
    except ImportError:
        return files
    pillow_heif.from_pillow(colour).save(file := io.BytesIO())
    return {**files, "HEIC": file.getvalue()}


def _saved(image: Image.Image, kind: str, **options: object) -> bytes:
    image.copy().save(
        file := io.BytesIO(), kind, **options
    )  # a saved picture remembers how, and would be saved so again
    return file.getvalue()


def drawn_pdf(page: bytes = b"/MediaBox [0 0 200 100]") -> bytes:
    """Return a PDF that draws a line, a text and a small picture, with `page` in its page's dictionary."""
    content = b"0.5 w 10 10 m 190 90 l S BT /F1 24 Tf 20 40 Td (Sample) Tj ET q 40 0 0 30 150 60 cm /I1 Do Q"
    picture = bytes(range(48))
    return pdf_of(
        b"<</Type/Catalog/Pages 2 0 R>>",
        b"<</Type/Pages/Kids[3 0 R]/Count 1>>",
        b"<</Type/Page/Parent 2 0 R/Contents 4 0 R/Resources<</Font<</F1 5 0 R>>/XObject<</I1 6 0 R>>>>" + page + b">>",
        b"<</Length %d>>\nstream\n%b\nendstream" % (len(content), content),
        b"<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>",
        b"<</Type/XObject/Subtype/Image/Width 4/Height 4/BitsPerComponent 8/ColorSpace/DeviceRGB/Length 48>>\nstream\n"
        + picture
        + b"\nendstream",
    )


def pdf_of(*objects: bytes, trailer: bytes = b"") -> bytes:
    """Return a PDF of these objects, numbered from 1, the first being the catalogue."""
    data = b"%PDF-1.7\n"
    places = []
    for number, thing in enumerate(objects, 1):
        places.append(len(data))
        data += b"%d 0 obj\n%b\nendobj\n" % (number, thing)
    start = len(data)
    data += b"xref\n0 %d\n0000000000 65535 f \n" % (len(objects) + 1)
    data += b"".join(b"%010d 00000 n \n" % place for place in places)
    return data + b"trailer\n<</Size %d/Root 1 0 R%b>>\nstartxref\n%d\n%%%%EOF\n" % (len(objects) + 1, trailer, start)


# --- Damage -----------------------------------------------------------------------------------------------------------

_LIES: Final = (0, 1, 2, 0x7F, 0x80, 0xFF, 0x7FFF, 0x8000, 0xFFFF, 0x10000, 0x7FFFFFFF, 0x80000000, 0xFFFFFFFF)
"""Numbers that length fields and sizes get wrong."""
_ORDERS: Final[tuple[Literal["big", "little"], ...]] = ("big", "little")


def _flip_bits(rng: random.Random, data: bytearray, _others: Sequence[bytes]) -> None:
    for _ in range(rng.choice((1, 1, 2, 8, 40))):
        data[rng.randrange(len(data))] ^= 1 << rng.randrange(8)


def _flip_in_head(rng: random.Random, data: bytearray, _: Sequence[bytes]) -> None:
    data[rng.randrange(min(80, len(data)))] = rng.choice((0, 1, 0x7F, 0x80, 0xFF, rng.randrange(256)))


def _cut(rng: random.Random, data: bytearray, _: Sequence[bytes]) -> None:
    del data[rng.randrange(1, len(data)) :]


def _cut_out(rng: random.Random, data: bytearray, _: Sequence[bytes]) -> None:
    start = rng.randrange(len(data))
    del data[start : start + rng.choice((1, 2, 4, 16, 300))]


def _splice(rng: random.Random, data: bytearray, others: Sequence[bytes]) -> None:
    other = rng.choice(others)
    start = rng.randrange(len(other))
    data[rng.randrange(len(data)) :] = other[start:]


def _insert(rng: random.Random, data: bytearray, others: Sequence[bytes]) -> None:
    other = rng.choice(others)
    start = rng.randrange(len(other))
    at = rng.randrange(len(data))
    data[at:at] = other[start : start + rng.choice((1, 4, 60, 2000))]


def _lie(rng: random.Random, data: bytearray, _: Sequence[bytes]) -> None:
    width = rng.choice((2, 4, 4, 8))
    at = rng.randrange(len(data))
    lie = rng.choice(_LIES) & ((1 << 8 * width) - 1)
    data[at : at + width] = lie.to_bytes(width, rng.choice(_ORDERS))


def _swap(rng: random.Random, data: bytearray, _: Sequence[bytes]) -> None:
    size = rng.choice((1, 4, 12, 64))
    first, second = (rng.randrange(len(data)) for _ in range(2))
    data[first : first + size], data[second : second + size] = (
        data[second : second + size],
        data[first : first + size],
    )


def _repeat(rng: random.Random, data: bytearray, _: Sequence[bytes]) -> None:
    start = rng.randrange(len(data))
    part = data[start : start + rng.choice((2, 12, 100))]
    data[start:start] = part * rng.choice((1, 10, 1000))


def _grow(rng: random.Random, data: bytearray, _: Sequence[bytes]) -> None:
    """Claim other dimensions: every place where width or height is written, in any of the formats."""
    for side in _SIZE:
        huge = rng.choice((0, 1, 5_000, 16_000, 65_535, 1 << 24, (1 << 31) - 1))
        number = b"%d" % side
        for size, order in itertools.product((2, 4), _ORDERS):
            new = (huge & ((1 << 8 * size) - 1)).to_bytes(size, order)
            data[:] = data.replace(side.to_bytes(size, order), new, rng.choice((1, 1, 9)))
        data[:] = data.replace(b" " + number, b" %d" % huge)


def _renumber(rng: random.Random, data: bytearray, _: Sequence[bytes]) -> None:
    """Change a number written in digits, as in a PDF."""
    digits = [at for at, byte in enumerate(data) if 0x30 <= byte <= 0x39]
    at = rng.choice(digits or [0])
    data[at : at + 1] = rng.choice((b"0", b"-1", b"9", b"99999999", b"4294967296", b"1e9", b"0.00001"))


DAMAGES: Final = (
    _flip_bits,
    _flip_in_head,
    _cut,
    _cut_out,
    _splice,
    _insert,
    _lie,
    _swap,
    _repeat,
    _grow,
    _renumber,
)


def mutant(number: int, files: Mapping[str, bytes], seed: int = SEED) -> tuple[str, bytes]:
    """Return the damaged file of this number, and the name of the whole one it comes from."""
    rng = random.Random(f"{seed}/{number}")
    names = list(files)
    name = names[number % len(names)]
    data = bytearray(files[name])
    others = list(files.values())
    for _ in range(rng.choice((1, 1, 1, 2, 4))):
        if data:
            rng.choice(DAMAGES)(rng, data, others)
    return name, bytes(data)


# --- Opening ----------------------------------------------------------------------------------------------------------


def outcome_of(data: bytes) -> str:
    """Open a file and all its pages; return "pages" or the problem. What it raises otherwise is a fault of ours."""
    try:
        for sheet in Exhibit(data).once(sheets_of):
            page = sheet.facts
            shape = (page.height, page.width)
            if sheet.grey.shape != shape or sheet.rgb.shape != (*shape, 3):
                return f"wrong shape: {sheet.grey.shape} {sheet.rgb.shape} of {shape}"
    except AttachmentError as error:
        return error.problem
    return "pages"


@dataclass
class Tally:
    """How the files ended: counts, faults by number, seconds of the slowest, and bytes of memory at the peak."""

    outcomes: Counter[str] = field(default_factory=Counter)
    faults: dict[int, str] = field(default_factory=dict)
    slowest: tuple[float, str] = (0.0, "")
    peak: int = 0

    def add(self, number: int, name: str, outcome: str, seconds: float, peak: int) -> None:
        """Count one file."""
        self.outcomes[outcome] += 1
        if outcome not in KNOWN:
            self.faults[number] = f"{name}: {outcome}"
        self.slowest = max(self.slowest, (seconds, f"{number}, {name}"))
        self.peak = max(self.peak, peak)


KNOWN: Final = frozenset(
    {
        "pages",
        "empty",
        "damaged",
        "unknown-type",
        "unsupported",
        "too-large",
        "too-many-pixels",
        "too-many-pages",
        "locked",
        "animated",
    }
)

_FILES: dict[str, bytes] = {}


def _prepare(files: Mapping[str, bytes]) -> None:
    """Make the child strict: every warning is an error, and memory ends where it should."""
    resource.setrlimit(resource.RLIMIT_AS, (4 * LARGEST, 4 * LARGEST))
    warnings.simplefilter("error")
    _FILES.update(files)


def _attempt(number: int, seed: int) -> tuple[str, str, float, int]:
    name, data = mutant(number, _FILES, seed)
    started = time.process_time()
    try:
        outcome = outcome_of(data)
    except BaseException as error:  # noqa: BLE001 - whatever it is, it is what is looked for
        outcome = f"{type(error).__name__}: {error}"
    seconds = time.process_time() - started
    return name, outcome, seconds, _peak()


def _peak() -> int:
    """Return the most memory this process has held, in bytes; what `getrusage` tells may be its parent's."""
    with open("/proc/self/status", encoding="ascii") as status:  # noqa: PTH123 - the kernel's
        return next(int(line.split()[1]) << 10 for line in status if line.startswith("VmHWM"))


def run(count: int, seed: int = SEED, first: int = 0) -> Tally:
    """Open this many damaged files in a process of its own, which may crash; return what became of them."""
    tally = Tally()
    files = bases()
    numbers = iter(range(first, first + count))
    for rest in itertools.repeat(numbers):
        with ProcessPoolExecutor(1, get_context("spawn"), _prepare, (files,)) as pool:
            for number in rest:
                try:
                    tally.add(number, *pool.submit(_attempt, number, seed).result())
                except BrokenProcessPool:
                    tally.add(number, mutant(number, files, seed)[0], "the process died", 0.0, 0)
                    break
            else:
                return tally
    return tally


def look(count: int, seed: int = SEED, first: int = 0, workers: int = 2) -> Tally:
    """Have workers take all measurements of this many damaged files; one that costs a worker its life is a fault."""
    tally = Tally()
    files = bases()
    plugins = load_plugins()
    with Looker(workers=workers, seconds=LOOKING) as looker, ThreadPoolExecutor(workers) as threads:

        def looked_at(number: int) -> tuple[str, str, float]:
            name, data = mutant(number, files, seed)
            started = time.monotonic()
            return name, _seen(looker.inspect(data, plugins)), time.monotonic() - started

        numbers = range(first, first + count)
        for number, (name, outcome, seconds) in zip(numbers, threads.map(looked_at, numbers), strict=True):
            tally.add(number, name, outcome, seconds, 0)
        whole = threads.map(lambda data: _seen(looker.inspect(data, plugins)), list(files.values()) * workers)
        lost = Counter(outcome for outcome in whole if outcome not in KNOWN)
        tally.faults |= {-1 - number: f"afterwards: {outcome}" for number, outcome in enumerate(lost)}
        tally.peak = max(peak_of(worker) for worker in psutil.Process().children())
    return tally


LOOKING: Final = 30.0
"""Seconds that all measurements of one file may take."""


def _seen(seen: Seen) -> str:
    """Return "pages", the problem, or what an inspector could not do."""
    doubts = [measured.why("en") for measured in seen.values() if isinstance(measured, CantTell)]
    problems = [problem for measured in seen.values() if (problem := getattr(measured, "problem", None))]
    return (doubts or problems or ["pages"])[0]


def peak_of(process: psutil.Process) -> int:
    """Return the bytes of memory of a process at its peak."""
    lines = Path(f"/proc/{process.pid}/status").read_text(encoding="utf-8").splitlines()
    return next(int(line.split()[1]) << 10 for line in lines if line.startswith("VmHWM"))


def main() -> int:
    """Run and report."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--count", type=int, default=5000)
    parser.add_argument("--seed", type=int, default=SEED)
    parser.add_argument(
        "--look", action="store_true", help="let workers take all measurements, not only open the files"
    )
    parser.add_argument("--save", type=int, metavar="NUMBER", help="write this damaged file to mutant.bin instead")
    arguments = parser.parse_args()
    if arguments.save is not None:
        name, data = mutant(arguments.save, bases(), arguments.seed)
        with open("mutant.bin", "wb") as file:  # noqa: PTH123 - one line
            file.write(data)
        print(f"{name}, {len(data)} bytes, SHA-256 {hashlib.sha256(data).hexdigest()}")
        return 0
    tally = (look if arguments.look else run)(arguments.count, arguments.seed)
    for outcome, count in tally.outcomes.most_common():
        print(f"{count:6}  {outcome}")
    print(f"slowest {tally.slowest[0]:.2f} s ({tally.slowest[1]}), peak memory {tally.peak >> 20} MiB")
    for number, fault in tally.faults.items():
        print(f"fault: file {number}, {fault}")
    slow = tally.slowest[0] > (LOOKING if arguments.look else LONGEST)
    return 1 if tally.faults or slow or tally.peak > LARGEST else 0


if __name__ == "__main__":
    raise SystemExit(main())
