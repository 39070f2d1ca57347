"""Plots as SVG for the page: intervals on one axis, a rule's history, counts. The door to vl-convert (Vega-Lite).

Colours are the page's CSS variables, so that one drawing serves the light and the dark theme.
"""

import math
import re
from collections.abc import Mapping, Sequence
from html import escape
from typing import Any

from wh.reports.page.charts import Bar, History, Intervals

WIDTH = 328
_ROW = 40
_INK, _MUTED, _RULE, _ACCENT = "var(--ink)", "var(--muted)", "var(--rule)", "var(--accent)"
_SHAPES = {"asserts": "circle", "denies": "cross", "unconfirmed": "diamond", "dropped": "stroke"}
_BACKGROUND = re.compile(r'<path class="(?:background|foreground)"[^>]*/>')
_CLASSES = re.compile(r' (?:class|role|aria-[a-z]+|pointer-events|font-family)="[^"]*"| opacity="1"')
_LONG_NUMBER = re.compile(r"(\d+\.\d)\d+")
_OPENING = re.compile(r"<svg [^>]*?width=\"([\d.]+)\" height=\"([\d.]+)\"[^>]*>")
_FEW = 6
_MOST_SAID = 130
_LETTER = 6.2
"""Width of a letter, about, in the size of the labels."""
_DAY = 86_400_000
_DAY_FORMS = ((1200 * _DAY, "%Y"), (90 * _DAY, "%b %Y"), (0, "%-d %b %Y"))
_AXIS = {"labelColor": _MUTED, "domainColor": _RULE, "tickColor": _RULE, "gridColor": _RULE, "labelFontSize": 11}


def intervals(chart: Intervals) -> str:
    """Draw every account's interval on one axis, one below the other, and behind them what inference allows."""
    rows = [_row(number, bar, chart) for number, bar in enumerate(chart.bars)]
    layers = [
        *_band(chart),
        _text("label", 0, "left", _INK, {"expr": "datum.room"}, rows),
        _text("said", WIDTH, "right", _MUTED, _MOST_SAID, rows),
        *(_words(chart, rows) if chart.kind == "word" else _spans(chart, rows)),
    ]
    height = {"step": _ROW}
    return _svg({"width": WIDTH, "height": height, "layer": layers}, chart.title)


def history(chart: History) -> str:
    """Draw, build by build, how many rows a rule compared (line) and how many broke it (bars); marks tell the rest."""
    # columns have a scale of their own, half as high as the line's: one row of thousands is to be seen
    scale = max(one.compared for one in chart.points) / max([1, *(2 * one.broken for one in chart.points)])
    points = [
        {"at": at, "compared": one.compared, "broken": one.broken * scale, "answer": one.answer}
        for at, one in enumerate(chart.points)
    ]
    x = {"field": "at", "type": "ordinal", "axis": None, "scale": {"paddingOuter": 0.3}}
    y = {"type": "quantitative", "axis": None, "scale": {"domainMin": 0, "nice": False}}
    odd = {"unanswered": "circle", "error": "cross"}
    layers: list[dict[str, Any]] = [
        {
            "mark": {"type": "line", "color": _MUTED, "strokeWidth": 1.5, "point": {"color": _MUTED, "size": 12}},
            "encoding": {"x": x, "y": {**y, "field": "compared"}},
        },
        {
            "transform": [{"filter": "datum.broken > 0"}],
            "mark": {"type": "bar", "color": _ACCENT, "width": 7, "minBandSize": 3},
            "encoding": {"x": x, "y": {**y, "field": "broken"}},
        },
        *(
            {
                "transform": [{"filter": f"datum.answer == '{answer}'"}],
                "mark": {"type": "point", "shape": shape, "color": _ACCENT, "size": 46, "strokeWidth": 1.6},
                "encoding": {"x": x, "y": {"value": 30}},
            }
            for answer, shape in odd.items()
        ),
    ]
    return _svg({"width": 150, "height": 36, "data": {"values": points}, "layer": layers}, chart.title)


def counts(title: str, found: Sequence[tuple[str, int]]) -> str:
    """Draw how many claims there are of each, as columns with their numbers."""
    values = [{"of": of, "count": count} for of, count in found]
    x = {"field": "of", "type": "nominal", "sort": None, "title": None, "axis": _flat_axis()}
    y = {"field": "count", "type": "quantitative", "axis": None}
    layers = [
        {"mark": {"type": "bar", "color": _MUTED, "width": {"band": 0.7}}, "encoding": {"x": x, "y": y}},
        {
            "mark": {"type": "text", "dy": -7, "fontSize": 11, "color": _INK},
            "encoding": {"x": x, "y": y, "text": {"field": "count", "format": ",d"}},
        },
    ]
    return _svg({"width": 150, "height": 70, "data": {"values": values}, "layer": layers}, title)


def _flat_axis() -> dict[str, Any]:
    return {**_AXIS, "labelAngle": 0, "ticks": False, "domain": True, "grid": False}


def _row(number: int, bar: Bar, chart: Intervals) -> dict[str, object]:
    low, high = chart.domain
    return {
        "row": number,
        "label": bar.label,
        "said": bar.said,
        "manner": bar.manner,
        "room": 0.94 * (WIDTH - 12 - min(len(bar.said) * _LETTER, _MOST_SAID)),
        "low": low if bar.low is None else bar.low,
        "high": high if bar.high is None else bar.high,
        "opens_low": bar.low is None,
        "opens_high": bar.high is None,
        "is_point": bar.low is not None and bar.low == bar.high,
        "word": bar.word,
    }


def _y() -> dict[str, Any]:
    return {"field": "row", "type": "ordinal", "axis": None}


def _x(chart: Intervals, field: str) -> dict[str, Any]:
    low, high = chart.domain
    axis: dict[str, Any] = {**_AXIS, "tickCount": 4, "labelOverlap": True, "gridDash": [2, 3]}
    scale: dict[str, Any] = {"domain": [low, high], "nice": False}
    kind = "quantitative"
    if chart.kind == "day":
        kind = "temporal"
        scale["type"] = "utc"
        axis |= {"format": next(form for span, form in _DAY_FORMS if high - low > span), "tickCount": 3}
    elif chart.is_logarithmic:
        scale["type"] = "log"
    elif chart.is_whole and high - low < _FEW:
        axis["values"] = list(range(math.ceil(low), math.floor(high) + 1))
        axis["format"] = "d"
    return {"field": field, "title": None, "axis": axis, "type": kind, "scale": scale}


def _band(chart: Intervals) -> list[dict[str, Any]]:
    if chart.band is None:
        return []
    low, high = chart.domain
    first, last = chart.band
    span = {"low": low if first is None else first, "high": high if last is None else last}
    foot = "height" if chart.banded is None else chart.banded * _ROW
    across = {"x": _x(chart, "low"), "y": {"value": 0}, "y2": {"value": foot}}
    if span["low"] == span["high"]:
        mark: dict[str, Any] = {"type": "rule", "color": "var(--band-edge)", "strokeWidth": 6}
        return [{"data": {"values": [span]}, "mark": mark, "encoding": across}]
    mark = {"type": "rect", "color": "var(--band)", "stroke": "var(--band-edge)", "strokeWidth": 1}
    return [{"data": {"values": [span]}, "mark": mark, "encoding": {**across, "x2": {"field": "high"}}}]


def _text(
    field: str, x: int, align: str, colour: str, limit: int | dict[str, str], rows: Sequence[Mapping[str, object]]
) -> dict[str, Any]:
    mark = {"type": "text", "align": align, "baseline": "bottom", "dy": -3, "fontSize": 12, "limit": limit}
    encoding = {"x": {"value": x}, "y": _y(), "text": {"field": field}}
    return {"data": {"values": rows}, "mark": {**mark, "color": colour}, "encoding": encoding}


def _spans(chart: Intervals, rows: Sequence[Mapping[str, object]]) -> list[dict[str, Any]]:
    x, x2, y, below = _x(chart, "low"), {"field": "high"}, _y(), 8
    layers: list[dict[str, Any]] = []
    for manner, shape in _SHAPES.items():
        found = [row for row in rows if row["manner"] == manner]
        if not found:
            continue
        colour = _MUTED if manner == "dropped" else _INK
        dashes = [] if manner == "asserts" else [4, 3]
        line = {"type": "rule", "color": colour, "strokeWidth": 4, "strokeDash": dashes, "yOffset": below}
        dot = {"type": "point", "shape": shape, "color": colour, "size": 70, "yOffset": below, "strokeWidth": 2}
        ends = {"type": "tick", "color": colour, "size": 12, "thickness": 2, "yOffset": below}
        arrow = {"type": "point", "color": colour, "filled": True, "size": 80, "yOffset": below}
        parts = (
            (line, {"x": x, "x2": x2, "y": y}, "!datum.is_point"),
            ({**dot, "filled": manner == "asserts"}, {"x": x, "y": y}, "datum.is_point"),
            (ends, {"x": x, "y": y}, "!datum.is_point && !datum.opens_low"),
            (ends, {"x": _x(chart, "high"), "y": y}, "!datum.is_point && !datum.opens_high"),
            ({**arrow, "shape": "triangle-right"}, {"x": _x(chart, "high"), "y": y}, "datum.opens_high"),
            ({**arrow, "shape": "triangle-left"}, {"x": x, "y": y}, "datum.opens_low"),
        )
        layers += [
            {"data": {"values": found}, "transform": [{"filter": when}], "mark": mark, "encoding": encoding}
            for mark, encoding, when in parts
        ]
    return layers


def _words(chart: Intervals, rows: Sequence[Mapping[str, object]]) -> list[dict[str, Any]]:
    axis = {**_flat_axis(), "grid": True, "labelLimit": WIDTH // max(len(chart.words), 1)}
    x = {
        "field": "word",
        "type": "nominal",
        "sort": None,
        "title": None,
        "scale": {"domain": list(chart.words)},
        "axis": axis,
    }
    layers = []
    for manner, shape in _SHAPES.items():
        found = [row for row in rows if row["manner"] == manner]
        if found:
            mark = {"type": "point", "shape": shape, "color": _INK, "size": 80, "yOffset": 9, "strokeWidth": 2}
            encoding = {"x": x, "y": _y()}
            layers.append(
                {"data": {"values": found}, "mark": {**mark, "filled": manner == "asserts"}, "encoding": encoding}
            )
    return layers


def _svg(spec: Mapping[str, object], title: str) -> str:
    import vl_convert  # what draws is 50 MB, and only the page needs it

    config = {"view": {"stroke": None}, "aria": False, "point": {"opacity": 1}, "tick": {"opacity": 1}}
    whole = {
        "$schema": "https://vega.github.io/schema/vega-lite/v5.json",
        "background": None,
        "padding": {"left": 4, "right": 4, "top": 2, "bottom": 2},
        "autosize": {"type": "pad"},
        "config": config,
        **spec,
    }
    drawn = str(vl_convert.vegalite_to_svg(whole))
    drawn = _LONG_NUMBER.sub(r"\1", _CLASSES.sub("", _BACKGROUND.sub("", drawn)))
    opening = _OPENING.match(drawn)
    assert opening is not None, "vl-convert begins with the svg element"
    width, height = opening.groups()
    size = f'viewBox="0 0 {width} {height}" width="{width}" height="{height}"'
    return f'<svg {size} role="img" aria-label="{escape(title)}">{drawn[opening.end() :]}'
