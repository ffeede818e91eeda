"""Rule `uninformative-attachment-name`."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, ClassVar, Final

from eligibility.rule import Found, Rule
from eligibility.wording import N_

if TYPE_CHECKING:
    from eligibility.declaration import Declaration
    from eligibility.rule import Context

_MEANINGLESS: Final = re.compile(
    r"""(?ix)
    (?: img | image | dsc[nf]? | pic | photo | scan | scanned | file | doc | document | untitled | new | page | mmexport
      | screenshot | wechat | weixin | qq | camscanner | copy | tmp | temp | attachment | wx_camera | pxl | p | s
      | 图片 | 图像 | 照片 | 相片 | 扫描 | 扫描件 | 扫描全能王 | 微信 | 微信图片 | 截图 | 截屏 | 屏幕截图 | 新建 | 文件 | 文档 | 附件 | 材料
      | 证明材料 | 证明 | 未命名 | 无标题 | 副本 | 复件 | 页 | 第 | 张 | 其他 )*
    [\s\d_\-.()（）年月日一二三四五六七八九十]*
    (?: \s*(?: copy | 副本 | 复件 | 页 | 张 | 份 ) [\s\d()（）]* )*
    (?: \.(?:jpe?g|png|tiff?|bmp|webp|pdf|heic) )?
    """
)


_SUSPECT: Final = frozenset(
    "0123456789_-.()（） 一二三四五六七八九十年月日iIdDpPsSfFuUnNmMwWqQcCtTaA图照相扫微截屏新文附材证未无副复页第张其份"
)
"""What a meaningless name can begin with: most names are cleared by their first character."""


class UninformativeAttachmentName(Rule):
    """An attachment's name does not say what the file shows.

    ## Applicability
    Declarations with attachments.

    ## Expectation
    The name tells the document, such as 身份证正面 or 学历证书.

    ## Assumptions
    Names made by cameras, scanners and chat programs, mere numbers, and words that fit any file (附件, 扫描件, 材料) tell
    nothing. A name of other words is taken to tell something.

    ## Remedy
    Rename the attachment after its content.
    """

    name: ClassVar[str] = "uninformative-attachment-name"
    reads: ClassVar = ("/attachments/*/name", "/attachments/*/id")
    message: ClassVar[str] = N_("The name “{seen}” does not say what the attachment shows.")
    remedy: ClassVar[str] = N_("Click the attachment and name it after its content, such as 身份证正面 or 学历证书.")

    def applies(self, declaration: Declaration, context: Context) -> bool:
        """Tell whether there are attachments."""
        return bool(declaration.attachments)

    def check(self, declaration: Declaration, context: Context) -> Found:
        """Yield a finding for each name that tells nothing."""
        for index, attachment in enumerate(declaration.attachments):
            name = attachment.name
            if not name:
                message = N_("The attachment has no name.")
                yield self.finding(f"/attachments/{index}/name", message=message, attachment=attachment.id)
            elif name[0] in _SUSPECT and _MEANINGLESS.fullmatch(name):
                yield self.finding(f"/attachments/{index}/name", attachment=attachment.id, seen=name)
