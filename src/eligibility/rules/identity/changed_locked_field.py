"""Rule `changed-locked-field`."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from eligibility.normal import compact, same_name
from eligibility.report import CantTell
from eligibility.rule import Found, Rule
from eligibility.wording import N_

if TYPE_CHECKING:
    from eligibility.declaration import Account, Applicant, Declaration
    from eligibility.rule import Context


class ChangedLockedField(Rule):
    """A field that the account locks differs from the account.

    ## Applicability
    Declarations with at least one of name, ID number, sex and date of birth.

    ## Expectation
    Each of them equals the account's 个人中心.

    ## Assumptions
    Full-width forms, spaces, the shape of the middle dot in a name and a small x in the number make no difference. A
    date of birth given as a month agrees with every day of it. What the account does not hold can't be compared; that
    is the portal's move.

    ## Remedy
    Correct the account, then synchronise the form.
    """

    name: ClassVar[str] = "changed-locked-field"
    reads: ClassVar = tuple(
        f"/{part}/{field}" for part in ("account", "applicant") for field in ("name", "id_number", "sex", "birth_date")
    )
    message: ClassVar[str] = N_("{label} differs from the account, where it is locked.")
    remedy: ClassVar[str] = N_(
        "{label} can't be changed in the form: restore the account's, or have the account corrected first."
    )

    def applies(self, declaration: Declaration, context: Context) -> bool:
        """Tell whether any locked field is filled in."""
        applicant = declaration.applicant
        return bool(applicant.name or applicant.id_number or applicant.sex or applicant.birth_date)

    def check(self, declaration: Declaration, context: Context) -> Found:
        """Yield a finding for each field that differs, and a doubt for each the account lacks."""
        account, applicant = declaration.account, declaration.applicant
        for field in ("name", "id_number", "sex", "birth_date"):
            mine = getattr(applicant, field)
            if not mine or mine == getattr(account, field):
                continue
            if not getattr(account, field):
                yield CantTell(
                    N_("The account does not hold this field, so it could not be compared."),
                    "portal",
                    f"/account/{field}",
                )
            elif not _agree(field, account, applicant):
                yield self.finding(f"/applicant/{field}")


def _agree(field: str, account: Account, applicant: Applicant) -> bool:
    if field == "name":
        return same_name(account.name or "", applicant.name or "")
    if field == "id_number":
        return compact(account.id_number or "").upper() == compact(applicant.id_number or "").upper()
    if field == "birth_date" and account.birth_date and applicant.birth_date:
        return account.birth_date.equals(applicant.birth_date) is not False
    return False
