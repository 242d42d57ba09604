"""Vertices, faces and texture coordinates of the workshop's basic forms, as plain numbers (no Blender).

Texture coordinates are in pattern units: one stripe, one check or one dot per unit.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Any

Point2 = tuple[float, float]
Point3 = tuple[float, float, float]


@dataclass
class Shape:
    vertices: list[Point3] = field(default_factory=list)
    faces: list[tuple[int, ...]] = field(default_factory=list)
    uvs: list[tuple[Point2, ...]] = field(default_factory=list)
    """Per face, one per corner; empty where the workshop should project them."""


def smooth(points: Sequence[Sequence[float]], steps: int = 8, closed: bool = False) -> list[Any]:
    """A Catmull-Rom curve through the points. A point given twice in a row is a corner."""
    if closed:
        ring = [tuple(p) for p in points]
        return _spline([ring[-1], *ring, ring[0], ring[1]], steps)[:-1]
    result: list[tuple[float, ...]] = []
    piece: list[tuple[float, ...]] = []
    for point in [*points, points[-1]]:
        if piece and tuple(point) == piece[-1]:
            result += _open_spline(piece, steps)[1 if result else 0 :]
            piece = [tuple(point)]
        else:
            piece.append(tuple(point))
    return result


def _open_spline(points: list[tuple[float, ...]], steps: int) -> list[tuple[float, ...]]:
    if len(points) < 3:
        return points
    first = tuple(2 * a - b for a, b in zip(points[0], points[1], strict=True))
    last = tuple(2 * a - b for a, b in zip(points[-1], points[-2], strict=True))
    return _spline([first, *points, last], steps)


def _spline(points: list[tuple[float, ...]], steps: int) -> list[tuple[float, ...]]:
    """Centripetal, so that uneven spacing makes no loops; the first and last points only steer."""
    result = [points[1]]
    for a, b, c, d in zip(points, points[1:], points[2:], points[3:], strict=False):
        t1 = max(math.dist(a, b) ** 0.5, 1e-6)
        t2 = t1 + max(math.dist(b, c) ** 0.5, 1e-6)
        t3 = t2 + max(math.dist(c, d) ** 0.5, 1e-6)
        for step in range(1, steps + 1):
            t = t1 + (t2 - t1) * step / steps
            a1, a2, a3 = _mix(a, b, t / t1), _mix(b, c, (t - t1) / (t2 - t1)), _mix(c, d, (t - t2) / (t3 - t2))
            b1, b2 = _mix(a1, a2, t / t2), _mix(a2, a3, (t - t1) / (t3 - t1))
            result.append(_mix(b1, b2, (t - t1) / (t2 - t1)))
    return result


def _mix(a: Sequence[float], b: Sequence[float], t: float) -> tuple[float, ...]:
    return tuple(x + (y - x) * t for x, y in zip(a, b, strict=True))


def circle(radius: float, segments: int = 64, *, squeeze: float = 1.0, power: float = 2.0) -> list[Point2]:
    """An outline for `prism`: power 2 is a circle or ellipse, 4 a soft square."""
    result = []
    for i in range(segments):
        c, s = math.cos(math.tau * i / segments), math.sin(math.tau * i / segments)
        x, y = math.copysign(abs(c) ** (2 / power), c), math.copysign(abs(s) ** (2 / power), s)
        result.append((radius * x, radius * squeeze * y))
    return result


def rectangle(width: float, depth: float, corner: float = 0.0, segments: int = 8) -> list[Point2]:
    """An outline with rounded corners, about the origin."""
    if corner <= 0:
        return [(-width / 2, -depth / 2), (width / 2, -depth / 2), (width / 2, depth / 2), (-width / 2, depth / 2)]
    corner = min(corner, width / 2 - 1e-5, depth / 2 - 1e-5)
    result = []
    for quarter, (sx, sy) in enumerate(((1, 1), (-1, 1), (-1, -1), (1, -1))):
        for i in range(segments + 1):
            angle = math.pi / 2 * (quarter + i / segments)
            result.append(
                (
                    sx * (width / 2 - corner) + corner * math.cos(angle),
                    sy * (depth / 2 - corner) + corner * math.sin(angle),
                )
            )
    return result


def lathe(profile: Sequence[Point2], segments: int, unit: float, ribs: int = 0, depth: float = 0.0) -> Shape:
    """A surface of revolution about z; ribs press rounded flutes into it."""
    shape = Shape()
    widest = max(r for r, _ in profile)
    around = max(4, 2 * round(math.pi * widest / unit))  # even, so that checks meet at the seam
    rings, along, walked = [], [], 0.0
    for i, (radius, z) in enumerate(profile):
        walked += math.dist(profile[i - 1], (radius, z)) if i else 0.0
        along.append(walked / unit)
        if radius < 1e-7:
            rings.append([len(shape.vertices)] * (segments + 1))
            shape.vertices.append((0.0, 0.0, z))
            continue
        start = len(shape.vertices)
        for s in range(segments):
            angle = math.tau * s / segments
            dent = depth * min(1.0, radius / widest) * abs(math.sin(ribs * angle / 2)) if ribs else depth * 0
            r = radius - depth + dent if ribs else radius
            shape.vertices.append((max(r, 1e-5) * math.cos(angle), max(r, 1e-5) * math.sin(angle), z))
        rings.append([start + s % segments for s in range(segments + 1)])
    for low, high, v0, v1 in zip(rings, rings[1:], along, along[1:], strict=False):
        for s in range(segments):
            u0, u1 = around * s / segments, around * (s + 1) / segments
            corners = ((low[s], (u0, v0)), (low[s + 1], (u1, v0)), (high[s + 1], (u1, v1)), (high[s], (u0, v1)))
            _face(shape, corners)
    return shape


def _face(shape: Shape, corners: Sequence[tuple[int, Point2]]) -> None:
    """Adds a face, leaving out corners that coincide (at a pole)."""
    kept = {vertex: uv for vertex, uv in corners}
    if len(kept) >= 3:
        shape.faces.append(tuple(kept))
        shape.uvs.append(tuple(kept.values()))


def grid(surface: Callable[[float, float], Point3], columns: int, rows: int, across: float, up: float) -> Shape:
    """A sheet of points surface(u, v) for u and v in 0..1, textured with `across` by `up` units."""
    shape = Shape()
    for r in range(rows + 1):
        shape.vertices += [surface(c / columns, r / rows) for c in range(columns + 1)]
    for r in range(rows):
        for c in range(columns):
            i = r * (columns + 1) + c
            shape.faces.append((i, i + 1, i + columns + 2, i + columns + 1))
            u, v, du, dv = across * c / columns, up * r / rows, across / columns, up / rows
            shape.uvs.append(((u, v), (u + du, v), (u + du, v + dv), (u, v + dv)))
    return shape


def pillow(width: float, depth: float, height: float, puff: float, unit: float) -> Shape:
    """Two bulging sheets that meet in a seam; its sides bow in a little, its corners stay pointed."""
    cells = 28

    def side(sign: float) -> Callable[[float, float], Point3]:
        def at(u: float, v: float) -> Point3:
            x, y = 2 * u - 1, 2 * v - 1
            swell = max(0.0, (1 - x * x) * (1 - y * y)) ** (0.36 + 0.2 * puff)
            bow = 0.07 * puff
            return (
                x * width / 2 * (1 - bow * (1 - y * y) * abs(x)),
                y * depth / 2 * (1 - bow * (1 - x * x) * abs(y)),
                sign * (height / 2 * swell),
            )

        return at

    top = grid(side(1), cells, cells, width / unit, depth / unit)
    below = grid(side(-1), cells, cells, width / unit, depth / unit)
    offset = len(top.vertices)
    top.vertices += below.vertices
    top.faces += [tuple(offset + i for i in reversed(face)) for face in below.faces]
    top.uvs += [tuple(reversed(uv)) for uv in below.uvs]
    return top


def tube(points: Sequence[Point3], radii: Sequence[float], sides: int, unit: float, closed: bool) -> Shape:
    """A round section carried along the points; open ends are domed."""
    frames = _frames(points, closed)
    rings: list[tuple[Point3, float, tuple[Point3, Point3]]] = []
    if not closed:
        rings += _dome(points[0], frames[0], radii[0], -1)
    rings += [(p, r, (f[1], f[2])) for p, r, f in zip(points, radii, frames, strict=True)]
    if not closed:
        rings += reversed(_dome(points[-1], frames[-1], radii[-1], 1))
    around = max(2, round(math.tau * max(radii) / unit))
    shape, walked, along = Shape(), 0.0, []
    for i, (centre, radius, (side, up)) in enumerate(rings):
        walked += math.dist(centre, rings[i - 1][0]) if i else 0.0
        along.append(walked / unit)
        for s in range(sides):
            c, d = radius * math.cos(math.tau * s / sides), radius * math.sin(math.tau * s / sides)
            shape.vertices.append(tuple(centre[k] + c * side[k] + d * up[k] for k in range(3)))  # type: ignore[arg-type]
    count = len(rings)
    for i in range(count if closed else count - 1):
        j, v0 = (i + 1) % count, along[i]
        v1 = along[j] if j else v0 + math.dist(rings[i][0], rings[0][0]) / unit
        for s in range(sides):
            t, u0, u1 = (s + 1) % sides, around * s / sides, around * (s + 1) / sides
            shape.faces.append((i * sides + s, i * sides + t, j * sides + t, j * sides + s))
            shape.uvs.append(((u0, v0), (u1, v0), (u1, v1), (u0, v1)))
    if not closed:
        for ring, order in ((0, -1), (count - 1, 1)):
            shape.faces.append(tuple(range(ring * sides, (ring + 1) * sides))[::order])
            shape.uvs.append(tuple((0.0, along[ring]) for _ in range(sides)))
    return shape


def _dome(point: Point3, frame: tuple[Point3, Point3, Point3], radius: float, sign: int) -> list:
    """The rings of a rounded end, from its tip to the rim."""
    rings = []
    for angle in (80, 60, 35):
        reach = sign * 0.8 * radius * math.sin(math.radians(angle))
        centre = tuple(p + reach * d for p, d in zip(point, frame[0], strict=True))
        rings.append((centre, radius * math.cos(math.radians(angle)), (frame[1], frame[2])))
    return rings


def _frames(points: Sequence[Point3], closed: bool) -> list[tuple[Point3, Point3, Point3]]:
    """Direction and two normals at each point, carried along without twisting."""
    count = len(points)
    directions = []
    for i in range(count):
        before = points[i - 1] if i or closed else points[0]
        after = points[(i + 1) % count] if i < count - 1 or closed else points[-1]
        directions.append(_unit(tuple(b - a for a, b in zip(before, after, strict=True))))
    first = directions[0]
    side = _unit(_cross(first, (0.0, 0.0, 1.0) if abs(first[2]) < 0.9 else (1.0, 0.0, 0.0)))
    frames = []
    for direction in directions:
        along = sum(a * b for a, b in zip(side, direction, strict=True))
        side = _unit(tuple(s - along * d for s, d in zip(side, direction, strict=True)))
        frames.append((direction, side, _cross(direction, side)))
    return frames


def _unit(v: Sequence[float]) -> Point3:
    length = math.hypot(*v) or 1.0
    return (v[0] / length, v[1] / length, v[2] / length)


def _cross(a: Sequence[float], b: Sequence[float]) -> Point3:
    return (a[1] * b[2] - a[2] * b[1], a[2] * b[0] - a[0] * b[2], a[0] * b[1] - a[1] * b[0])
