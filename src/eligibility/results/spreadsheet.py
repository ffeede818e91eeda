"""The spreadsheet of an audit: a row for each finding, to filter, to decide on, and to be read back.

What a submission says is written as text and marked as such, so that no program takes it for a formula.
"""

from __future__ import annotations

import tempfile
import zipfile
from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, Any, Final

from eligibility.audit.exports import whole
from eligibility.audit.table import Cells, rows
from eligibility.errors import EligibilityError
from eligibility.problems import Problem
from eligibility.results.dispositions import LARGEST_FILE, WORDS, Ruling, decision_in, findings_of
from eligibility.results.pages import href
from eligibility.wording import LANGUAGES, N_, clip, printable, say, term

if TYPE_CHECKING:
    from pathlib import Path

    from eligibility.audit.journal import Journal, Row
    from eligibility.results.dispositions import Disposition

NAME: Final = "findings.xlsx"
MOST_ROWS: Final = 1_000_000
"""Findings of one sheet; a spreadsheet program takes 1 048 576 rows. More findings fill further sheets."""
LONGEST: Final = 2_000
"""Characters of a cell; the rest is cut with an ellipsis."""
MOST_PROBLEMS: Final = 20
"""Mistakes in a spreadsheet that are listed."""

_DECISION, _NOTE, _PAGE, _KEY = N_("Decision"), N_("Reviewer's note"), N_("Page of the submission"), N_("Key")
_COLUMNS: Final = (
    (_DECISION, 14),
    (_NOTE, 30),
    (N_("Submission"), 18),
    (N_("Declaration"), 18),
    (N_("Verdict"), 14),
    (N_("Category"), 12),
    (N_("Employer"), 24),
    (N_("Rule"), 26),
    (N_("Severity"), 10),
    (N_("Outcome"), 10),
    (N_("Place"), 26),
    (N_("Attachment"), 12),
    (N_("Page"), 7),
    (N_("Region"), 18),
    (N_("What is wrong"), 60),
    (N_("How to put it right"), 50),
    (N_("Source"), 40),
    (N_("Basis"), 10),
    (N_("Other submissions"), 20),
    (_PAGE, 12),
    (_KEY, 10),
)
_TERMS: Final = ("verdict", "category", "severity", "outcome", "basis")


def write_findings(journal: Journal, out: Path, language: str, decided: Mapping[str, Disposition]) -> Path:
    """Write `OUT/findings.xlsx` and return it; one row is in memory at a time.

    Raises `EligibilityError` without openpyxl, and where the disk of `out` or of temporary files is full.
    """
    path = out / NAME
    book = _openpyxl().Workbook(write_only=True)
    try:
        _fill(book, journal, language, decided)
    except OSError as error:
        reason = error.strerror or type(error).__name__
        raise EligibilityError(
            N_("{path}: can't be written: {reason}"), path=tempfile.gettempdir(), reason=reason
        ) from None
    with whole(path) as draft:
        book.save(draft)
    return path


def _fill(book: Any, journal: Journal, language: str, decided: Mapping[str, Disposition]) -> None:
    """Add all rows; openpyxl keeps them in temporary files until it saves the book."""
    sheet: Any = None
    written = MOST_ROWS
    for values in _rows(journal, decided, language):
        if written == MOST_ROWS:
            sheet, written = _new_sheet(book, language), 0
        sheet.append([_cell(sheet, value) for value in values])
        written += 1
        sheet.auto_filter.ref = f"A1:{_last_column()}{written + 1}"
    if sheet is None:
        _new_sheet(book, language)


def _openpyxl() -> Any:
    try:
        import openpyxl
    except ImportError:
        raise EligibilityError(N_("Spreadsheets need more software; install eligibility[spreadsheet].")) from None
    return openpyxl


def has_spreadsheet() -> bool:
    """Tell whether spreadsheets can be written and read (extra `spreadsheet`)."""
    try:
        _openpyxl()
    except EligibilityError:
        return False
    return True


def _last_column() -> str:
    from openpyxl.utils import get_column_letter

    return str(get_column_letter(len(_COLUMNS)))


def _new_sheet(book: Any, language: str) -> Any:
    """Add a sheet with its heading, frozen, and a choice of decisions in the first column."""
    from openpyxl.cell import WriteOnlyCell
    from openpyxl.styles import Font
    from openpyxl.utils import get_column_letter
    from openpyxl.worksheet.datavalidation import DataValidation

    number = len(book.sheetnames) + 1
    sheet = book.create_sheet(
        f"{say(N_('Findings'), language)} {number}" if number > 1 else say(N_("Findings"), language)
    )
    sheet.freeze_panes = "C2"
    for position, (_, width) in enumerate(_COLUMNS, 1):
        sheet.column_dimensions[get_column_letter(position)].width = width
    sheet.column_dimensions[_last_column()].hidden = True
    words = ",".join(say(word, language) for word in WORDS.values())
    choice = DataValidation(type="list", formula1=f'"{words}"', allow_blank=True, showErrorMessage=True)
    choice.add(f"A2:A{MOST_ROWS + 1}")
    sheet.data_validations.append(choice)
    heading = [WriteOnlyCell(sheet, say(title, language)) for title, _ in _COLUMNS]
    for cell in heading:
        cell.font = Font(bold=True)
    sheet.append(heading)
    return sheet


class _Link(str):
    """A formula of ours that leads to a page."""

    __slots__ = ()


def _cell(sheet: Any, value: object) -> Any:
    """Return a cell. Text is never a formula, and stays text when somebody edits the cell (the quote prefix)."""
    from openpyxl.cell import WriteOnlyCell

    if value is None or value == "" or isinstance(value, int):
        return value
    if isinstance(value, _Link):
        return WriteOnlyCell(sheet, str(value))
    cell = WriteOnlyCell(sheet)
    cell.value = clip(printable(str(value)), LONGEST)
    cell.data_type = "s"
    cell.quotePrefix = str(value).lstrip().startswith(("=", "+", "-", "@", "\t", "\r"))
    return cell


def _rows(journal: Journal, decided: Mapping[str, Disposition], language: str) -> Iterator[list[object]]:
    for row in journal.rows():
        keys = _keys(row)
        for cells in rows([row], language):
            key = next(keys) if cells.outcome == "failed" else ""
            disposition = decided.get(key)
            decision = "" if disposition is None else say(WORDS[disposition.decision], language)
            note = "" if disposition is None else disposition.note
            yield [decision, note, *_worded(cells, language), _link(row, language), key]


def _keys(row: Row) -> Iterator[str]:
    return (key for key, _, _ in findings_of(row))


def _worded(cells: Cells, language: str) -> Iterator[object]:
    for name, value in cells._asdict().items():
        yield term(value, language) if name in _TERMS and value else value


def _link(row: Row, language: str) -> str:
    if not row.reports:
        return ""
    return _Link(f'=HYPERLINK("{href(row.path)}","{say(N_("open the page"), language)}")')


# --- Reading back -----------------------------------------------------------------------------------------------------


def rulings_in(path: Path) -> list[Ruling]:
    """Return what reviewers decided in a spreadsheet of ours, from all its sheets.

    Raises `EligibilityError` when it can't be read, when it is none of ours, and with every row whose decision is not
    one that we know.
    """
    book = _opened(path)
    problems: list[Problem] = []
    try:
        rulings = [ruling for sheet in book.worksheets for ruling in _rulings(sheet, problems)]
    except (ValueError, TypeError, LookupError, zipfile.BadZipFile, SyntaxError) as error:
        raise _no_spreadsheet(path) from error
    finally:
        book.close()
    if problems:
        raise EligibilityError(N_("{path}: nothing was taken over"), problems[:MOST_PROBLEMS], path=path)
    return rulings


def _opened(path: Path) -> Any:
    openpyxl = _openpyxl()
    try:
        size = path.stat().st_size
        book = None if size > LARGEST_FILE else openpyxl.load_workbook(path, read_only=True)
    except OSError as error:
        reason = error.strerror or type(error).__name__
        raise EligibilityError(N_("{path}: can't be read: {reason}"), path=path, reason=reason) from None
    except Exception as error:  # openpyxl raises a dozen types on what is no spreadsheet
        raise _no_spreadsheet(path) from error
    if book is None:
        raise EligibilityError(N_("{path}: larger than {limit} bytes"), path=path, limit=LARGEST_FILE)
    return book


def _no_spreadsheet(path: Path) -> EligibilityError:
    return EligibilityError(N_("{path}: not a spreadsheet of an audit's findings (.xlsx), or a damaged one"), path=path)


def _rulings(sheet: Any, problems: list[Problem]) -> Iterator[Ruling]:
    lines = sheet.iter_rows(values_only=True)
    heading = [str(title or "") for title in next(lines, ())]
    places = [_position(heading, title) for title in (_KEY, _DECISION, _NOTE)]
    if None in places:
        raise ValueError
    for number, line in enumerate(lines, 2):
        key, word, note = (
            str(line[place] or "").strip() if place < len(line) else "" for place in places if place is not None
        )
        try:
            decision = decision_in(word) if key else None
        except ValueError:
            values = {"word": clip(word, 40), "known": list(WORDS.values())}
            problems.append(
                Problem(N_("“{word}” is not a decision; known are {known}"), f"{sheet.title}!A{number}", values)
            )
        else:
            if decision is not None:
                yield Ruling(key, decision, note)


def _position(heading: list[str], title: str) -> int | None:
    """Return the column with a title in either language."""
    titles = {say(title, language) for language in LANGUAGES}
    return next((position for position, found in enumerate(heading) if found in titles), None)
