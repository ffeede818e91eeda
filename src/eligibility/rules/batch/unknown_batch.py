"""Rule `unknown-batch`."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from pydantic import Field

from eligibility.rule import Found, Rule
from eligibility.wording import N_

if TYPE_CHECKING:
    from eligibility.declaration import Declaration
    from eligibility.rule import Context


class UnknownBatch(Rule):
    """The former batch named does not exist, or is this round's or a later one.

    ## Applicability
    Declarations that name a batch.

    ## Expectation
    The batch is at least the first one and lies before the round's own batch of backup candidates.

    ## Assumptions
    Nobody is a backup candidate of the round that is still being selected.

    ## Remedy
    Choose the batch on the letter of appointment.
    """

    name: ClassVar[str] = "unknown-batch"
    reads: ClassVar = ("/former_batch",)
    message: ClassVar[str] = N_("Nobody can come from batch {seen}; choose one of the batches {first} to {last}.")
    remedy: ClassVar[str] = N_("Choose the batch in which you became a backup candidate.")

    first: int = Field(default=1, ge=1, description="The earliest batch that exists.")

    def applies(self, declaration: Declaration, context: Context) -> bool:
        """Tell whether a batch is named."""
        return bool(declaration.former_batch)

    def check(self, declaration: Declaration, context: Context) -> Found:
        """Yield a finding when nobody can come from that batch."""
        batch = declaration.former_batch or 0
        last = context.round.batches.backup - 1
        if not self.first <= batch <= last:
            yield self.finding("/former_batch", seen=batch, first=self.first, last=last)
