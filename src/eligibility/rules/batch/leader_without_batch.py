"""Rule `leader-without-batch`."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from eligibility.batches import NO_BATCH
from eligibility.rule import Found, Rule
from eligibility.wording import N_

if TYPE_CHECKING:
    from eligibility.declaration import Declaration
    from eligibility.rule import Context


class LeaderWithoutBatch(Rule):
    """A leader was never a backup candidate.

    ## Applicability
    Declarations of the category the entry is for.

    ## Expectation
    The batch in which the applicant became a backup candidate is named.

    ## Assumptions
    The policy says that leaders normally come from the backup candidates. That is not an absolute bar, so a person
    must look. A batch left blank can't be judged.

    ## Remedy
    Choose the batch, or explain under the remarks why there is none.
    """

    name: ClassVar[str] = "leader-without-batch"
    reads: ClassVar = ("/former_batch",)
    message: ClassVar[str] = N_("A leader names no batch; leaders are normally chosen from the backup candidates.")
    remedy: ClassVar[str] = N_(
        "Choose the batch in which you became a backup candidate; if there is none, explain it under the remarks."
    )

    def check(self, declaration: Declaration, context: Context) -> Found:
        """Yield a finding when the batch is 无."""
        if declaration.former_batch is None:
            raise self.doubt("/former_batch", N_("The batch is not filled in."))
        if declaration.former_batch == NO_BATCH:
            yield self.finding("/former_batch")
