"""A surface's colours in Cycles' terms, and the Principled material that its family finishes."""

from __future__ import annotations

from typing import Any

import bpy

from studio import lab
from studio.patterns import PATTERNS, Nodes, Socket
from studio.spec import COLORS, Surface

Color = tuple[float, float, float, float]

WHITEST = 0.78
"""Linear. Real white paint reflects no more, and highlights still show on it."""
UNDER_COAT = 0.1
"""Specular level of what a clear coat covers: light mirrors off the coat. Two mirrors veil dark colours in grey."""
VEINS = {"white": "#8A8680", "black": "#D8D4CC", "forest green": "#CFE0D2", "blush pink": "#FFF6F0"}
FALLBACK = {"speckled": "#4A443F", "tortoiseshell": "#2A1610"}


def color(name: str) -> Color:
    return linear(COLORS[name])


def linear(code: str) -> Color:
    red, green, blue = map(float, lab.to_linear(lab.channels(code)))
    scale = min(1.0, WHITEST / max(red, green, blue, 1e-6))
    return (red * scale, green * scale, blue * scale, 1.0)


def shade(c: Color, factor: float) -> Color:
    return (min(c[0] * factor, 1.0), min(c[1] * factor, 1.0), min(c[2] * factor, 1.0), 1.0)


def blend(a: Color, b: Color, t: float) -> Color:
    return tuple(x + (y - x) * t for x, y in zip(a, b, strict=True))  # type: ignore[return-value]


class Paint:
    """A Principled material in the making: its colour and relief so far, and its other inputs."""

    def __init__(self, surface: Surface, unit: float, relief: bool) -> None:
        self.surface, self.unit, self.longest = surface, unit, 2
        self.material = bpy.data.materials.new(f"{surface.color} {surface.material}")
        self.material.use_nodes = True
        tree = self.material.node_tree
        self.bsdf = tree.nodes["Principled BSDF"]
        self.output = tree.nodes["Material Output"]
        self.nodes = Nodes(tree, unit)
        self.body = color(surface.color)
        self.base: Any = self.body
        self.where, self.height = PATTERNS[surface.pattern](self.nodes)
        if not relief:
            self.height = None

    def tint(self) -> None:
        """Lays the pattern's second colour over the base."""
        if self.where is not None:
            self.base = self.nodes.mix(self.where, self.base, self.second())

    def second(self) -> Color:
        surface = self.surface
        if surface.pattern == "woven":
            return shade(color(surface.pattern_color or surface.color), 0.35)
        if surface.pattern_color:
            return color(surface.pattern_color)
        if surface.pattern == "veined":
            return linear(VEINS.get(surface.color, "#8A8680"))
        if surface.pattern in FALLBACK and sum(self.body[:3]) > 0.25:
            return linear(FALLBACK[surface.pattern])
        return color("white") if sum(self.body[:3]) < 0.9 else color("charcoal")

    def stretched(self, along: float, across: float) -> Socket:
        """The part's space, scaled differently along its longest axis."""
        scale = [across] * 3
        scale[self.longest] = along
        return self.nodes.vector("MULTIPLY", self.nodes.space, tuple(scale))

    def set(self, **inputs: Any) -> None:
        for name, value in inputs.items():
            self.nodes.put(self.bsdf.inputs[name.replace("_", " ")], value)

    def raise_by(self, height: Socket) -> None:
        self.height = height if self.height is None else self.nodes.math("ADD", self.height, height)

    def finish(self) -> bpy.types.Material:
        self.set(Base_Color=self.base)
        if self.height is not None:
            bump = self.nodes.add("ShaderNodeBump", Height=self.height, Distance=self.unit)
            self.set(Normal=bump.outputs[0])
            if self.surface.pattern == "woven":  # a coat of lacquer follows the strands
                self.set(Coat_Normal=bump.outputs[0])
        return self.material
