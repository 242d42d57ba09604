"""See-through families: glass, acrylic and gemstones, whose colour is that of the light that passes."""

from __future__ import annotations

from studio.paint import UNDER_COAT, Color, Paint, blend


def glass(p: Paint) -> None:
    """Clear and tinted glass cast a light coloured shadow instead of a black one."""
    finish, clear = p.surface.finish, p.surface.color == "clear"
    tint = (0.97, 0.985, 0.985, 1.0) if clear else _glass_tint(p.body)
    p.base = tint
    frosted = finish == "frosted"
    p.set(Transmission_Weight=1.0, Roughness=0.32 if frosted else 0.0, IOR=1.46)
    if frosted:
        # partly opaque, so that it reads as milky and not as dirty
        p.base = tint if clear else (*(max(c, 0.004) ** 0.72 for c in p.body[:3]), 1.0)
        p.set(Transmission_Weight=0.6)
    _light_shadow(p, tint)


def _glass_tint(body: Color) -> Color:
    """Light passes two walls of a vessel: each takes a root, so that together they give the colour."""
    return (*(max(c, 0.004) ** 0.65 for c in body[:3]), 1.0)  # type: ignore[return-value]


def _light_shadow(p: Paint, tint: Color) -> None:
    tree = p.material.node_tree
    path = p.nodes.add("ShaderNodeLightPath")
    through = p.nodes.add("ShaderNodeBsdfTransparent", Color=blend(tint, (1, 1, 1, 1), 0.35))
    mix = p.nodes.add("ShaderNodeMixShader")
    share = p.nodes.math("MULTIPLY", path.outputs["Is Shadow Ray"], 0.9)
    p.nodes.put(mix.inputs[0], share)
    tree.links.new(p.bsdf.outputs[0], mix.inputs[1])
    tree.links.new(through.outputs[0], mix.inputs[2])
    tree.links.new(mix.outputs[0], p.output.inputs["Surface"])


def acrylic(p: Paint) -> None:
    if p.surface.color == "clear" or p.surface.finish == "frosted":
        return glass(p)
    p.tint()
    p.set(Roughness=0.08, Coat_Weight=0.8, Coat_Roughness=0.02, Specular_IOR_Level=UNDER_COAT, Transmission_Weight=0.15)


def gem(p: Paint) -> None:
    clear = p.surface.color == "clear"
    tint = (0.98, 0.99, 1.0, 1.0) if clear else (*(max(c, 0.01) ** 0.5 for c in p.body[:3]), 1.0)
    p.base = tint
    p.set(Transmission_Weight=0.9, Roughness=0.0, IOR=1.75, Coat_Weight=0.5, Coat_Roughness=0.0)
    _light_shadow(p, tint)
