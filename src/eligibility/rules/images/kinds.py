"""Parameters that say of which attachments a rule looks at the files, and the measurements of these."""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeVar

from pydantic import Field

from eligibility.declaration import AttachmentKind
from eligibility.measurement import Measurement
from eligibility.rule import Rule

if TYPE_CHECKING:
    from collections.abc import Iterator

    from eligibility.declaration import Attachment, Declaration
    from eligibility.measurement import Box
    from eligibility.report import CantTell
    from eligibility.rule import Context

M = TypeVar("M", bound=Measurement)


class KindRule(Rule):
    """A rule on the files of attachments of some kinds."""

    kinds: tuple[AttachmentKind, ...] | None = Field(
        default=None, min_length=1, description="The kinds of attachment that are looked at; absent: all."
    )
    except_kinds: tuple[AttachmentKind, ...] = Field(
        default=(), description="The kinds of attachment that are not looked at."
    )

    def looks_at(self, attachment: Attachment) -> bool:
        """Tell whether the attachment is of a kind that is looked at."""
        return (self.kinds is None or attachment.kind in self.kinds) and attachment.kind not in self.except_kinds

    def applies(self, declaration: Declaration, context: Context) -> bool:
        """Tell whether any attachment is looked at."""
        return any(map(self.looks_at, declaration.attachments))

    def seen(self, declaration: Declaration, context: Context, kind: type[M]) -> Iterator[tuple[int, Attachment, M]]:
        """Yield each attachment that is looked at and was measured, with its index and the measurement."""
        measurements = context.measurements(kind)
        for index, attachment in enumerate(declaration.attachments):
            measured = measurements[index]
            if measured is not None and self.looks_at(attachment):
                yield index, attachment, measured

    def unseen(self, declaration: Declaration, context: Context, *kinds: type[Measurement]) -> Iterator[CantTell]:
        """Yield one doubt about each attachment that is looked at and lacks a measurement."""
        doubts = [context.unmeasured(kind) for kind in kinds]
        for index in sorted(set[int]().union(*doubts)):
            if self.looks_at(declaration.attachments[index]):
                yield next(lacks[index] for lacks in doubts if index in lacks)


def largest(boxes: tuple[Box, ...]) -> Box:
    """Return the box of the largest area: the one that a finding about all of them points at."""
    return max(boxes, key=lambda box: box[2] * box[3])
