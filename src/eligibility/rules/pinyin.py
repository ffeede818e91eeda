"""Chinese names in Latin letters, as English pages print them: Wang Xiaoming, WANG Xiao-ming, X. M. Wang."""

from __future__ import annotations

import bisect
import functools
import itertools
import re
from typing import Final

_FIRST: Final = (
    "a啊 ai埃 an鞍 ang肮 ao凹 ba芭 bai白 ban斑 bang邦 bao苞 bei杯 ben奔 beng崩 bi逼 bian鞭 biao标 bie鳖 bin彬 bing兵 bo玻 bu捕 ca擦 "
    "cai猜 can餐 cang苍 cao操 ce厕 ceng层 cha插 chai拆 chan搀 chang昌 chao超 che车 chen郴 cheng撑 chi吃 chong充 chou抽 chu初 chuai揣 "
    "chuan川 chuang疮 chui吹 chun春 chuo戳 ci疵 cong聪 cou凑 cu粗 cuan蹿 cui摧 cun村 cuo磋 da搭 dai呆 dan耽 dang当 dao刀 de德 deng蹬 "
    "di堤 dian颠 diao碉 die跌 ding丁 diu丢 dong东 dou兜 du都 duan端 dui堆 dun墩 duo掇 e蛾 en恩 er而 fa发 fan藩 fang坊 fei菲 fen芬 "
    "feng丰 fo佛 fou否 fu夫 ga噶 gai该 gan干 gang冈 gao篙 ge哥 gei给 gen根 geng耕 gong工 gou钩 gu辜 gua刮 guai乖 guan棺 guang光 gui瑰 "
    "gun辊 guo锅 ha哈 hai骸 han酣 hang夯 hao壕 he呵 hei嘿 hen痕 heng哼 hong轰 hou喉 hu呼 hua花 huai槐 huan欢 huang荒 hui灰 hun荤 huo豁 "
    "ji击 jia嘉 jian歼 jiang僵 jiao蕉 jie揭 jin巾 jing荆 jiong炯 jiu揪 ju鞠 juan捐 jue撅 jun均 ka喀 kai开 kan刊 kang康 kao考 ke坷 "
    "ken肯 keng坑 kong空 kou抠 ku枯 kua夸 kuai块 kuan宽 kuang匡 kui亏 kun坤 kuo括 la垃 lai莱 lan蓝 lang琅 lao捞 le勒 lei雷 leng棱 li厘 "
    "lia俩 lian联 liang凉 liao撩 lie列 lin琳 ling拎 liu溜 long龙 lou楼 lu芦 lv驴 luan峦 lve掠 lun抡 luo萝 ma妈 mai埋 man瞒 mang芒 "
    "mao猫 me么 mei玫 men门 meng萌 mi眯 mian棉 miao苗 mie蔑 min民 ming明 miu谬 mo摸 mou谋 mu拇 na拿 nai氖 nan南 nang囊 nao挠 ne呢 nei馁 "
    "nen嫩 neng能 ni妮 nian蔫 niang娘 niao鸟 nie捏 nin您 ning柠 niu牛 nong脓 nu奴 nv女 nuan暖 nve虐 nuo挪 o哦 ou欧 pa啪 pai拍 pan攀 "
    "pang乓 pao抛 pei呸 pen喷 peng砰 pi坯 pian篇 piao飘 pie撇 pin拼 ping乒 po坡 pu扑 qi期 qia掐 qian牵 qiang枪 qiao橇 qie切 qin钦 "
    "qing青 qiong琼 qiu秋 qu趋 quan圈 que缺 qun裙 ran然 rang瓤 rao饶 re惹 ren壬 reng扔 ri日 rong戎 rou揉 ru茹 ruan软 rui蕊 run闰 ruo若 "
    "sa撒 sai腮 san三 sang桑 sao搔 se瑟 sen森 seng僧 sha莎 shai筛 shan珊 shang墒 shao梢 she奢 shen砷 sheng声 shi师 shou收 shu蔬 "
    "shua刷 shuai摔 shuan栓 shuang霜 shui谁 shun吮 shuo说 si斯 song松 sou搜 su苏 suan酸 sui虽 sun孙 suo蓑 ta塌 tai胎 tan坍 tang汤 "
    "tao掏 te特 teng藤 ti梯 tian天 tiao挑 tie贴 ting厅 tong通 tou偷 tu凸 tuan湍 tui推 tun吞 tuo拖 wa挖 wai歪 wan豌 wang汪 wei威 wen瘟 "
    "weng嗡 wo挝 wu巫 xi昔 xia瞎 xian掀 xiang相 xiao萧 xie楔 xin薪 xing星 xiong兄 xiu休 xu墟 xuan轩 xue靴 xun勋 ya压 yan焉 yang殃 "
    "yao邀 ye椰 yi一 yin茵 ying英 yo哟 yong拥 you幽 yu迂 yuan鸳 yue曰 yun耘 za匝 zai栽 zan咱 zang赃 zao遭 ze责 zei贼 zen怎 zeng增 zha扎 "
    "zhai摘 zhan瞻 zhang樟 zhao招 zhe遮 zhen珍 zheng蒸 zhi芝 zhong中 zhou舟 zhu珠 zhua抓 zhuai拽 zhuan专 zhuang桩 zhui椎 zhun谆 "
    "zhuo捉 zi兹 zong鬃 zou邹 zu租 zuan钻 zui嘴 zun尊 zuo遵"
)
"""Each syllable with the first character that has it: GB 2312 orders its first level, 3755 characters, by their sound."""

_MORE: Final = (
    "an谙桉 bei蓓 bian汴 bo亳 cen岑 chen琛宸谌 cheng晟丞 chu褚 cong璁 dai岱 dan聃 di荻 dou窦 e婀 fan璠 fei霏斐 fu芙 guan莞 gui珪 han晗菡瀚 "
    "hang珩 hao昊皓颢灏 heng珩蘅 hong泓闳 huan寰洹 huang璜 hui荟晖珲蕙 ji嵇霁骥 jia珈葭郏 jian謇 jie婕颉 jin瑾堇 jing旌婧菁靓璟 jun珺隽 jue珏 kai恺锴铠 "
    "ke轲珂 kuang邝 kun琨鲲 lan岚 lang阆 li骊俪莅郦 lian琏 lin麟 ling泠聆翎绫 liu浏 lu璐闾 luan鸾 luo珞 meng甍 miao缪 min珉旻旼岷闵 ming茗溟 mu沐 "
    "nan楠喃 ning甯 ou区 pei霈 piao朴 pu璞濮 qi琪祺淇琦骐绮 qian倩芊 qiao谯 qin覃 qiu虬 qu瞿璩 quan荃筌 que阕 rong嵘榕 rui睿芮 shan单姗 she佘厍 "
    "shen莘 sheng笙嵊晟 shi轼 shu殳姝 shuo铄 si泗 song嵩淞 sui眭睢 sun荪 tai邰 tan郯覃 tao韬 ting婷 tong仝佟 wei炜玮薇 wen雯汶 wu邬 "
    "xi曦禧郗玺茜奚歙 xian冼娴 xiao筱潇骁 xie燮解 xin昕鑫馨歆 xing荥 xu煦诩 xuan璇暄萱瑄 xun荀洵珣恂 yan闫妍嫣滟琰俨 yang炀旸飏 yao垚 ye烨晔 yi怡奕弈懿轶羿熠祎漪诒翊 "
    "yin胤 ying瑛滢颍璎郢嬴 yong邕镛 you攸 yu妤昱钰瑜煜毓彧於禺 yuan媛沅芫 yue玥乐 yun芸昀筠赟郓恽 zan昝 zang臧 zha查 zhai翟 zhang璋 zhao钊 zhe喆 "
    "zhen桢祯 zhi芷祉 zhu竺翥 zhuo倬濯 zi梓 zuo祚"
)
"""Characters of names outside that level, and family names that sound otherwise than the order says."""

_STARTS: Final = [(entry[-1].encode("gb2312"), entry[:-1]) for entry in _FIRST.split()]
_ENTRY: Final = re.compile("([a-z]+)([^a-z]+)")
_BEYOND: Final = b"\xd7\xfa"
_ANY: Final = "[a-z]{1,6}"
_JOINT: Final = "[^a-z]{0,2}"
_GAP: Final = "[^a-z]{1,3}"
_TWO_CHARACTER_NAMES: Final = frozenset(
    {"欧阳", "司马", "上官", "诸葛", "夏侯", "皇甫", "尉迟", "公孙", "慕容", "司徒", "令狐", "东方"}
)
_SHORTEST: Final = 2
_LONGEST: Final = 8
_MOST_UNKNOWN: Final = 2
"""Characters of a name of two families; those of unknown sound, of which each multiplies the ways to go wrong by hundreds."""
_HAN: Final = re.compile("[\u3400-\u9fff\U00020000-\U0003ffff]")


@functools.lru_cache(maxsize=1024)
def syllables(character: str) -> frozenset[str]:
    """Return the sounds of a Chinese character, without tones, ü written v; none if it is in neither table."""
    found = {syllable for syllable, others in _ENTRY.findall(_MORE.replace(" ", "")) if character in others}
    try:
        code = character.encode("gb2312")
    except UnicodeEncodeError:
        return frozenset(found)
    if _STARTS[0][0] <= code < _BEYOND:
        found.add(_STARTS[bisect.bisect_right(_STARTS, (code, "~")) - 1][1])
    return frozenset(found)


def latin_name(name: str) -> re.Pattern[str]:
    """Return what finds a Chinese name in small Latin letters: family name first or last, given name whole or by initials.

    Of the name only Chinese characters count. One or two whose sound is not known may be any syllable; a given name of which none is
    known, and what is longer than any name, is found nowhere.
    """
    characters = "".join(itertools.islice(_HAN.findall(name), _LONGEST + 1))
    return _NOTHING if len(characters) > _LONGEST else _finding(characters)


@functools.lru_cache(maxsize=1024)
def _finding(name: str) -> re.Pattern[str]:
    cut = 2 if name[:2] in _TWO_CHARACTER_NAMES and len(name) > _SHORTEST else 1
    sounds = [syllables(character) for character in name]
    if not any(sounds[cut:]) or sounds.count(frozenset()) > _MOST_UNKNOWN:
        return _NOTHING
    family = _JOINT.join(map(_spelt, sounds[:cut]))
    given = _JOINT.join(map(_spelt, sounds[cut:]))
    initials = _JOINT.join(map(_initial, sounds[cut:]))
    given = f"(?:{given}|{initials})" if len(name) - cut > 1 else given
    return re.compile(rf"(?<![a-z])(?:{family}{_GAP}{given}|{given}{_GAP}{family})(?![a-z])")


_NOTHING: Final = re.compile(r"(?!)")


def _spelt(sounds: frozenset[str]) -> str:
    spellings = {
        spelling for sound in sounds for spelling in (sound, sound.replace("v", "u"), sound.replace("v", "yu"))
    }
    return f"(?:{'|'.join(sorted(spellings))})" if spellings else _ANY


def _initial(sounds: frozenset[str]) -> str:
    return f"[{''.join(sorted({sound[0] for sound in sounds}))}]" if sounds else "[a-z]"
