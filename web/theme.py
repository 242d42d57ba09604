"""Colours, type and shapes of the page, for light and dark. The letters ship with the page, in web/fonts."""

from __future__ import annotations

import gradio as gr

SHOP = "Lookbook"
TAGLINE = "A shop assistant that looks at the pictures before it answers."

_SANS = ["Figtree", "ui-sans-serif", "system-ui", "-apple-system", "Segoe UI", "Roboto", "Noto Sans", "sans-serif"]
_MONO = ["ui-monospace", "SFMono-Regular", "Menlo", "Consolas", "monospace"]
_GREEN = gr.themes.Color(
    "#f1f7f3",
    "#dcebe1",
    "#bcd8c7",
    "#92bda5",
    "#659d81",
    "#457f64",
    "#33664f",
    "#2a5240",
    "#234235",
    "#1d362c",
    "#0f1f19",
)
_STONE = gr.themes.Color(
    "#fbfaf7",
    "#f4f2ec",
    "#e7e3da",
    "#d2ccbf",
    "#a69f90",
    "#7b7467",
    "#5c564b",
    "#454139",
    "#2b2924",
    "#1d1c19",
    "#141412",
)


def theme() -> gr.themes.Base:
    base = gr.themes.Base(
        primary_hue=_GREEN, secondary_hue=_GREEN, neutral_hue=_STONE, radius_size="lg", font=_SANS, font_mono=_MONO
    )
    return base.set(
        body_background_fill="*neutral_50",
        body_background_fill_dark="*neutral_950",
        body_text_color="*neutral_800",
        body_text_color_dark="#ece8df",
        body_text_color_subdued="*neutral_500",
        body_text_color_subdued_dark="#a8a294",
        background_fill_primary="#ffffff",
        background_fill_primary_dark="#1d1c19",
        border_color_primary="*neutral_200",
        border_color_primary_dark="#34322c",
        block_background_fill="transparent",
        block_background_fill_dark="transparent",
        block_border_width="0px",
        block_shadow="none",
        input_background_fill="#ffffff",
        input_background_fill_dark="#1d1c19",
        input_border_color="*neutral_200",
        input_border_color_dark="#3a3832",
        input_border_color_focus="*primary_500",
        input_border_color_focus_dark="*primary_400",
        button_primary_background_fill="*primary_600",
        button_primary_background_fill_hover="*primary_700",
        button_primary_background_fill_dark="*primary_500",
        button_primary_text_color="#ffffff",
        button_secondary_background_fill="#ffffff",
        button_secondary_background_fill_hover="*neutral_100",
        button_secondary_background_fill_dark="#1d1c19",
        button_secondary_background_fill_hover_dark="#2b2924",
        button_secondary_border_color="*neutral_200",
        button_secondary_border_color_dark="#3a3832",
    )
