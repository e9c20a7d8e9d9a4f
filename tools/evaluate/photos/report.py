"""The page's tables and contact sheets, from the pictures that are there."""

import json
import os
from typing import Dict, List, Optional

import numpy as np

from cases import Cases
from classical import FILLINGS
from holes import KINDS
from intervals import Estimate, mean_by_photo
from measures import HIGHER_IS_BETTER, MEASURES
from settings import COMPARED, GRID, GRID_KINDS, LONGER, RESAMPLED, Setting
from sheets import contact_sheet

BEGIN, END = "<!-- evaluate.py: begin -->", "<!-- evaluate.py: end -->"
UNITS = {"PSNR": "dB", "SSIM": "", "spectrum": "decades", "gradients": "grey levels", "seam": "grey levels"}


def write(docs: str, compare: Cases, squares: Cases, grid: Optional[Cases] = None) -> None:
    """`squares`: windows whose hole is square, under one setting more; as many as in `compare` or more."""
    scores, larger = (
        {name: scored(cases, name) for name in (*FILLINGS, *(setting.name for setting in settings)) if cases.has(name)}
        for cases, settings in ((compare, COMPARED), (squares, [*COMPARED, LONGER]))
    )
    tables = (table(squares, larger, kind) if kind in GRID_KINDS else table(compare, scores, kind) for kind in KINDS)
    parts = [preamble(compare, squares), *tables, differences(compare, scores, RESAMPLED, list(KINDS)),
             differences(squares, larger, LONGER, GRID_KINDS), sheets(docs, compare, scores)]
    if grid:
        parts.append(grid_table(grid))
    path = os.path.join(docs, "photo.md")
    with open(path, encoding="utf-8") as file:
        before, rest = file.read().split(BEGIN)
    with open(path + ".part", "w", encoding="utf-8") as file:
        file.write(before + BEGIN + "\n\n" + "\n\n".join(parts) + "\n\n" + END + rest.split(END)[1])
    os.replace(path + ".part", path)


def scored(cases: Cases, name: str) -> Dict[str, np.ndarray]:
    """For each measure one number a case; as many as were filled."""
    filled = cases.pictures(name)
    triples = list(zip(filled, cases.truth, cases.keep_mask))
    return {measure: np.array([of(*triple) for triple in triples]) for measure, of in MEASURES.items()}


def estimate(cases: Cases, values: np.ndarray, kind: str) -> Estimate:
    chosen = cases.of(kind)
    place = {case: i for i, case in enumerate(chosen)}
    photos = {photo: [place[i] for i in members if i in place] for photo, members in cases.photos().items()}
    return mean_by_photo(values[chosen], photos)


def preamble(cases: Cases, squares: Cases) -> str:
    of_each, of_squares = len(cases.list) // len(KINDS), len(squares.list) // len(GRID_KINDS)
    more = f" ({of_squares} of each square one in its table and wherever r = 10 is compared)" if of_squares != of_each else ""
    return (f"{of_each} windows of each kind of hole{more}, from {len(cases.photos())} photographs; "
            f"in brackets the 95 % interval over photographs. Bold: the best of the row.")


def table(cases: Cases, scores: Dict[str, Dict[str, np.ndarray]], kind: str) -> str:
    lines = [f"**{kind}**", "", "| measure | " + " | ".join(short(n) for n in scores) + " |", "| --- |" + " --- |" * len(scores)]
    for measure in MEASURES:
        found = {name: estimate(cases, values[measure], kind) for name, values in scores.items()}
        best = (max if measure in HIGHER_IS_BETTER else min)(found, key=lambda name: found[name].value)
        cells = [f"**{written(e, measure)}**" if name == best else written(e, measure) for name, e in found.items()]
        unit = f" ({UNITS[measure]})" if UNITS[measure] else ""
        lines.append(f"| {measure}{unit} {'↑' if measure in HIGHER_IS_BETTER else '↓'} | " + " | ".join(cells) + " |")
    return "\n".join(lines)


def differences(cases: Cases, scores: Dict[str, Dict[str, np.ndarray]], setting: Setting, kinds: List[str]) -> str:
    """Paired: the same windows under both fillings, so these are narrower than the intervals of the tables suggest."""
    lines = [f"Paired differences, {short(setting.name)} less the other, better in bold, worse in italics, undecided plain:", "",
             "| hole | against | " + " | ".join(MEASURES) + " |", "| --- | --- |" + " --- |" * len(MEASURES)]
    for kind in kinds:
        for name in scores:
            if name == setting.name:
                continue
            cells = [judged(estimate(cases, scores[setting.name][m] - scores[name][m], kind), m) for m in MEASURES]
            lines.append(f"| {kind} | {short(name)} | " + " | ".join(cells) + " |")
    return "\n".join(lines)


def judged(e: Estimate, measure: str) -> str:
    text = written(e, measure, signed=True)
    if not e.decided:
        return text
    return f"**{text}**" if (e.value > 0) == (measure in HIGHER_IS_BETTER) else f"_{text}_"


def written(e: Estimate, measure: str, signed: bool = False) -> str:
    places = 3 if measure in ("SSIM", "spectrum") else 2
    sign = "+" if signed else ""
    return f"{e.value:{sign}.{places}f} [{e.low:{sign}.{places}f}, {e.high:{sign}.{places}f}]".replace("-", "−")


def short(name: str) -> str:
    if not name.startswith("RePaint"):
        return name
    _, T, _, r = name.split(" ")[:4]
    return f"RePaint, r = {r[1:]}" + ("" if T == f"T{RESAMPLED.T}" else f", T = {T[1:]}")


def sheets(docs: str, cases: Cases, scores: Dict[str, Dict[str, np.ndarray]]) -> str:
    lines: List[str] = ["Best, middle and worst tenth by the SSIM of RePaint in the hole (upper, middle and lower rows). From left to right: "
                        f"given; {', '.join(short(n) for n in scores)}; the photograph.", ""]
    for kind, file in (("32×32", "32"), ("16×16", "16"), ("scratches", "scratches"), ("printed text", "text"), ("wires", "wires")):
        chosen = sorted(cases.of(kind), key=lambda i: -scores[RESAMPLED.name]["SSIM"][i])
        tenth = max(1, len(chosen) // 10)
        middle = (len(chosen) - tenth) // 2
        path = os.path.join(docs, "figures", f"photo-{file}.png")
        contact_sheet(path, cases, list(scores), [chosen[:tenth], chosen[middle : middle + tenth], chosen[-tenth:]])
        lines += [f"{kind}:", "", f"![{kind}](figures/photo-{file}.png)", ""]
    return "\n".join(lines).rstrip()


def grid_table(grid: Cases) -> str:
    lines = [f"T, j and r on {len(grid.list)} windows, half with a hole of 16×16 and half of 32×32; means over both. Seconds on one thread of a loaded machine:", "",
             "| T | j | r | step | calls | seconds a window | " + " | ".join(MEASURES) + " |", "| --- | --- | --- | --- | --- | --- |" + " --- |" * len(MEASURES)]
    chosen = list(range(len(grid.list)))
    for setting in GRID:
        if grid.has(setting.name):
            lines.append(grid_row(grid, setting, chosen))
    return "\n".join(lines)


def grid_row(grid: Cases, setting: Setting, chosen: List[int]) -> str:
    with open(os.path.join(grid.folder, setting.name + ".json"), encoding="utf-8") as file:
        run = json.load(file)
    scores = scored(grid, setting.name)
    cells = [f"{scores[m][chosen].mean():.{3 if m in ('SSIM', 'spectrum') else 2}f}" for m in MEASURES]
    step = "DDPM" if setting.eta is None else f"DDIM, η = {setting.eta:g}"
    return f"| {setting.T} | {setting.j} | {setting.r} | {step} | {run['calls']} | {run['seconds']:.2f} | " + " | ".join(cells) + " |"
