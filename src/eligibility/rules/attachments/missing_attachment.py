"""Rule `missing-attachment`."""

from __future__ import annotations

import functools
from typing import TYPE_CHECKING, Any, ClassVar

from pydantic import Field

from eligibility.declaration import AttachmentKind
from eligibility.rule import Found, Rule
from eligibility.rules.fields import Place, getter
from eligibility.wording import N_, Term

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from eligibility.declaration import Declaration
    from eligibility.rule import Context


class MissingAttachment(Rule):
    """A required attachment is not on the list.

    ## Applicability
    Every declaration; where the entry names a field, only declarations in which that field is filled in.

    ## Expectation
    For each kind listed there is at least one attachment.

    ## Assumptions
    A field that holds 无 has nothing to prove. Whether the file is what its kind says is for other rules.

    ## Remedy
    Upload the document and choose its kind.
    """

    name: ClassVar[str] = "missing-attachment"
    reads: ClassVar = ("",)
    message: ClassVar[str] = N_("There is no attachment of the kind “{missing}”.")
    remedy: ClassVar[str] = N_("Upload a scan or photo of the original: {missing}.")
    scope: ClassVar[tuple[str, ...]] = ("kinds",)

    kinds: tuple[AttachmentKind, ...] = Field(min_length=1, description="The kinds of attachment required.")
    if_filled: Place | None = Field(
        default=None, description="Required only if this field is filled in, as a JSON Pointer; absent: always."
    )

    @functools.cached_property
    def _condition(self) -> Callable[[Declaration], Sequence[Any]]:
        return getter((self.if_filled,)) if self.if_filled else lambda _: (True,)

    def applies(self, declaration: Declaration, context: Context) -> bool:
        """Tell whether the field that asks for the document is filled in."""
        value = self._condition(declaration)[0]
        return bool(value) and value != "无"

    def check(self, declaration: Declaration, context: Context) -> Found:
        """Yield a finding for each kind that is missing."""
        present = declaration.attachment_kinds
        for kind in self.kinds:
            if kind not in present:
                yield self.finding("/attachments", missing=Term(kind))
