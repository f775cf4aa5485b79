"""The page in a real browser, opened from disk."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from mediaeval.report.contents import Contents
from mediaeval.report.page import page_of

ROWS = "#articles-table tbody tr"


@pytest.fixture
def opened(browser: Any) -> Iterator[Callable[..., Any]]:
    """Open a file: ``opened(path, width=390, color_scheme="dark")``; whatever the page complains of fails the test."""
    contexts, complaints = [], []

    def open_(path: Path, *, width: int = 1280, fragment: str = "", **options: Any) -> Any:
        context = browser.new_context(viewport={"width": width, "height": 800}, **options)
        contexts.append(context)
        tab = context.new_page()
        tab.on("console", lambda message: complaints.append(message.text))
        tab.on("pageerror", lambda error: complaints.append(str(error)))
        tab.on("request", lambda request: request.url.startswith(("file:", "data:")) or complaints.append(request.url))
        tab.goto(path.as_uri() + fragment)
        return tab

    yield open_
    for context in contexts:
        assert not context.pages[0].evaluate("window.pwned")
        context.close()
    assert complaints == []


def titles(tab: Any) -> list[str]:
    return list(tab.locator(f"{ROWS} th").all_inner_texts())


def test_it_loads_shows_a_page_of_rows_and_every_hostile_title_as_text(opened: Any, page: Path) -> None:
    tab = opened(page)
    assert tab.locator("h1").inner_text() == "folder:<hostile> & 'so'"
    assert tab.locator(ROWS).count() == 50
    assert tab.locator("tr").count() <= 200
    assert titles(tab)[:2] == ["</script><script>window.pwned = 1</script>", '<img src=x onerror="window.pwned = 2">']
    assert "{{ 7 * 7 }} {% raise %} {# none #}" in titles(tab)
    assert "no headline" in titles(tab)
    assert tab.locator("#count").inner_text() == "230 articles"


def test_it_searches_headlines_paraphrases_and_ids(opened: Any, page: Path) -> None:
    tab = opened(page)
    query = tab.locator("#query")
    for typed, expected in {
        "STÓRM 101": 1,
        "paraphrase of a17": 11,
        "a229": 1,
        "<script>": 2,
        "no such thing": 0,
    }.items():
        query.fill(typed)
        assert tab.locator(ROWS).count() == expected, typed
    query.fill("storm 10")
    assert tab.locator("mark").all_inner_texts()[:2] == ["Storm", "10"]
    assert tab.locator("#count").inner_text().endswith("of 230 articles")
    query.fill("")
    assert tab.locator(ROWS).count() == 50


def test_it_pages(opened: Any, page: Path) -> None:
    tab = opened(page)
    assert tab.locator("#earlier").is_disabled()
    for _ in range(4):
        tab.locator("#later").click()
    assert tab.locator("#page").inner_text() == "201 to 230"
    assert tab.locator("#later").is_disabled()
    assert tab.locator(ROWS).count() == 30


def test_it_sorts_and_says_so(opened: Any, page: Path, contents: Contents) -> None:
    tab = opened(page)
    head = tab.locator("#articles-table th[data-sort='run-0']")
    ranks = lambda: [cell.split()[0] for cell in tab.locator(f"{ROWS} td:nth-child(3)").all_inner_texts()]  # noqa: E731 - read again after each sort
    head.locator("button").click()
    assert head.get_attribute("aria-sort") == "ascending"
    assert tab.locator("#articles-table th[aria-sort]").count() == 1
    found = [int(rank) for rank in ranks()]
    assert found == sorted(found)
    head.locator("button").click()
    assert head.get_attribute("aria-sort") == "descending"
    assert ranks()[0] == "not"  # known of none: sorted after what was not found
    result = contents.runs[0].shown.result
    assert result is not None
    worst = max(int(rank) for rank in result.ranks)
    assert str(worst) in ranks()
    tab.locator("#articles-table th[data-sort='title'] button").click()
    assert titles(tab)[0].strip() in ("", "no headline")


def test_the_leaderboard_sorts_too(opened: Any, page: Path) -> None:
    tab = opened(page)
    rows = tab.locator("#leaderboard tbody tr th")
    before = rows.all_inner_texts()
    head = tab.locator("#leaderboard thead th").nth(1)
    assert head.get_attribute("aria-sort") == "descending"
    head.locator("button").click()
    assert head.get_attribute("aria-sort") == "ascending"
    assert rows.all_inner_texts() == before[::-1]


def test_slices_and_outcomes_part_the_table(opened: Any, page: Path, contents: Contents) -> None:
    tab = opened(page)
    for table in contents.slices:
        for number, value in enumerate(table.slices.order):
            option = tab.locator(f"#slice option[data-of='{table.number}'][value='{number}']")
            assert option.inner_text() == value
    tab.evaluate("""() => {
        const select = document.getElementById("slice");
        select.selectedIndex = [...select.options].findIndex((option) => option.text === "weather");
        select.dispatchEvent(new Event("change", { bubbles: true }));
    }""")
    assert tab.locator("#count").inner_text() == "50 of 230 articles"
    tab.locator("#outcome").select_option("all-first")
    results = [run.shown.result for run in contents.runs if run.shown.result is not None]
    first = sum(all(result.ranks[n] == 1 for result in results) for n in range(50))
    assert tab.locator("#count").inner_text() == f"{first} of 230 articles"


def test_an_article_opens_by_keyboard_and_closes_where_it_was(opened: Any, page: Path, contents: Contents) -> None:
    tab = opened(page)
    tab.keyboard.press("/")
    tab.keyboard.type("storm 100")
    tab.keyboard.press("Enter")  # searches nothing anew, leaves nothing
    tab.locator(f"{ROWS} a").first.focus()
    tab.keyboard.press("Enter")
    dialog = tab.locator("#article")
    dialog.wait_for()
    assert tab.evaluate("document.activeElement.id") == "article-heading"
    assert dialog.locator("h2").inner_text() == "Storm number 100 over the harbour"
    assert dialog.locator(".of-run h3").all_inner_texts()[0].startswith("A")
    strips = dialog.locator(".of-run > ol.strip")
    assert strips.count() == len(contents.runs)
    assert strips.first.locator("img").count() == 10
    for strip, run in zip(strips.all(), contents.runs, strict=True):
        right = contents.truth["a100"]
        listed = run.shown.lists["a100"]
        marked = strip.locator(".right")
        assert marked.count() == (right in listed)
        if right in listed:
            assert marked.locator(".rank").inner_text() == str(listed.index(right) + 1)
            assert marked.locator(".badge").is_visible()  # not by colour alone
            assert "the right one" in (marked.locator("img").get_attribute("alt") or "")
    texts = dialog.locator(".texts li").all_inner_texts()
    assert texts == ["Storm number 100 over the harbour", "paraphrase of a100"]
    tab.keyboard.press("Escape")
    dialog.wait_for(state="hidden")
    assert tab.evaluate("document.activeElement.textContent") == "Storm number 100 over the harbour"


def test_arrows_go_through_what_was_found(opened: Any, page: Path) -> None:
    tab = opened(page)
    tab.locator("#query").fill("storm number 2")
    found = titles(tab)
    tab.locator(f"{ROWS} a").first.click()
    heading = tab.locator("#article-heading")
    heading.filter(has_text=found[0]).wait_for()
    tab.keyboard.press("ArrowRight")
    heading.filter(has_text=found[1]).wait_for()
    tab.keyboard.press("ArrowLeft")
    heading.filter(has_text=found[0]).wait_for()
    assert tab.locator("#article-earlier").is_disabled()


def test_an_article_has_an_address(opened: Any, page: Path) -> None:
    tab = opened(page, fragment="#article=a1")
    assert tab.locator("#article-heading").inner_text() == '<img src=x onerror="window.pwned = 2">'
    assert not opened(page, fragment="#article=%ff").locator("#article").is_visible()
    assert not opened(page, fragment="#article=none").locator("#article").is_visible()


def test_a_hub_leads_to_its_articles(opened: Any, page: Path, contents: Contents) -> None:
    tab = opened(page)
    tab.locator("#hubs .find").first.click()
    hub = contents.hubs[0].pictures[0]
    assert tab.locator("#count").inner_text() == f"{hub.after} of 230 articles"
    assert hub.id in tab.locator("#chosen").inner_text()
    tab.locator("#chosen button").click()
    assert tab.locator("#count").inner_text() == "230 articles"


def test_pictures_of_hubs_are_shown(opened: Any, page: Path) -> None:
    tab = opened(page)
    tab.locator("#hubs .frame").first.scroll_into_view_if_needed()
    image = tab.locator("#hubs .frame img").first
    image.wait_for()
    assert image.evaluate("async (image) => { await image.decode(); return image.naturalWidth; }") == 32


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_texts_can_be_read_in_light_and_dark(opened: Any, page: Path, scheme: str) -> None:
    tab = opened(page, color_scheme=scheme, fragment="#article=a20")
    tab.evaluate("document.querySelectorAll('details').forEach((one) => { one.open = true; })")
    low = tab.evaluate(CONTRAST)
    assert low == []
    dark = tab.evaluate("getComputedStyle(document.body).backgroundColor")
    assert (sum(int(part) for part in dark.removeprefix("rgb(").removesuffix(")").split(",")) < 300) == (
        scheme == "dark"
    )


def test_the_switch_overrules_the_system(opened: Any, page: Path) -> None:
    tab = opened(page, color_scheme="light")
    colour = "getComputedStyle(document.body).backgroundColor"
    light = tab.evaluate(colour)
    tab.get_by_label("Dark").check(force=True)
    assert tab.evaluate(colour) != light
    tab.get_by_label("Auto").check(force=True)
    assert tab.evaluate(colour) == light


@pytest.mark.parametrize("fragment", ["", "#article=a11"])
def test_a_phone_scrolls_one_way(opened: Any, page: Path, fragment: str) -> None:
    tab = opened(page, width=360, fragment=fragment, is_mobile=True, has_touch=True)
    assert tab.evaluate("document.documentElement.scrollWidth") <= 360
    assert tab.evaluate("document.getElementById('article').scrollWidth <= innerWidth")
    assert tab.locator("svg.narrow").first.is_visible()
    assert not tab.locator("svg.wide").first.is_visible()


def test_motion_is_left_out_where_it_is_unwanted(opened: Any, page: Path) -> None:
    behaviour = "getComputedStyle(document.documentElement).scrollBehavior"
    assert opened(page, reduced_motion="reduce").evaluate(behaviour) == "auto"
    assert opened(page, reduced_motion="no-preference").evaluate(behaviour) == "smooth"


@pytest.mark.parametrize("fragment", ["", "#article=a20"])
def test_what_is_not_seen_is_said(opened: Any, page: Path, fragment: str) -> None:
    assert opened(page, fragment=fragment).evaluate(FAULTS) == []


def test_the_first_key_skips_to_the_report(opened: Any, page: Path) -> None:
    tab = opened(page)
    tab.keyboard.press("Tab")
    assert tab.evaluate("document.activeElement.className") == "skip"
    tab.keyboard.press("Enter")
    assert tab.evaluate("document.activeElement.id") == "main"


def test_without_ground_truth_there_is_a_page_too(
    opened: Any, split: Any, make_run: Callable[..., Any], tmp_path: Path
) -> None:
    from mediaeval.report.contents import describe

    path = tmp_path / "blind.html"
    path.write_bytes(page_of(describe(split, None, [make_run("blind", 1.0, scored=False)])))
    tab = opened(path)
    assert tab.locator(ROWS).count() == 50
    assert "--qrels FILE" in tab.locator("#leaderboard").inner_text()
    tab.locator(f"{ROWS} a").nth(20).click()
    assert tab.locator("#article .verdict").inner_text() == "not scored"
    assert tab.locator("#article img").count() == 10
    assert tab.locator(".right").count() == 0


FAULTS = """() => {
  const faults = [];
  const named = (element) => element.getAttribute("aria-label") || element.labels?.length || element.textContent.trim() || element.title;
  for (const element of document.querySelectorAll("button, a, input, select, summary")) if (!named(element)) faults.push(`no name: ${element.outerHTML}`);
  for (const image of document.querySelectorAll("img")) if (!image.alt) faults.push(`no alt: ${image.outerHTML.slice(0, 80)}`);
  for (const table of document.querySelectorAll("table")) if (!table.caption) faults.push("no caption");
  for (const head of document.querySelectorAll("th")) if (!head.scope) faults.push("no scope");
  for (const region of document.querySelectorAll("[role=region], nav, section, dialog")) if (!region.getAttribute("aria-label") && !region.getAttribute("aria-labelledby")) faults.push(`no label: ${region.tagName}`);
  if (document.querySelectorAll("main").length !== 1 || document.querySelectorAll("h1").length !== 1) faults.push("one main, one h1");
  if (!document.documentElement.lang || !document.title) faults.push("language and title");
  const open = document.querySelector("dialog[open]");
  let level = open ? 1 : 0;
  for (const heading of (open ?? document.querySelector("main")).querySelectorAll("h1, h2, h3, h4")) {
    const own = Number(heading.tagName[1]);
    if (own > level + 1) faults.push(`h${own} after h${level}: ${heading.textContent}`);
    level = own;
  }
  return faults;
}"""
"""An audit in small: names of controls, alternatives of pictures, captions, landmarks, the order of headings."""

CONTRAST = """() => {
  const parse = (colour) => colour.match(/[\\d.]+/g).map(Number);
  const light = ([r, g, b]) => [r, g, b].map((part) => part / 255).map((part) => (part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4)).reduce((sum, part, at) => sum + part * [0.2126, 0.7152, 0.0722][at], 0);
  const behind = (element) => {
    for (let one = element; one; one = one.parentElement) {
      const colour = parse(getComputedStyle(one).backgroundColor);
      if (colour.length === 3 || colour[3] > 0.99) return colour;
    }
    return [255, 255, 255];
  };
  const low = [];
  for (const element of document.querySelectorAll("body *")) {
    const text = [...element.childNodes].some((node) => node.nodeType === 3 && node.data.trim());
    if (!text || element.matches("script, title, desc, .unseen, :disabled, option, .absent") || !element.getClientRects().length) continue;
    const style = getComputedStyle(element);
    const colour = parse(element.closest("svg") ? style.fill : style.color);
    const [a, b] = [light(colour), light(behind(element))];
    const ratio = (Math.max(a, b) + 0.05) / (Math.min(a, b) + 0.05);
    if (ratio < 4.5) low.push(`${ratio.toFixed(2)} ${element.tagName}.${element.className?.baseVal ?? element.className}: ${element.textContent.trim().slice(0, 30)}`);
  }
  return [...new Set(low)];
}"""
"""Texts with less contrast than 4.5 to 1 (WCAG 2.2, 1.4.3); luminance as it is defined there."""
