"""The tables of a run, in both languages, led by what was aimed at and what was reached."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from benchmarks.judging import RULESET, rule_by_rule, values_of
from benchmarks.tables import Cell, Table, Words, millis, ratio
from benchmarks.workload import RULES

if TYPE_CHECKING:
    from benchmarks.results import Run

Row = tuple[Cell, ...]

_RATIO: Final[Words] = ("× reference (quartiles)", "相对基准的倍数（四分位）")
_MICROS: Final[Words] = ("µs", "微秒")
_WHAT: Final[Words] = ("What", "项目")

_STAGES: Final[dict[str, Words]] = {
    "reference": ("The reference against itself (noise)", "基准与自身相比（噪声）"),
    "judge the form": ("Judge a declaration just read by the rules of the form", "按表单规则判定刚读入的申报书"),
    "judge the form again": ("Judge the same declaration object again", "再次判定同一申报书对象"),
    "read": ("Read the declaration from bytes", "从字节读入申报书"),
    "report as JSON": ("Turn the report into JSON", "报告转为 JSON"),
    "form to report": ("Bytes to the report's JSON, with SHA-256", "从字节到报告 JSON（含 SHA-256）"),
    "judge": ("Judge by all rules, those on pictures and their text among them", "按全部规则判定，含看图与识字的规则"),
    "bytes to report": ("Bytes to the report's JSON by all rules", "按全部规则，从字节到报告 JSON"),
    "json.loads": ("For comparison: `json.loads`", "对照：`json.loads`"),
}
_UNSEEN: Final[dict[str, Words]] = {
    "judge the form": ("Judge by the rules of the form, no number ever seen before", "按表单规则判定，号码均首次出现"),
    "form to report": ("Bytes to report, no number ever seen before", "字节到报告，号码均首次出现"),
}
_STEPS: Final[dict[str, Words]] = {
    "import": ("Fresh process: import the names used, ms", "新进程：导入所用名称，毫秒"),
    "plugins": ("Fresh process: find plugins, import all rules, ms", "新进程：查找插件并导入全部规则，毫秒"),
    "ruleset": ("Fresh process: first load by name, ms", "新进程：按名称首次读取，毫秒"),
    "checker": ("Fresh process: make the checker, ms", "新进程：建立 Checker，毫秒"),
}
_PROCESSES: Final[dict[str, Words]] = {
    "nothing": ("`pass`", "`pass`"),
    "pydantic": ("`import pydantic`, one model of one field", "`import pydantic`，一个单字段模型"),
    "eligibility": ("`import eligibility`", "`import eligibility`"),
    "everything": ("… and every public name", "……并取用全部公开名称"),
    "checker": (f'… and `Checker("{RULESET}")` ready', f'……并建好 `Checker("{RULESET}")`'),
}


def head(run: Run) -> Words:
    """Return a sentence or two on the machine and the workload."""
    machine = run.machine()
    small, large = run.sizes
    defective = sum(bool(case.planted) for case in run.workload)
    planted = sum(len(case.planted) for case in run.workload)
    count, rounds, load = len(run.workload), run.effort.rounds, machine["load"]
    software = f"CPython {machine['python']}, pydantic {machine['pydantic']}, {machine['processor']}"
    english = (
        f"{machine['day']}, {software}, {machine['cores']} cores, load averages at the end {load}. {count} declarations "
        f"of {small} to {large} bytes, {defective} of them with {planted} planted defects; rounds: {rounds}."
    )
    chinese = (
        f"{machine['day']}，{software}，{machine['cores']} 核，结束时平均负载 {load}。申报书 {count} 份，"
        f"每份 {small} 至 {large} 字节，其中 {defective} 份共植入 {planted} 处缺陷；轮数：{rounds}。"
    )
    return english, chinese


def machine_of(run: Run) -> Words:
    """Return a sentence on the machine."""
    machine = run.machine()
    plain = f"CPython {machine['python']}, {machine['processor']}"
    english = f"{machine['day']}, {plain}, {machine['cores']} cores, load averages {machine['load']}."
    return english, f"{machine['day']}，{plain}，{machine['cores']} 核，平均负载 {machine['load']}。"


def tables(run: Run) -> list[Table]:
    """Return all tables, the aims first."""
    return [_aims(run), _judging(run), _growth(run), _ruleset(run), _starting(run), _rivals(run)]


def _aims(run: Run) -> Table:
    largest, smallest = max(run.growth), min(run.growth)
    ours = run.scores[0]
    perfect = ours.recalled == ours.planted and not ours.false
    slope: Words = (
        f"Judge the form, ×{largest} records against ×{smallest}, ratio of the ratios",
        f"判定表单：{largest} 倍记录与 {smallest} 倍记录，两倍数之比",
    )
    return Table(
        ("What was aimed at and what was reached", "目标与结果"),
        (("Aim", "目标"), ("At most", "上限"), ("Measured", "实测"), ("Reached", "达到")),
        [
            _aim(
                ("Judge by all rules of the form, × reference", "按全部表单规则判定（倍）"),
                0.6,
                run.stages["judge the form"].ratio,
            ),
            _aim(("Bytes to report, × reference", "从字节到报告 JSON（倍）"), 2.0, run.stages["form to report"].ratio),
            _aim(slope, 1.25, run.slope),
            _aim(("First load of a ruleset, ms", "首次读取规则集，毫秒"), 50, run.first_steps["ruleset"][1]),
            _aim(
                ("Process that imports the package, ms", "导入本包的进程，毫秒"), 150, run.processes["eligibility"][1]
            ),
            _aim(("Imaging libraries loaded by a ready checker", "建好 Checker 时已加载的图像库"), 0, len(run.imaging)),
            (
                ("Planted defects found, and other findings", "植入缺陷的发现数与误报数"),
                ("all, 0", "全部，0"),
                f"{ours.recalled}/{ours.planted}, {ours.false}",
                _yes(perfect),
            ),
        ],
    )


def _aim(words: Words, most: float, measured: float) -> Row:
    return words, f"{most:g}", f"{measured:.2f}" if most and most < 10 else f"{measured:.0f}", _yes(measured <= most)


def _yes(reached: bool) -> Words:  # noqa: FBT001 - the answer itself
    return ("yes", "是") if reached else ("no", "否")


def _judging(run: Run) -> Table:
    measured = [
        *((words, run.stages[name]) for name, words in _STAGES.items()),
        *((words, run.unseen[name]) for name, words in _UNSEEN.items()),
    ]
    rows: list[Row] = [(words, ratio(figure), f"{figure.micros:.1f}") for words, figure in measured]
    return Table(("One declaration", "一份申报书"), (_WHAT, _RATIO, _MICROS), rows)


def _growth(run: Run) -> Table:
    columns: tuple[Words, ...] = (
        ("Records", "记录数"),
        ("Bytes", "字节"),
        ("Judge the form, × reference", "判定表单（倍）"),
        ("Bytes to report, × reference", "字节到报告（倍）"),
        ("Judge by all rules, × reference", "按全部规则判定（倍）"),
        ("Reference, µs", "基准，微秒"),
    )
    rows: list[Row] = [
        (
            f"×{factor}",
            str(size),
            ratio(figures["judge the form"]),
            ratio(figures["form to report"]),
            ratio(figures["judge"]),
            f"{figures['reference'].micros:.0f}",
        )
        for factor, (size, figures) in run.growth.items()
    ]
    note: Words = (
        "The reference of a row is the parse of the same, larger declarations: an equal ratio is linear growth.",
        "每行以同样大小申报书的解析为基准：倍数不变即为线性增长。",
    )
    return Table(("Growth", "规模增长"), columns, rows, note)


def _ruleset(run: Run) -> Table:
    rows: list[Row] = [
        (
            ("Read again, × `tomllib.loads` of the file", "再次读取，相对 `tomllib.loads` 同一文件"),
            ratio(run.reloading),
        ),
        (("Read again, ms", "再次读取，毫秒"), f"{run.reloading.micros / 1000:.1f}"),
        *((words, millis(run.first_steps[step])) for step, words in _STEPS.items()),
    ]
    return Table(("A ruleset", "规则集"), (_WHAT, ("Median (quartiles)", "中位数（四分位）")), rows)


def _starting(run: Run) -> Table:
    nothing = run.processes["nothing"][1]
    rows: list[Row] = [
        (words, millis(run.processes[name]), f"{run.processes[name][1] - nothing:.1f}")
        for name, words in _PROCESSES.items()
    ]
    columns: tuple[Words, ...] = (
        ("Program", "程序"),
        ("ms (quartiles)", "毫秒（四分位）"),
        ("Over an empty one, ms", "比空程序多，毫秒"),
    )
    return Table(("Start of a process", "进程启动"), columns, rows)


def _rivals(run: Run) -> Table:
    entries = run.of_the_form.ruleset.entries
    rules = len({entry.rule.name for entry in entries})
    columns: tuple[Words, ...] = (
        ("Engine", "引擎"),
        ("Rules said", "可表达的规则"),
        ("With help", "另须宿主协助"),
        ("Found of what it covers", "所涵盖缺陷的发现率"),
        ("Found of all", "全部缺陷的发现率"),
        ("False", "误报"),
        _RATIO,
        _MICROS,
    )
    rows: list[Row] = [
        (
            score.name,
            f"{score.native}/{len(RULES)}",
            str(score.helped),
            _share(score.recalled, score.covered),
            _share(score.recalled, score.planted),
            str(score.false),
            ratio(score.figure),
            f"{score.figure.micros:.1f}",
        )
        for score in run.scores
    ]
    english = (
        f"eligibility judges by all rules of the form, {len(entries)} entries of {rules} rules, the others by these thirty. "
        "It starts from the declaration object, they from the decoded document."
    )
    chinese = (
        f"本引擎按全部表单规则（{rules} 条规则，{len(entries)} 个条目）判定，其余引擎只判定这三十条；"
        "本引擎以申报书对象为起点，其余以已解码的文档为起点。"
    )
    return Table(("Other engines, on thirty of the rules", "其他引擎（三十条规则）"), columns, rows, (english, chinese))


def _share(part: int, whole: int) -> str:
    return f"{100 * part / whole:.0f} % ({part}/{whole})" if whole else "–"


def rules_table(run: Run, declarations: int, rounds: int) -> Table:
    """Return what each rule entry costs when it runs alone, the dearest first."""
    base, shares = rule_by_rule(run.workload[:declarations], rounds)
    shares.sort(key=lambda share: share.ratio, reverse=True)
    rows: list[Row] = [
        (share.entry.rule.name, values_of(share.entry)[:60], f"{share.ratio:.3f}", f"{share.micros:.2f}")
        for share in shares
    ]
    total = sum(share.ratio for share in shares)
    english = (
        f"A checker without rules costs {ratio(base)}, which is taken off. The entries add up to {total:.2f}, more than "
        "all together cost, because each pays by itself for what they share."
    )
    chinese = f"已扣除不含规则的检查器开销 {ratio(base)}；各条目合计 {total:.2f}，高于一并运行，因为共用部分各自计算。"
    columns: tuple[Words, ...] = (("Rule", "规则"), ("Values", "参数"), ("× reference", "倍"), _MICROS)
    return Table(
        ("Each rule entry alone, on declarations just read", "各条目单独运行（申报书刚读入）"),
        columns,
        rows,
        (english, chinese),
    )
