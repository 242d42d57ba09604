"""The toolbox that kinds build products with.

Metres; x to the right, y away from the camera (a product's front faces -y), z up. Things with a height (lathe,
box, cylinder, prism, sheet) stand on `at`; sphere, torus and pillow are centred on it. `rotate` is in degrees,
about `at`.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence

import bpy
from mathutils import Euler

from studio import shapes
from studio.materials import CLOTHS, glow, glow_material, material
from studio.shapes import Point2, Point3, Shape
from studio.spec import Surface

ORIGIN: Point3 = (0.0, 0.0, 0.0)
UNITS_PER_PART = 9
"""Stripes, checks or dots along a part's longest side."""


class Workshop:
    def __init__(self, pattern: float | None = None) -> None:
        self.parts: list[bpy.types.Object] = []
        self.pattern = pattern
        """Metres of one stripe or dot; None: by each part's size. Set it where parts should match."""
        self.wall: float | None = None
        """Set for what hangs: how many metres behind the product the wall is. None: it stands on the floor."""

    def lathe(
        self, profile: Sequence[Point2], surface: Surface, *, thickness: float = 0.0, ribs: int = 0,
        segments: int = 96, flat: bool = False, at: Point3 = ORIGIN, rotate: Point3 = ORIGIN,
    ) -> bpy.types.Object:  # fmt: skip
        """Turns (radius, height) points, from the bottom up along the outside. `thickness` makes an open vessel.

        A surface with the pattern "ribbed" is fluted for real, unless it is cloth. `flat` lays the pattern over it as
        a cover is cut from cloth, instead of around the axis.
        """
        size = max(2 * max(r for r, _ in profile), max(z for _, z in profile) - min(z for _, z in profile))
        unit = self._unit(size)
        if surface.pattern == "ribbed" and surface.material not in CLOTHS and not ribs:
            ribs = 32
        depth = 0.035 * size if ribs else 0.0
        if ribs:
            depth = min(depth, 1.6 * max(r for r, _ in profile) / ribs)
            segments = ribs * 6
        shape = shapes.lathe([(p[0], p[1]) for p in profile], segments, unit, ribs, depth)
        if flat:
            shape.uvs = []
        part = self._add(shape, surface, size, at, rotate, angle=35, relief=not ribs)
        if thickness:
            self._solidify(part, thickness, -1)
            self._bevel(part, thickness * 0.4, weighted=False)
        return part

    def box(
        self, size: Point3, surface: Surface, *, bevel: float | None = None, at: Point3 = ORIGIN,
        rotate: Point3 = ORIGIN,
    ) -> bpy.types.Object:  # fmt: skip
        x, y, z = size[0] / 2, size[1] / 2, size[2]
        corners = [(-x, -y), (x, -y), (x, y), (-x, y)]
        shape = Shape([(a, b, h) for h in (0.0, z) for a, b in corners])
        shape.faces = [(3, 2, 1, 0), (4, 5, 6, 7), (0, 1, 5, 4), (1, 2, 6, 5), (2, 3, 7, 6), (3, 0, 4, 7)]
        part = self._add(shape, surface, max(size), at, rotate, angle=30)
        self._bevel(part, min(size) * 0.08 if bevel is None else min(bevel, min(size) * 0.49))
        return part

    def cylinder(
        self, radius: float, height: float, surface: Surface, *, bevel: float | None = None,
        radius_top: float | None = None, flat: bool = False, at: Point3 = ORIGIN, rotate: Point3 = ORIGIN,
    ) -> bpy.types.Object:  # fmt: skip
        top = radius if radius_top is None else radius_top
        edge = min(radius, height) * 0.08 if bevel is None else min(bevel, height * 0.49, radius * 0.9)
        arc = [(edge * math.sin(a), edge * math.cos(a)) for a in (0.0, 0.4, 0.8, 1.2, math.pi / 2)]
        low = [(radius - edge + s, edge - c) for s, c in arc]
        high = [(max(top - edge, 0) + s * min(1, top / edge), height - edge + c) for s, c in reversed(arc)]
        profile = [(0.0, 0.0), *low, *high, (0.0, height)]
        segments = 64 if radius < 0.3 * height else 96
        return self.lathe(profile, surface, segments=segments, flat=flat, at=at, rotate=rotate)

    def sphere(
        self, radius: float, surface: Surface, *, scale: Point3 = (1, 1, 1), at: Point3 = ORIGIN,
        rotate: Point3 = ORIGIN,
    ) -> bpy.types.Object:  # fmt: skip
        angles = [math.pi * i / 32 - math.pi / 2 for i in range(33)]
        profile = [(radius * max(0.0, math.cos(a)) if abs(a) < 1.57 else 0.0, radius * math.sin(a)) for a in angles]
        part = self.lathe(profile, surface, segments=64, at=at, rotate=rotate)
        part.scale = scale
        return part

    def torus(
        self, major: float, minor: float, surface: Surface, *, at: Point3 = ORIGIN, rotate: Point3 = ORIGIN
    ) -> bpy.types.Object:
        ring = [(major * math.cos(math.tau * i / 96), major * math.sin(math.tau * i / 96), 0.0) for i in range(96)]
        return self.tube(ring, minor, surface, closed=True, at=at, rotate=rotate)

    def tube(
        self, points: Sequence[Point3], radius: float, surface: Surface, *, closed: bool = False,
        taper: tuple[float, float] | Callable[[float], float] | None = None, sides: int = 24, smooth: int = 0,
        at: Point3 = ORIGIN, rotate: Point3 = ORIGIN,
    ) -> bpy.types.Object:  # fmt: skip
        """A round bar along the points. `taper` scales its radius: (at the start, at the end) or a function of 0..1.

        `smooth=8` draws a curve through the points, eight steps between two.
        """
        path = shapes.smooth(points, smooth, closed) if smooth else [tuple(p) for p in points]
        along = [i / max(1, len(path) - 1) for i in range(len(path))]
        if taper is None:
            radii = [radius] * len(path)
        elif callable(taper):
            radii = [max(radius * taper(t), 1e-5) for t in along]
        else:
            radii = [max(radius * (taper[0] + (taper[1] - taper[0]) * t), 1e-5) for t in along]
        size = max(max(p[k] for p in path) - min(p[k] for p in path) for k in range(3)) + 2 * radius
        shape = shapes.tube(path, radii, sides, self._unit(min(size, 24 * radius)), closed)  # type: ignore[arg-type]
        return self._add(shape, surface, size, at, rotate, angle=50)

    def prism(
        self, outline: Sequence[Point2], height: float, surface: Surface, *, bevel: float | None = None,
        holes: Sequence[Sequence[Point2]] = (), at: Point3 = ORIGIN, rotate: Point3 = ORIGIN,
    ) -> bpy.types.Object:  # fmt: skip
        """An outline in the xy plane, raised along z; `holes` go right through."""
        edge = min(height * 0.12, 0.01) if bevel is None else min(bevel, height * 0.49)
        curve = bpy.data.curves.new("prism", "CURVE")
        curve.dimensions, curve.fill_mode = "2D", "BOTH"
        curve.extrude, curve.bevel_depth, curve.offset = height / 2 - edge, edge, -edge
        curve.bevel_resolution = 2
        for loop in (outline, *holes):
            spline = curve.splines.new("POLY")
            spline.points.add(len(loop) - 1)
            spline.points.foreach_set("co", [c for x, y in loop for c in (x, y, 0.0, 1.0)])
            spline.use_cyclic_u = True
        holder = bpy.data.objects.new("prism", curve)
        bpy.context.scene.collection.objects.link(holder)
        bpy.context.view_layer.update()
        mesh = bpy.data.meshes.new_from_object(holder.evaluated_get(bpy.context.evaluated_depsgraph_get()))
        shape = Shape([(v.co.x, v.co.y, v.co.z + height / 2) for v in mesh.vertices])
        shape.faces = [tuple(p.vertices) for p in mesh.polygons]
        bpy.data.objects.remove(holder)
        bpy.data.curves.remove(curve)
        bpy.data.meshes.remove(mesh)
        size = max(max(p[k] for p in outline) - min(p[k] for p in outline) for k in (0, 1))
        return self._add(shape, surface, max(size, height), at, rotate, angle=32, merge=True)

    def pillow(
        self, size: Point3, surface: Surface, *, puff: float = 1.0, at: Point3 = ORIGIN, rotate: Point3 = ORIGIN
    ) -> bpy.types.Object:
        """A stuffed cushion lying in the xy plane; `puff` 0 (flat mattress) to 1 (plump)."""
        shape = shapes.pillow(*size, puff, self._unit(max(size)))
        part = self._add(shape, surface, max(size), at, rotate, angle=180, merge=True)
        self._subdivide(part, 1)
        return part

    def sheet(
        self, size: Point2, surface: Surface, *, waves: float = 0.0, thickness: float = 0.004, count: float = 2.5,
        at: Point3 = ORIGIN, rotate: Point3 = ORIGIN,
    ) -> bpy.types.Object:  # fmt: skip
        """A flat cloth, rug or paper in the xy plane, rippling along x by `waves` metres, `count` times."""
        width, depth = size
        unit = self._unit(max(size))

        def point(u: float, v: float) -> Point3:
            ripple = math.sin(math.tau * count * u + 0.8 * math.sin(3 * v)) + 0.3 * math.sin(5 * u + 4 * v)
            return ((u - 0.5) * width, (v - 0.5) * depth, waves * (0.5 + 0.4 * ripple))

        cells = 60 if waves else 12
        shape = shapes.grid(point, cells, cells, width / unit, depth / unit)
        part = self._add(shape, surface, max(size), at, rotate, angle=180)
        self._solidify(part, thickness, 1)
        self._bevel(part, thickness * 0.35)
        return part

    def mesh(
        self, vertices: Sequence[Point3], faces: Sequence[Sequence[int]], surface: Surface, *, subdivide: int = 0,
        thickness: float = 0.0, smooth: bool = True, at: Point3 = ORIGIN, rotate: Point3 = ORIGIN,
    ) -> bpy.types.Object:  # fmt: skip
        """Anything else, with outward faces counter-clockwise. `thickness` grows inwards."""
        size = max(max(v[k] for v in vertices) - min(v[k] for v in vertices) for k in range(3))
        shape = Shape([tuple(v) for v in vertices], [tuple(f) for f in faces])  # type: ignore[misc]
        part = self._add(shape, surface, size, at, rotate, angle=180 if smooth and subdivide else 40 if smooth else 0)
        if thickness:
            self._solidify(part, thickness, -1)
        if subdivide:
            self._subdivide(part, subdivide)
        return part

    def grid(
        self, surface_point: Callable[[float, float], Point3], size: Point2, surface: Surface, *,
        cells: tuple[int, int] = (48, 48), thickness: float = 0.0, merge: bool = False, at: Point3 = ORIGIN,
        rotate: Point3 = ORIGIN,
    ) -> bpy.types.Object:  # fmt: skip
        """A curved sheet through surface_point(u, v), u and v in 0..1; `size` is its extent along u and v.

        Patterns follow it, which makes it right for drapes, straps and shells. `merge` joins edges that meet.
        """
        unit = self._unit(max(size))
        shape = shapes.grid(surface_point, *cells, size[0] / unit, size[1] / unit)
        part = self._add(shape, surface, max(size), at, rotate, angle=60, merge=merge)
        if thickness:
            self._solidify(part, thickness, 1)
            self._bevel(part, thickness * 0.3, weighted=False)
        return part

    def bulb(self, radius: float, *, glow: float = 6.0, at: Point3 = ORIGIN) -> bpy.types.Object:
        """A warm glowing globe."""
        part = self.sphere(radius, Surface("glass", "white", "frosted"), at=at)
        part.data.materials[0] = glow_material(glow)
        return part

    def bend(self, part: bpy.types.Object, move: Callable[[Point3], Point3]) -> bpy.types.Object:
        """Moves each of the part's own points: a spout pulled out, a rim waved, a circle made an oval."""
        for vertex in part.data.vertices:
            vertex.co = move(tuple(vertex.co))
        part.data.update()
        return part

    def smooth_out(self, part: bpy.types.Object, levels: int = 1) -> bpy.types.Object:
        """Rounds a coarse part by subdivision."""
        self._subdivide(part, levels)
        return part

    def light_up(
        self, part: bpy.types.Object, strength: float = 0.3, tone: Point3 = (1.0, 0.9, 0.72)
    ) -> bpy.types.Object:
        """Lets a lampshade glow in its own colour, a little warmer, as if lit from inside."""
        glow(part.data.materials[0], strength, tone)
        return part

    def mirror(self, part: bpy.types.Object, axis: str = "x") -> bpy.types.Object:
        """A mirrored copy on the other side of the plane through the origin."""
        other = part.copy()
        k = "xyz".index(axis)
        other.location[k] = -other.location[k]
        turned = Euler(tuple(a if i == k else -a for i, a in enumerate(part.rotation_euler)))
        other.rotation_euler = turned
        other.scale[k] = -other.scale[k]
        return self._link(other)

    def ring_of(self, part: bpy.types.Object, count: int) -> list[bpy.types.Object]:
        """The part and count - 1 copies, evenly about the z axis."""
        copies = [part]
        for i in range(1, count):
            other = part.copy()
            turn = Euler((0, 0, math.tau * i / count)).to_matrix().to_4x4()
            other.matrix_world = turn @ part.matrix_basis
            copies.append(self._link(other))
        return copies

    def _unit(self, size: float) -> float:
        return self.pattern or size / UNITS_PER_PART

    def _link(self, part: bpy.types.Object) -> bpy.types.Object:
        bpy.context.scene.collection.objects.link(part)
        self.parts.append(part)
        return part

    def _add(
        self, shape: Shape, surface: Surface, size: float, at: Point3, rotate: Point3, *, angle: float,
        relief: bool = True, merge: bool = False,
    ) -> bpy.types.Object:  # fmt: skip
        unit = self._unit(size)
        mesh = bpy.data.meshes.new(surface.material)
        mesh.from_pydata(shape.vertices, [], shape.faces)
        mesh.uv_layers.new(name="UVMap").data.foreach_set("uv", _texture(shape, mesh, unit))
        if merge:
            _merge(mesh, size * 1e-5)
        mesh.shade_smooth()
        if angle < 180:
            mesh.set_sharp_from_angle(angle=math.radians(angle))
        spans = [max(v[k] for v in shape.vertices) - min(v[k] for v in shape.vertices) for k in range(3)]
        mesh.materials.append(material(surface, unit, relief, longest=spans.index(max(spans))))
        part = bpy.data.objects.new(surface.material, mesh)
        part.location, part.rotation_euler = at, [math.radians(a) for a in rotate]
        return self._link(part)

    def _solidify(self, part: bpy.types.Object, thickness: float, offset: float) -> None:
        modifier = part.modifiers.new("thickness", "SOLIDIFY")
        modifier.thickness, modifier.offset = thickness, offset

    def _subdivide(self, part: bpy.types.Object, levels: int) -> None:
        modifier = part.modifiers.new("subdivide", "SUBSURF")
        modifier.levels = modifier.render_levels = levels

    def _bevel(self, part: bpy.types.Object, width: float, weighted: bool = True) -> None:
        if width <= 0:
            return
        modifier = part.modifiers.new("bevel", "BEVEL")
        modifier.width, modifier.segments, modifier.limit_method = width, 3, "ANGLE"
        modifier.angle_limit = math.radians(40)
        modifier.use_clamp_overlap = True
        if weighted:
            part.data.shade_smooth()
            for edge in part.data.edges:
                edge.use_edge_sharp = False
            part.modifiers.new("normals", "WEIGHTED_NORMAL").keep_sharp = True


def _texture(shape: Shape, mesh: bpy.types.Mesh, unit: float) -> list[float]:
    """The shape's own coordinates, or each face projected along its main axis."""
    if shape.uvs:
        return [c for face in shape.uvs for uv in face for c in uv]
    result: list[float] = []
    for polygon in mesh.polygons:
        axis = max(range(3), key=lambda k: abs(polygon.normal[k]))
        u, v = ((1, 2), (0, 2), (0, 1))[axis]
        for index in polygon.vertices:
            point = shape.vertices[index]
            result += (point[u] / unit, point[v] / unit)
    return result


def _merge(mesh: bpy.types.Mesh, distance: float) -> None:
    import bmesh

    work = bmesh.new()
    work.from_mesh(mesh)
    bmesh.ops.remove_doubles(work, verts=work.verts, dist=distance)
    work.to_mesh(mesh)
    work.free()
