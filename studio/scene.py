"""The photographer's studio: backdrop, light and camera, all sized to the product."""

from __future__ import annotations

import math
import random
from collections.abc import Sequence

import bpy
import numpy as np
from mathutils import Matrix, Vector

from studio.spec import COLORS, Spec

BACKDROPS: dict[str, str] = {
    "warm white": "#F4EFE8", "cool grey": "#D9DDE0", "pale beige": "#EBE4D9", "pale blush": "#F0E6E2",
    "pale sage": "#E1E6DD", "soft grey": "#C9CBCB",
}  # fmt: skip
MARGIN = 0.09
"""Of the picture's side, between the product and the frame."""
LENS = 70.0
FLOATING = 1e-4


def clear() -> None:
    """Removes everything, so that one process can render thousands of products."""
    scene = bpy.context.scene
    for item in list(scene.collection.all_objects):
        bpy.data.objects.remove(item)
    for store in (bpy.data.meshes, bpy.data.materials, bpy.data.lights, bpy.data.cameras, bpy.data.curves):
        bpy.data.batch_remove(list(store))
    bpy.data.batch_remove([world for world in bpy.data.worlds if world != scene.world])


def compose(spec: Spec, parts: Sequence[bpy.types.Object], elevation: tuple[float, float], wall: float | None) -> None:
    """Stands (or, before a wall, hangs) the product in the studio and points the camera at it."""
    rng = random.Random(spec.seed * 7919 + 17)
    points = _points(parts)
    points[:, 2] -= points[:, 2].min()
    centre = (points.min(axis=0) + points.max(axis=0)) / 2
    size = float(np.linalg.norm(points.max(axis=0) - points.min(axis=0)))
    _settle(parts)
    azimuth = math.radians(rng.uniform(-16, 16))
    up = math.radians(rng.uniform(*elevation))
    _camera(points, centre, size, azimuth, up)
    tone = _backdrop_color(spec, rng)
    if wall is None:
        _backdrop(tone, SWEEP, size, azimuth)
    else:
        behind = float(points[:, 1].max()) + wall
        _backdrop(tone, [(behind / size, -12.0), (behind / size, 12.0)], size, 0.0)
    _lights(centre, size, azimuth, side=rng.choice((-1, 1)))
    _world()
    # what lies flat faces the key light, what hangs faces the dark room
    bpy.context.scene.view_settings.exposure = (0.1 if wall is None else 0.32) - 0.65 * max(0.0, math.sin(up))


def _points(parts: Sequence[bpy.types.Object]) -> np.ndarray:
    bpy.context.view_layer.update()
    graph = bpy.context.evaluated_depsgraph_get()
    clouds = []
    for part in parts:
        made = part.evaluated_get(graph)
        mesh = made.to_mesh()
        flat = np.empty(len(mesh.vertices) * 3, np.float32)
        mesh.vertices.foreach_get("co", flat)
        world = np.array(part.matrix_world)
        clouds.append(flat.reshape(-1, 3) @ world[:3, :3].T + world[:3, 3])
        made.to_mesh_clear()
    return np.concatenate(clouds)


def _settle(parts: Sequence[bpy.types.Object]) -> None:
    """Whatever a kind's arithmetic left, the lowest point touches the floor."""
    lowest = float(_points(parts)[:, 2].min())
    if abs(lowest) > FLOATING:
        for part in parts:
            part.location.z -= lowest


def _camera(points: np.ndarray, centre: np.ndarray, size: float, azimuth: float, up: float) -> None:
    """Aims, then moves and shifts until the product's outline fills the frame but for the margin."""
    data = bpy.data.cameras.new("camera")
    data.lens, data.sensor_width = LENS, 36.0
    data.clip_start, data.clip_end = size * 0.05, size * 60
    camera = bpy.data.objects.new("camera", data)
    bpy.context.scene.collection.objects.link(camera)
    bpy.context.scene.camera = camera
    back = Vector((math.sin(azimuth) * math.cos(up), -math.cos(azimuth) * math.cos(up), math.sin(up)))
    turn = back.to_track_quat("Z", "Y").to_matrix()
    seen = (points - centre) @ np.array(turn)  # x right, y up, z towards the camera
    distance = size * 2.5
    for _ in range(6):
        depth = distance - seen[:, 2]
        x, y = seen[:, 0] / depth, seen[:, 1] / depth
        span = max(x.max() - x.min(), y.max() - y.min())
        distance *= span / ((1 - 2 * MARGIN) * 36.0 / LENS)
    depth = distance - seen[:, 2]
    x, y = seen[:, 0] / depth, seen[:, 1] / depth
    data.shift_x = float(x.max() + x.min()) / 2 * LENS / 36.0
    data.shift_y = float(y.max() + y.min()) / 2 * LENS / 36.0
    camera.matrix_world = Matrix.Translation(Vector(centre) + back * distance) @ turn.to_4x4()


def _backdrop_color(spec: Spec, rng: random.Random) -> str:
    """White, cream and clear products need a backdrop that is not."""
    names = list(BACKDROPS)
    if spec.main.color == "white" or spec.main.material == "pearl":
        names = ["cool grey", "pale beige", "pale blush", "pale sage", "soft grey"]
    elif spec.main.color == "clear":
        names = ["cool grey", "soft grey", "pale sage"]
    else:
        # not the product's own colour
        own = _channels(COLORS[spec.main.color])
        names.sort(key=lambda name: math.dist(own, _channels(BACKDROPS[name])))
        names = names[2:]
    return BACKDROPS[rng.choice(names)]


def _channels(code: str) -> tuple[float, ...]:
    return tuple(int(code[i : i + 2], 16) / 255 for i in (1, 3, 5))


def _sweep() -> list[tuple[float, float]]:
    """The section (y, z) of a paper sweep: floor, a wide bend, a wall."""
    behind, bend = 2.2, 1.6
    arc = [math.pi / 2 * i / 24 for i in range(1, 25)]
    bent = [(behind + bend * math.sin(a), bend * (1 - math.cos(a))) for a in arc]
    return [(-9.0, 0.0), (behind, 0.0), *bent, (behind + bend, 9.0)]


SWEEP = _sweep()


def _backdrop(code: str, section: Sequence[tuple[float, float]], size: float, azimuth: float) -> None:
    wide = 12 * size
    profile = [(y * size, z * size) for y, z in section]
    vertices = [(x, y, z) for y, z in profile for x in (-wide, wide)]
    faces = [(2 * i, 2 * i + 1, 2 * i + 3, 2 * i + 2) for i in range(len(profile) - 1)]
    mesh = bpy.data.meshes.new("backdrop")
    mesh.from_pydata(vertices, [], faces)
    mesh.shade_smooth()
    paper = bpy.data.materials.new("backdrop")
    paper.use_nodes = True
    bsdf = paper.node_tree.nodes["Principled BSDF"]
    linear = [((c + 0.055) / 1.055) ** 2.4 * 0.92 for c in _channels(code)]
    bsdf.inputs["Base Color"].default_value = (*linear, 1)
    bsdf.inputs["Roughness"].default_value = 1.0
    bsdf.inputs["Specular IOR Level"].default_value = 0.0
    # paper lit from behind a little: an even ground without brighter lamps on the product
    bsdf.inputs["Emission Color"].default_value = (*linear, 1)
    bsdf.inputs["Emission Strength"].default_value = 0.25
    mesh.materials.append(paper)
    sweep = bpy.data.objects.new("backdrop", mesh)
    sweep.rotation_euler = (0, 0, azimuth)
    bpy.context.scene.collection.objects.link(sweep)


def _lights(centre: np.ndarray, size: float, azimuth: float, side: int) -> None:
    """A large soft key from the upper side, a weak fill across, a rim from behind."""
    target = Vector(centre)
    for place, reach, power, tone in (
        ((1.5 * side, -1.3, 1.9), 1.5, 24.0, (1.0, 0.98, 0.95)),
        ((-1.9 * side, -1.0, 0.8), 1.3, 3.5, (0.96, 0.98, 1.0)),
        ((-0.9 * side, 1.5, 1.7), 0.9, 7.0, (1.0, 1.0, 1.0)),
    ):
        data = bpy.data.lights.new("softbox", "AREA")
        data.size, data.energy, data.color = reach * size, power * size * size * 1.9, tone
        lamp = bpy.data.objects.new("softbox", data)
        where = Matrix.Rotation(azimuth, 3, "Z") @ Vector(place) * size
        lamp.location = target + where
        lamp.rotation_euler = where.to_track_quat("Z", "Y").to_euler()
        bpy.context.scene.collection.objects.link(lamp)


def _world() -> None:
    """A room that metal can mirror: light above, bright panels to the sides, dark behind the camera and below."""
    scene = bpy.context.scene
    if scene.world and scene.world.get("studio"):
        return
    scene.world = world = bpy.data.worlds.new("studio")
    world["studio"] = True
    world.use_nodes = True
    tree = world.node_tree
    nodes, link = tree.nodes, tree.links.new
    split = nodes.new("ShaderNodeSeparateXYZ")
    link(nodes.new("ShaderNodeTexCoord").outputs["Generated"], split.inputs[0])

    def ramp(source: object, stops: Sequence[tuple[float, float]]) -> object:
        node = nodes.new("ShaderNodeValToRGB")
        while len(node.color_ramp.elements) < len(stops):
            node.color_ramp.elements.new(0.5)
        for element, (place, value) in zip(node.color_ramp.elements, stops, strict=True):
            element.position, element.color = place, (value, value, value, 1)
        half = nodes.new("ShaderNodeMath")
        half.operation = "MULTIPLY_ADD"
        half.inputs[1].default_value = half.inputs[2].default_value = 0.5
        link(source, half.inputs[0])
        link(half.outputs[0], node.inputs[0])
        return node.outputs[0]

    across = ramp(
        split.outputs[0], [(0.06, 0.45), (0.14, 1.0), (0.26, 1.0), (0.34, 0.2), (0.72, 0.16), (0.8, 0.8), (1, 0.5)]
    )
    upward = ramp(split.outputs[2], [(0.35, 0.2), (0.5, 0.6), (0.72, 0.75), (1.0, 0.9)])
    both = nodes.new("ShaderNodeMath")
    both.operation = "MULTIPLY"
    link(across, both.inputs[0])
    link(upward, both.inputs[1])
    lift = nodes.new("ShaderNodeMath")
    lift.inputs[1].default_value = 0.08
    link(both.outputs[0], lift.inputs[0])
    link(lift.outputs[0], nodes["Background"].inputs["Strength"])
    nodes["Background"].inputs["Color"].default_value = (1.0, 0.99, 0.975, 1)
    world.cycles.sampling_method = "MANUAL"
    world.cycles.sample_map_resolution = 128
