"""Plots as SVG for the page: intervals on one axis, a rule's history, counts. The door to vl-convert (Vega-Lite).

Colours are the page's CSS variables, so that one drawing serves the light and the dark theme.
"""

import json
import math
import re
import textwrap
from collections.abc import Mapping, Sequence
from html import escape
from typing import Any

from wh.reports.page.charts import Bar, History, Intervals

WIDTH = 328
_ROW = 40
_LINE = 15
_STRIP = 20
_INK, _MUTED, _RULE, _ACCENT, _PAPER = (f"var(--{name})" for name in ("ink", "muted", "rule", "accent", "paper"))
_SHAPES = {"asserts": "circle", "denies": "M-.8,-.8L.8,.8M.8,-.8L-.8,.8", "unconfirmed": "diamond", "dropped": "stroke"}
_BACKGROUND = re.compile(r'<path class="(?:background|foreground)"[^>]*/>')
_CLASSES = re.compile(r' (?:class|role|aria-[a-z]+|pointer-events|font-family)="[^"]*"| opacity="1"')
_LONG_NUMBER = re.compile(r"(\d+\.\d)\d+")
_OPENING = re.compile(r"<svg [^>]*?width=\"([\d.]+)\" height=\"([\d.]+)\"[^>]*>")
_FEW = 6
_MOST_SAID = 175
_LETTER = 6.4
"""Width of a letter, about, in the size of the labels."""
_DAY = 86_400_000
_DAY_FORMS = ((1200 * _DAY, "%Y"), (90 * _DAY, "%b %Y"), (0, "%-d %b %Y"))
_AXIS = {"labelColor": _MUTED, "domainColor": _RULE, "tickColor": _RULE, "gridColor": _RULE, "labelFontSize": 11}


def intervals(chart: Intervals) -> str:
    """Draw every account's interval on one axis, one below the other, and behind them what inference allows."""
    labels = [_lines(bar) for bar in chart.bars]
    step = _ROW + _LINE * (max(map(len, labels)) - 1)
    rows = [
        {
            "row": number,
            "label": label,
            "said": _cut(bar.said, int(_MOST_SAID / _LETTER)),
            "above": step / 2 - 23 - _LINE * (len(label) - 1),
        }
        for number, (bar, label) in enumerate(zip(chart.bars, labels, strict=True))
    ]
    layers = [
        *_band(chart, step),
        _text("label", 0, "left", _INK),
        _text("said", WIDTH, "right", _MUTED),
        *(_words(chart, step) if chart.kind == "word" else _spans(chart, step)),
    ]
    size = {"width": WIDTH, "height": {"step": step}}
    return _svg({**size, "data": {"values": rows}, "layer": layers}, chart.title)


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


def _lines(bar: Bar) -> list[str]:
    """Return who says it in two lines at most, the first beside what is said; the second ends in … where it must."""
    beside = int((WIDTH - 12 - min(len(bar.said) * _LETTER, _MOST_SAID)) / _LETTER)
    if len(bar.label) <= beside:
        return [bar.label]
    first, origin, rest = bar.label.partition(", from ")
    if not origin or len(first) > beside:
        first = (textwrap.wrap(bar.label, beside) or [""])[0]
        origin, rest = "", bar.label[len(first) :]
    return [first, _cut(f"{origin.lstrip(', ')}{rest}".strip(), int(WIDTH / _LETTER))]


def _cut(text: str, most: int) -> str:
    return text if len(text) <= most else f"{text[: most - 1].rstrip()}…"


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
    elif chart.is_share:
        axis["format"] = ".0%" if high - low > _FEW / 100 else ".1%"
    elif chart.is_whole and high - low < _FEW:
        axis["values"] = list(range(math.ceil(low), math.floor(high) + 1))
        axis["format"] = "d"
    return {"field": field, "title": None, "axis": axis, "type": kind, "scale": scale}


def _band(chart: Intervals, step: int) -> list[dict[str, Any]]:
    """Return what must be, behind the mark of each account that it speaks of: no label is laid over it."""
    if chart.band is None:
        return []
    low, high = chart.domain
    first, last = chart.band
    span = {"low": low if first is None else first, "high": high if last is None else last}
    rows = [{"row": number, **span} for number in range(len(chart.bars) if chart.banded is None else chart.banded)]
    across = {"x": _x(chart, "low"), "y": _y()}
    below = step / 2 - 12
    if span["low"] == span["high"]:
        mark: dict[str, Any] = {"type": "tick", "color": "var(--band-edge)", "thickness": 6, "size": _STRIP}
        return _layer(rows, {**mark, "yOffset": below}, across)
    mark = {"type": "bar", "color": "var(--band)", "stroke": "var(--band-edge)", "strokeWidth": 1, "height": _STRIP}
    return _layer(rows, {**mark, "yOffset": below}, {**across, "x2": {"field": "high"}})


def _text(field: str, x: int, align: str, colour: str) -> dict[str, Any]:
    above = {"dy": {"expr": "datum.above"}, "baseline": "line-bottom", "lineHeight": _LINE}
    mark = {"type": "text", "align": align, "fontSize": 12, "color": colour, **above}
    return {"mark": mark, "encoding": {"x": {"value": x}, "y": _y(), "text": {"field": field}}}


def _spans(chart: Intervals, step: int) -> list[dict[str, Any]]:
    """Return the layers of lines, of their closed ends, and of points and arrows; few layers are drawn much faster."""
    lowest, highest = chart.domain
    lines: list[dict[str, object]] = []
    ends: list[dict[str, object]] = []
    points: list[dict[str, object]] = []
    for number, bar in enumerate(chart.bars):
        colour = _MUTED if bar.manner == "dropped" else _INK
        drawn = {"row": number, "colour": colour}
        if bar.low is not None and bar.low == bar.high:
            points.append({**drawn, "at": bar.low, **_point(bar.manner, colour)})
            continue
        low, high = lowest if bar.low is None else bar.low, highest if bar.high is None else bar.high
        lines.append({**drawn, "at": low, "high": high, "dash": [] if bar.manner == "asserts" else [4, 3]})
        for end, stated, arrow in ((low, bar.low, "triangle-left"), (high, bar.high, "triangle-right")):
            if stated is None:
                points.append({**drawn, "at": end, "shape": arrow, "fill": colour})
            else:
                ends.append({**drawn, "at": end})
    below = step / 2 - 12
    found = {"x": _x(chart, "at"), "y": _y(), "stroke": _as_is("colour")}
    line = {"type": "rule", "strokeWidth": 4, "yOffset": below}
    tick = {"type": "tick", "size": 12, "thickness": 2, "yOffset": below}
    return [
        *_layer(lines, line, {**found, "x2": {"field": "high"}, "strokeDash": _as_is("dash")}),
        *_layer(ends, tick, {**found, "fill": _as_is("colour")}),
        *_points(points, found, below),
    ]


def _words(chart: Intervals, step: int) -> list[dict[str, Any]]:
    axis = {**_flat_axis(), "grid": True, "labelLimit": WIDTH // max(len(chart.words), 1)}
    scale = {"domain": list(chart.words)}
    x = {"field": "at", "type": "nominal", "sort": None, "title": None, "scale": scale, "axis": axis}
    points: list[dict[str, object]] = [
        {"row": number, "at": bar.word, "colour": _INK, **_point(bar.manner, _INK)}
        for number, bar in enumerate(chart.bars)
    ]
    return _points(points, {"x": x, "y": _y(), "stroke": _as_is("colour")}, step / 2 - 11)


def _point(manner: str, colour: str) -> dict[str, object]:
    return {"shape": _SHAPES.get(manner, "circle"), "fill": colour if manner == "asserts" else _PAPER}


def _points(points: Sequence[Mapping[str, object]], found: Mapping[str, object], below: float) -> list[dict[str, Any]]:
    mark = {"type": "point", "size": 76, "strokeWidth": 1.8, "yOffset": below}
    return _layer(points, mark, {**found, "shape": _as_is("shape"), "fill": _as_is("fill")})


def _layer(
    values: Sequence[Mapping[str, object]], mark: Mapping[str, object], encoding: Mapping[str, object]
) -> list[dict[str, Any]]:
    return [{"data": {"values": values}, "mark": mark, "encoding": encoding}] if values else []


def _as_is(field: str) -> dict[str, object]:
    """Return a channel whose field already says what is drawn."""
    return {"field": field, "type": "nominal", "scale": None}


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
    drawn = str(vl_convert.vegalite_to_svg(json.dumps(whole)))  # a text is taken faster than a dict
    drawn = _LONG_NUMBER.sub(r"\1", _CLASSES.sub("", _BACKGROUND.sub("", drawn)))
    opening = _OPENING.match(drawn)
    assert opening is not None, "vl-convert begins with the svg element"
    width, height = opening.groups()
    size = f'viewBox="0 0 {width} {height}" width="{width}" height="{height}"'
    return f'<svg {size} role="img" aria-label="{escape(title)}">{drawn[opening.end() :]}'
