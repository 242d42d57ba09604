"""Meshes in plain Python: outlines, lofts, sweeps, blocks; for what boxes and lathes cannot make.

A `Mesh` is (vertices, faces), faces counter-clockwise from outside; `Workshop.mesh(*mesh, surface)` builds
it. Lengths in metres, angles in degrees. No `bpy` here, and no materials.
"""

from __future__ import annotations

import itertools
import math
from collections.abc import Callable, Iterable, Sequence
from typing import TypeVar

Flat = tuple[float, float]
Point = tuple[float, float, float]
Place = TypeVar("Place", Flat, Point)
Mesh = tuple[list[Point], list[tuple[int, ...]]]
Steps = list[Flat]
"""(inset, height) pairs, from the bottom up."""


def oval(width: float, depth: float, power: float = 2.0, count: int = 64) -> list[Flat]:
    """A superellipse, counter-clockwise: power 2 is an ellipse, 4 a squircle, 8 nearly a rectangle."""
    points = []
    for i in range(count):
        c, s = math.cos(math.tau * i / count), math.sin(math.tau * i / count)
        x = math.copysign(abs(c) ** (2 / power), c) * width / 2
        points.append((x, math.copysign(abs(s) ** (2 / power), s) * depth / 2))
    return points


def polygon(corners: Sequence[Flat], radius: float, steps: int = 5) -> list[Flat]:
    """A convex or concave polygon, counter-clockwise, each corner rounded by a quadratic curve."""
    points = []
    for i, corner in enumerate(corners):
        before, after = corners[i - 1], corners[(i + 1) % len(corners)]
        start, end = _towards(corner, before, radius), _towards(corner, after, radius)
        for k in range(steps + 1):
            t = k / steps
            a, b, c = (1 - t) ** 2, 2 * t * (1 - t), t * t
            x, y = (a * start[k] + b * corner[k] + c * end[k] for k in (0, 1))
            points.append((x, y))
    return points


def rectangle(width: float, depth: float, radius: float, steps: int = 5) -> list[Flat]:
    x, y = width / 2, depth / 2
    return polygon([(-x, -y), (x, -y), (x, y), (-x, y)], radius, steps)


def regular(sides: int, diameter: float, radius: float = 0.0005) -> list[Flat]:
    """A regular polygon with a side towards the viewer (-y), across its corners `diameter`."""
    turn = -math.pi / 2 + math.pi / sides
    ring = [(math.cos(turn + math.tau * i / sides), math.sin(turn + math.tau * i / sides)) for i in range(sides)]
    return polygon([(x * diameter / 2, y * diameter / 2) for x, y in ring], radius, 3)


def scallops(across: float, lobes: int) -> list[Flat]:
    points = []
    for i in range(lobes * 12):
        angle = math.tau * i / (lobes * 12) - math.pi / 2
        reach = across / 2 * (0.93 + 0.09 * abs(math.cos(lobes / 2 * (angle + math.pi / 2))))
        points.append((reach * math.cos(angle), reach * math.sin(angle)))
    return points


def _towards(point: Flat, other: Flat, distance: float) -> Flat:
    length = math.dist(point, other)
    share = min(distance, length * 0.49) / length
    return point[0] + (other[0] - point[0]) * share, point[1] + (other[1] - point[1]) * share


def curve(points: Sequence[Point], count: int = 48, closed: bool = False) -> list[Point]:
    """A Catmull-Rom curve through 3-D points, about `count` points long."""
    spans = len(points) if closed else len(points) - 1
    each = max(1, count // spans)
    path = []
    for i in range(spans):
        knots = [_knot(points, i + k, closed) for k in (-1, 0, 1, 2)]
        for k in range(each):
            x, y, z = (_catmull_rom(k / each, *values) for values in zip(*knots, strict=True))
            path.append((x, y, z))
    return path if closed else [*path, points[-1]]


def _catmull_rom(t: float, a: float, b: float, c: float, d: float) -> float:
    """Between b (t = 0) and c (t = 1)."""
    return b + 0.5 * ((c - a) * t + (2 * a - 5 * b + 4 * c - d) * t**2 + (3 * b - a - 3 * c + d) * t**3)


def _knot(points: Sequence[Point], i: int, closed: bool) -> Point:
    return points[i % len(points)] if closed else points[min(max(i, 0), len(points) - 1)]


def length_of(line: Sequence[Sequence[float]]) -> float:
    return sum(math.dist(a, b) for a, b in itertools.pairwise(line))


def resampled(line: Sequence[Place], count: int) -> list[Place]:
    """The same line in `count` steps of equal length."""
    lengths = [0.0]
    for a, b in itertools.pairwise(line):
        lengths.append(lengths[-1] + math.dist(a, b))
    points: list[Place] = []
    i = 0
    for k in range(count + 1):
        wanted = lengths[-1] * k / count
        while i < len(line) - 2 and lengths[i + 1] < wanted:
            i += 1
        share = (wanted - lengths[i]) / ((lengths[i + 1] - lengths[i]) or 1)
        blend = tuple(p + (q - p) * share for p, q in zip(line[i], line[i + 1], strict=True))
        points.append(blend)  # type: ignore[arg-type]
    return points


def arc(radius: float, start: float, end: float, count: int = 64, depth: float | None = None) -> list[Point]:
    """A part of a circle (of an ellipse with `depth`) in the floor plane, from `start` to `end`."""
    depth = radius if depth is None else depth
    angles = [math.radians(start + (end - start) * i / (count - 1)) for i in range(count)]
    return [(radius * math.cos(a), depth * math.sin(a), 0.0) for a in angles]


def loft(rings: Sequence[Sequence[Point]], closed: bool = False, capped: bool = True) -> Mesh:
    """A skin over rings of equal length; counter-clockwise rings from the bottom up face outwards."""
    n, m = len(rings), len(rings[0])
    faces: list[tuple[int, ...]] = []
    for i in range(n if closed else n - 1):
        low, high = i * m, (i + 1) % n * m
        faces += [(low + j, low + (j + 1) % m, high + (j + 1) % m, high + j) for j in range(m)]
    if capped and not closed:
        faces += [tuple(reversed(range(m))), tuple(range((n - 1) * m, n * m))]
    return [point for ring in rings for point in ring], faces


def level(outline: Sequence[Flat], z: float, inset: float = 0.0) -> list[Point]:
    """The outline at a height, drawn in by `inset` (outwards if negative) towards its middle."""
    xs, ys = [p[0] for p in outline], [p[1] for p in outline]
    mx, my = (min(xs) + max(xs)) / 2, (min(ys) + max(ys)) / 2
    sx = max(1e-3, 1 - 2 * inset / (max(xs) - min(xs)))
    sy = max(1e-3, 1 - 2 * inset / (max(ys) - min(ys)))
    return [(mx + (x - mx) * sx, my + (y - my) * sy, z) for x, y in outline]


def rounding(height: float, bottom: float, top: float, count: int = 5) -> Steps:
    """Steps of a block of this height with its lower and upper edges rounded by these radii."""
    turns = [math.pi / 2 * i / count for i in range(count + 1)]
    low = [(bottom * (1 - math.sin(a)), bottom * (1 - math.cos(a))) for a in turns]
    high = [(top * (1 - math.cos(a)), height - top * (1 - math.sin(a))) for a in turns]
    return low + high


def block(outline: Sequence[Flat], steps: Steps) -> Mesh:
    """An outline carried up through its steps and closed at both ends."""
    return loft([level(outline, z, inset) for inset, z in steps])


def slab(outline: Sequence[Flat], height: float, edge: float = 0.0006) -> Mesh:
    return block(outline, rounding(height, edge, edge))


def revolve(profile: Sequence[Flat], count: int = 40) -> Mesh:
    """(radius, height) pairs from the bottom up, turned about z."""
    circle = [(math.cos(math.tau * i / count), math.sin(math.tau * i / count)) for i in range(count)]
    return loft([[(c * max(r, 1e-6), s * max(r, 1e-6), z) for c, s in circle] for r, z in profile])


def ball(radius: float, squash: float = 1.0, count: int = 24) -> Mesh:
    turns = [math.pi * i / (count // 2) for i in range(count // 2 + 1)]
    return revolve([(radius * math.sin(a), -radius * squash * math.cos(a)) for a in turns], count)


Section = Sequence[Flat] | Callable[[float], Sequence[Flat]]


def sweep(path: Sequence[Point], section: Section, up: Point = (0, 0, 1), closed: bool = False) -> Mesh:
    """A section (side, up) carried along a path that stays about square to `up`.

    Side points left of the way of travel, so inwards along a counter-clockwise circle. The section may depend
    on how far along it is, 0 to 1.
    """
    rings = []
    for i, point in enumerate(path):
        if closed:
            before, after = path[i - 1], path[(i + 1) % len(path)]
        else:
            before, after = path[max(i - 1, 0)], path[min(i + 1, len(path) - 1)]
        along = _unit(_minus(after, before))
        side = _unit(_cross(up, along))
        over = _cross(along, side)
        flat = section(i / (len(path) - (not closed))) if callable(section) else section
        rings.append([_plus(point, side, u, over, v) for u, v in flat])
    return loft(rings, closed)


def ring(radius: float, wire: float, count: int = 20, stretch: float = 1.0) -> Mesh:
    """A jump ring around z, or with `stretch` along x the oval link of a chain."""
    path = [(stretch * x, y, z) for x, y, z in arc(radius, 0, 360 * (count - 1) / count, count)]
    return sweep(path, oval(2 * wire, 2 * wire, count=8), closed=True)


def moved(mesh: Mesh, at: Point = (0, 0, 0), rotate: Point = (0, 0, 0)) -> Mesh:
    """Turned about x, then y, then z, then shifted."""
    dx, dy, dz = at
    points = (turned(point, rotate) for point in mesh[0])
    return [(x + dx, y + dy, z + dz) for x, y, z in points], mesh[1]


def turned(point: Point, rotate: Point) -> Point:
    x, y, z = point
    (ca, sa), (cb, sb), (cc, sc) = ((math.cos(math.radians(r)), math.sin(math.radians(r))) for r in rotate)
    y, z = y * ca - z * sa, y * sa + z * ca
    x, z = x * cb + z * sb, -x * sb + z * cb
    return x * cc - y * sc, x * sc + y * cc, z


def joined(meshes: Iterable[Mesh]) -> Mesh:
    vertices: list[Point] = []
    faces: list[tuple[int, ...]] = []
    for points, polygons in meshes:
        faces += [tuple(i + len(vertices) for i in face) for face in polygons]
        vertices += points
    return vertices, faces


def lowest(*meshes: Mesh) -> float:
    """The height of the lowest vertex: what to lift by so that a thing stands on the floor."""
    return min(point[2] for mesh in meshes for point in mesh[0])


def _plus(point: Point, side: Point, u: float, over: Point, v: float) -> Point:
    x, y, z = (point[k] + u * side[k] + v * over[k] for k in range(3))
    return x, y, z


def _minus(a: Point, b: Point) -> Point:
    return a[0] - b[0], a[1] - b[1], a[2] - b[2]


def _cross(a: Point, b: Point) -> Point:
    return a[1] * b[2] - a[2] * b[1], a[2] * b[0] - a[0] * b[2], a[0] * b[1] - a[1] * b[0]


def _unit(a: Point) -> Point:
    length = math.hypot(*a) or 1.0
    return a[0] / length, a[1] / length, a[2] / length
