"""How each surface looks to Cycles: one small function per family of materials."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import bpy

from studio.glass import acrylic, gem, glass
from studio.paint import UNDER_COAT, Paint, blend, color, shade
from studio.patterns import Nodes
from studio.spec import Surface

PEBBLE = 0.0075
"""Metres between the grains of leather on furniture."""
CLOTHS = ("linen", "cotton", "wool", "velvet", "silk")


def material(surface: Surface, unit: float, relief: bool = True, longest: int = 2) -> bpy.types.Material:
    """A new material for a part whose pattern unit is `unit` metres; `relief` False where geometry has it.

    `longest` is the part's longest axis, along which wood and brushed metal run.
    """
    paint = Paint(surface, unit, relief)
    paint.longest = longest
    FAMILIES[surface.material](paint)
    return paint.finish()


def glow_material(strength: float) -> bpy.types.Material:
    """A lit bulb or flame: warm white."""
    made = bpy.data.materials.new("glow")
    made.use_nodes = True
    bsdf = made.node_tree.nodes["Principled BSDF"]
    bsdf.inputs["Base Color"].default_value = (1.0, 0.9, 0.75, 1)
    bsdf.inputs["Emission Color"].default_value = (1.0, 0.78, 0.45, 1)
    bsdf.inputs["Emission Strength"].default_value = strength
    return made


def glow(lit: bpy.types.Material, strength: float, tone: tuple[float, float, float]) -> None:
    """Adds emission in the material's own colour times `tone`."""
    tree = lit.node_tree
    bsdf = tree.nodes["Principled BSDF"]
    source = bsdf.inputs["Base Color"]
    warm = Nodes(tree, 1.0).vector("MULTIPLY", tuple(source.default_value)[:3], tone)
    if source.is_linked:
        tree.links.new(source.links[0].from_socket, warm.node.inputs[0])
    tree.links.new(warm, bsdf.inputs["Emission Color"])
    bsdf.inputs["Emission Strength"].default_value = strength


def _glazed(p: Paint) -> None:
    """Ceramic, porcelain, lacquered and painted things, soap and wax bodies."""
    p.tint()
    if p.surface.finish in ("glossy", "polished", "patent"):
        p.set(Roughness=0.12, Coat_Weight=1.0, Coat_Roughness=0.03, Specular_IOR_Level=UNDER_COAT)
    elif p.surface.finish == "satin":
        p.set(Roughness=0.38, Specular_IOR_Level=0.5)
    else:
        p.raise_by(p.nodes.math("MULTIPLY", p.nodes.noise(9.0, 2.0), 0.012))
        p.set(Roughness=0.85, Specular_IOR_Level=0.15)


def _lacquer(p: Paint) -> None:
    if p.surface.finish != "shimmering":
        return _glazed(p)
    flake = p.nodes.cells(26.0).outputs["Color"]
    flakes = p.nodes.add("ShaderNodeSeparateColor", Color=flake).outputs[0]
    p.base = p.nodes.mix(p.nodes.math("MULTIPLY", flakes, 0.75), p.body, blend(p.body, (1, 1, 1, 1), 0.22))
    p.raise_by(p.nodes.math("MULTIPLY", flakes, 0.012))
    p.set(Metallic=0.5, Roughness=0.22, Coat_Weight=1.0, Coat_Roughness=0.03, Specular_IOR_Level=UNDER_COAT)


def _metal(p: Paint) -> None:
    """Polished mirrors the studio, brushed smears it along a fine grain, matte is powder-coated."""
    finish = p.surface.finish
    if finish == "matte" or (p.surface.material == "steel" and p.surface.color != "silver"):
        p.set(Roughness=0.62 if finish == "matte" else 0.4, Metallic=0.0 if finish == "matte" else 0.5)
        return
    # a mirror multiplies its colour with what it sees, so it starts paler than the name
    pale = blend(p.body, (0.95, 0.87, 0.74, 1) if p.surface.color != "silver" else (0.9, 0.9, 0.9, 1), 0.16)
    p.base = pale
    if finish == "polished":
        p.base = shade(pale, 1.1)
        p.set(Metallic=1.0, Roughness=0.06)
        return
    grain = p.nodes.add("ShaderNodeTexNoise", Vector=p.stretched(0.5, 24.0), Scale=1.0, Detail=3.0).outputs["Fac"]
    p.raise_by(p.nodes.math("MULTIPLY", grain, 0.007))
    rough = p.nodes.math("ADD", 0.28, p.nodes.math("MULTIPLY", grain, 0.25))
    p.set(Metallic=1.0, Roughness=rough, Anisotropic=0.6)


def _pearl(p: Paint) -> None:
    facing = p.nodes.add("ShaderNodeLayerWeight", Blend=0.35).outputs["Facing"]
    p.base = p.nodes.mix(p.nodes.math("MULTIPLY", facing, 0.6), p.body, blend(p.body, (0.75, 0.6, 0.72, 1), 0.5))
    p.set(Roughness=0.25, Metallic=0.15, Coat_Weight=1.0, Coat_Roughness=0.12, Specular_IOR_Level=0.8)


def _wood(p: Paint) -> None:
    """Long wandering grain with fine pores."""
    n = p.nodes
    warp = n.add("ShaderNodeTexNoise", Vector=p.stretched(0.09, 0.75), Scale=1.0, Detail=2.0).outputs["Fac"]
    rings = n.wave(n.math("MULTIPLY", warp, 5.0), 1.0)
    fine = n.add("ShaderNodeTexNoise", Vector=p.stretched(0.5, 14.0), Scale=1.0, Detail=4.0).outputs["Fac"]
    grain = n.math("ADD", n.math("MULTIPLY", rings, 0.16), fine)
    p.base = n.mix(n.step(grain, 0.5, 0.9), shade(p.body, 0.72), shade(p.body, 1.22))
    p.raise_by(n.math("MULTIPLY", fine, 0.015))
    p.set(Roughness=0.42, Specular_IOR_Level=0.4)


def _cane(p: Paint) -> None:
    """Rattan and straw: the weave is the material."""
    strands = p.nodes.noise(1.7, 2.0)
    p.base = p.nodes.mix(strands, shade(p.body, 0.8), shade(p.body, 1.2))
    p.tint()
    p.set(Roughness=0.7, Specular_IOR_Level=0.3)


def _cloth(p: Paint) -> None:
    """Two fine crossing threads; wool is thicker and fuzzier."""
    n = p.nodes
    count, depth = {"wool": (7.0, 0.022), "linen": (8.0, 0.024)}.get(p.surface.material, (11.0, 0.012))
    uneven = n.noise(3.0 if p.surface.material != "wool" else 4.5, 3.0)
    p.base = n.mix(n.step(uneven, 0.5, 0.5), shade(p.body, 0.84), shade(p.body, 1.1))
    p.tint()
    threads = n.math("MULTIPLY", n.wave(n.u, count), n.wave(n.v, count))
    slub = n.noise(5.0 if p.surface.material != "wool" else 7.0, 3.0)
    rough = n.math("ADD", n.math("MULTIPLY", threads, depth * 0.6), n.math("MULTIPLY", slub, depth))
    p.raise_by(rough)
    sheen = {"wool": 0.5, "cotton": 0.15}.get(p.surface.material, 0.2)
    p.set(Roughness=0.95, Specular_IOR_Level=0.1, Sheen_Weight=sheen, Sheen_Roughness=0.4)


def _velvet(p: Paint) -> None:
    """Dark where it faces us, light at the edges; the pile lies in patches."""
    p.tint()
    n = p.nodes
    facing = n.add("ShaderNodeLayerWeight", Blend=0.5).outputs["Facing"]
    patch = n.math("MULTIPLY", n.step(n.noise(0.3, 2.0), 0.5, 0.5), 0.28)
    light = blend(p.body, (1, 1, 1, 1), 0.14)
    deep = n.mix(n.math("ADD", 0.62, patch, clamp=True), shade(p.body, 0.4), p.base)
    p.base = n.mix(n.math("MULTIPLY", n.math("POWER", facing, 1.6), 0.8), deep, light)
    p.set(
        Roughness=1.0,
        Specular_IOR_Level=0.0,
        Sheen_Weight=0.4,
        Sheen_Roughness=0.3,
        Sheen_Tint=blend(p.body, (1, 1, 1, 1), 0.3),
    )


def _silk(p: Paint) -> None:
    p.tint()
    p.raise_by(p.nodes.math("MULTIPLY", p.nodes.noise(1.2, 2.0), 0.05))
    p.set(Roughness=0.36, Specular_IOR_Level=0.45, Sheen_Weight=0.2, Metallic=0.25, Anisotropic=0.5)


def _leather(p: Paint) -> None:
    n = p.nodes
    if p.surface.pattern == "woven":
        p.tint()
    count = max(8.0, p.unit / PEBBLE)  # an armchair is of the same hide as a wallet
    pebble = n.cells(count).outputs["Distance"]
    patent = p.surface.finish == "patent"
    if patent:
        p.set(Roughness=0.08, Coat_Weight=1.0, Coat_Roughness=0.03, Specular_IOR_Level=UNDER_COAT)
    else:
        p.raise_by(n.math("MULTIPLY", pebble, 0.09 * 8.0 / count))
        p.set(Roughness=0.48, Specular_IOR_Level=0.4)


def _stone(p: Paint) -> None:
    """Marble."""
    p.tint()
    p.set(Roughness=0.14, Coat_Weight=0.8, Coat_Roughness=0.05, Specular_IOR_Level=UNDER_COAT)


def _terrazzo(p: Paint) -> None:
    n = p.nodes
    base = p.body
    for scale, share, tones in ((1.6, 0.42, ("terracotta", "charcoal", "white")), (3.2, 0.4, ("sage green", "grey"))):
        cell = n.cells(scale, distance="CHEBYCHEV")
        edge = n.cells(scale, feature="DISTANCE_TO_EDGE").outputs["Distance"]
        split = n.add("ShaderNodeSeparateColor", Color=cell.outputs["Color"])
        tone: Any = color(tones[0])
        for i, name in enumerate(tones[1:], 1):
            tone = n.mix(n.math("GREATER_THAN", split.outputs[1], i / len(tones)), tone, color(name))
        chip = n.math("MULTIPLY", n.math("LESS_THAN", split.outputs[0], share), n.step(edge, 0.1, 0.04))
        base = n.mix(chip, base, tone)
    p.base = base
    p.set(Roughness=0.35, Specular_IOR_Level=0.5)


def _concrete(p: Paint) -> None:
    n = p.nodes
    cloud = n.noise(0.7, 5.0)
    pores = n.invert(n.step(n.cells(5.0).outputs["Distance"], 0.14, 0.06))
    p.base = n.mix(cloud, shade(p.body, 0.78), shade(p.body, 1.2))
    p.raise_by(n.math("SUBTRACT", n.math("MULTIPLY", n.noise(6.0, 3.0), 0.02), n.math("MULTIPLY", pores, 0.05)))
    p.set(Roughness=0.9, Specular_IOR_Level=0.2)


def _acetate(p: Paint) -> None:
    p.tint()
    if p.surface.finish == "glossy":
        p.set(Roughness=0.1, Coat_Weight=1.0, Coat_Roughness=0.02, Specular_IOR_Level=UNDER_COAT)
    else:
        p.set(Roughness=0.55, Specular_IOR_Level=0.3)


def _waxy(p: Paint) -> None:
    """Wax, soap and paper let a little light in."""
    p.tint()
    gloss = p.surface.finish == "satin"
    p.raise_by(p.nodes.math("MULTIPLY", p.nodes.noise(3.0, 2.0), 0.015))
    p.set(Roughness=0.35 if gloss else 0.7, Specular_IOR_Level=0.4 if gloss else 0.2)


FAMILIES: dict[str, Callable[[Paint], None]] = {
    **dict.fromkeys(("ceramic", "porcelain", "painted metal", "painted wood"), _glazed),
    **dict.fromkeys(("brass", "chrome", "steel", "copper", "gold", "silver"), _metal),
    **dict.fromkeys(("oak", "walnut"), _wood),
    **dict.fromkeys(("rattan", "straw"), _cane),
    **dict.fromkeys(("linen", "cotton", "wool"), _cloth),
    **dict.fromkeys(("wax", "soap", "paper"), _waxy),
    "lacquer": _lacquer, "glass": glass, "acrylic": acrylic, "gemstone": gem, "pearl": _pearl,
    "velvet": _velvet, "silk": _silk, "leather": _leather, "marble": _stone, "terrazzo": _terrazzo,
    "concrete": _concrete, "acetate": _acetate,
}  # fmt: skip
