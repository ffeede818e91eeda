"""Rule `unsuitable-photo`."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Annotated, ClassVar, Final

from pydantic import AfterValidator, Field
from pydantic_core import PydanticCustomError

from eligibility.declaration import AttachmentKind
from eligibility.measurement import Portrait
from eligibility.report import CantTell
from eligibility.rule import Found
from eligibility.rules.images.kinds import KindRule
from eligibility.wording import N_

if TYPE_CHECKING:
    from collections.abc import Iterator

    from eligibility.declaration import Declaration
    from eligibility.rule import Context


def _ascending(limits: tuple[float, ...]) -> tuple[float, ...]:
    if limits[0] > limits[1]:
        kind = "range_reversed"
        text = "the range ends before it begins"
        raise PydanticCustomError(kind, text)
    return limits


Range = Annotated[tuple[float, ...], Field(min_length=2, max_length=2), AfterValidator(_ascending)]
"""The lowest and the highest value, both inclusive."""

_ANY: Final = (0.0, math.inf)

_Check = tuple[float, tuple[float, ...], str]
"""A value that was seen, its range, and what to say if it lies outside."""


class UnsuitablePhoto(KindRule):
    """The applicant's photo is not an ID photo: not one face, not in colour, or of a wrong size, shape or light.

    ## Applicability
    Declarations with a photo.

    ## Expectation
    The photo shows exactly one frontal face, is in colour, and lies within each range that the entry gives.

    ## Assumptions
    Any background is accepted. Whether the photo is recent, whose face it is and whether the head is bare can't be seen
    by a machine; a person must look. Face finders miss faces, so a photo without one is never refused, but shown to a
    person. Where there is no single face, nothing is said of its size and place. The manual gives no figures.

    ## Remedy
    Upload a recent ID photo: bare-headed, from the front, in colour, with the whole head and even light.
    """

    name: ClassVar[str] = "unsuitable-photo"
    reads: ClassVar = ("/attachments/*/id", "/attachments/*/kind", Portrait)
    message: ClassVar[str] = N_("The photo is not suitable as an ID photo.")
    remedy: ClassVar[str] = N_(
        "Upload a recent ID photo: bare-headed, from the front, in colour, with the whole head and even light; any background."
    )
    scope: ClassVar[tuple[str, ...]] = ("kinds", "except_kinds", "one_face")

    kinds: tuple[AttachmentKind, ...] | None = Field(
        default=("photo",), min_length=1, description="The kinds of attachment that are looked at; absent: photos."
    )
    one_face: bool = Field(default=False, description="Whether there must be exactly one frontal face.")
    colour: float | None = Field(
        default=None, ge=0, le=1, description="Least share of pixels that have a colour; absent: not checked."
    )
    width: int | None = Field(default=None, ge=0, description="Least width in pixels; absent: not checked.")
    height: int | None = Field(default=None, ge=0, description="Least height in pixels; absent: not checked.")
    sides: Range | None = Field(default=None, description="Range of width over height; absent: not checked.")
    face_share: Range | None = Field(
        default=None, description="Range of the face's height over the picture's; absent: not checked."
    )
    eye_line: Range | None = Field(
        default=None,
        description="Range of the eyes' distance from the top over the picture's height; absent: not checked.",
    )
    brightness: Range | None = Field(default=None, description="Range of the face's brightness; absent: not checked.")
    contrast: Range | None = Field(default=None, description="Range of the face's contrast; absent: not checked.")
    overexposed: float | None = Field(
        default=None,
        ge=0,
        le=1,
        description="Greatest share of the face's middle that is burnt out to white; absent: not checked.",
    )
    blur: float | None = Field(
        default=None, ge=0, le=1, description="Greatest width of edges over the face's width; absent: not checked."
    )

    def check(self, declaration: Declaration, context: Context) -> Found:
        """Yield a finding for each thing wrong with a photo, a doubt where no face was found."""
        for index, attachment, portrait in self.seen(declaration, context, Portrait):
            at = f"/attachments/{index}/file"
            faces = portrait.faces
            if self.one_face and len(faces) > 1:
                message = N_("More than one face was found in the photo.")
                yield self.finding(at, message=message, attachment=attachment.id, page=1, seen=len(faces))
            elif self.one_face and not faces:
                yield CantTell(N_("No frontal face was found in the photo; a person must look."), "operator", at)
            for seen, (lowest, highest), message in self._checks(portrait):
                if not lowest <= seen <= highest:
                    yield self.finding(
                        at,
                        message=message,
                        attachment=attachment.id,
                        page=1,
                        region=faces[0].box if len(faces) == 1 else None,
                        seen=round(seen, 3),
                        lowest=lowest,
                        highest=None if highest == math.inf else highest,
                    )
            if self.eye_line is not None and len(faces) == 1 and faces[0].eyes is None:
                yield CantTell(N_("The eyes were not found in the photo; a person must look."), "operator", at)
        yield from self.unseen(declaration, context, Portrait)

    def _checks(self, portrait: Portrait) -> Iterator[_Check]:
        """Yield what is held against a range; one that is absent holds everything."""
        yield portrait.colour, (self.colour or 0, math.inf), N_("The photo is not in colour.")
        wide = N_("The photo is {seen} pixels wide; at least {lowest} are needed.")
        yield portrait.width, (self.width or 0, math.inf), wide
        high = N_("The photo is {seen} pixels high; at least {lowest} are needed.")
        yield portrait.height, (self.height or 0, math.inf), high
        sides = N_("The photo's width is {seen} of its height; an ID photo's is between {lowest} and {highest}.")
        yield portrait.width / portrait.height, self.sides or _ANY, sides
        light = N_("The photo is too dark or too bright: {seen}, where {lowest} to {highest} is right.")
        yield portrait.brightness, self.brightness or _ANY, light
        contrast = N_(
            "The photo is too flat or too harsh: its contrast is {seen}, where {lowest} to {highest} is right."
        )
        yield portrait.contrast, self.contrast or _ANY, contrast
        if self.overexposed is not None:
            burnt_out = N_("Light has burnt out {seen} of the middle of the face to white; at most {highest} may be.")
            yield portrait.overexposed, (0, self.overexposed), burnt_out
        if portrait.sharpness is not None and self.blur is not None:
            yield portrait.sharpness, (0, self.blur), N_("The photo is blurred.")
        if len(portrait.faces) == 1:
            face = portrait.faces[0]
            share = N_(
                "The face takes {seen} of the photo's height; an ID photo's takes between {lowest} and {highest}."
            )
            yield face.box[3] / portrait.height, self.face_share or _ANY, share
            if face.eyes is not None:
                eyes = N_(
                    "The eyes are at {seen} of the photo's height from the top; they belong between {lowest} and {highest}."
                )
                yield (face.eyes[0][1] + face.eyes[1][1]) / 2 / portrait.height, self.eye_line or _ANY, eyes
