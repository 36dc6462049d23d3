"""A day as a person types it, read and written out, so that it can be confirmed."""

from __future__ import annotations

from datetime import date
from typing import get_args

from flask import Blueprint, Response, jsonify

from letterkit.case import read_moment
from letterkit.errors import Fault, InputError
from letterkit.guided.days_said import Looks
from letterkit.guided.moments import read_moment_said
from letterkit.profiles import DEFAULT_PROFILE, load_profile
from letterkit.web.refusing import faults_told
from letterkit.web.sent import sent_json

_LOOKS: tuple[Looks, ...] = get_args(Looks)

routes = Blueprint("dates", __name__)


@routes.post("/api/moment")
def moment() -> Response:
    """Say the day that was typed, written out. What may be two days is asked for again."""
    sent = sent_json()
    profile = load_profile(str(sent.get("profile") or DEFAULT_PROFILE))
    said = read_moment_said(
        str(sent.get("text", "")),
        today_of(sent),
        day_first=profile.dates == "day-first",
        time=sent.get("kind") == "moment",
        looks=next((side for side in _LOOKS if side == sent.get("looks")), ""),
    )
    if said.fault:
        return faults_told(InputError(said.fault))
    if len(said.readings) > 1:
        either = " or ".join(reading.says for reading in said.readings)
        what = f"That may be {either}."
        return faults_told(InputError(Fault(what, "Type the month as a word, or am or pm.")))
    (reading,) = said.readings
    return jsonify(value=reading.value, says=reading.says, away=reading.away, remark=said.remark)


def today_of(sent: dict[str, object]) -> date:
    """Return the day of the person who sits before the page. Raises InputError without one."""
    try:
        today = read_moment(str(sent.get("today")))
    except ValueError:
        today = None
    if type(today) is not date:
        raise InputError(Fault("The page did not say which day it is.", "Load it again."))
    return today
