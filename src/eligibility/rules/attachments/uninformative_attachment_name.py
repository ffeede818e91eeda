"""Rule `uninformative-attachment-name`."""

from __future__ import annotations

import re
import unicodedata
from typing import TYPE_CHECKING, ClassVar, Final

from eligibility.rule import Found, Rule
from eligibility.wording import N_

if TYPE_CHECKING:
    from eligibility.declaration import Declaration
    from eligibility.rule import Context

_NOISE: Final = re.compile(
    r"""(?x)
      [\W\d_]+ | [年月日一二三四五六七八九十页第张份件]
    | mvimg | img | image | dsc[nf]? | pic | photo | scan(?:ned)? | file | document | doc | untitled | new | page | mmexport
    | screenshot | screen | shot | at | wechat | weixin | qq | tim | camscanner | snipaste | copy | tmp | temp | attachment
    | wx_camera | pxl | download | microsoft | word | hdr | (?<![a-z])(?:[ps]|wa|e)(?=\d) | com\.[\w.]+
    | 企业微信 | 微信 | 钉钉 | 扫描全能王 | 扫描 | 图片 | 图像 | 照片 | 相片 | 屏幕 | 截图 | 截屏 | 新建 | 文件 | 文档 | 附件 | 材料
    | 证明 | 佐证 | 证书 | 文件夹 | 相关 | 未命名 | 无标题 | 无 | 副本 | 复件 | 复印 | 原 | 其他
    """
)
"""What cameras, scanners and chat programs write, and words that fit any file: a name of nothing else tells nothing."""
_HASH: Final = re.compile(r"[0-9a-f]{8}-?[0-9a-f]{4}-?[0-9a-f]{4}-?[0-9a-f]{4}-?[0-9a-f]{12}")
_ENDING: Final = re.compile(r"\.(?:jpe?g|png|tiff?|bmp|webp|pdf|heic)$")
_PHOTO_NAMES: Final = frozenset({"照片", "相片"})
_FIRSTS: Final = frozenset("年月日一二三四五六七八九十页第张份件企微钉扫图照相屏截新文附材证佐未无副复原其")
"""The Chinese characters a meaningless name can begin with: most names are cleared by their first one."""


class UninformativeAttachmentName(Rule):
    """An attachment's name does not say what the file shows.

    ## Applicability
    Declarations with attachments.

    ## Expectation
    The name tells the document, such as 身份证正面 or 学历证书.

    ## Assumptions
    Names made by cameras, scanners and chat programs, mere numbers, and words that fit any file (附件, 扫描件, 材料) tell
    nothing. A name of other words is taken to tell something; 照片 tells enough of a photo.

    ## Remedy
    Rename the attachment after its content.
    """

    name: ClassVar[str] = "uninformative-attachment-name"
    reads: ClassVar = ("/attachments/*/name", "/attachments/*/kind", "/attachments/*/id")
    message: ClassVar[str] = N_("The name “{seen}” does not say what the attachment shows.")
    remedy: ClassVar[str] = N_("Click the attachment and name it after its content, such as 身份证正面 or 学历证书.")

    def applies(self, declaration: Declaration, context: Context) -> bool:
        """Tell whether there are attachments."""
        return bool(declaration.attachments)

    def check(self, declaration: Declaration, context: Context) -> Found:
        """Yield a finding for each name that tells nothing."""
        for index, attachment in enumerate(declaration.attachments):
            name = attachment.name or ""
            if "\u4e00" <= name < "\ua000" and name[0] not in _FIRSTS:
                continue
            at = f"/attachments/{index}/name"
            if not name:
                yield self.finding(at, message=N_("The attachment has no name."), attachment=attachment.id)
            elif _tells_nothing(name) and not (attachment.kind == "photo" and name in _PHOTO_NAMES):
                yield self.finding(at, attachment=attachment.id, seen=name)


def _tells_nothing(name: str) -> bool:
    text = _ENDING.sub("", unicodedata.normalize("NFKC", name).casefold())
    return not _NOISE.sub("", text) or _HASH.fullmatch(text) is not None
