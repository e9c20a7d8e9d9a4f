"""A PyTorch module to an ONNX graph, through torch.fx: one rule per kind of layer or function.

Weights keep their names of the state_dict. Where every size but the batch is known when the graph is written, it needs no Shape
nodes: reshapes are [-1, C, H, W]. For a network whose height and width are free, they are read from a tensor at hand.
GroupNorm becomes Reshape, InstanceNormalization, Reshape, which every backend has. Reshapes keep the batch by 0, not by -1:
ONNX Runtime then knows that two branches have one batch, and adds the second within its convolution.
Not torch.onnx, because that changes from release to release and needs packages that Debian has not.
"""

from typing import Callable, Dict, Sequence, Tuple

import numpy as np
import operator
import torch
import torch.nn.functional as F
from torch import fx, nn
from torch.fx.passes.shape_prop import ShapeProp

from fold import BareNorm, Interleaved, Quarter
from onnx_graph import Graph, Port


class Pieces(fx.Proxy):
    """A traced value that can be unpacked when it came from `chunk`."""

    def __iter__(self):
        if self.node.target != "chunk":
            raise TypeError(f"{self.node} cannot be unpacked while it is traced, only the pieces of chunk")
        return iter([self[i] for i in range(self.node.args[1])])


class Tracer(fx.Tracer):
    def is_leaf_module(self, module: nn.Module, name: str) -> bool:
        return type(module) in LAYERS or super().is_leaf_module(module, name)

    def proxy(self, node: fx.Node) -> fx.Proxy:
        return Pieces(node, self)


def to_onnx(module: nn.Module, inputs: Sequence[Port], output: str) -> Tuple[Graph, Tuple[int, ...]]:
    """
    @param inputs in the order of the module's forward; further parameters of forward keep their defaults.
    Height and width are free where the first input names them by words; channels never are.
    @returns the graph, whose result is named `output`, and the sizes of that result without the batch.
    """
    module.eval()
    traced = fx.GraphModule(module, Tracer().trace(module))
    state = {name: value.detach().float().numpy() for name, value in tensors(module)}
    measure(traced, inputs)
    writer = Writer(traced, state, inputs)
    writer.graph.taken.add(output)
    for node in traced.graph.nodes:
        writer.write(node)
    writer.graph.taken.remove(output)
    writer.graph.add("Identity", [writer.result], output)
    return writer.graph, writer.sizes


def tensors(module: nn.Module):
    yield from module.named_parameters()
    yield from module.named_buffers()


def measure(traced: fx.GraphModule, inputs: Sequence[Port]) -> None:
    """Leaves the shape of every value in its node, by a run on the meta device, which computes nothing."""
    owners = [(owner, table, key, value) for owner in traced.modules() for table in (owner._parameters, owner._buffers)
              for key, value in table.items() if value is not None]
    for _, table, key, value in owners:
        table[key] = nn.Parameter(value.to("meta")) if isinstance(value, nn.Parameter) else value.to("meta")
    types = {"float32": torch.float32, "int32": torch.int32}
    try:
        ShapeProp(traced).propagate(*[torch.empty((1, *known(p.sizes)), dtype=types[p.dtype], device="meta") for p in inputs])
    finally:
        for _, table, key, value in owners:
            table[key] = value


def known(sizes: Sequence) -> Tuple[int, ...]:
    """The sizes a graph is measured at: any would do for a free one."""
    return tuple(size if isinstance(size, int) else 64 for size in sizes)


def shape_of(node: fx.Node) -> Tuple[int, ...]:
    return tuple(node.meta["tensor_meta"].shape)


class Writer:
    def __init__(self, traced: fx.GraphModule, state: Dict[str, np.ndarray], inputs: Sequence[Port]) -> None:
        self.graph, self.traced, self.state = Graph(), traced, state
        self.ports = list(inputs)
        self.free = inputs[0].sizes[1:] if any(isinstance(size, str) for size in inputs[0].sizes) else ()
        self.names: Dict[fx.Node, str] = {}
        self.result, self.sizes = "", ()
        for port in inputs:
            self.graph.taken.add(port.name)

    def write(self, node: fx.Node) -> None:
        if node.op == "placeholder":
            self.names[node] = self.ports.pop(0).name if self.ports else ""
        elif node.op == "output":
            sizes = shape_of(node.args[0])[1:]
            is_picture = self.free and sizes[1:] == known(self.free)
            self.result, self.sizes = self.names[node.args[0]], (sizes[0], *self.free) if is_picture else sizes
        elif node.op == "get_attr":
            value = self.state[node.target]
            is_matrix = node.target.endswith(".weight") and value.ndim > 1
            self.names[node] = self.graph.weight(node.target, value, halvable=is_matrix)
        elif node.op == "call_module":
            layer = self.traced.get_submodule(node.target)
            self.names[node] = rule(LAYERS, type(layer), node)(self, node, layer)
        else:
            self.names[node] = rule(FUNCTIONS, node.target, node)(self, node)

    def add(self, op: str, inputs: Sequence[str], node: fx.Node, suffix: str = "", **attributes) -> str:
        return self.graph.add(op, inputs, node.name + suffix, **attributes)

    def value(self, given) -> str:
        """The ONNX name of an argument; a number becomes a constant."""
        return self.names[given] if isinstance(given, fx.Node) else self.graph.constant(float(given), "float32")

    def parameter(self, node: fx.Node, part: str, shape=None) -> str:
        name = f"{node.target}.{part}"
        value = self.state[name]
        return self.graph.weight(name, value if shape is None else value.reshape(shape), halvable=value.ndim > 1)


def rule(table: Dict, key, node: fx.Node) -> Callable:
    if key not in table:
        raise NotImplementedError(f"{node.format_node()}: no rule to write {key} as ONNX")
    return table[key]


def conv(w: Writer, node: fx.Node, layer: nn.Conv2d) -> str:
    inputs = [w.value(node.args[0]), w.parameter(node, "weight")]
    if layer.bias is not None:
        inputs.append(w.parameter(node, "bias"))
    return w.add("Conv", inputs, node, kernel_shape=list(layer.kernel_size), strides=list(layer.stride), pads=[*layer.padding, *layer.padding])


def quarter(w: Writer, node: fx.Node, layer: Quarter) -> str:
    return w.add("Conv", [w.value(part) for part in node.args], node, kernel_shape=[2, 2], strides=[1, 1], pads=layer.pads)


def matrix(w: Writer, node: fx.Node) -> str:
    return w.add("Gemm", [w.value(part) for part in node.args], node, transB=1)


def linear(w: Writer, node: fx.Node, layer: nn.Linear) -> str:
    if len(shape_of(node)) != 2:
        raise NotImplementedError(f"{node.target}: a linear layer over {len(shape_of(node))} dimensions, expected 2")
    inputs = [w.value(node.args[0]), w.parameter(node, "weight")]
    if layer.bias is not None:
        inputs.append(w.parameter(node, "bias"))
    return w.add("Gemm", inputs, node, transB=1)


def group_norm(w: Writer, node: fx.Node, layer: nn.GroupNorm) -> str:
    groups, shape = layer.num_groups, shape_of(node)
    ones, zeros = (w.graph.weight(f"const.{n}.{groups}", f(groups, dtype=np.float32)) for n, f in (("ones", np.ones), ("zeros", np.zeros)))
    rows = w.add("Reshape", [w.value(node.args[0]), w.graph.ints(0, groups, -1)], node, ".rows")
    normal = w.add("InstanceNormalization", [rows, ones, zeros], node, ".normal", epsilon=layer.eps)
    back = w.add("Reshape", [normal, like(w, node, node.args[0])], node, ".back")
    if not layer.affine or isinstance(layer, BareNorm):
        return back
    if len(shape) == 4:
        return per_channel(w, node, back, shape[1])
    wide = (-1,) + (1,) * (len(shape) - 2)
    scaled = w.add("Mul", [back, w.parameter(node, "weight", wide)], node, ".scaled")
    return w.add("Add", [scaled, w.parameter(node, "bias", wide)], node)


def per_channel(w: Writer, node: fx.Node, x: str, channels: int) -> str:
    """Scale and shift in one walk over the picture, where Mul and Add take two: a BatchNormalization of mean 0 and variance 1."""
    mean, variance = (w.graph.weight(f"const.{n}.{channels}", f(channels, dtype=np.float32)) for n, f in (("zeros", np.zeros), ("ones", np.ones)))
    return w.add("BatchNormalization", [x, w.parameter(node, "weight"), w.parameter(node, "bias"), mean, variance], node, epsilon=0.0)


def like(w: Writer, node: fx.Node, other: fx.Node) -> str:
    """The sizes of `other`, for a Reshape."""
    if w.free:
        return w.add("Shape", [w.value(other)], node, ".sizes")
    return w.graph.ints(0, *shape_of(other)[1:])


def silu(w: Writer, node: fx.Node, *_) -> str:
    x = w.value(node.args[0])
    return w.add("Mul", [x, w.add("Sigmoid", [x], node, ".gate")], node)


def relu(w: Writer, node: fx.Node, *_) -> str:
    return w.add("Relu", [w.value(node.args[0])], node)


def same(w: Writer, node: fx.Node, *_) -> str:
    return w.value(node.args[0])


def table_row(w: Writer, node: fx.Node, table: str) -> str:
    return w.add("Gather", [table, w.value(node.args[0])], node, axis=0)


def binary(op: str) -> Callable:
    return lambda w, node: w.add(op, [w.value(node.args[0]), w.value(node.args[1])], node)


def unary(op: str) -> Callable:
    return lambda w, node: w.add(op, [w.value(node.args[0])], node)


def dimension(node: fx.Node, at: int = 1) -> int:
    return node.kwargs["dim"] if "dim" in node.kwargs else node.args[at]


def concatenate(w: Writer, node: fx.Node) -> str:
    return w.add("Concat", [w.value(part) for part in node.args[0]], node, axis=dimension(node))


def is_of_weights(node: fx.Node) -> bool:
    """Whether nothing from outside is in it, so that its size is known however free the pictures' is."""
    parts = node.all_input_nodes
    return node.op == "get_attr" or (len(parts) > 0 and all(is_of_weights(part) for part in parts))


def reshape(w: Writer, node: fx.Node) -> str:
    if w.free and not is_of_weights(node):
        raise NotImplementedError(f"{node}: reshape to sizes fixed in PyTorch, in a network of free size: use flatten, unflatten, reshape_as")
    before, (first, *sizes) = shape_of(node.args[0]), shape_of(node)
    return w.add("Reshape", [w.value(node.args[0]), w.graph.ints(0 if first == before[0] else -1, *sizes)], node)


def flatten(w: Writer, node: fx.Node) -> str:
    """All from a dimension on in one; what stands before keeps its size (0)."""
    start = node.args[1]
    return w.add("Reshape", [w.value(node.args[0]), w.graph.ints(*[0] * start, -1)], node)


def unflatten(w: Writer, node: fx.Node) -> str:
    """One dimension in several, of known sizes; the last of the tensor is what is left (-1)."""
    dim, sizes = node.args[1:]
    if len(shape_of(node.args[0])) != dim + 2:
        raise NotImplementedError(f"{node}: unflatten of dimension {dim}, expected the last but one")
    return w.add("Reshape", [w.value(node.args[0]), w.graph.ints(*[0] * dim, *sizes, -1)], node)


def reshape_as(w: Writer, node: fx.Node) -> str:
    return w.add("Reshape", [w.value(node.args[0]), like(w, node, node.args[1])], node)


def transpose(w: Writer, node: fx.Node) -> str:
    order = list(range(len(shape_of(node))))
    a, b = node.args[1], node.args[2]
    order[a], order[b] = order[b], order[a]
    return w.add("Transpose", [w.value(node.args[0])], node, perm=order)


def unsqueeze(w: Writer, node: fx.Node) -> str:
    return w.add("Unsqueeze", [w.value(node.args[0]), w.graph.ints(node.args[1])], node)


def chunk(w: Writer, node: fx.Node) -> str:
    count, dim = node.args[1], dimension(node, 2)
    whole = shape_of(node.args[0])[dim]
    if whole % count:
        raise NotImplementedError(f"{node}: {whole} channels in {count} unequal pieces")
    return w.add("Split", [w.value(node.args[0]), w.graph.ints(*[whole // count] * count)], node, axis=dim, outputs=count)


def split(w: Writer, node: fx.Node) -> str:
    """Pieces of the sizes that are given."""
    sizes = node.args[1]
    return w.add("Split", [w.value(node.args[0]), w.graph.ints(*sizes)], node, axis=dimension(node, 2), outputs=len(sizes))


def item(w: Writer, node: fx.Node) -> str:
    if isinstance(node.args[1], int):
        return f"{w.value(node.args[0])}.{node.args[1]}"
    raise NotImplementedError(f"{node}: only pieces of chunk and split can be taken")


def narrow(w: Writer, node: fx.Node) -> str:
    dim, start, length = node.args[1:]
    return w.add("Slice", [w.value(node.args[0]), w.graph.ints(start), w.graph.ints(start + length), w.graph.ints(dim)], node)


def softmax(w: Writer, node: fx.Node) -> str:
    return w.add("Softmax", [w.value(node.args[0])], node, axis=dimension(node) % len(shape_of(node)))


def interpolate(w: Writer, node: fx.Node) -> str:
    if node.kwargs["mode"] != "nearest":
        raise NotImplementedError(f"{node}: interpolation {node.kwargs['mode']}, expected nearest")
    scale = float(node.kwargs["scale_factor"])
    scales = w.graph.constant([1.0, 1.0, scale, scale], "float32")
    return w.add("Resize", [w.value(node.args[0]), "", scales], node, mode="nearest", nearest_mode="floor",
                 coordinate_transformation_mode="asymmetric")


def average_pool(w: Writer, node: fx.Node) -> str:
    side, given = node.args[1], node.kwargs
    stride, padding = given.get("stride", side), given.get("padding", 0)
    if padding and given.get("count_include_pad", True):
        raise NotImplementedError(f"{node}: an average that counts the padding")
    if len(node.args) > 2:
        raise NotImplementedError(f"{node}: stride and padding of a pool are given by name")
    return w.add("AveragePool", [w.value(node.args[0])], node, kernel_shape=[side, side], strides=[stride, stride], pads=[padding] * 4)


def max_pool(w: Writer, node: fx.Node) -> str:
    side, given = node.args[1], node.kwargs
    stride, padding = given.get("stride") or side, given.get("padding", 0)
    return w.add("MaxPool", [w.value(node.args[0])], node, kernel_shape=[side, side], strides=[stride, stride], pads=[padding] * 4)


def pixel_shuffle(w: Writer, node: fx.Node) -> str:
    return w.add("DepthToSpace", [w.value(node.args[0])], node, blocksize=node.args[1], mode="CRD")


def pixel_unshuffle(w: Writer, node: fx.Node) -> str:
    """As Reshape, Transpose, Reshape: SpaceToDepth orders the channels the other way round; free sizes need it all the same."""
    p, (_, channels, height, width) = node.args[1], shape_of(node)
    if w.free:
        return space_to_depth(w, node, p, channels)
    split = w.add("Reshape", [w.value(node.args[0]), w.graph.ints(-1, channels // p**2, height, p, width, p)], node, ".split")
    turned = w.add("Transpose", [split], node, ".turned", perm=[0, 1, 3, 5, 2, 4])
    return w.add("Reshape", [turned, w.graph.ints(-1, channels, height, width)], node)


def space_to_depth(w: Writer, node: fx.Node, p: int, channels: int) -> str:
    deep = w.add("SpaceToDepth", [w.value(node.args[0])], node, ".deep", blocksize=p)
    order = np.arange(channels).reshape(p * p, channels // p**2).T.reshape(-1)
    return w.add("Gather", [deep, w.graph.ints(*order.tolist())], node, axis=1)


def interleaved(w: Writer, node: fx.Node, _: Interleaved) -> str:
    return w.add("DepthToSpace", [w.value(node.args[0])], node, blocksize=2, mode="DCR")


def dimensions(node: fx.Node) -> list:
    given = dimension(node)
    return [given] if isinstance(given, int) else list(given)


def mean(w: Writer, node: fx.Node) -> str:
    return w.add("ReduceMean", [w.value(node.args[0])], node, axes=dimensions(node), keepdims=int(node.kwargs.get("keepdim", False)))


def total(w: Writer, node: fx.Node) -> str:
    axes = w.graph.ints(*dimensions(node))
    return w.add("ReduceSum", [w.value(node.args[0]), axes], node, keepdims=int(node.kwargs.get("keepdim", False)))


def pad(w: Writer, node: fx.Node) -> str:
    left, right, top, bottom = node.args[1]
    return w.add("Pad", [w.value(node.args[0]), w.graph.ints(0, 0, top, left, 0, 0, bottom, right)], node)


LAYERS = {
    nn.Conv2d: conv,
    Quarter: quarter,
    Interleaved: interleaved,
    nn.Linear: linear,
    nn.GroupNorm: group_norm,
    BareNorm: group_norm,
    nn.SiLU: silu,
    nn.ReLU: relu,
    nn.Identity: same,
    nn.Dropout: same,
    nn.Embedding: lambda w, node, layer: table_row(w, node, w.parameter(node, "weight")),
}

FUNCTIONS = {
    torch.cat: concatenate,
    torch.cos: unary("Cos"),
    torch.sin: unary("Sin"),
    torch.matmul: binary("MatMul"),
    F.linear: matrix,
    torch.softmax: softmax,
    F.silu: silu,
    F.relu: relu,
    F.interpolate: interpolate,
    F.avg_pool2d: average_pool,
    F.max_pool2d: max_pool,
    F.pixel_shuffle: pixel_shuffle,
    F.pixel_unshuffle: pixel_unshuffle,
    F.pad: pad,
    F.embedding: lambda w, node: table_row(w, node, w.value(node.args[1])),
    operator.add: binary("Add"),
    operator.sub: binary("Sub"),
    operator.mul: binary("Mul"),
    operator.truediv: binary("Div"),
    operator.getitem: item,
    "reshape": reshape,
    "reshape_as": reshape_as,
    "flatten": flatten,
    "unflatten": unflatten,
    "transpose": transpose,
    "unsqueeze": unsqueeze,
    "chunk": chunk,
    "split": split,
    "mean": mean,
    "sum": total,
    "sqrt": unary("Sqrt"),
    "narrow": narrow,
    "int": lambda w, node: w.add("Cast", [w.value(node.args[0])], node, to=6),
}
