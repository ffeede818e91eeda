"""Rule `invalid-credit-code`."""

from __future__ import annotations

import functools
from typing import TYPE_CHECKING, ClassVar, Final

from pydantic import Field
from stdnum.cn import uscc
from stdnum.exceptions import ValidationError

from eligibility.normal import compact
from eligibility.rule import Found, Rule
from eligibility.wording import N_

if TYPE_CHECKING:
    from eligibility.declaration import Declaration
    from eligibility.rule import Context

_LONGEST: Final = 60


class InvalidCreditCode(Rule):
    """The employer's unified social credit code 统一社会信用代码 can't be one, or is that of a body outside the programme.

    ## Applicability
    Declarations with a code.

    ## Expectation
    Eighteen places of the code's alphabet with a fitting check character (GB 32100-2015), not beginning with one of the
    prefixes that stand for bodies the programme is not for.

    ## Assumptions
    Small letters, spaces and hyphens are accepted. Which kinds of body are outside the programme is the ruleset's to say.

    ## Remedy
    Copy the code from the employer's certificate.
    """

    name: ClassVar[str] = "invalid-credit-code"
    reads: ClassVar = ("/employer/uscc",)
    message: ClassVar[str] = N_("{label} is mistyped: it is not eighteen places with a fitting check character.")
    remedy: ClassVar[str] = N_("Copy the code from the employer's certificate.")

    excluded_prefixes: tuple[str, ...] = Field(
        default=(),
        description="Beginnings of codes whose bodies the programme is not for, such as 11 for state organs.",
    )

    def applies(self, declaration: Declaration, context: Context) -> bool:
        """Tell whether there is a code."""
        return bool(declaration.employer.uscc)

    def check(self, declaration: Declaration, context: Context) -> Found:
        """Yield a finding when the code can't be one or is not meant."""
        written = declaration.employer.uscc or ""
        code = _valid(written) if len(written) <= _LONGEST else None
        if code is None:
            yield self.finding("/employer/uscc", seen=written)
        elif code.startswith(self.excluded_prefixes):
            yield self.finding(
                "/employer/uscc",
                message=N_(
                    "{label} is that of a state organ; the programme is for enterprises and public institutions."
                ),
                remedy=N_("Check that the employer is an enterprise or a public institution."),
                seen=written,
            )


@functools.lru_cache(maxsize=8192)
def _valid(written: str) -> str | None:
    """Return the code in its normal form, or `None`; answers are kept, because many applicants share an employer."""
    try:
        return uscc.validate(compact(written))
    except ValidationError:
        return None
