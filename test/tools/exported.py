"""Runs a sampler that `repaint export --to pytorch` wrote, on pictures of two pixels with their ideal denoiser in torch.

exported.py MODULE.py CASE.json: prints the sample after every pass of the outermost loops and at the end, as JSON.
"""

import importlib.util
import inspect
import json
import sys

import numpy as np
import torch

path, case = sys.argv[1:]
with open(case, encoding="utf-8") as file:
    case = json.load(file)
spec = importlib.util.spec_from_file_location("exported", path)
exported = importlib.util.module_from_spec(spec)
sys.modules["exported"] = exported
spec.loader.exec_module(exported)

ab = np.cumprod(1 - np.linspace(0.0001, 0.02, 1000))
points = torch.tensor(case["points"], dtype=torch.float64)
weights = torch.tensor(case["weights"], dtype=torch.float64)


def network(x, timestep, label=None):
    a, v = ab[timestep] ** 0.5, ab[timestep] * case["spread"] ** 2 + 1 - ab[timestep]
    apart = x.double().reshape(-1, 1, 2) - a * points
    rho = torch.softmax(weights.log() - apart.square().sum(-1) / (2 * v), dim=1)
    means = points + case["spread"] ** 2 * a / v * apart
    return (rho[..., None] * means).sum(1).reshape(x.shape).float()


given = {"image": torch.tensor(case["image"]).reshape(1, 1, 1, 2), "mask": torch.tensor([1.0, 0.0]).reshape(1, 1, 1, 2)}
arguments = {}
for name, parameter in inspect.signature(exported.sample).parameters.items():
    kind = str(parameter.annotation)
    if "Callable[..." in kind:
        arguments[name] = network
    elif name.split("_")[0] in given and parameter.default is inspect.Parameter.empty:
        arguments[name] = given[name.split("_")[0]]
states = []
result = exported.sample(**arguments, watch=lambda t, x: states.append([t, x.flatten().tolist()]))
results = list(result.values()) if isinstance(result, dict) else [result]
json.dump({"states": states, "results": [one.flatten().tolist() for one in results]}, sys.stdout)
