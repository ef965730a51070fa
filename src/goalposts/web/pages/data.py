"""Sources and accounts: what is held of each, how fresh it is, and what its files do not say."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from fastapi import APIRouter, Request
from fastapi.concurrency import run_in_threadpool
from fastapi.responses import RedirectResponse, Response

from goalposts.app.editing import AccountAttributes, edit_account, read_attributes
from goalposts.app.status import AccountStatus
from goalposts.app.workspace import Workspace
from goalposts.catalog.platforms import Platform
from goalposts.errors import Fault, Invalid
from goalposts.i18n import format_day, format_moment, format_period, translation, value_name
from goalposts.i18n.freshness import day_state_name, error_name, freshness_name
from goalposts.sources.detect import SOURCES
from goalposts.sources.generic import NAME as GENERIC
from goalposts.web.pages.imports import CURRENCIES, TIME_ZONES
from goalposts.web.rendering import render
from goalposts.web.visitor import language_of

router = APIRouter(include_in_schema=False)

_MARKS = {"fresh": "measured", "due": "partial", "late": "partial", "failed": "failed", "never": "unavailable"}
_ORDER = ("failed", "late", "due", "never", "fresh")
_SAID = ("name", "brand", "owner_kind", "time_zone", "currency")


@dataclass(frozen=True)
class ShownAccount:
    """One account, ready for its card; `held` are its facts in order, `runs` the strip in words."""

    id: int
    title: str
    platform: str
    state: str
    mark: str
    why: str
    newest: str
    held: list[tuple[str, str]]
    strip: list[tuple[int, int, str]]
    runs: list[str]
    strip_text: str
    attributes: AccountAttributes
    is_open: bool
    faults: dict[str, str]


@router.get("/data")
def data(request: Request) -> Response:
    """Every account with its freshness; those that need attention come first."""
    return _page(request)


@router.post("/data/accounts/{account_id}")
async def change(request: Request, account_id: int) -> Response:
    """Store what a person says of an account; faults are shown beside their fields."""
    form = await request.form()
    given = {name: str(form[name]) for name in _SAID if name in form}
    return await run_in_threadpool(_change, request, account_id, given, str(form.get("seen", "")))


def _change(request: Request, account_id: int, given: dict[str, str], seen: str) -> Response:
    try:
        edit_account(request.app.state.workspace, account_id, given, seen)
    except Invalid as error:
        return _page(request, account_id, given, error.faults, status=422)
    return RedirectResponse(f"/data#account-{account_id}", status_code=303)


def _page(
    request: Request,
    opened: int = 0,
    given: dict[str, str] | None = None,
    faults: tuple[Fault, ...] = (),
    status: int = 200,
) -> Response:
    workspace: Workspace = request.app.state.workspace
    held = sorted(workspace.status(), key=lambda one: (_ORDER.index(one.freshness.state), one.platform, one.name))
    writer = _Writer(workspace, language_of(request))
    accounts = [writer.account(one, opened, given or {}, faults) for one in held]
    counts = [(state, sum(one.freshness.state == state for one in held)) for state in _ORDER]
    return render(
        request,
        "data.html",
        status=status,
        accounts=accounts,
        counts=[(_MARKS[state], freshness_name(state, writer.language), count) for state, count in counts if count],
        owner_kinds=[(code, value_name("owner_kind", code, writer.language)) for code in ("own", "competitor")],
        time_zones=TIME_ZONES,
        currencies=CURRENCIES,
    )


@dataclass(frozen=True)
class _Writer:
    """Puts the status of accounts into the reader's words."""

    workspace: Workspace
    language: str

    def say(self, message: str, **facts: object) -> str:
        return translation(self.language).gettext(message) % facts

    def account(
        self, held: AccountStatus, opened: int, given: dict[str, str], faults: tuple[Fault, ...]
    ) -> ShownAccount:
        platform = self.workspace.catalog.platforms.get(held.platform)
        attributes = read_attributes(self.workspace, held.account_id)
        is_open = held.account_id == opened
        if is_open:
            said = {name: given.get(name, getattr(attributes, name)) for name in _SAID}
            attributes = AccountAttributes(**said)
        spans = [f"{day_state_name(state, self.language)}: {format_period(p, self.language)}" for state, p in held.runs]
        return ShownAccount(
            id=held.account_id,
            title=held.name,
            platform=platform.names[self.language] if platform else held.platform,
            state=_MARKS[held.freshness.state],
            mark=freshness_name(held.freshness.state, self.language),
            why=self._why(held),
            newest=self._newest(held),
            held=[(label, text) for label, text in self._facts(held, platform) if text],
            strip=[(90 - (held.today - span.start).days - 1, span.days, state) for state, span in held.runs],
            runs=spans,
            strip_text=", ".join(spans) or self.say("No file covers any of the last 90 days."),
            attributes=attributes,
            is_open=is_open,
            faults={fault.column or "": fault.message for fault in faults} if is_open else {},
        )

    def _why(self, held: AccountStatus) -> str:
        """The sentence under the mark: what to expect or what is wrong."""
        fresh = held.freshness
        if fresh.state == "failed" and fresh.failed_since:
            day, why = format_day(fresh.failed_since, self.language), error_name(fresh.error_class, self.language)
            return self.say("Failed since %(day)s: %(why)s.", day=day, why=why)
        if fresh.expected_at is None:
            return self.say("Nothing has been loaded yet. Import its export.")
        moment = format_day(fresh.expected_at.date(), self.language)
        if fresh.state == "fresh":
            return self.say("The next days can be had from %(moment)s.", moment=moment)
        return self.say("New days can be had since %(moment)s. Import the next export.", moment=moment)

    def _newest(self, held: AccountStatus) -> str:
        """The newest day held, and how old it is."""
        age = held.freshness.age_days
        if held.last_day is None or age is None:
            return ""
        ago = translation(self.language).ngettext("%(num)s day ago", "%(num)s days ago", age) % {"num": age}
        return self.say("Newest day: %(day)s (%(ago)s)", day=format_day(held.last_day, self.language), ago=ago)

    def _facts(self, held: AccountStatus, platform: Platform | None) -> list[tuple[str, str]]:
        say, language, fresh = self.say, self.language, held.freshness
        days = translation(language).ngettext("%(num)s day", "%(num)s days", fresh.interval_days)
        interval = days % {"num": fresh.interval_days}
        settles = _day(fresh.provisional_until, language)
        return [
            (say("Kind of file"), ", ".join(_title(kind, language) for kind in held.kinds)),
            (say("First day"), _day(held.first_day, language)),
            (say("Last day"), _day(held.last_day, language)),
            (say("Last brought in"), format_moment(held.captured_at, language) if held.captured_at else ""),
            (say("Usual interval"), interval if fresh.interval_known else say("%(days)s (assumed)", days=interval)),
            (say("May still change until"), settles),
            (say("Reporting day"), platform.reporting_day[language] if platform else ""),
            (say("Own or competitor"), value_name("owner_kind", held.owner_kind, language)),
            (say("Brand"), held.brand),
            (say("Time zone"), held.time_zone or say("not said")),
            (say("Currency"), held.currency or say("not said")),
            (say("Measures"), str(held.measures)),
            (say("Files"), str(held.files)),
        ]


def _title(kind: str, language: str) -> str:
    say = translation(language).gettext
    own = {GENERIC: say("a table of your own"), "demo": say("simulated"), "entry": say("Entered by hand")}
    return own.get(kind) or next((source.title for source in SOURCES if source.name == kind), kind)


def _day(day: dt.date | None, language: str) -> str:
    return format_day(day, language) if day else ""
