"""Runs what `repaint export` wrote, on pictures of two pixels with their ideal denoiser in torch.

exported.py FOLDER: of every NAME.py and NAME.ipynb there the sample after every pass of the outermost loops and at the end,
as JSON in NAME.py.result. A notebook's cells run one after another; of NAME.plain.ipynb with nothing put in their place.
"""

import contextlib
import importlib.util
import inspect
import io
import json
import pathlib
import sys
import traceback

import numpy as np
import torch

folder = pathlib.Path(sys.argv[1])
case = json.loads((folder / "case.json").read_text())
ab = np.cumprod(1 - np.linspace(0.0001, 0.02, 1000))
points = torch.tensor(case["points"], dtype=torch.float64)
weights = torch.tensor(case["weights"], dtype=torch.float64)


def network(x, timestep, label=None):
    a, v = ab[timestep] ** 0.5, ab[timestep] * case["spread"] ** 2 + 1 - ab[timestep]
    apart = x.double().reshape(-1, 1, 2) - a * points
    rho = torch.softmax(weights.log() - apart.square().sum(-1) / (2 * v), dim=1)
    means = points + case["spread"] ** 2 * a / v * apart
    return (rho[..., None] * means).sum(1).reshape(x.shape).float()


given = {
    "network": network,
    "image": torch.tensor(case["image"]).reshape(1, 1, 1, 2),
    "mask": torch.tensor([1.0, 0.0]).reshape(1, 1, 1, 2),
}


def kind_of(name):
    return given.get(name.split("_")[0])


def module(path, watch):
    spec = importlib.util.spec_from_file_location(path.stem, path)
    exported = importlib.util.module_from_spec(spec)
    sys.modules[path.stem] = exported
    spec.loader.exec_module(exported)
    parameters = inspect.signature(exported.sample).parameters.items()
    needed = [name for name, parameter in parameters if parameter.default is inspect.Parameter.empty]
    result = exported.sample(**{name: kind_of(name) for name in needed}, watch=watch)
    return list(result.values()) if isinstance(result, dict) else [result]


def notebook(path, watch):
    namespace = {"__name__": "__main__"}
    for cell in json.loads(path.read_text())["cells"]:
        if cell["cell_type"] != "code":
            continue
        exec(compile("".join(cell["source"]), f"{path.name}: {cell['id']}", "exec"), namespace)
        if cell["id"] == "kept":
            namespace["watch"] = lambda t, x, own=namespace["watch"]: (own(t, x), watch(t, x))
        if cell["id"] == "inputs" and not path.name.endswith(".plain.ipynb"):
            namespace.update({name: kind_of(name) for name in namespace if kind_of(name) is not None})
    torch.set_grad_enabled(True)
    return list(namespace["result"].values())


for path in sorted(folder.iterdir()):
    run = {".py": module, ".ipynb": notebook}.get(path.suffix)
    if run is None:
        continue
    states, printed = [], io.StringIO()
    try:
        with contextlib.redirect_stdout(printed):
            results = run(path, lambda t, x: states.append([t, x.flatten().tolist()]))
        answer = {"states": states, "results": [one.flatten().tolist() for one in results], "printed": printed.getvalue()}
    except Exception:
        answer = {"error": traceback.format_exc()}
    pathlib.Path(f"{path}.result").write_text(json.dumps(answer))
