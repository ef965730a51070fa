"""What a person says of an account that its files do not say: name, brand, whose it is, time zone, currency."""

from __future__ import annotations

import hashlib
import zoneinfo
from collections.abc import Mapping
from dataclasses import asdict, dataclass

from babel.numbers import list_currencies

from goalposts.app.workspace import Workspace
from goalposts.errors import Conflict, Fault, Invalid, NotFound, nearest

OWNER_KINDS = ("own", "competitor")
LONGEST = 120


@dataclass(frozen=True, slots=True)
class AccountAttributes:
    """What can be said of an account; '' = not said. Dates and amounts already stored are never changed by it."""

    name: str
    brand: str
    owner_kind: str
    time_zone: str
    currency: str

    @property
    def digest(self) -> str:
        """Tells whether somebody changed them in the meantime."""
        return hashlib.sha256(repr(asdict(self)).encode()).hexdigest()[:16]


def read_attributes(workspace: Workspace, account_id: int) -> AccountAttributes:
    """What is known of an account now. Raises NotFound."""
    for row in workspace.lake.accounts().iter_rows(named=True):
        if row["account_id"] == account_id:
            name, kind = row["name"] or row["account_ext"] or "", row["owner_kind"] or "own"
            return AccountAttributes(name, row["brand"] or "", kind, row["time_zone"] or "", row["currency"] or "")
    raise NotFound("account", str(account_id), hint="The page of sources lists them.")


def edit_account(workspace: Workspace, account_id: int, given: Mapping[str, str], seen: str = "") -> AccountAttributes:
    """Change attributes of an account; those not given stay.

    seen: the `digest` the person looked at ('' = whatever it is). Raises Invalid with every fault at once, NotFound,
    and Conflict where somebody else was faster.
    """
    before = read_attributes(workspace, account_id)
    if seen and seen != before.digest:
        raise Conflict(f"{before.name} was changed by somebody else in the meantime. Nothing was stored.")
    words = {name: " ".join(given.get(name, value).split()) for name, value in asdict(before).items()}
    words["currency"] = words["currency"].upper()
    faults = [*_faults(words), *_taken(workspace, account_id, words["name"])]
    if faults:
        raise Invalid("The account was not changed.", faults)
    after = AccountAttributes(**words)
    if after != before:
        workspace.lake.describe_account(account_id, **words)
    return after


def _faults(words: Mapping[str, str]) -> list[Fault]:
    faults = []
    if not words["name"]:
        faults.append(Fault("an account needs a name", column="name", value=""))
    for name in ("name", "brand"):
        if len(words[name]) > LONGEST:
            faults.append(Fault(f"at most {LONGEST} letters", column=name, value=words[name][:40]))
    if words["owner_kind"] not in OWNER_KINDS:
        faults.append(Fault(f"allowed: {', '.join(OWNER_KINDS)}", column="owner_kind", value=words["owner_kind"]))
    zones = zoneinfo.available_timezones()
    if words["time_zone"] and words["time_zone"] not in zones:
        faults.append(_unknown("time_zone", words["time_zone"], zones, "a time zone such as Asia/Seoul"))
    if words["currency"] and words["currency"] not in list_currencies():
        faults.append(_unknown("currency", words["currency"], list_currencies(), "an ISO 4217 code such as KRW"))
    return faults


def _unknown(column: str, word: str, known: set[str], expected: str) -> Fault:
    close = nearest(word, known)
    return Fault(
        f"not known; did you mean {' or '.join(close)}?" if close else f"expected {expected}", None, None, column, word
    )


def _taken(workspace: Workspace, account_id: int, name: str) -> list[Fault]:
    """Two accounts of one platform and name could not be told apart."""
    own = next(a for a in workspace.accounts() if a.account_id == account_id)
    for other in workspace.accounts():
        if other.account_id != account_id and (other.platform, other.name.casefold()) == (
            own.platform,
            name.casefold(),
        ):
            return [Fault(f"another account of {own.platform} has this name", column="name", value=name)]
    return []
