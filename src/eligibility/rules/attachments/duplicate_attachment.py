"""Rule `duplicate-attachment`."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from eligibility.measurement import FileFacts
from eligibility.rule import Found, Rule
from eligibility.wording import N_

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from eligibility.declaration import Declaration
    from eligibility.rule import Context


class DuplicateAttachment(Rule):
    """The same file was uploaded twice, or two attachments have the same id.

    ## Applicability
    Declarations with at least two attachments.

    ## Expectation
    All ids, all file names and all contents (SHA-256) differ.

    ## Assumptions
    Contents can only be compared when the files were handed over. One proof for two records is attached to both, not
    uploaded twice. An empty or missing file is no duplicate.

    ## Remedy
    Remove one of the two, or upload the document that was meant.
    """

    name: ClassVar[str] = "duplicate-attachment"
    reads: ClassVar = ("/attachments/*/id", "/attachments/*/file", FileFacts)
    message: ClassVar[str] = N_("This is the same file as attachment {other}.")
    remedy: ClassVar[str] = N_("Remove one of the two, or upload the document that was meant.")

    def applies(self, declaration: Declaration, context: Context) -> bool:
        """Tell whether there are two attachments to compare."""
        return len(declaration.attachments) > 1

    def check(self, declaration: Declaration, context: Context) -> Found:
        """Yield a finding for each attachment that an earlier one equals."""
        attachments = declaration.attachments
        ids = (
            ()
            if len(declaration.attachments_by_id) == len(attachments)
            else [attachment.id for attachment in attachments]
        )
        for index, other in _repeats(ids):
            message = N_("This attachment has the same id as attachment {other}.")
            yield self.finding(
                f"/attachments/{index}/id", message=message, attachment=attachments[index].id, other=other + 1
            )
        same_file = dict(_repeats([attachment.file for attachment in attachments]))
        for index, other in same_file.items():
            yield self.finding(f"/attachments/{index}", attachment=attachments[index].id, other=other + 1)
        contents = [None if facts is None else facts.sha256 for facts in context.measurements(FileFacts)]
        for index, other in _repeats(contents):
            if index not in same_file:
                yield self.finding(f"/attachments/{index}", attachment=attachments[index].id, other=other + 1)
        yield from context.unmeasured(FileFacts).values()


def _repeats(keys: Sequence[str | None]) -> Iterator[tuple[int, int]]:
    """Yield the position of each key that stood before, with the position of the first; blank keys are not compared."""
    if len(set(keys)) == len(keys):
        return
    first: dict[str, int] = {}
    for index, key in enumerate(keys):
        if key:
            other = first.setdefault(key, index)
            if other != index:
                yield index, other
