"""The words of revisions and reviews: states, what changes from what to what, why a review proposes what it does."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping
from typing import Any

from goalposts.i18n.catalogues import N_, translation
from goalposts.i18n.days import format_day, format_moment
from goalposts.i18n.figures import MINUS, NO_VALUE, figure, format_number, format_value
from goalposts.i18n.goal_words import CADENCES
from goalposts.i18n.goal_words import STATUSES as GOAL_STATUSES

STATUSES = {
    "blocked": N_("blocked: no amount"),
    "asking": N_("has an open question"),
    "open": N_("to be decided"),
    "accepted": N_("accepted"),
    "rejected": N_("rejected"),
}
DECISIONS = {"keep": N_("keep"), "change": N_("change"), "improve": N_("improve"), "retire": N_("retire")}
FIELDS = {
    "name": N_("Name"),
    "kind": N_("Kind"),
    "kpi": N_("KPI"),
    "where": N_("Scope"),
    "operator": N_("How it is reached"),
    "direction": N_("Better is"),
    "amount": N_("Change"),
    "target_value": N_("Target"),
    "unit": N_("Unit"),
    "progress_mode": N_("How progress counts"),
    "baseline_value": N_("Start value"),
    "baseline_from": N_("Start value from"),
    "baseline_to": N_("Start value until"),
    "cadence": N_("How often"),
    "starts_on": N_("First day"),
    "due_on": N_("Last day"),
    "steps": N_("Target of each period"),
    "lines": N_("Lines"),
    "weight": N_("Weight"),
    "status": N_("State"),
    "version": N_("Version of the definition"),
    "formula": N_("Formula"),
}
"""What a revision may change -> its label; `mode` is said together with the amount."""

QUESTIONS = {
    "amount": N_("How much? For example: to 15,000, by 20%, or 4.5/5."),
    "which_target": N_("Several targets hold this KPI. Which one is meant?"),
}
RULES = {
    "healthy": N_("Its data is in order, it serves %(objective)s, and its target is neither easy nor out of reach."),
    "no_data": N_("Nothing held measures it. Connect a source, or enter figures by hand."),
    "data_broken": N_("Its data is broken. Mend it before anybody judges the number."),
    "data_late": N_("Its source is late. Bring in the newest days first."),
    "data_missing": N_("It cannot be followed: data is missing. Bring in what is missing first."),
    "unused": N_("No goal, no target and no objective uses it."),
    "no_objective": N_("It serves no objective. Link it to one, or choose a KPI that serves one."),
    "ended_met": N_("Its last day is over and it was reached. Set the next target."),
    "ended_missed": N_("Its last day is over and it was missed. Set a target that can be reached, or give it up."),
    "too_easy": N_("It was reached in %(met)s of %(windows)s periods. Raise it."),
    "too_hard": N_("It was reached in %(met)s of %(windows)s periods. Lower it, or find what stands in the way."),
    "behind": N_("It is behind. Work through the steps for a weak KPI."),
    "below_benchmark": N_("It is worse than the published benchmark."),
    "findings": N_("The data audit has %(findings)s open findings on it."),
    "no_target": N_("No target says how much of it is wanted."),
}
"""Code of a rule of `goals.review` -> the sentence."""

AREAS = {
    "goals": N_("%(met)s of %(count)s running goals meet all five SMART criteria."),
    "no_goals": N_("No goal is running yet."),
    "choice": N_("%(reasons)s of %(count)s chosen KPIs have a written reason, %(live)s have live data."),
    "no_choice": N_("No KPI has been chosen for an objective yet."),
    "data": N_("%(fresh)s of %(count)s sources are up to date. Last audit: %(audited)s, open errors: %(errors)s."),
    "data_unchecked": N_("%(fresh)s of %(count)s sources are up to date. The data has never been audited."),
    "no_data": N_("No data has been brought in yet."),
    "reporting": N_("Goalposts cannot see your reports yet. Tick this row when they go out regularly."),
}
AREA_STATES = {
    "done": N_("in order"),
    "partly": N_("in part"),
    "missing": N_("missing"),
    "by_hand": N_("tick it yourself"),
}
ASSUMES = {
    "once_a_visit": N_("counting one conversion a visit"),
    "once_a_visitor": N_("counting one conversion a visitor"),
    "a_visit_a_visitor": N_("counting one visit a visitor and one conversion a visit"),
}
FAULTS = {
    "no_reason": N_("say why, so that everybody can follow it later"),
    "no_trigger": N_("choose what made it necessary"),
    "nothing_changes": N_("this is what it says already"),
    "unknown_field": N_("this cannot be changed by a revision"),
    "no_vote": N_("vote, or write what you think"),
    "too_long": N_("at most %(most)s letters"),
    "questions_open": N_("it has open questions; answer them first: %(questions)s"),
    "no_answer": N_("choose one of: %(choices)s"),
    "no_subject": N_("choose a target or a KPI"),
    "no_wish": N_("say what is wanted, such as 15,000 or 5%"),
    "no_decision": N_("choose one of: %(choices)s"),
    "not_understood": N_("no KPI was recognised in “%(text)s”"),
    "not_an_amount": N_("“%(text)s” is not understood as an amount"),
    "no_day": N_("is not a date that exists"),
    "nobody": N_("nobody here has this key"),
    "task_no_title": N_("say what is to be done"),
}
SMART = {
    "no_amount": N_("Nothing says how much."),
    "by_hand": N_("Its value is entered by hand."),
    "no_data": N_("Nothing held measures it. Connect a source, or enter figures by hand."),
    "live": N_("It is measured; its newest data is of %(day)s."),
    "no_relevance": N_("No reason is written down."),
    "no_last_day": N_("It has no last day."),
}
DIRECTIONS = {"up": N_("more"), "down": N_("less")}
OPERATORS = {
    "reach": N_("reach"),
    "at_least": N_("at least"),
    "at_most": N_("at most"),
    "increase_by": N_("increase by"),
    "decrease_by": N_("decrease by"),
}
_DAYS = ("baseline_from", "baseline_to", "starts_on", "due_on")
_VALUES = ("target_value", "baseline_value")


def decision_name(code: str, language: str) -> str:
    """Keep, change, improve or retire, in words."""
    return translation(language).gettext(DECISIONS[code])


def area_state_name(code: str, language: str) -> str:
    """The state of one of the four important areas in words."""
    return translation(language).gettext(AREA_STATES[code])


def status_name(code: str, language: str) -> str:
    """The state of a revision in words."""
    return translation(language).gettext(STATUSES[code])


def fault(code: str, language: str = "en", **facts: str) -> str:
    """What is wrong with a form of this section."""
    text = translation(language).gettext(FAULTS[code])
    return text % facts if facts else text


def question_text(code: str, language: str) -> str:
    """What a revision still needs to know."""
    return translation(language).gettext(QUESTIONS[code])


def smart_text(code: str, language: str, **facts: str) -> str:
    """Why a target meets a SMART criterion, or does not."""
    text = translation(language).gettext(SMART[code])
    return text % facts if facts else text


def area_facts(code: str, facts: Mapping[str, Any], language: str) -> str:
    """What the workspace shows of one of the four important areas."""
    told = {
        name: format_moment(value, language) if isinstance(value, dt.datetime) else value
        for name, value in facts.items()
    }
    return translation(language).gettext(AREAS[code]) % told


def rule_text(code: str, facts: Mapping[str, Any], language: str) -> str:
    """Why a review proposes what it does."""
    return translation(language).gettext(RULES[code]) % {name: facts.get(name, "") for name in facts}


def wanted_text(values: Mapping[str, Any], unit: str, language: str) -> str:
    """What is wanted, as one text: "+5%", "−2 points", "15,000"; "–" where it is not said."""
    say = translation(language).gettext
    amount, mode, value = values.get("amount"), values.get("mode"), values.get("target_value")
    if mode in ("relative_pct", "percentage_points") and amount is not None:
        sign = MINUS if values.get("operator") == "decrease_by" else "+"
        number = f"{sign}{format_number(abs(amount), language, 2)}"
        changed = f"{number}%" if mode == "relative_pct" else say(N_("%(points)s points")) % {"points": number}
        return f"{changed} → {exact(value, unit, language)}" if value is not None else changed
    if values.get("operator") in ("increase_by", "decrease_by") and amount is not None:
        sign = MINUS if values["operator"] == "decrease_by" else "+"
        changed = f"{sign}{exact(abs(amount), unit, language)}"
        return f"{changed} → {exact(value, unit, language)}" if value is not None else changed
    return exact(value, unit, language)


def exact(value: float | None, unit: str, language: str) -> str:
    """A value in full, never shortened: nobody decides on 1.2K."""
    if value is None:
        return NO_VALUE
    if unit in ("count", "score", "points", "rank"):
        return format_number(value, language, 2)
    if unit == "ratio":
        return f"{format_number(value * 100, language, 2)}%"
    return figure(value, unit, language).exact.removesuffix(".00")


def gap_text(
    absolute: float,
    relative: float | None,
    points: float | None,
    unit: str,
    language: str,
    *,
    lower_is_better: bool = False,
) -> str:
    """A gap with its sign and its share: "+5,000 (+50%)", "+1 point (+50% relative)", "−₺10 (−20%, lower is better)".

    absolute is in the unit; relative 0.5 for +50 %; points in percentage points, None for anything but a ratio.
    """
    say = translation(language)
    share = "" if relative is None else f"{_signed(relative * 100, language, 1)}%"
    if points is not None:
        size = say.ngettext("%(number)s point", "%(number)s points", 1 if abs(round(points, 2)) == 1 else 2)
        missing = size % {"number": _signed(points, language, 2)}
        share = say.gettext(N_("%(share)s relative")) % {"share": share} if share else ""
    else:
        sign = "+" if absolute > 0 else MINUS if absolute < 0 else ""
        missing = f"{sign}{exact(abs(absolute), unit, language)}"
    better = say.gettext(N_("lower is better")) if lower_is_better else ""
    more = ", ".join(filter(None, (share, better)))
    return f"{missing} ({more})" if more else missing


def reached_text(beyond: float, unit: str, language: str) -> str:
    """That a target is reached, and by how much more."""
    say = translation(language).gettext
    if not beyond:
        return say(N_("reached"))
    return say(N_("reached, and %(beyond)s beyond")) % {"beyond": exact(beyond, unit, language)}


def listed(texts: Iterable[str], language: str) -> str:
    """Several texts as one."""
    return translation(language).gettext(N_(", ")).join(texts)


def assumed(code: str, language: str) -> str:
    """What a derived value takes for granted; '' where nothing is."""
    return translation(language).gettext(ASSUMES[code]) if code else ""


def _signed(value: float, language: str, digits: int) -> str:
    rounded = round(value, digits)
    sign = "+" if rounded > 0 else MINUS if rounded < 0 else ""
    return f"{sign}{format_number(abs(rounded), language, digits)}"


def field_text(name: str, value: Any, unit: str, language: str) -> str:
    """The value of one field of a target, in words."""
    say = translation(language).gettext
    if value is None or value == "" or value == {} or value == []:
        return NO_VALUE
    if name in _DAYS:
        day = value if isinstance(value, dt.date) else dt.date.fromisoformat(value)
        return format_day(day, language)
    if name in _VALUES:
        return exact(float(value), unit, language)
    if name == "status":
        return say(GOAL_STATUSES.get(value, value))
    if name == "cadence":
        return say(CADENCES.get(value, value))
    if name == "operator":
        return say(OPERATORS.get(value, value))
    if name == "direction":
        return say(DIRECTIONS.get(value, value))
    if name in ("where", "lines"):
        return ", ".join(f"{key}: {part}" for key, part in value.items())
    if name == "steps":
        return "; ".join(
            f"{step['start']} – {step['end']}: {format_value(step['value'], unit, language)}" for step in value
        )
    return str(value)


def changes_in_words(
    old: Mapping[str, Any], new: Mapping[str, Any], unit: str, language: str
) -> list[tuple[str, str, str]]:
    """What changes: (label, before, after); how a target is said, and what that comes to, are one line."""
    say = translation(language).gettext
    told = []
    wants = ("target_value", "amount", "mode", "operator")
    if any(name in new for name in ("target_value", "amount")):
        before = wanted_text(old, str(old.get("unit", unit)), language)
        label = FIELDS["target_value"]
        told.append((say(label), before, wanted_text(new, str(new.get("unit", unit)), language)))
    elif "operator" in new:
        told.append(_change("operator", old, new, unit, language))
    rest = [name for name in new if name not in wants and name in FIELDS]
    return told + [_change(name, old, new, unit, language) for name in rest]


def _change(
    name: str, old: Mapping[str, Any], new: Mapping[str, Any], unit: str, language: str
) -> tuple[str, str, str]:
    label = translation(language).gettext(FIELDS[name])
    before, after = (field_text(name, side.get(name), unit, language) for side in (old, new))
    return label, before, after


def revision_words(_title: str, body: str, facts: Mapping[str, Any], language: str) -> tuple[str, str]:
    """Title and body of the notice of a revision, made of its facts; `body` is what the announcer added."""
    say = translation(language).gettext
    name = facts["names"].get(language) or facts["names"].get("en", "")
    changes = changes_in_words(facts["old"], facts["new"], facts["unit"], language)
    moved = "; ".join(f"{label}: {before} → {after}" for label, before, after in changes)
    day = format_day(dt.date.fromisoformat(facts["effective_on"]), language)
    title = say(N_("Goalpost moved: %(name)s, from %(day)s")) % {"name": name, "day": day}
    why = say(N_("Why: %(reason)s")) % {"reason": facts["reason"]}
    return title, "\n".join(filter(None, (moved, why, body)))
