"""A story: something of the installation needs a person, and its operators are told: in the product, and from there by
e-mail as each of them chose. What is noticed again is not told again (makegood/notifications/matters.py).
"""

from collections import defaultdict
from datetime import datetime, timedelta
from urllib.parse import quote, urlsplit

from makegood.cases import StuckCase, stuck_cases
from makegood.db.job_reading import DeadKind, dead_kinds
from makegood.db.pool import Pool
from makegood.flows.job_words import JOBS
from makegood.kit.ids import IdMaker
from makegood.ledger import FamilyBalance, Reconciliation, book_standing, last_reconciliations
from makegood.notifications import Matter, Told, count_of, matter_number, tell_operators
from makegood.policy import PackVersion, versions_in_review
from makegood.webhooks import Endpoint, stopped_endpoints

MINUTE, HOUR, DAY = timedelta(minutes=1), timedelta(hours=1), timedelta(days=1)
STOPPED_WITHIN = DAY
HEALTH, MONEY = "/console/health", "/console/money"


async def watch(pool: Pool, ids: IdMaker, now: datetime) -> int:
    """Look at what is cheap to look at; how many matters were told of for the first time."""
    async with pool.acquire() as connection, connection.transaction():
        found = [
            *(of_version(one) for one in await versions_in_review(connection)),
            *(of_endpoint(one) for one in await stopped_endpoints(connection, now - STOPPED_WITHIN)),
            *(of_jobs(one) for one in await dead_kinds(connection)),
            *(of_case(one) for one in await stuck_cases(connection, now)),
            *(of_check(one) for one in await last_reconciliations(connection, "ledger", 1) if is_off(one)),
        ]
        return await tell_operators(connection, ids, found, now)


async def watch_book(pool: Pool, ids: IdMaker, now: datetime) -> int:
    """Add up the book; a book that is off is told of once a day for each currency until it is right. One too large to be
    added up while it is used is left to the checks that operators ask for.
    """
    async with pool.acquire() as connection, connection.transaction():
        found = of_book(await book_standing(connection) or [], now)
        return await tell_operators(connection, ids, found, now)


def of_version(version: PackVersion) -> Matter:
    """A version of the platform's rules that waits for a second person."""
    name = f"{version.name} {version.version}"
    path = f"/policy/{quote(version.name)}/{quote(version.version)}"
    asked_at = version.submitted_at or version.drafted_at
    told = Told("policy.in_review", "operator", title=name, path=path)
    return Matter(
        "review",
        matter_number(f"policy {name}"),
        count_of(asked_at, MINUTE),
        told,
        version.submitted_by or "",
    )


def of_endpoint(endpoint: Endpoint) -> Matter:
    """An endpoint that was switched off because nothing arrived there. Its address may hold secrets: the host is told."""
    event = "webhook.gone" if endpoint.disabled_reason == "gone" else "webhook.failing"
    host = urlsplit(endpoint.url).hostname or ""
    told = Told(event, "system", title=host, path=f"{HEALTH}/webhooks/{endpoint.id}")
    stopped_at = endpoint.disabled_at or endpoint.created_at
    return Matter("endpoint", matter_number(f"endpoint {endpoint.id}"), count_of(stopped_at, MINUTE), told)


def of_jobs(dead: DeadKind) -> Matter:
    """Jobs of a kind that gave up; told once an hour as long as more of them do."""
    what = JOBS.get(dead.kind, "")
    told = Told(
        "job.dead", "system", title="" if what else dead.kind, what=what, count=dead.jobs, path=HEALTH
    )
    return Matter("jobs", matter_number(f"jobs {dead.kind}"), count_of(dead.last_failed_at, HOUR), told)


def of_case(case: StuckCase) -> Matter:
    """A case past its deadline whose clock could not act."""
    told = Told(
        "case.stuck", "system", case.order_number, case.currency, case.buyer_id, case.merchant_id, title=case.title
    )  # fmt: skip
    return Matter("stuck", case.id, case.version, told)


def is_off(check: Reconciliation) -> bool:
    """Whether a check of the book found something that is not right."""
    return bool(check.result and check.result.get("finding_count"))


def of_check(check: Reconciliation) -> Matter:
    """What a check of the book found; who asked for it need not be who mends it."""
    count = int(check.result["finding_count"]) if check.result else 0
    told = Told("book.differs", "system", what="The book", count=count, path=MONEY)
    return Matter("book", matter_number(f"check {check.id}"), 1, told)


def of_book(standing: list[FamilyBalance], now: datetime) -> list[Matter]:
    """Currencies whose accounts do not add up to zero."""
    sums: dict[str, int] = defaultdict(int)
    for family in standing:
        sums[family.currency] += family.balance_minor
    return [
        Matter(
            "book", matter_number(f"book {currency}"), count_of(now, DAY),
            Told("book.off", "system", currency=currency, amount_minor=off_minor, what="The book", path=MONEY),
        )
        for currency, off_minor in sorted(sums.items()) if off_minor
    ]  # fmt: skip
