"""The Chinese fonts documents are drawn with, and the Debian packages that hold them."""

from __future__ import annotations

import functools
from pathlib import Path
from typing import Final, Literal

from PIL import ImageFont

Face = Literal["song", "song-bold", "hei", "hei-bold", "kai", "ming", "zen-hei", "micro-hei", "song-light", "hei-light"]

_FONTS: Final[dict[Face, tuple[str, str, str]]] = {
    "song": ("fonts-noto-cjk", "Noto Serif CJK SC", "opentype/noto/NotoSerifCJK-Regular.ttc"),
    "song-bold": ("fonts-noto-cjk", "Noto Serif CJK SC", "opentype/noto/NotoSerifCJK-Bold.ttc"),
    "hei": ("fonts-noto-cjk", "Noto Sans CJK SC", "opentype/noto/NotoSansCJK-Regular.ttc"),
    "hei-bold": ("fonts-noto-cjk", "Noto Sans CJK SC", "opentype/noto/NotoSansCJK-Bold.ttc"),
    "kai": ("fonts-arphic-ukai", "AR PL UKai CN", "truetype/arphic/ukai.ttc"),
    "ming": ("fonts-arphic-uming", "AR PL UMing CN", "truetype/arphic/uming.ttc"),
    "zen-hei": ("fonts-wqy-zenhei", "WenQuanYi Zen Hei", "truetype/wqy/wqy-zenhei.ttc"),
    "micro-hei": ("fonts-wqy-microhei", "WenQuanYi Micro Hei", "truetype/wqy/wqy-microhei.ttc"),
    "song-light": ("fonts-noto-cjk-extra", "Noto Serif CJK SC", "opentype/noto/NotoSerifCJK-Light.ttc"),
    "hei-light": ("fonts-noto-cjk-extra", "Noto Sans CJK SC", "opentype/noto/NotoSansCJK-Light.ttc"),
}
_FONT_FOLDERS: Final = (Path("/usr/share/fonts"), Path("/usr/local/share/fonts"), Path.home() / ".local/share/fonts")
_MEMBERS: Final = 4
"""Members of a font collection that are looked at; the simplified Chinese one is among the first in all of them."""


class FontMissingError(RuntimeError):
    """A font the documents need is not installed."""


@functools.cache
def font(face: Face, size: int) -> ImageFont.FreeTypeFont:
    """Return the font in pixels of `size`; a collection is searched for its simplified Chinese member."""
    package, family, name = _FONTS[face]
    for path in [folder / name for folder in _FONT_FOLDERS if (folder / name).is_file()]:
        for index in range(_MEMBERS):
            found = ImageFont.truetype(path, size, index=index, layout_engine=ImageFont.Layout.BASIC)
            if found.getname()[0] == family:
                return found
    looked_in = ", ".join(str(folder / name) for folder in _FONT_FOLDERS)
    message = f"The font {family} is not installed. On Debian: apt install {package}. Looked for {looked_in}."
    raise FontMissingError(message)
