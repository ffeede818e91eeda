"""Planters on the work history and on dates."""

from __future__ import annotations

import datetime as dt
import random
from typing import TYPE_CHECKING

from dateutil.relativedelta import relativedelta

from eligibility.report import Severity
from tools.invent import patent_number
from tools.plant.sample import Sample, blank, date_between, dated, planter, records_of

if TYPE_CHECKING:
    from tools.invent import Document

ERROR, WARNING, INFO = Severity.ERROR, Severity.WARNING, Severity.INFO


# --- Work history -----------------------------------------------------------------------------------------------------


def _month(text: str) -> dt.date:
    return dt.date.fromisoformat(f"{text}-01"[:10])


def _later(text: str, months: int) -> str:
    """Return a month so many months later, as the form writes it."""
    return (_month(text) + relativedelta(months=months)).isoformat()[:7]


def _jobs(sample: Sample) -> list[tuple[int, Document]]:
    """Return the employments in the order of time, if every one has a start."""
    jobs = records_of(sample, "work_history")
    return sorted(jobs, key=lambda job: str(job[1]["start"])) if all(dated(job.get("start")) for _, job in jobs) else []


def _add_job(sample: Sample, start: str, end: str) -> str:
    jobs: list[Document] = sample.document["work_history"]
    jobs.append({"start": start, "end": end, "employer": "示例单位", "position": "工程师"})
    return f"/work_history/{len(jobs) - 1}"


@planter("reversed-dates", ERROR)
def _reversed(sample: Sample, rng: random.Random) -> str | None:
    jobs = _jobs(sample)
    if not jobs:
        return None
    index, first = jobs[0]
    if len(jobs) > 1 and rng.random() < 1 / 2:
        first["end"] = _later(first["start"], -rng.randint(1, 60))
        return f"/work_history/{index}/end"
    start = f"{rng.randint(2004, 2020)}-{rng.randint(1, 12):02d}"
    return _add_job(sample, start, _later(start, -rng.randint(1, 60))) + "/end"


def _months(job: Document) -> int:
    """Return how many months an employment lasts; one that goes on lasts long."""
    if not dated(job.get("end")):
        return 99
    first, last = _month(job["start"]), _month(job["end"])
    return 12 * (last.year - first.year) + last.month - first.month + 1


@planter("overlapping-employment", INFO)
def _overlap(sample: Sample, rng: random.Random) -> str | None:
    jobs = [(index, job) for index, job in _jobs(sample) if _months(job) > 8]
    if not jobs:
        return None
    later = rng.randrange(len(jobs))
    if later and rng.random() < 1 / 2:
        index, job = jobs[later]
        _, before = jobs[later - 1]
        job["start"] = _later(job["start"], -rng.randint(3, min(40, _months(before) - 1)))
        return f"/work_history/{index}/start"
    _, job = jobs[later]
    after = rng.randint(1, min(30, _months(job) - 6))
    start = _later(job["start"], after)
    return _add_job(sample, start, _later(start, rng.randint(3, min(30, _months(job) - after - 1)))) + "/start"


@planter("employment-gap", INFO)
def _gap(sample: Sample, rng: random.Random) -> str | None:
    jobs = _jobs(sample)
    if not jobs:
        return None
    later = rng.randrange(len(jobs))
    index, job = jobs[later]
    if not later:
        end = _later(job["start"], -rng.randint(15, 40))
        _add_job(sample, _later(end, -rng.randint(0, 40)), end)
        return f"/work_history/{index}/start"
    _, before = jobs[later - 1]
    if rng.random() < 1 / 2 and _months(job) > 14:
        job["start"] = _later(job["start"], rng.randint(14, min(40, _months(job) - 1)))
    elif 14 < _months(before) < 99:
        before["end"] = _later(before["end"], -rng.randint(14, min(40, _months(before) - 1)))
    else:
        return None
    return f"/work_history/{index}/start"


@planter("current-employer-missing", WARNING)
def _no_current_job(sample: Sample, rng: random.Random) -> str | None:
    jobs = [job for _, job in _jobs(sample) if not job.get("end")]
    if len(jobs) != 1:
        return None
    way = rng.randrange(3)
    if way == 0:
        jobs[0]["end"] = date_between(rng, dt.date(2020, 1, 1), dt.date(2022, 12, 31))
    elif way == 1:
        jobs[0]["employer"] = "另一示例单位"
    else:
        sample.document["employer"]["name"] = "另一示例研究院"
    return "/work_history"


@planter("incomplete-record", ERROR, "work_history")
def _incomplete_job(sample: Sample, rng: random.Random) -> str | None:
    jobs = _jobs(sample)
    if not jobs:
        return None
    index, job = jobs[0]
    key = rng.choice(["start", "position", "employer"] if job.get("end") else ["start", "position"])
    blank(rng, job, key)
    return f"/work_history/{index}/{key}"


# --- Window -----------------------------------------------------------------------------------------------------------


@planter("outside-window", WARNING, "awards")
def _old_award(sample: Sample, rng: random.Random) -> str | None:
    awards = records_of(sample, "awards")
    if not awards:
        return None
    index, award = rng.choice(awards)
    award["awarded_on"] = rng.choice(
        [date_between(rng, dt.date(1999, 1, 1), dt.date(2017, 12, 31)), "2017-12-31", "2017-12", "2017"]
    )
    if award.get("patent_number"):
        award["patent_number"] = patent_number(int(award["awarded_on"][:4]) - 1, 1, rng.randrange(10**7))
    return f"/awards/{index}/awarded_on"


@planter("outside-window", WARNING, "honours")
def _old_honour(sample: Sample, rng: random.Random) -> str | None:
    honours = records_of(sample, "honours")
    if not honours:
        return None
    index, honour = rng.choice(honours)
    honour["granted_on"] = rng.choice(
        [date_between(rng, dt.date(1980, 1, 1), dt.date(2017, 12, 31)), "2017-12-31", "2017-12", "2017"]
    )
    return f"/honours/{index}/granted_on"


@planter("date-in-future", ERROR)
def _future(sample: Sample, rng: random.Random) -> str | None:
    places = [("/applicant", sample.document["applicant"], "title_obtained_on")]
    for section, key in (("awards", "awarded_on"), ("honours", "granted_on"), ("publications", "published_on")):
        places += [(f"/{section}/{index}", record, key) for index, record in records_of(sample, section)]
    jobs = records_of(sample, "work_history")
    if len(jobs) == 1 and not jobs[0][1].get("end"):
        places.append(("/work_history/0", jobs[0][1], "start"))
    at, part, key = rng.choice(places)
    part[key] = date_between(rng, dt.date(2025, 1, 1), dt.date(2035, 12, 31))
    return f"{at}/{key}"
