"""What the page does under the real content policy, in a real browser, with the built script."""

import re
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest
from django.test import RequestFactory
from django.utils import translation
from playwright.sync_api import Browser, Page, Route, expect

from tandem.base.design import views

pytestmark = [pytest.mark.browser, pytest.mark.urls("tandem.base.design.tests.urls")]

STATIC = Path(__file__).parents[1] / "static"
SITE = "http://tandem.test"
POLICY = "default-src 'self'; script-src 'self'; style-src 'self'; img-src 'self' data:; object-src 'none'"
TYPES = {".css": "text/css", ".js": "text/javascript", ".svg": "image/svg+xml", ".woff2": "font/woff2"}
Answer = Callable[[Route], None]


@pytest.fixture
def answers() -> dict[str, Answer]:
    """What the server says to a path, beside the gallery."""
    return {}


@pytest.fixture
def page(browser: Browser, answers: dict[str, Answer], settings: Any) -> Iterator[Page]:
    assert (STATIC / "app.js").exists(), "The assets are not built: run `make setup`."
    settings.DEBUG = True
    with translation.override("de"):
        shell = views.gallery(RequestFactory().get("/")).content.decode()
        hits = views.gallery_hits(RequestFactory().get("/")).content.decode()
    body = re.sub(r'(<div class="gallery">).*(</main>)', r'<div id="stage"></div>\2', shell, flags=re.S)

    def serve(route: Route) -> None:
        path = urlsplit(route.request.url).path
        if path in answers:
            answers[path](route)
        elif path.startswith("/static/"):
            file = STATIC / path.removeprefix("/static/")
            route.fulfill(body=file.read_bytes(), content_type=TYPES[file.suffix])
        elif path == "/design/gallery/hits":
            route.fulfill(body=hits, content_type="text/html")
        else:
            html = {"content-type": "text/html; charset=utf-8", "content-security-policy": POLICY}
            route.fulfill(body=body, headers=html)

    context = browser.new_context(viewport={"width": 1440, "height": 900})
    context.route("**/*", serve)
    tab = context.new_page()
    problems: list[str] = []
    tab.on("pageerror", lambda error: problems.append(str(error)))
    tab.on("console", lambda line: problems.append(line.text) if "Content Security" in line.text else None)
    tab.goto(SITE + "/")
    yield tab
    context.close()
    assert problems == []


def stage(page: Page, html: str) -> None:
    """Put something on the page."""
    page.evaluate("html => { document.querySelector('#stage').innerHTML = html }", html)


def test_ctrl_k_searches_and_enter_opens_the_chosen_hit(page: Page) -> None:
    page.keyboard.press("Control+k")
    page.keyboard.type("höl")
    expect(page.locator("#palette .hit mark")).to_have_count(2)
    expect(page.locator("#palette .hit[aria-current=true]")).to_contain_text("Fördertechnik")
    page.keyboard.press("ArrowDown")
    expect(page.locator("#palette .hit[aria-current=true]")).to_contain_text("Maschinenbau")
    page.keyboard.press("Enter")
    expect(page.locator("#palette")).to_be_hidden()


def test_single_keys_act_outside_fields_only(page: Page) -> None:
    page.keyboard.press("n")
    expect(page.locator("details.capture .menu-p")).to_be_visible()
    page.keyboard.press("Escape")
    expect(page.locator("details.capture .menu-p")).to_be_hidden()
    stage(page, '<input class="field" name="x" aria-label="x">')
    page.locator("#stage input").press("n")
    expect(page.locator("details.capture .menu-p")).to_be_hidden()


def test_shortcuts_can_be_switched_off(page: Page) -> None:
    page.evaluate("document.body.dataset.shortcuts = 'off'")
    page.keyboard.press("n")
    expect(page.locator("details.capture .menu-p")).to_be_hidden()


def test_j_and_k_walk_the_rows_and_a_letter_acts_on_the_row(page: Page) -> None:
    button = '<button type="button" data-key-act="e" id="b{0}">E</button>'
    row = f'<div data-row><a href="#r{{0}}">{{0}}</a>{button}</div>'
    stage(page, f"<div data-rows>{row.format(1)}{row.format(2)}</div>")
    page.evaluate(
        "document.querySelector('#stage').addEventListener('click', e => document.title = e.target.id)"
    )
    page.keyboard.press("j")
    page.keyboard.press("j")
    page.keyboard.press("e")
    expect(page).to_have_title("b2")
    page.keyboard.press("k")
    page.keyboard.press("e")
    expect(page).to_have_title("b1")


def test_a_second_press_sends_nothing(page: Page, answers: dict[str, Answer]) -> None:
    sent: list[str] = []

    def hold(route: Route) -> None:
        sent.append(route.request.method)

    answers["/save"] = hold
    stage(page, '<form method="post" action="/save"><button class="btn p">Speichern</button></form>')
    state = page.evaluate(
        """async () => {
            const button = document.querySelector('#stage button');
            button.click();
            button.click();
            await new Promise(done => setTimeout(done, 50));
            return [button.getAttribute('aria-busy'), button.textContent];
        }"""
    )
    assert state == ["true", "Sendet"]
    assert sent == ["POST"]


def test_an_act_that_asks_first_is_sent_only_after_yes(page: Page, answers: dict[str, Answer]) -> None:
    sent: list[str] = []

    def note(route: Route) -> None:
        sent.append(route.request.method)
        route.fulfill(status=204)

    answers["/close"] = note
    stage(page, '<form method="post" action="/close" data-confirm="Wirklich?"><button>Ab</button></form>')
    page.locator("#stage button").click()
    expect(page.locator("#confirm-text")).to_have_text("Wirklich?")
    page.locator("#confirm [data-closes]").click()
    assert sent == []
    page.locator("#stage button").click()
    with page.expect_response(SITE + "/close"):
        page.locator("#confirm [data-confirmed]").click()
    assert sent == ["POST"]


FORM = (
    '<form method="post" action="/report" data-keep="visit-1">'
    '<textarea name="text"></textarea><button>Ab</button></form>'
)


def pages(form: str, *, body_class: str = "", user: str = "7") -> Answer:
    head = '<!doctype html><meta charset="utf-8"><script type="module" src="/static/app.js"></script>'
    who = "" if body_class == "bare" else f' data-user="{user}"'

    def answer(route: Route) -> None:
        html = f'{head}<body class="{body_class}"{who}><main id="content"><div id="flash"></div>{form}</main>'
        route.fulfill(body=html, headers={"content-type": "text/html", "content-security-policy": POLICY})

    return answer


def test_typed_text_survives_a_lost_session(page: Page, answers: dict[str, Answer]) -> None:
    answers["/visit"] = pages(FORM)
    answers["/report"] = pages("", body_class="bare")
    page.goto(SITE + "/visit")
    page.locator("textarea").fill("24 Stück bis Ende Januar")
    page.locator("button").first.click()
    page.wait_for_url("**/report")
    page.goto(SITE + "/visit")
    expect(page.locator("textarea")).to_have_value("24 Stück bis Ende Januar")


def test_text_that_was_taken_does_not_come_back(page: Page, answers: dict[str, Answer]) -> None:
    answers["/visit"] = pages(FORM)
    answers["/report"] = pages("<p>Danke</p>")
    page.goto(SITE + "/visit")
    page.locator("textarea").fill("24 Stück")
    page.locator("button").first.click()
    page.wait_for_url("**/report")
    page.goto(SITE + "/visit")
    expect(page.locator("textarea")).to_have_value("")


def test_the_next_person_at_a_shared_desk_never_sees_it(page: Page, answers: dict[str, Answer]) -> None:
    answers["/visit"] = pages(FORM)
    page.goto(SITE + "/visit")
    page.locator("textarea").fill("Nur für mich")
    answers["/visit"] = pages(FORM, user="8")
    page.goto(SITE + "/visit")
    expect(page.locator("textarea")).to_have_value("")
    assert "Nur für mich" not in page.evaluate("JSON.stringify(sessionStorage)")


SHEET = (
    '<button type="button" id="opens" hx-get="/act" hx-target="#sheet">Auf</button>'
    '<dialog id="sheet" data-sheet></dialog>'
)
ACT = (
    '<form method="post" action="/act" hx-post="/act" hx-target="#sheet" data-keep>'
    '<textarea name="text"></textarea><button class="btn p">Ab</button></form>'
)


def sheet_with_text(page: Page, answers: dict[str, Answer], send: Answer) -> None:
    def act(route: Route) -> None:
        if route.request.method == "POST":
            send(route)
        else:
            route.fulfill(body=ACT, content_type="text/html")

    answers["/matter"] = pages(SHEET)
    answers["/act"] = act
    page.goto(SITE + "/matter")
    page.locator("#opens").click()
    page.locator("#sheet textarea").fill("Bitte Liefertermin klären")
    page.locator("#sheet .btn.p").click()


def test_text_in_a_sheet_survives_an_ended_session_and_the_sheet_says_so(
    page: Page, answers: dict[str, Answer]
) -> None:
    sheet_with_text(page, answers, lambda route: route.fulfill(status=401, body=""))
    expect(page.locator("#sheet .banner.warn button").first).to_be_visible()
    expect(page.locator("#flash .banner")).to_have_count(0)
    expect(page.locator("#sheet textarea")).to_have_value("Bitte Liefertermin klären")
    page.locator("#sheet .banner.warn button").first.click()
    page.wait_for_url("**/?next=**")
    page.goto(SITE + "/matter")
    page.locator("#opens").click()
    expect(page.locator("#sheet textarea")).to_have_value("Bitte Liefertermin klären")
    expect(page.locator("#sheet .banner.ok")).to_be_visible()


def test_text_of_a_sheet_that_was_taken_does_not_come_back(page: Page, answers: dict[str, Answer]) -> None:
    answers["/done"] = pages("<p>Danke</p>")
    sheet_with_text(
        page, answers, lambda route: route.fulfill(status=204, headers={"HX-Redirect": SITE + "/done"})
    )
    page.wait_for_url("**/done")
    page.goto(SITE + "/matter")
    page.locator("#opens").click()
    expect(page.locator("#sheet textarea")).to_have_value("")


def htmx_form(page: Page, answers: dict[str, Answer]) -> None:
    form = FORM.replace('method="post" action', "hx-post").replace("<button>", '<button class="btn p">')
    answers["/visit"] = pages(form)
    page.goto(SITE + "/visit")
    page.locator("textarea").fill("24 Stück")


def test_a_failed_request_says_so_and_keeps_the_text(page: Page, answers: dict[str, Answer]) -> None:
    answers["/report"] = lambda route: route.fulfill(status=500, body="")
    htmx_form(page, answers)
    page.locator("form button").click()
    expect(page.locator("#flash .banner.err")).to_be_visible()
    expect(page.locator("textarea")).to_have_value("24 Stück")
    page.reload()
    expect(page.locator("textarea")).to_have_value("24 Stück")


def test_an_ended_session_offers_to_sign_in(page: Page, answers: dict[str, Answer]) -> None:
    answers["/report"] = lambda route: route.fulfill(status=401, body="")
    htmx_form(page, answers)
    page.locator("form button").click()
    expect(page.locator("#flash .banner.warn button").first).to_be_visible()
    expect(page.locator("form button")).not_to_have_attribute("aria-busy", "true")


def test_the_appearance_changes_at_once(page: Page, answers: dict[str, Answer]) -> None:
    answers["/theme"] = lambda route: route.fulfill(status=204)
    page.evaluate("document.querySelector('form[data-theme-switch]').setAttribute('action', '/theme')")
    page.locator("details.me summary").click()
    with page.expect_request(SITE + "/theme"):
        page.locator(".me button[value=dark]").click()
    expect(page.locator("html")).to_have_attribute("data-theme", "dark")
