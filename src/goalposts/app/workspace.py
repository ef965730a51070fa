"""The workspace: the one place that builds every room and joins them. Commands, pages and notebooks start here."""

from __future__ import annotations

import datetime as dt
import html
import threading
from collections.abc import Callable, Iterable, Mapping, Sequence
from contextlib import suppress
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING, Any

from goalposts.app.status import AccountStatus, read_status
from goalposts.catalog.files import Catalog, folder_stamp, load_catalog
from goalposts.errors import Fault, Invalid
from goalposts.metrics.answers import Answers
from goalposts.metrics.coverage import Account
from goalposts.metrics.engine import Engine
from goalposts.metrics.explain import Explanation, explain
from goalposts.metrics.question import Question, read_question
from goalposts.periods import Period
from goalposts.settings import Settings, read_settings
from goalposts.warehouse.lake import Lake

if TYPE_CHECKING:
    from goalposts.sources.load import Progress
    from goalposts.sources.report import ImportReport
    from goalposts.sources.source import Choices
    from goalposts.store.attempts import ImportAttempt
    from goalposts.store.database import Database

CATALOG_FOLDER = "catalog"
"""Where in the workspace people put KPIs and measures of their own, as YAML."""


def utc_now() -> dt.datetime:
    """The clock outside tests."""
    return dt.datetime.now(dt.UTC)


class Workspace:
    """One folder with a brand's facts, files, definitions and keys, and everything that can be asked of it.

    Rooms open when they are first needed. Safe to share between threads; close it, or use it in a `with`.
    """

    def __init__(self, settings: Settings, clock: Callable[[], dt.datetime] = utc_now) -> None:
        self.settings, self._clock = settings, clock
        self._guard = threading.RLock()
        self._lake: Lake | None = None
        self._engine: Engine | None = None
        self._catalog: Catalog | None = None
        self._catalog_seen: object = None
        self._database: Database | None = None

    @classmethod
    def open(cls, path: str | Path | None = None, *, clock: Callable[[], dt.datetime] = utc_now) -> Workspace:
        """The workspace in folder `path` (default: GOALPOSTS_HOME, else ./goalposts-data), made if needed.

        Raises Invalid for a path or a setting that cannot be used.
        """
        try:
            settings = read_settings(home=path)
            settings.home.mkdir(parents=True, exist_ok=True)
        except ValueError as error:
            raise Invalid("A setting in the environment cannot be read.", [Fault(str(error))]) from error
        except OSError as error:
            raise Invalid(f"{path or settings.home} cannot be a workspace: {error.strerror}.") from error
        return cls(settings, clock)

    @property
    def home(self) -> Path:
        """The folder that holds everything."""
        return self.settings.home

    @property
    def catalog(self) -> Catalog:
        """The KPI definitions: ours, and those in the workspace's catalog folder, read again when a file changes.

        Raises Invalid for faults in the folder, unless definitions without fault are in force already.
        """
        with self._guard:
            folder = self.home / CATALOG_FOLDER
            seen = folder_stamp(folder)
            if self._catalog is None:
                self._catalog, self._catalog_seen = load_catalog(folder), seen
            elif seen != self._catalog_seen:
                self._catalog_seen = seen
                with suppress(Invalid):  # the definitions in force stay until the faults are gone
                    self._catalog = load_catalog(folder)
            return self._catalog

    @property
    def lake(self) -> Lake:
        """The facts."""
        with self._guard:
            if self._lake is None:
                self._lake = Lake.open(self.home, self.settings.memory_limit)
            return self._lake

    @property
    def engine(self) -> Engine:
        """What answers questions, and keeps answers for as long as the facts stay the same."""
        with self._guard:
            catalog = self.catalog
            if self._engine is None or self._engine.catalog is not catalog:
                self._engine = Engine(self.lake, catalog)
            return self._engine

    @property
    def database(self) -> Database:
        """Our own state: sign-ins, import history, preferences."""
        from goalposts.store.database import Database  # SQLAlchemy is slow to load, and asking does not need it

        with self._guard:
            if self._database is None:
                self._database = Database.open(self.home, self.settings.database_url)
            return self._database

    def now(self) -> dt.datetime:
        """The time by the workspace's clock, in UTC."""
        return self._clock().astimezone(dt.UTC)

    def today(self) -> dt.date:
        """The day where this machine is; `last 28 days` ends the day before."""
        return self._clock().astimezone().date()

    def question(self, kpis: str | Iterable[str], **parts: Any) -> Question:
        """A question made of loose words; `parts` are those of `ask`. Raises Invalid with every fault."""
        return read_question(kpis, today=self.today(), **parts)

    def answer(self, question: Question) -> Answers:
        """Answer a question that is read already."""
        return self.engine.answer(question, self.now())

    def ask(
        self,
        kpis: str | Iterable[str],
        *,
        period: str | Period | None = None,
        start: str | dt.date | None = None,
        end: str | dt.date | None = None,
        grain: str = "total",
        by: str | Iterable[str] = (),
        where: Mapping[str, Any] | Iterable[str] | None = None,
        compare: str | None = None,
        as_of: str | dt.datetime | None = None,
        across_breaks: bool = False,
    ) -> Answers:
        """Answer KPIs in one pass over the facts; without a period, over everything that is held.

        Raises NotFound for an unknown KPI and Invalid, with every fault at once, for a question that cannot be asked.

            ws.ask("engagements", period="last 28 days", grain="day", by="platform", compare="previous").to_polars()
        """
        parts: dict[str, Any] = {"period": period, "start": start, "end": end, "grain": grain, "by": by}
        parts |= {"where": where, "compare": compare, "as_of": as_of, "across_breaks": across_breaks}
        return self.answer(self.question(kpis, **parts))

    def explain(self, kpis: str | Iterable[str], **parts: Any) -> Explanation:
        """Definition, SQL, contributing rows and files behind the answers to a question; `parts` are those of `ask`."""
        return explain(self.engine, self.question(kpis, **parts), self.now())

    def import_paths(
        self,
        paths: Sequence[str | Path],
        choices: Choices | None = None,
        progress: Progress | None = None,
        *,
        way: str = "python",
        note: str = "",
    ) -> ImportReport:
        """Bring in files, folders and zips, each whole or not at all, and keep in the history what became of each.

        A file that does not go in is told in the report, not raised. Importing a file again changes nothing; one that
        was withdrawn comes back. `note` is kept with what goes in.
        """
        from goalposts.sources.limits import Limits
        from goalposts.sources.load import (
            Brought,
            import_paths,
        )  # every reader of every export: only imports pay for them
        from goalposts.sources.source import Choices
        from goalposts.store.attempts import record_attempts
        from goalposts.store.sessions import OWNER

        now = self.now()
        where = [Path(path) for path in paths]
        most = self.settings.max_upload_mb * 1_000_000
        limits = Limits(file=most, unpacked=most)
        brought = Brought(OWNER, way, note)
        given = choices or Choices()
        report = import_paths(self.lake, self.catalog, self.home, where, given, now, progress, limits, brought)
        outcomes = [(file.ok, file.to_dict()) for file in report.files]
        with self.database.transaction() as transaction:
            record_attempts(transaction, outcomes, person=OWNER, way=way, now=now)
        return report

    def build_demo(self, progress: Progress | None = None) -> None:
        """Fill this folder with the sample: a simulated brand with its plan, labelled as such, and 500 real posts.

        An older sample is replaced. Raises Conflict for a folder that holds anything else.
        """
        from goalposts.app.sampling import add_sample_plan  # only the sample pays for both
        from goalposts.demo.build import build_demo

        self.close()
        build_demo(self.home, self.today(), progress)
        add_sample_plan(self)

    def imports(self, limit: int = 200) -> list[ImportAttempt]:
        """The latest files somebody tried to bring in, newest first, with their faults."""
        from goalposts.store.attempts import list_attempts  # as for `database`

        with self.database.reading() as transaction:
            return list_attempts(transaction, limit=limit)

    def accounts(self) -> list[Account]:
        """Every account the facts speak of, by platform and name."""
        return sorted(self.engine.coverage().accounts.values(), key=lambda account: (account.platform, account.name))

    def status(self) -> list[AccountStatus]:
        """What is held of each account, and how fresh it is."""
        return read_status(self.lake, self.accounts(), self.catalog.platforms, self.now())

    def held_period(self) -> Period | None:
        """From the first to the last day that is covered; None while nothing dated is held."""
        return self.engine.coverage().period

    def snapshot(self) -> int:
        """The number of the facts' newest state: equal numbers mean equal answers."""
        return self.lake.snapshot()

    def close(self) -> None:
        """Let go of every file; closing twice is allowed, and the next use opens again."""
        with self._guard:
            if self._lake is not None:
                self._lake.close()
            if self._database is not None:
                self._database.close()
            self._lake = self._engine = self._database = None

    def __enter__(self) -> Workspace:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, tb: TracebackType | None) -> None:
        self.close()

    def __repr__(self) -> str:
        return f"Workspace({str(self.home)!r})"

    def _repr_html_(self) -> str:
        head = "".join(f"<th>{name}</th>" for name in ("platform", "account", "from", "to", "files"))
        lines = ((s.platform, s.name, s.first_day, s.last_day, s.files) for s in self.status())
        body = "".join(f"<tr>{''.join(f'<td>{html.escape(str(cell))}</td>' for cell in line)}</tr>" for line in lines)
        table = f"<table><tr>{head}</tr>{body}</table>" if body else "<p>No data yet: ws.import_paths([...])</p>"
        return f"<p>Goalposts workspace <code>{html.escape(str(self.home))}</code></p>{table}"
