"""Reverse-mode differentiation of the exporter's own graphs: one rule per operator, each read off the chain rule.

A rule is given g, the gradient of one number with respect to what a node gives, and hands to every input of that node its
own part of it; a value that is read in several places gets the sum of its parts. Only what depends on x is followed, so
weights are needed as they are and nothing is stored twice: the adjoint of a Conv is a ConvTranspose with the same kernel.
All that is written is in ONNX Runtime's WebAssembly and WebGPU, and the batch stays free.
"""

from typing import Callable, Dict, List, Optional, Sequence, Tuple

import numpy as np
import onnx
from onnx import TensorProto, helper, numpy_helper, shape_inference

from onnx_graph import ELEMENT, OPSET, Graph, Port

# Stands for the free batch while shapes are derived; no other size is likely to be it.
BATCH = 7919


def log_likelihood_gradient(graph: Graph, inputs: Sequence[Port], logits: str, classes: int, output: str) -> None:
    """
    Appends `output` = d log softmax(logits)[label] / d x, the gradient that guides a sampler (Dhariwal & Nichol 2021, §4.1).

    @param inputs of the whole network: `x` and `label` among them; `label` is int32 `[N]`.
    """
    reverse = Reverse(graph, inputs, "x")
    graph.taken.update(("label", output))
    row = graph.add("Unsqueeze", ["label", graph.ints(1)], "label.row")
    every = graph.weight("const.classes", np.arange(classes, dtype=np.int32)[None])
    chosen = graph.add("Cast", [graph.add("Equal", [row, every], "label.is")], "label.chosen", to=TensorProto.FLOAT)
    # d/dz log softmax(z)[y] = 1[y] - softmax(z)
    seed = graph.add("Sub", [chosen, graph.add("Softmax", [logits], "probabilities", axis=1)], "gradient.logits")
    total = reverse.of(logits, seed)
    graph.taken.remove(output)
    graph.add("Identity", [total], output)


class Reverse:
    """A walk from a result back to `x` over the nodes that the graph has at this moment."""

    def __init__(self, graph: Graph, inputs: Sequence[Port], x: str) -> None:
        self.graph, self.x, self.nodes = graph, x, list(graph.nodes)
        self.shapes = shapes(graph, inputs)
        self.parts: Dict[str, List[str]] = {}
        self.depends = {x}
        for node in self.nodes:
            if self.depends & set(node.input):
                self.depends |= set(node.output)

    def of(self, result: str, seed: str) -> str:
        """@param seed: the gradient with respect to `result`. @returns that with respect to x."""
        self.parts = {result: [seed]}
        for node in reversed(self.nodes):
            if not self.depends & set(node.input) or not any(name in self.parts for name in node.output):
                continue
            if node.op_type not in RULES:
                raise NotImplementedError(f"{node.name}: no rule for the gradient of {node.op_type}")
            RULES[node.op_type](self, node, self.total(node.output[0]))
        return self.total(self.x) or ""

    def total(self, name: str) -> Optional[str]:
        parts = self.parts.get(name)
        if parts is None:
            return None
        while len(parts) > 1:
            parts[:2] = [self.add("Add", parts[:2], name)]
        return parts[0]

    def give(self, name: str, part: Callable[[], str]) -> None:
        """A part of the gradient of `name`; worked out only if x has a say in it."""
        if name in self.depends:
            self.parts.setdefault(name, []).append(part())

    def add(self, op: str, inputs: Sequence[str], of: str, **attributes) -> str:
        return self.graph.add(op, inputs, f"gradient.{of}", **attributes)

    def number(self, value: float) -> str:
        return self.graph.constant(float(value), "float32")

    def constants(self, name: str) -> List[int]:
        return self.graph.weights[name].reshape(-1).tolist()

    def sizes(self, name: str) -> Tuple[int, ...]:
        """Sizes after the batch."""
        batch, *rest = self.shapes[name]
        if batch != BATCH:
            raise NotImplementedError(f"{name} has shape {self.shapes[name]}: its first size is not the batch")
        return tuple(rest)

    def shaped(self, g: str, like: str) -> str:
        return self.add("Reshape", [g, self.graph.ints(-1, *self.sizes(like))], like)

    def narrowed(self, g: str, out: str, like: str) -> str:
        """The adjoint of broadcasting `like` to the shape of `out`."""
        wide, narrow = self.sizes(out), self.sizes(like)
        axes = [i for i, (a, b) in enumerate(zip(wide, narrow), 1) if a != b]
        return self.add("ReduceSum", [g, self.graph.ints(*axes)], like, keepdims=1) if axes else g


def shapes(graph: Graph, inputs: Sequence[Port]) -> Dict[str, Tuple[int, ...]]:
    """The shape of every value, at a batch of BATCH. Large weights are shown to the inference without their numbers."""
    small = {name: value for name, value in graph.weights.items() if value.nbytes < 1024}
    info = lambda name, dtype, shape: helper.make_tensor_value_info(name, ELEMENT[np.dtype(dtype)], shape)
    given = [info(p.name, p.dtype, [BATCH, *p.sizes]) for p in inputs]
    given += [info(name, value.dtype, value.shape) for name, value in graph.weights.items() if name not in small]
    held = [numpy_helper.from_array(value, name) for name, value in small.items()]
    results = [helper.make_empty_tensor_value_info(name) for name in graph.nodes[-1].output]
    made = helper.make_graph(graph.nodes, "shapes", given, results, held)
    model = helper.make_model(made, opset_imports=[helper.make_opsetid("", OPSET)], ir_version=8)
    seen = shape_inference.infer_shapes(model, strict_mode=True, data_prop=True).graph
    values = [*seen.input, *seen.value_info, *seen.output]
    return {v.name: tuple(d.dim_value for d in v.type.tensor_type.shape.dim) for v in values}


def attributes(node: onnx.NodeProto) -> Dict:
    return {a.name: helper.get_attribute_value(a) for a in node.attribute}


def plus(r: Reverse, node: onnx.NodeProto, g: str) -> None:
    a, b = node.input
    r.give(a, lambda: r.narrowed(g, node.output[0], a))
    negative = node.op_type == "Sub"
    r.give(b, lambda: r.narrowed(r.add("Neg", [g], b) if negative else g, node.output[0], b))


def times(r: Reverse, node: onnx.NodeProto, g: str) -> None:
    a, b = node.input
    r.give(a, lambda: r.narrowed(r.add("Mul", [g, b], a), node.output[0], a))
    r.give(b, lambda: r.narrowed(r.add("Mul", [g, a], b), node.output[0], b))


def over(r: Reverse, node: onnx.NodeProto, g: str) -> None:
    """y = a / b: da = g / b, db = -(g / b) y."""
    (a, b), y = node.input, node.output[0]
    share = r.add("Div", [g, b], a)
    r.give(a, lambda: r.narrowed(share, y, a))
    r.give(b, lambda: r.narrowed(r.add("Neg", [r.add("Mul", [share, y], b)], b), y, b))


def sigmoid(r: Reverse, node: onnx.NodeProto, g: str) -> None:
    """y' = y (1 - y)."""
    (x,), y = node.input, node.output[0]
    slope = r.add("Sub", [y, r.add("Mul", [y, y], x)], x)
    r.give(x, lambda: r.add("Mul", [g, slope], x))


def relu(r: Reverse, node: onnx.NodeProto, g: str) -> None:
    (x,), y = node.input, node.output[0]
    above = r.add("Cast", [r.add("Greater", [y, r.number(0)], x)], x, to=TensorProto.FLOAT)
    r.give(x, lambda: r.add("Mul", [g, above], x))


def softmax(r: Reverse, node: onnx.NodeProto, g: str) -> None:
    """dx = y (g - sum(g y))."""
    (x,), y = node.input, node.output[0]
    sums = r.add("ReduceSum", [r.add("Mul", [g, y], x), r.graph.ints(attributes(node)["axis"])], x, keepdims=1)
    r.give(x, lambda: r.add("Mul", [y, r.add("Sub", [g, sums], x)], x))


def matmul(r: Reverse, node: onnx.NodeProto, g: str) -> None:
    a, b = node.input
    rank = len(r.shapes[node.output[0]])
    turned = lambda name: r.add("Transpose", [name], name, perm=[*range(rank - 2), rank - 1, rank - 2])
    r.give(a, lambda: r.add("MatMul", [g, turned(b)], a))
    r.give(b, lambda: r.add("MatMul", [turned(a), g], b))


def gemm(r: Reverse, node: onnx.NodeProto, g: str) -> None:
    a, b = node.input[:2]
    r.give(a, lambda: r.add("Gemm", [g, b], a, transB=1 - attributes(node).get("transB", 0)))


def conv(r: Reverse, node: onnx.NodeProto, g: str) -> None:
    """Strides leave a rest of rows and columns that no output has seen; `output_padding` gives them back."""
    x, kernel, given = node.input[0], node.input[1], attributes(node)
    sides, strides, pads = given["kernel_shape"], given["strides"], given["pads"]
    rest = [size - ((out - 1) * s + k - before - after) for size, out, s, k, before, after in
            zip(r.sizes(x)[1:], r.sizes(node.output[0])[1:], strides, sides, pads[:2], pads[2:])]
    r.give(x, lambda: r.add("ConvTranspose", [g, kernel], x, kernel_shape=sides, strides=strides, pads=pads, output_padding=rest))


def instance_norm(r: Reverse, node: onnx.NodeProto, g: str) -> None:
    """y = s z + b with z = (x - mean) / d: dx = (h - mean(h) - z mean(h z)) / d with h = s g."""
    (x, scale, _), epsilon = node.input, attributes(node)["epsilon"]
    rank = len(r.shapes[x])
    mean = lambda name: r.add("ReduceMean", [name], x, axes=list(range(2, rank)), keepdims=1)
    centred = r.add("Sub", [x, mean(x)], x)
    variance = mean(r.add("Mul", [centred, centred], x))
    deviation = r.add("Sqrt", [r.add("Add", [variance, r.number(epsilon)], x)], x)
    z = r.add("Div", [centred, deviation], x)
    h = g if np.all(r.graph.weights[scale] == 1) else r.add(
        "Mul", [g, r.add("Reshape", [scale, r.graph.ints(1, -1, *[1] * (rank - 2))], x)], x)
    along = r.add("Mul", [z, mean(r.add("Mul", [h, z], x))], x)
    flat = r.add("Sub", [r.add("Sub", [h, mean(h)], x), along], x)
    r.give(x, lambda: r.add("Div", [flat, deviation], x))


def batch_norm(r: Reverse, node: onnx.NodeProto, g: str) -> None:
    """As it is written here, of mean 0 and variance 1: a factor a channel."""
    x, scale = node.input[:2]
    r.give(x, lambda: r.add("Mul", [g, r.add("Reshape", [scale, r.graph.ints(-1, 1, 1)], x)], x))


def average_pool(r: Reverse, node: onnx.NodeProto, g: str) -> None:
    """Every pixel of a square gets the same share; those beyond the last whole square get none."""
    x, (side, _) = node.input[0], attributes(node)["kernel_shape"]
    scales = r.graph.constant([1.0, 1.0, float(side), float(side)], "float32")
    spread = r.add("Resize", [g, "", scales], x, mode="nearest", nearest_mode="floor", coordinate_transformation_mode="asymmetric")
    rest = [size - side * out for size, out in zip(r.sizes(x)[1:], r.sizes(node.output[0])[1:])]
    whole = r.add("Pad", [spread, r.graph.ints(0, 0, 0, 0, 0, 0, *rest)], x) if any(rest) else spread
    r.give(x, lambda: r.add("Mul", [whole, r.number(1 / side**2)], x))


def resize(r: Reverse, node: onnx.NodeProto, g: str) -> None:
    """Nearest, by a whole number: the adjoint sums each square."""
    x, side = node.input[0], int(r.constants(node.input[2])[-1])
    pooled = r.add("AveragePool", [g], x, kernel_shape=[side, side], strides=[side, side])
    r.give(x, lambda: r.add("Mul", [pooled, r.number(side**2)], x))


def depth_to_space(r: Reverse, node: onnx.NodeProto, g: str) -> None:
    """The adjoint of a reordering is its inverse; SpaceToDepth knows only one of the two orders of channels."""
    x, given = node.input[0], attributes(node)
    side, (channels, height, width) = given["blocksize"], r.sizes(node.output[0])
    if given["mode"] != b"CRD":
        r.give(x, lambda: r.add("SpaceToDepth", [g], x, blocksize=side))
        return
    cut = r.add("Reshape", [g, r.graph.ints(-1, channels, height // side, side, width // side, side)], x)
    r.give(x, lambda: r.shaped(r.add("Transpose", [cut], x, perm=[0, 1, 3, 5, 2, 4]), x))


def reduce_mean(r: Reverse, node: onnx.NodeProto, g: str) -> None:
    (x,), axes = node.input, attributes(node)["axes"]
    whole = r.sizes(x)
    kept = [1 if axis in axes else size for axis, size in enumerate(whole, 1)]
    wide = [size if axis in axes else 1 for axis, size in enumerate(whole, 1)]
    share = r.add("Mul", [r.add("Reshape", [g, r.graph.ints(-1, *kept)], x), r.number(1 / np.prod(wide))], x)
    r.give(x, lambda: r.add("Expand", [share, r.graph.ints(1, *wide)], x))


def concat(r: Reverse, node: onnx.NodeProto, g: str) -> None:
    axis, begin = attributes(node)["axis"], 0
    for name in node.input:
        end = begin + r.shapes[name][axis]
        bounds = [r.graph.ints(v) for v in (begin, end, axis)]
        r.give(name, lambda: r.add("Slice", [g, *bounds], name))
        begin = end


def split(r: Reverse, node: onnx.NodeProto, _: Optional[str]) -> None:
    """A piece that nobody reads has a gradient of zeros."""
    x = node.input[0]
    pieces = [r.total(piece) or r.add("Mul", [piece, r.number(0)], piece) for piece in node.output]
    r.give(x, lambda: r.add("Concat", pieces, x, axis=attributes(node)["axis"]))


def slice_(r: Reverse, node: onnx.NodeProto, g: str) -> None:
    x, begin, end, axis = node.input[0], *(r.constants(name)[0] for name in node.input[1:4])
    shape = r.shapes[x]
    before = [begin if i == axis else 0 for i in range(len(shape))]
    after = [shape[axis] - end if i == axis else 0 for i in range(len(shape))]
    r.give(x, lambda: r.add("Pad", [g, r.graph.ints(*before, *after)], x))


def reshape(r: Reverse, node: onnx.NodeProto, g: str) -> None:
    r.give(node.input[0], lambda: r.shaped(g, node.input[0]))


def transpose(r: Reverse, node: onnx.NodeProto, g: str) -> None:
    order = np.argsort(attributes(node)["perm"]).tolist()
    r.give(node.input[0], lambda: r.add("Transpose", [g], node.input[0], perm=order))


def same(r: Reverse, node: onnx.NodeProto, g: str) -> None:
    r.give(node.input[0], lambda: g)


RULES: Dict[str, Callable[[Reverse, onnx.NodeProto, str], None]] = {
    "Add": plus, "Sub": plus, "Mul": times, "Div": over, "Sigmoid": sigmoid, "Relu": relu, "Softmax": softmax, "MatMul": matmul, "Gemm": gemm,
    "Conv": conv, "InstanceNormalization": instance_norm, "BatchNormalization": batch_norm, "AveragePool": average_pool, "Resize": resize, "DepthToSpace": depth_to_space, "ReduceMean": reduce_mean,
    "Concat": concat, "Split": split, "Slice": slice_, "Reshape": reshape, "Unsqueeze": reshape, "Transpose": transpose, "Identity": same,
}
