"""Rule `backup-names-batch`."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from eligibility.rule import Found, Rule
from eligibility.wording import N_

if TYPE_CHECKING:
    from eligibility.declaration import Declaration
    from eligibility.rule import Context


class BackupNamesBatch(Rule):
    """A backup candidate names a former batch.

    ## Applicability
    Declarations of the category the entry is for in which the batch is filled in.

    ## Expectation
    The batch is 无.

    ## Assumptions
    A batch left blank is for `missing-field` to report.

    ## Remedy
    Choose 无.
    """

    name: ClassVar[str] = "backup-names-batch"
    reads: ClassVar = ("/former_batch",)
    message: ClassVar[str] = N_("A backup candidate names batch {seen}; backup candidates choose 无.")
    remedy: ClassVar[str] = N_("Choose 无, or declare as a leader.")

    def applies(self, declaration: Declaration, context: Context) -> bool:
        """Tell whether the batch is filled in."""
        return declaration.former_batch is not None

    def check(self, declaration: Declaration, context: Context) -> Found:
        """Yield a finding when a batch is named."""
        if declaration.former_batch:
            yield self.finding("/former_batch", seen=declaration.former_batch)
