"""The page as a WSGI application; every answer goes through here, and carries the headers."""

from __future__ import annotations

from collections.abc import Callable

from flask import Flask, Request, Response, request
from jinja2 import StrictUndefined

from letterkit.web import checking, dates, drafting, front, learning, remembering
from letterkit.web.idle import Idle
from letterkit.web.refusing import answer_errors, refused
from letterkit.web.safety import HEADERS, Asking, Run, is_use

# Each of these modules answers some addresses; a new one is named here, and nowhere else.
ROUTES = (
    front.routes,
    drafting.routes,
    dates.routes,
    remembering.routes,
    checking.routes,
    learning.routes,
)


class _RawRequest(Request):
    """A request whose body is read as it is: never as a form, which could go to a disk."""

    want_form_data_parsed = False


class _Page(Flask):
    request_class = _RawRequest


def make_app(run: Run, idle: Idle, tell: Callable[[str], None]) -> Flask:
    """Return the application of one run.

    ``idle`` is told of each use; ``tell`` is told, in words without a patient's, what failed.
    """
    app = _Page(__name__, template_folder="pages", static_folder=None)
    app.debug = False  # whatever the environment of the person says
    app.config.update(PROPAGATE_EXCEPTIONS=False, PROVIDE_AUTOMATIC_OPTIONS=False)
    app.json.sort_keys = False  # type: ignore[attr-defined]
    app.url_map.merge_slashes = False
    app.jinja_env.undefined = StrictUndefined  # a word that a page lacks is a fault, not a gap
    app.extensions.update(run=run, idle=idle)

    @app.before_request
    def judge() -> Response | None:
        refusal = run.refusal(asking(request))
        if refusal:
            return refused(refusal)
        if is_use(request.method, request.path) and request.path != "/enter":
            idle.note_use()
        return None

    @app.after_request
    def protect(answer: Response) -> Response:
        answer.headers.update(HEADERS)
        return answer

    @app.context_processor
    def words() -> dict[str, str]:
        return {"csrf": run.csrf, "page_key": run.page_key}

    answer_errors(app, tell)
    for routes in ROUTES:
        app.register_blueprint(routes)
    return app


def asking(request: Request) -> Asking:
    """Return the head of a request, as it is judged."""
    target = str(request.environ.get("REQUEST_URI") or request.path)
    return Asking(request.method, target, request.path, lambda name: request.headers.get(name, ""))
