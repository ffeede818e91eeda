"""Rule `dangling-attachment`."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from eligibility.declaration import RECORD_SECTIONS
from eligibility.measurement import FileFacts
from eligibility.rule import Found, Rule
from eligibility.wording import N_

if TYPE_CHECKING:
    from eligibility.declaration import Declaration
    from eligibility.rule import Context


class DanglingAttachment(Rule):
    """A record names an attachment that is not on the list, or the list names a file that is not there.

    ## Applicability
    Declarations with attachments, or with records that name some.

    ## Expectation
    Every id a record names is on the list of attachments 附件一览表, and every listed file is in the submission.

    ## Assumptions
    Whether the files are there can only be told when they were handed over with the declaration.

    ## Remedy
    Upload the file again, or remove the reference.
    """

    name: ClassVar[str] = "dangling-attachment"
    reads: ClassVar = (*(f"/{section}/*/attachments" for section in RECORD_SECTIONS), "/attachments/*/id", FileFacts)
    message: ClassVar[str] = N_("The record names the attachment “{seen}”, which is not on the list of attachments.")
    remedy: ClassVar[str] = N_("Upload the file again, or remove the reference to it.")

    def applies(self, declaration: Declaration, context: Context) -> bool:
        """Tell whether there are attachments or references to them."""
        return bool(declaration.attachments or declaration.cited)

    def check(self, declaration: Declaration, context: Context) -> Found:
        """Yield a finding for each reference that leads nowhere."""
        known = declaration.attachments_by_id
        if declaration.cited.difference(known):
            for section in RECORD_SECTIONS:
                for index, record in enumerate(getattr(declaration, section)):
                    for position, name in enumerate(record.attachments):
                        if name not in known:
                            yield self.finding(f"/{section}/{index}/attachments/{position}", seen=name)
        if not declaration.attachments:
            return
        for index, problem in context.problems(FileFacts).items():
            if problem == "missing":
                yield self.finding(
                    f"/attachments/{index}/file",
                    message=N_("The attachment's file is not in the submission."),
                    attachment=declaration.attachments[index].id,
                )
        yield from context.unmeasured(FileFacts).values()
