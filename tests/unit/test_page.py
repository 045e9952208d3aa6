"""The page around the map: every figure stands in it, names stay text, nothing is loaded, nothing empty is shown."""

from __future__ import annotations

import base64
import itertools
import json
import re
import struct
import zlib
from dataclasses import replace
from html.parser import HTMLParser
from pathlib import Path

import numpy as np
import pytest

import siting
from siting import page, report
from siting.page import shell
from siting.page.curve import curve
from siting.page.picture import GAINS, GAINS_NOTHING, OPENS, picture
from siting.report import Report, gaps, projects
from tests.browser import town as towns
from tests.small_city import city, format_input
from tests.small_plan import planned

VOID = {"meta", "link", "img", "br", "input", "hr"}


class Seen(HTMLParser):
    """Tags with their attributes, and the text of the page outside scripts and styles."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict[str, str]]] = []
        self.open: list[str] = []
        self.text: list[str] = []
        self.scripts: dict[str, str] = {}
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, {name: value or "" for name, value in attrs}))
        if tag not in VOID:
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        while self.open and self.open.pop() != tag:
            pass

    def handle_data(self, data: str) -> None:
        if self.open and self.open[-1] in ("script", "style"):
            self.scripts[self.tags[-1][1].get("id", f"{self.open[-1]}{len(self.scripts)}")] = data
        else:
            self.text.append(data)

    def ids(self) -> set[str]:
        return {attributes["id"] for _, attributes in self.tags if "id" in attributes}

    def words(self) -> str:
        return " ".join(" ".join(self.text).split())


@pytest.fixture(scope="module")
def town(tmp_path_factory: pytest.TempPathFactory) -> Report:
    path = towns.write_town(tmp_path_factory.mktemp("town"))
    case = json.loads(path.read_text(encoding="utf-8"))
    case["solve"] = {"gap": 0.3, "time_limit_s": 200}  # a page needs a plan, not a good one
    path.write_text(json.dumps(case, ensure_ascii=False), encoding="utf-8")
    return report.of_plan(siting.solve(path))


@pytest.fixture(scope="module")
def html(town: Report) -> str:
    return page.render(town, "zh")


@pytest.fixture(scope="module")
def seen(html: str) -> Seen:
    return Seen(html)


@pytest.fixture(scope="module")
def plain(tmp_path_factory: pytest.TempPathFactory) -> Report:
    """Without phases, grades, circles, districts, surveys."""
    homes = np.array([[0.0, 0.0], [300.0, 0.0], [900.0, 100.0]])
    inputs = city(
        demand=homes, people=[30, 20, 10], sites=homes + 50.0, formats=(format_input("shop", 400.0),)
    )
    return report.of_plan(planned(inputs, tmp_path_factory.mktemp("plain")))


def test_every_figure_of_every_format_stands_in_the_page(town: Report, seen: Seen) -> None:
    words = seen.words()
    for figures in town.summary["formats"].values():
        for key in ("weight_total", "covered_before", "covered_after", "newly_covered", "opened", "cost"):
            assert f"{figures[key]:,.0f}" in words
        for when in ("before", "after"):
            assert f"{figures[f'percent_covered_{when}']:.1f}%" in words


def test_headlines_are_those_of_the_summary(town: Report, seen: Seen) -> None:
    words, homes = seen.words(), town.homes
    gained = homes.people[(homes.state >= report.NEW).any(axis=0)].sum()
    for number in (
        gained,
        town.summary["cost"],
        len(town.summary["opened"]),
        town.summary["people"]["total"],
    ):
        assert f"{number:,.0f}" in words


def test_names_stay_text(town: Report, seen: Seen) -> None:
    assert [tag for tag, _ in seen.tags].count("script") == 4
    assert [tag for tag, _ in seen.tags].count("img") == 1
    assert not [name for _, attributes in seen.tags for name in attributes if name.startswith("on")]
    words = seen.words()
    for name in (towns.SCRIPT, towns.QUOTES, towns.RARE, towns.LONG[:150].strip()):
        assert name in words
    assert town.texts["title"]["zh"] in words


def test_data_inside_a_script_ends_no_script() -> None:
    value = {"</script>": ["<!--", "\u2028", "𠮷", '"']}
    text = str(shell.data(value))
    assert "<" not in text
    assert "\u2028" not in text
    assert json.loads(text) == value


def test_both_languages_stand_side_by_side(town: Report, html: str, seen: Seen) -> None:
    assert seen.tags[0] == ("html", {"lang": "zh"})
    assert Seen(page.render(town, "en")).tags[0] == ("html", {"lang": "en"})
    said = [
        attributes["lang"]
        for tag, attributes in seen.tags
        if tag in ("span", "tspan") and "lang" in attributes
    ]
    assert said.count("en") == said.count("zh") > 20
    assert '<span lang="en">Canteen</span><span lang="zh">食堂</span>' in html
    options = [attributes for tag, attributes in seen.tags if tag == "option" and "data-say" in attributes]
    assert {"en": "Gym", "zh": "健身房"} in [json.loads(one["data-say"])["text"] for one in options]


def test_the_page_asks_for_nothing(html: str, seen: Seen) -> None:
    for _, attributes in seen.tags:
        for name in ("src", "href", "action", "data", "poster", "srcset"):
            assert attributes.get(name, "#").startswith(("#", "data:"))
    for name, text in seen.scripts.items():
        if name.startswith("style"):
            assert not re.search(r"url\(|@import", text)
    assert "default-src 'none'" in html
    assert "sourceMappingURL" not in html


def test_what_a_run_does_not_have_is_not_shown(plain: Report, seen: Seen) -> None:
    bare = Seen(page.render(plain, "en"))
    assert {"overview", "formats", "projects", "money", "proof", "sources"} <= bare.ids()
    assert not {"gaps", "grades", "closed", "matrix", "sheets"} & bare.ids()
    assert {"gaps", "grades", "matrix", "sheets"} <= seen.ids()
    captions = "Money of each phase", "Outlets and money by district of the site"
    assert not [caption for caption in captions if caption in bare.words()]


def test_a_plan_that_opens_nothing_has_a_page(plain: Report) -> None:
    none = np.zeros(0, dtype=np.int32)
    summary = {**plain.summary, "opened": [], "cost": 0.0, "gap": None, "bound": None, "certified_gap": None}
    empty = replace(plain, summary=summary, opened_site=none, opened_format=none)
    bare = Seen(page.render(empty, "en"))
    assert "project-table" not in bare.ids()
    assert curve(empty) is None


def test_what_follows_a_closed_outlet_has_a_name_even_where_its_format_is_not_shown(town: Report) -> None:
    closed = {"outlet": "o9", "name": "", "format": "shop", "circle": "c1", "saved": 9.0, "lost": 5.0}
    closing = replace(town, summary={**town.summary, "closed": [closed | {"replaced_by": ["sport", "shop"]}]})
    assert '<td><span lang="en">Gym</span>' in page.render(closing, "en")
    part = page.render(closing, "en", formats=["shop"])
    assert "<td>sport " in part
    assert 'id="closed"' in part


def test_the_project_list_holds_every_outlet_and_adds_up(town: Report, seen: Seen) -> None:
    lines = [attributes for tag, attributes in seen.tags if tag == "tr" and "data-row" in attributes]
    assert len(lines) == len(town.summary["opened"]) > 3
    said = json.loads(seen.scripts["page-data"])["projects"]
    assert sum(said["cost"]) == pytest.approx(town.summary["cost"])
    assert sum(said["newly"]) == pytest.approx(sum(one["newly_covered"] for one in town.summary["opened"]))
    assert said["site"] == [one["site"] for one in town.summary["opened"]]


def test_sheets_have_the_figures_of_their_circles(town: Report, seen: Seen) -> None:
    said, formats = json.loads(seen.scripts["page-data"]), [one.id for one in town.formats]
    circles, summary = said["circles"], town.summary["circles"]
    assert circles["id"] == list(summary)
    for at, entry in enumerate(summary.values()):
        assert circles["people"][at] == round(entry["people"])
        assert circles["cost"][at] == entry["cost"]
        for number, one in enumerate(formats):
            figures = entry["formats"][one]
            assert circles["of"][at][number] == round(figures["weight_total"])
            assert circles["after"][at][number] == round(figures["covered_after"])
            assert circles["outlets"][at][number] == figures["outlets_before"]
            assert circles["opened"][at][number] == figures["opened"]
    assert set(said["districts"]) >= {str(name) for name in town.circles.districts}


def test_the_matrix_tells_apart_what_is_there_what_comes_and_what_goes() -> None:
    table = np.array([[0.0, 0.0, 1.0, 1.0, 1.0]])
    found = gaps.Circles(
        ids=["c"],
        entries=[{"name": "", "formats_present_before": 3, "formats_present_after": 3}],
        people=table,
        before=table,
        after=table,
        outlets=table,
        opened=np.array([[0.0, 1.0, 0.0, 2.0, 0.0]]),
        closed=np.array([[0.0, 0.0, 0.0, 0.0, 1.0]]),
    )
    drawn = gaps.matrix(found)
    assert [state for state, _ in drawn["rows"][0]["cells"]] == ["short", "new", "there", "more", "closed"]
    assert drawn["lack_before"] == [1, 1, 0, 0, 0]
    assert drawn["lack_after"] == [1, 0, 0, 0, 1]
    assert drawn["rows"][0]["name"] == "c"


def test_large_cities_are_cut_and_say_so(town: Report, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(gaps, "MOST_ROWS", 3)
    monkeypatch.setattr(projects, "MOST_ROWS", 2)
    seen = Seen(page.render(town, "en"))
    assert len([1 for tag, attributes in seen.tags if tag == "a" and "data-circle" in attributes]) == 3
    assert len([1 for tag, attributes in seen.tags if "data-row" in attributes]) == 2
    assert (
        "1 more circles are not shown here; projects.xlsx and summary.json have all of them." in seen.words()
    )
    assert len(json.loads(seen.scripts["page-data"])["circles"]["id"]) == 4


def test_what_has_no_name_has_no_link(town: Report) -> None:
    money = {"opened": 1, "cost": 1.0, "site_cost": 0.0}
    districts = {"East": {**money, "cost": 2.0}, "": money}
    html = page.render(replace(town, summary={**town.summary, "districts": districts}), "en")
    assert 'href="#district=East"' in html
    assert 'href="#district="' not in html


def test_a_page_of_one_circle_and_two_formats(town: Report) -> None:
    seen = Seen(page.render(town, "en", formats=["shop", "sport"], circles=["c1"]))
    said = json.loads(seen.scripts["page-data"])
    assert said["circles"]["id"] == ["c1"]
    assert [one["id"] for one in said["formats"]] == ["shop", "sport"]
    assert said["opens_with"] == {"kind": "circle", "id": "c1"}
    on_map = json.loads(seen.scripts["siting-data"])
    assert not any(one["figures"] for one in on_map["formats"]), "those of summary.json are the city's"
    drawn = on_map["opened"]
    assert drawn["rank"] == list(range(1, drawn["n"] + 1)), "places in the list beside the map"
    here = sum(one["cost"] + one["site_cost"] for one in town.summary["opened"] if one["circle"] == "c1")
    assert f"of {town.summary['cost']:,.0f} for the whole plan" in seen.words()
    assert f"of {town.homes.people[town.homes.circle == 1].sum():,.0f} people who live here" in seen.words()
    assert here <= town.summary["cost"]


def test_the_curve_follows_the_project_list(town: Report) -> None:
    drawn = curve(town)
    assert drawn is not None
    assert drawn.table[0] == (0.0, 0.0)
    assert drawn.table[-1][0] == pytest.approx(town.summary["cost"])
    assert [name for _, name in drawn.phases] == ["p1"]
    width, _, left, right, *_ = drawn.size
    assert drawn.end[0] == width - right
    assert all(left <= x <= width - right for x, _ in drawn.columns)
    assert drawn.rows[0][1] == "0"
    assert len(drawn.rows) >= 4


def test_the_picture_shows_homes_and_outlets(town: Report) -> None:
    address = picture(town)
    assert address is not None
    raw = base64.b64decode(address.partition("base64,")[2])
    width, height = struct.unpack(">II", raw[16:24])
    packed = raw[raw.index(b"IDAT") + 4 : raw.index(b"IEND") - 8]
    lines = np.frombuffer(zlib.decompress(packed), dtype=np.uint8).reshape(height, width + 1)
    assert not lines[:, 0].any()
    assert {GAINS, GAINS_NOTHING, OPENS} <= set(np.unique(lines[:, 1:]).tolist())
    assert len(raw) < 120_000


def test_the_page_is_written_whole(town: Report, tmp_path: Path) -> None:
    page.write(town, tmp_path / "report.html", "en")
    text = (tmp_path / "report.html").read_text(encoding="utf-8")
    assert text.endswith("</html>\n") or text.endswith("</html>")
    assert text == page.render(town, "en")


def test_headings_and_tables_are_in_order(seen: Seen) -> None:
    levels = [int(tag[1]) for tag, _ in seen.tags if re.fullmatch(r"h[1-6]", tag)]
    assert levels[0] == 1
    assert levels.count(1) == 1
    assert all(after <= before + 1 for before, after in itertools.pairwise(levels))
    heads = [attributes for tag, attributes in seen.tags if tag == "th"]
    assert heads
    assert all(attributes.get("scope") in ("row", "col") for attributes in heads)
    assert all(attributes["alt"] for tag, attributes in seen.tags if tag == "img")
