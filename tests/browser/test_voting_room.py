"""The voting room in a real browser: two screens that move together, and every way to vote."""

from __future__ import annotations

import re

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import expect

from tests.browser.conftest import PHONE, serving
from tests.browser.voting import (
    board_answer,
    centre,
    close_round,
    dot,
    drag,
    introduced,
    organise,
    position,
    press_vote,
    stored,
    touch_drag,
)

SERIOUS = ("serious", "critical")


def test_drag_on_a_phone_moves_the_dot_on_the_dashboard(own_site, visit):
    screen = introduced(visit(f"{own_site.url}/vote"))
    phone = introduced(visit(f"{own_site.url}/join", phone=True))
    n, x, y = position(own_site, 33)
    before = centre(dot(screen, 33))
    touch_drag(phone, 33, -90, -120)
    press_vote(phone)
    after_n, after_x, after_y = position(own_site, 33)
    assert after_n == n + 1
    assert after_x < x
    assert after_y > y
    screen.wait_for_timeout(1_200)  # the frame, and the glide
    moved = centre(dot(screen, 33))
    assert moved[0] < before[0]
    assert moved[1] < before[1]
    expect(phone.locator(".progress")).to_contain_text("1 of 33 placed")
    [vote] = stored(own_site)
    assert (vote["number"], vote["kind"]) == (33, "place")
    assert (vote["shown_x"], vote["shown_y"]) == pytest.approx((x, y), abs=0.01)


def test_own_ring_is_there_again_after_a_reload(own_site, visit):
    page = introduced(visit(f"{own_site.url}/join"))
    drag(page, 9, 120, 60)
    press_vote(page)
    label = dot(page, 9).get_attribute("aria-label")
    assert "your" in label.lower()
    page.reload()
    expect(dot(page, 9)).to_have_attribute("aria-label", label)


def test_closing_the_round_stops_voting_on_every_screen(own_site, visit):
    phone = introduced(visit(f"{own_site.url}/join", phone=True))
    screen = introduced(visit(f"{own_site.url}/vote"))
    wall = visit(f"{own_site.url}/wall")
    expect(wall.get_by_text("Voting is open")).to_be_visible()
    close_round(visit(own_site.url), own_site)
    for page in (phone, screen):
        expect(page.get_by_text("Voting is closed").first).to_be_visible()
        page.get_by_role("button", name="1 Denoising Picture").last.click()
        expect(page.get_by_role("button", name="Vote", exact=True)).to_have_count(0)
    expect(wall.get_by_text("Voting is closed")).to_be_visible()
    drag(screen, 33, -100, -100)
    assert stored(own_site) == []


def test_every_screen_shows_the_time_that_is_left(own_site, visit):
    phone = introduced(visit(f"{own_site.url}/join", phone=True))
    screen = introduced(visit(f"{own_site.url}/vote"))
    wall = visit(f"{own_site.url}/wall")
    expect(wall.get_by_text("Voting is open")).to_be_visible()
    expect(wall.locator(".left")).to_be_hidden()
    admin = organise(visit(own_site.url), own_site)
    admin.get_by_role("button", name="Start the countdown").click()
    running = re.compile(r"\b9:[0-5]\d")
    shown = [page.locator(".top .titles p") for page in (phone, screen)] + [wall.locator(".left")]
    for place in shown:
        expect(place).to_contain_text(running)
    before = [place.inner_text() for place in shown]
    wall.wait_for_timeout(2_200)
    assert all(place.inner_text() < text for place, text in zip(shown, before, strict=True))
    expect(wall.locator(".left")).to_contain_text("left")
    close_round(admin, own_site)
    expect(wall.locator(".left")).to_be_hidden()
    expect(shown[0]).to_contain_text("Voting is closed")


def test_voting_with_the_keyboard_on_the_chart(own_site, visit):
    page = introduced(visit(f"{own_site.url}/join"))
    _, x, y = position(own_site, 33)
    dot(page, 33).focus()
    page.keyboard.press("Shift+ArrowLeft")
    page.keyboard.press("ArrowUp")
    page.keyboard.press("Enter")
    expect(page.locator(".strip .note")).to_contain_text("Your vote is in")
    [vote] = stored(own_site)
    assert (vote["x"], vote["y"]) == pytest.approx((x - 10, y + 1), abs=0.06)


def test_voting_with_tab_and_number_fields_alone(own_site, visit):
    page = introduced(visit(f"{own_site.url}/join"))
    for _ in range(200):
        page.keyboard.press("Tab")
        if page.evaluate("document.activeElement.innerText || ''").startswith("4"):
            break
    page.keyboard.press("Enter")
    fields = page.get_by_role("spinbutton")
    for index, value in enumerate(("12.5", "80")):
        for _ in range(20):
            if fields.nth(index).evaluate("field => field === document.activeElement"):
                break
            page.keyboard.press("Tab")
        page.keyboard.press("Control+a")
        page.keyboard.type(value)
    page.keyboard.press("Enter")
    expect(page.locator(".strip .note")).to_contain_text("Your vote is in")
    [vote] = stored(own_site)
    assert (vote["number"], vote["x"], vote["y"]) == (4, 12.5, 80.0)


def test_number_that_is_half_typed_outlives_the_votes_of_others(own_site, visit):
    page, other = (introduced(visit(f"{own_site.url}/join")) for _ in range(2))
    page.get_by_role("button", name="4 Audio Separation").last.click()
    across, up = page.get_by_role("spinbutton").all()
    across.fill("12.5")
    drag(other, 33, -60, -60)
    press_vote(other)
    page.wait_for_timeout(1_000)  # the frame
    assert across.input_value() == "12.5"
    up.fill("80")
    press_vote(page)
    [vote] = [vote for vote in stored(own_site) if vote["number"] == 4]
    assert (vote["x"], vote["y"]) == (12.5, 80.0)


def test_tap_alone_places_answers_undoes_and_withdraws(own_site, visit):
    page = introduced(visit(f"{own_site.url}/join", phone=True))
    page.get_by_role("button", name="2 Script Breakdown").last.tap()
    box = page.locator(".chart").bounding_box()
    page.touchscreen.tap(box["x"] + box["width"] * 0.5, box["y"] + box["height"] * 0.62)
    press_vote(page)
    page.get_by_role("button", name="Undo").tap()
    expect(page.locator(".strip .note")).to_contain_text("Undone: you have no answer")
    page.get_by_role("button", name="Unsure").tap()
    expect(page.locator(".strip .note")).to_contain_text("unsure")
    page.get_by_role("button", name="I don’t know this tool").tap()
    expect(page.locator(".strip .note")).to_contain_text("don’t know")
    page.get_by_role("button", name="Withdraw").tap()
    expect(page.locator(".strip .note")).to_contain_text("withdrawn")
    kinds = [vote["kind"] for vote in stored(own_site)]
    assert kinds == ["place", "withdraw", "unsure", "unknown_tool", "withdraw"]


def test_one_axis_view_stores_no_y(own_site, visit):
    page = introduced(visit(f"{own_site.url}/join"))
    page.get_by_label("Menu").click()
    page.get_by_role("button", name="1-D").click()
    page.wait_for_timeout(1_000)  # the dots glide onto the line
    drag(page, 20, -80, 0)
    press_vote(page)
    [vote] = stored(own_site)
    assert vote["x"] is not None
    assert vote["y"] != vote["y"]  # there is none


def test_vote_cast_without_a_connection_is_sent_once_when_it_is_back(own_site, visit):
    page = introduced(visit(f"{own_site.url}/join"))
    page.context.set_offline(True)
    drag(page, 33, -60, -60)
    page.get_by_role("button", name="Vote", exact=True).click()
    expect(page.locator(".strip .note")).to_contain_text("kept")
    assert "spectrum" in page.evaluate("Object.keys(localStorage).join()")
    page.context.set_offline(False)
    expect(page.locator(".progress")).to_contain_text("1 of 33 placed")
    for _ in range(40):
        if position(own_site, 33)[0] == 11 or board_answer(own_site)["votes"] == 301:
            break
        page.wait_for_timeout(250)
    assert len(stored(own_site)) == 1


def test_clients_come_back_by_themselves_after_a_restart_in_mid_round(tmp_path, visit, own_site):
    page = introduced(visit(f"{own_site.url}/join"))
    drag(page, 33, -60, -60)
    press_vote(page)
    place = position(own_site, 33)
    port = int(own_site.url.rsplit(":", 1)[1])
    own_site.stop()
    expect(page.get_by_text("Reconnecting").first).to_be_visible()
    drag(page, 16, -60, -60)
    page.get_by_role("button", name="Vote", exact=True).click()
    with serving(own_site.database, port) as again:
        expect(page.locator(".connection")).to_contain_text("Live")
        assert position(again, 33) == place
        for _ in range(60):
            if board_answer(again)["votes"] == 302:
                break
            page.wait_for_timeout(250)
        assert "your" in dot(page, 33).get_attribute("aria-label").lower()
        assert [vote["number"] for vote in stored(again)] == [33, 16]


def test_vote_of_somebody_else_does_not_disturb_a_drag_on_the_dashboard(own_site, visit):
    screen = introduced(visit(f"{own_site.url}/vote"))
    other = introduced(visit(f"{own_site.url}/join"))
    handle = dot(screen, 16).element_handle()
    x, y = centre(dot(screen, 16))
    screen.mouse.move(x, y)
    screen.mouse.down()
    screen.mouse.move(x - 60, y - 40, steps=5)
    fields = [field.input_value() for field in screen.get_by_role("spinbutton").all()]
    drag(other, 33, -60, -60)
    press_vote(other)
    screen.wait_for_timeout(1_000)
    assert [field.input_value() for field in screen.get_by_role("spinbutton").all()] == fields
    assert handle.evaluate("node => node.isConnected")
    screen.mouse.up()
    press_vote(screen)
    screen.reload()  # the page's script runs anew
    expect(screen.locator(".connection")).to_contain_text("Live")
    assert [vote["number"] for vote in stored(own_site)] == [33, 16]


def test_attendee_adds_a_tool_and_its_name_is_only_text(own_site, visit):
    admin = organise(visit(own_site.url), own_site)
    admin.get_by_text("Attendees may add tools").click()
    expect(admin.get_by_text("Attendees may add tools: on.")).to_be_visible()
    screen = introduced(visit(f"{own_site.url}/vote"))
    page = introduced(visit(f"{own_site.url}/join", phone=True))
    page.get_by_label("Menu").click()
    page.get_by_role("button", name="Add a tool").click()
    page.get_by_label("Name").fill("Denoising Pictures")
    expect(page.get_by_role("button", name="Did you mean Denoising Picture?")).to_be_visible()
    hostile = "<img src=x onerror=alert(1)>"
    page.get_by_label("Name").fill(hostile)
    page.get_by_role("button", name="Add", exact=True).click()
    for each in (page, screen):
        expect(each.get_by_text(hostile).first).to_be_visible()
        assert each.locator("img[src=x]").count() == 0


def test_next_tool_is_offered_in_one_place_at_a_time(own_site, visit):
    page = introduced(visit(f"{own_site.url}/vote"))
    offers = page.get_by_role("button", name="Next unplaced")
    expect(offers).to_have_count(1)
    above = offers.bounding_box()
    drag(page, 33, -60, -60)
    press_vote(page)
    expect(offers).to_have_count(1)
    assert offers.bounding_box()["y"] > above["y"] + above["height"]  # below the vote that was just cast
    offers.click()
    expect(page.locator(".strip h2")).not_to_contain_text("33")
    expect(offers).to_have_count(1)
    assert offers.bounding_box() == above


def test_what_was_said_of_a_vote_ends_with_its_round(own_site, visit):
    page = introduced(visit(f"{own_site.url}/join"))
    drag(page, 33, -60, -60)
    press_vote(page)
    admin = visit(own_site.url)
    close_round(admin, own_site)
    expect(page.locator(".strip .note")).to_contain_text("You voted")
    admin.get_by_text("Fresh: only votes of this round").click()
    admin.get_by_role("button", name="Open voting").click()
    expect(admin.get_by_text("is open: attendees can vote")).to_be_visible()
    expect(page.locator(".top")).to_contain_text("Voting is open")
    expect(page.locator(".strip .note")).to_contain_text("Drag it, tap the chart")


def test_who_comes_before_the_round_is_told_that_it_is_closed(own_site, visit):
    close_round(visit(own_site.url), own_site)
    page = visit(f"{own_site.url}/join", phone=True)
    dialog = page.get_by_role("dialog")
    expect(dialog).to_contain_text("Voting is closed now.")
    dialog.get_by_role("button", name="Next").tap()
    expect(dialog).to_contain_text("When voting opens, drag a dot")
    dialog.get_by_role("button", name="Look around").tap()
    expect(dialog).to_have_count(0)


def test_address_of_no_board_says_so_and_leads_to_one(own_site, visit):
    page = visit(f"{own_site.url}/join/nowhere", phone=True)
    expect(page.get_by_role("heading", name="There is no such board")).to_be_visible()
    page.get_by_role("link", name="To the board of this site").tap()
    introduced(page)


def test_blind_round_shows_no_position_until_it_closes(own_site, visit):
    admin = visit(own_site.url)
    close_round(admin, own_site)
    admin.get_by_text("After the round: nobody sees positions until it closes").click()
    admin.get_by_role("button", name="Open voting").click()
    expect(admin.get_by_text("Voting is open in round")).to_be_visible()
    page = introduced(visit(f"{own_site.url}/join"))
    wall = visit(f"{own_site.url}/wall")
    expect(page.get_by_text("hidden until the round closes").first).to_be_visible()
    assert "hidden" in dot(page, 5).get_attribute("aria-label")
    assert all(tool["x"] is None for tool in board_answer(own_site)["tools"])
    drag(page, 5, -200, -100)
    press_vote(page)
    expect(wall.get_by_text("hidden").first).to_be_visible()
    close_round(admin, own_site)
    expect(page.get_by_text("Voting is closed").first).to_be_visible()
    reveal = wall.get_by_role("button", name="Reveal")
    expect(reveal).to_be_visible()
    reveal.click()
    expect(reveal).to_be_hidden()


def test_wall_tells_how_to_join_and_counts(site, visit):
    wall = visit(f"{site.url}/wall", size={"width": 1920, "height": 1080})
    expect(wall.get_by_text("300 votes by 30 voters")).to_be_visible()
    assert wall.get_by_text(f"{site.url.removeprefix('http://')}/join").is_visible()
    assert wall.get_by_alt_text("QR code").evaluate("image => image.naturalWidth") > 0
    sizes = wall.locator(".chart text").evaluate_all(
        "all => all.map(t => parseFloat(getComputedStyle(t).fontSize))"
    )
    assert max(sizes) >= 0.022 * 1080
    assert wall.evaluate("document.documentElement.scrollHeight <= window.innerHeight")


@pytest.mark.parametrize("dark", [False, True], ids=["light", "dark"])
@pytest.mark.parametrize("path", ["join", "vote", "wall", "sign-in"])
def test_axe_finds_no_serious_violation(site, visit, path, dark):
    page = visit(f"{site.url}/{path}", dark=dark)
    if path in ("join", "vote"):
        introduced(page)
        page.get_by_role("button", name="1 Denoising Picture").last.click()
    elif path == "wall":
        expect(page.get_by_text("300 votes by 30 voters")).to_be_visible()
    page.wait_for_timeout(500)
    found = Axe().run(page).response["violations"]
    bad = [
        (each["id"], [node["target"] for node in each["nodes"]])
        for each in found
        if each["impact"] in SERIOUS
    ]
    assert bad == []


def test_light_page_is_light(site, browser):
    """At most 50 KB over the wire in at most 12 requests, on a first visit."""
    context = browser.new_context(viewport=PHONE, has_touch=True, is_mobile=True)
    page = context.new_page()
    session = context.new_cdp_session(page)
    session.send("Network.enable")
    asked: list[str] = []
    received: list[float] = []
    session.on("Network.requestWillBeSent", lambda event: asked.append(event["request"]["url"]))
    session.on("Network.dataReceived", lambda event: received.append(event["encodedDataLength"]))
    session.on(
        "Network.responseReceived", lambda event: received.append(event["response"]["encodedDataLength"])
    )
    page.goto(f"{site.url}/join")
    introduced(page)
    context.close()
    over_the_wire = [url for url in asked if not url.startswith("data:")]
    assert len(over_the_wire) <= 12, over_the_wire
    assert 10_000 < sum(received) <= 50_000


@pytest.mark.parametrize("width", [320, 390, 768])
def test_light_page_never_scrolls_sideways(site, visit, width):
    page = introduced(visit(f"{site.url}/join", phone=True, size={"width": width, "height": 640}))
    page.get_by_role("button", name="13 ").last.tap()
    assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")
    small = page.locator("button:visible, input:visible, select:visible").evaluate_all(
        "all => all.filter(e => e.getBoundingClientRect().height < 43.5).map(e => e.outerHTML.slice(0, 80))"
    )
    assert small == []
