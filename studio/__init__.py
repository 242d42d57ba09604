"""The studio: parametric products, rendered with Blender's `bpy`, with their truths, words and conversations.

A development tool. Serving reads none of it, and only `workshop`, `materials` and `scene` import `bpy`.
"""
