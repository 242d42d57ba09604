"""What a surface's pattern adds: where its second colour shows, and its relief. Cycles nodes only.

Flat patterns live in texture coordinates (one stripe or dot per unit); veins, grain and speckles in the part's
own space, also in units.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import bpy

Socket = Any


class Nodes:
    """A material's node tree, written as arithmetic."""

    def __init__(self, tree: bpy.types.NodeTree, unit: float) -> None:
        self.tree = tree
        coordinates = tree.nodes.new("ShaderNodeTexCoord")
        self.uv: Socket = coordinates.outputs["UV"]
        self.space: Socket = self.vector("MULTIPLY", coordinates.outputs["Object"], (1 / unit,) * 3)
        split = self.add("ShaderNodeSeparateXYZ", Vector=self.uv)
        self.u, self.v = split.outputs[0], split.outputs[1]

    def add(self, kind: str, *, settings: dict[str, Any] | None = None, **inputs: Any) -> Any:
        node = self.tree.nodes.new(kind)
        for name, value in (settings or {}).items():
            setattr(node, name, value)
        for name, value in inputs.items():
            self.put(node.inputs[name.replace("_", " ")], value)
        return node

    def put(self, socket: Socket, value: Any) -> None:
        if isinstance(value, bpy.types.NodeSocket):
            self.tree.links.new(value, socket)
        else:
            socket.default_value = value

    def math(self, operation: str, *values: Any, clamp: bool = False) -> Socket:
        node = self.add("ShaderNodeMath", settings={"operation": operation, "use_clamp": clamp})
        for socket, value in zip(node.inputs, values, strict=False):
            self.put(socket, value)
        return node.outputs[0]

    def vector(self, operation: str, *values: Any, output: int = 0) -> Socket:
        node = self.add("ShaderNodeVectorMath", settings={"operation": operation})
        for socket, value in zip(node.inputs, values, strict=False):
            self.put(socket, value)
        return node.outputs[output]

    def mix(self, factor: Any, a: Any, b: Any) -> Socket:
        node = self.add("ShaderNodeMix", settings={"data_type": "RGBA"})
        for socket, value in ((node.inputs[0], factor), (node.inputs[6], a), (node.inputs[7], b)):
            self.put(socket, value)
        return node.outputs[2]

    def step(self, value: Socket, edge: Any, width: float) -> Socket:
        """0 below the edge, 1 above, `width` of slope between."""
        node = self.add("ShaderNodeMapRange", settings={"interpolation_type": "SMOOTHSTEP"}, Value=value)
        low = self.math("SUBTRACT", edge, width / 2)
        high = self.math("ADD", edge, width / 2)
        self.put(node.inputs["From Min"], low)
        self.put(node.inputs["From Max"], high)
        return node.outputs[0]

    def wave(self, value: Any, turns: float = 1.0) -> Socket:
        return self.math("SINE", self.math("MULTIPLY", value, turns * 6.28319))

    def noise(self, scale: float, detail: float = 3.0, **more: Any) -> Socket:
        values = {"Vector": self.space, "Scale": scale, "Detail": detail, **more}
        return self.add("ShaderNodeTexNoise", **values).outputs["Fac"]

    def cells(self, scale: float, space: Socket | None = None, **settings: Any) -> Any:
        return self.add("ShaderNodeTexVoronoi", settings=settings, Vector=space or self.space, Scale=scale)

    def invert(self, value: Socket) -> Socket:
        return self.math("SUBTRACT", 1.0, value)


Look = tuple[Socket | None, Socket | None]
"""Where the second colour shows (0..1), and the relief's height in units."""


def plain(n: Nodes) -> Look:
    return None, None


def striped(n: Nodes) -> Look:
    return n.step(n.wave(n.v, 0.75), 0.0, 0.12), None


def ribbed(n: Nodes) -> Look:
    return None, n.math("MULTIPLY", n.math("ABSOLUTE", n.wave(n.u, 1.0)), 0.22)


def checked(n: Nodes) -> Look:
    """Gingham: half strength where one stripe passes, full where two cross."""
    across, along = (n.step(n.wave(c, 0.5), 0.0, 0.06) for c in (n.u, n.v))
    return n.math("MULTIPLY", n.math("ADD", across, along), 0.5), None


def dotted(n: Nodes) -> Look:
    row = n.math("FLOOR", n.v)
    x = n.math("FRACT", n.math("ADD", n.u, n.math("MULTIPLY", row, 0.5)))
    dx, dy = (n.math("SUBTRACT", value, 0.5) for value in (x, n.math("FRACT", n.v)))
    distance = n.math("SQRT", n.math("ADD", n.math("MULTIPLY", dx, dx), n.math("MULTIPLY", dy, dy)))
    return n.invert(n.step(distance, 0.27, 0.05)), None


def speckled(n: Nodes) -> Look:
    fine = n.cells(4.2)
    large = n.cells(2.2)
    marks = []
    for cell, share, size in ((fine, 0.42, 0.26), (large, 0.24, 0.24)):
        chance = n.add("ShaderNodeSeparateColor", Color=cell.outputs["Color"]).outputs[0]
        near = n.invert(n.step(cell.outputs["Distance"], size, 0.08))
        marks.append(n.math("MULTIPLY", near, n.math("LESS_THAN", chance, share)))
    return n.math("MAXIMUM", *marks), None


def floral(n: Nodes) -> Look:
    """Five-petalled flowers of two sizes with an open centre."""
    blooms = []
    for scale, reach, turn in ((0.62, 0.36, 0.0), (1.3, 0.22, 3.7)):
        cell = n.cells(scale, n.vector("ADD", n.uv, (turn, turn * 0.7, 0)), voronoi_dimensions="2D")
        n.put(cell.inputs["Randomness"], 0.7)
        scaled = n.vector("MULTIPLY", n.vector("ADD", n.uv, (turn, turn * 0.7, 0)), (scale,) * 3)
        place = n.vector("MULTIPLY", cell.outputs["Position"], (scale,) * 3)
        away = n.add("ShaderNodeSeparateXYZ", Vector=n.vector("SUBTRACT", scaled, place))
        angle = n.math("ARCTAN2", away.outputs[1], away.outputs[0])
        petals = n.math("ABSOLUTE", n.math("COSINE", n.math("MULTIPLY", angle, 2.5)))
        edge = n.math("MULTIPLY", n.math("ADD", 0.42, n.math("MULTIPLY", petals, 0.58)), reach)
        distance = cell.outputs["Distance"]
        petal = n.invert(n.step(distance, edge, 0.03))
        blooms.append(n.math("MULTIPLY", petal, n.step(distance, reach * 0.26, 0.03)))
    return n.math("MAXIMUM", *blooms), None


def woven(n: Nodes) -> Look:
    """Basket weave: strands that pass over and under each other."""
    u, v = n.math("MULTIPLY", n.u, 3.0), n.math("MULTIPLY", n.v, 3.0)
    odd = n.math("MODULO", n.math("ABSOLUTE", n.math("ADD", n.math("FLOOR", u), n.math("FLOOR", v))), 2.0)
    across = n.math("ABSOLUTE", n.math("SINE", n.math("MULTIPLY", u, 3.14159)))
    along = n.math("ABSOLUTE", n.math("SINE", n.math("MULTIPLY", v, 3.14159)))
    first = n.math("MULTIPLY", along, n.math("ADD", 0.4, n.math("MULTIPLY", across, 0.6)))
    second = n.math("MULTIPLY", across, n.math("ADD", 0.4, n.math("MULTIPLY", along, 0.6)))
    chosen = n.math("ADD", n.math("MULTIPLY", odd, first), n.math("MULTIPLY", n.invert(odd), second))
    return n.math("MULTIPLY", n.invert(n.step(chosen, 0.42, 0.5)), 0.75), n.math("MULTIPLY", chosen, 0.1)


def hammered(n: Nodes) -> Look:
    cell = n.cells(2.0, feature="SMOOTH_F1")
    return None, n.math("MULTIPLY", cell.outputs["Distance"], 0.13)


def veined(n: Nodes) -> Look:
    warp = n.add("ShaderNodeTexNoise", Vector=n.space, Scale=0.28, Detail=5.0).outputs["Color"]
    bent = n.vector("ADD", n.space, n.vector("MULTIPLY", warp, (5.0, 5.0, 5.0)))
    veins = []
    for scale, width, strength in ((0.22, 0.02, 1.0), (0.5, 0.022, 0.45)):
        fac = n.add("ShaderNodeTexNoise", Vector=bent, Scale=scale, Detail=2.0).outputs["Fac"]
        away = n.math("ABSOLUTE", n.math("SUBTRACT", fac, 0.5))
        veins.append(n.math("MULTIPLY", n.invert(n.step(away, width * 0.5, width)), strength))
    haze = n.math("MULTIPLY", n.step(n.noise(0.35, 4.0), 0.55, 0.35), 0.18)
    return n.math("ADD", n.math("MAXIMUM", *veins), haze, clamp=True), None


def marbled(n: Nodes) -> Look:
    """Swirls, as of two soaps stirred together: bands of equal height in a warped landscape."""
    warp = n.add("ShaderNodeTexNoise", Vector=n.space, Scale=0.35, Detail=2.0).outputs["Color"]
    bent = n.vector("ADD", n.space, n.vector("MULTIPLY", warp, (3.0, 3.0, 3.0)))
    fac = n.add("ShaderNodeTexNoise", Vector=bent, Scale=0.22, Detail=1.5).outputs["Fac"]
    return n.math("MULTIPLY", n.step(n.wave(fac, 5.0), 0.45, 1.1), 0.75), None


def tortoiseshell(n: Nodes) -> Look:
    warp = n.add("ShaderNodeTexNoise", Vector=n.space, Scale=0.8, Detail=2.0).outputs["Color"]
    bent = n.vector("ADD", n.space, n.vector("MULTIPLY", warp, (1.5, 1.5, 1.5)))
    fac = n.add("ShaderNodeTexNoise", Vector=bent, Scale=0.85, Detail=3.0).outputs["Fac"]
    return n.step(fac, 0.5, 0.16), None


PATTERNS: dict[str, Callable[[Nodes], Look]] = {
    f.__name__: f
    for f in (
        plain, striped, ribbed, checked, dotted, speckled, floral, woven, hammered, veined, marbled, tortoiseshell,
    )
}  # fmt: skip
