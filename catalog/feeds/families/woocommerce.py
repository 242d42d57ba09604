"""WooCommerce's product CSV (Products > Export), with headers in six languages.

Rows of type "variation" belong to the row that their "Parent" names, by SKU or as "id:17", wherever it stands. A sale
price counts while its dates allow it. Drafts and hidden products are rejected. The file names no currency. Leaves out:
downloads, shipping, upsells.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache
from typing import Any

from catalog.feeds.names import Names, named, plain_row
from catalog.feeds.rows import Family, path_ends
from catalog.feeds.variants import gathered, options_of, with_variants
from catalog.values.sales import is_on

NAMES: Names = {
    "number": ("id",),
    "type": ("type", "typ", "tipo"),
    "sku": ("sku", "artikelnummer", "ugs", "cod"),
    "title": ("name", "nom", "nombre", "nome", "naam"),
    "published": ("published", "veröffentlicht", "publié", "publicado", "pubblicato", "gepubliceerd"),
    "visibility": (
        *("visibility_in_catalog", "sichtbarkeit_im_katalog", "visibilité_dans_le_catalogue"),
        *("visibilidad_en_el_catálogo", "visibilità_nel_catalogo", "zichtbaarheid_in_catalogus"),
    ),
    "description": ("description", "beschreibung", "descripción", "descrizione", "beschrijving"),
    "short": (
        *("short_description", "kurzbeschreibung", "description_courte", "descripción_corta"),
        *("descrizione_breve", "breve_descrizione", "korte_beschrijving"),
    ),
    "in_stock": (
        *("in_stock?", "vorrätig?", "auf_lager?", "en_stock_?", "en_stock?", "¿existencias?", "¿en_inventario?"),
        *("op_voorraad?",),
    ),
    "sale": (
        "sale_price",
        "angebotspreis",
        "tarif_promo",
        "prix_promo",
        "precio_rebajado",
        "prezzo_in_offerta",
        "actieprijs",
    ),
    "regular": (
        *("regular_price", "regulärer_preis", "normaler_preis", "tarif_régulier", "tarif_normal", "prix_régulier"),
        *("precio_normal", "prezzo_di_listino", "reguliere_prijs"),
    ),
    "starts": ("date_sale_price_starts", "datum,_an_dem_angebotspreis_beginnt", "date_de_début_de_promo"),
    "ends": ("date_sale_price_ends", "datum,_an_dem_angebotspreis_endet", "date_de_fin_de_promo"),
    "categories": ("categories", "kategorien", "catégories", "categorías", "categorie", "categorieën"),
    "brand": ("brands", "brand", "marken", "marke", "marques", "marcas"),
    "images": ("images", "bilder", "imágenes", "immagini", "afbeeldingen"),
    "parent": (
        "parent",
        "übergeordnetes_produkt",
        "übergeordnet",
        "superior",
        "principal",
        "genitore",
        "hoofd",
        "bovenliggend",
    ),
    "url": ("external_url", "externe_url", "url_externe", "url_externa"),
    "currency": ("currency",),
}
TYPES = frozenset({"simple", "variable", "variation", "grouped", "external"})
"""The same in every language; "virtual" and "downloadable" may follow."""
_SHOWN = ("", "visible", "catalog", "search")
_MAX_OPTIONS = 10


def _own(row: dict[str, Any]) -> dict[str, Any]:
    plain = plain_row(row)
    own = {name: str(value or "") for name, value in named(plain, NAMES).items()}
    return own | {"options": options_of(plain, _option_columns(tuple(plain)))}


@lru_cache(64)
def _option_columns(plain: tuple[str, ...]) -> list[tuple[str, str]]:
    """(name, value) columns of each attribute: "Attribute 1 name", "Name des Attributs 1", "Attribut 1 Wert(e)"."""
    pairs = []
    for n in range(1, _MAX_OPTIONS + 1):
        own = [name for name in plain if "attribut" in name and str(n) in name.split("_")]
        values = [name for name in own if "(" in name and not name.startswith("name")]
        names = [
            name
            for name in own
            if name not in values and {"name", "nom", "nombre", "nome", "naam"} & {*name.split("_")}
        ]
        pairs += list(zip(names[:1], values[:1], strict=False))
    return pairs


def _price(own: dict[str, Any]) -> str:
    on_sale = own["sale"] and is_on(own["starts"], own["ends"])
    return own["sale"] if on_sale else own["regular"] or own["sale"]


def _parent(own: dict[str, Any]) -> str:
    is_variation = own["type"].lower().split(",")[0] == "variation"
    return own["parent"] or "(no parent)" if is_variation else ""


def _children(own: dict[str, Any]) -> tuple[str, ...]:
    return own["sku"], f"id:{own['number']}" if own["number"] else ""


def _product(own: dict[str, Any], variations: list[dict[str, Any]]) -> dict[str, Any] | str:
    if own["published"] not in ("", "1"):
        return f"not on sale, its Published is {own['published'][:20]!a}; expected 1"
    if own["visibility"].lower() not in _SHOWN:
        return f"not on sale, its visibility is {own['visibility'][:20]!a}; expected visible"
    department, kind = path_ends(own["categories"].replace("\\,", "\0").split(",")[0].replace("\0", ","))
    product = {
        "id": own["sku"] or own["number"],
        "title": own["title"],
        "description": " ".join(filter(None, (own["short"], own["description"]))),
        "department": department if department != kind else "",
        "kind": kind,
        "brand": own["brand"].split(",")[0],
        "price": _price(own),
        "currency": own["currency"],
        "in_stock": _stock(own["in_stock"]),
        "url": own["url"],
        "image": own["images"],
    }
    variants = [_variant(variation) for variation in variations if variation["published"] in ("", "1")]
    if not variants and own["options"]:  # of a simple product: what it is, not what there is to choose
        variants = [{"options": own["options"]}]
    return with_variants(product, variants)


def _variant(own: dict[str, Any]) -> dict[str, Any]:
    return {
        "id": own["sku"] or own["number"],
        "options": own["options"],
        "price": _price(own),
        "in_stock": _stock(own["in_stock"]),
        "image": own["images"],
    }


def _stock(said: str) -> str | bool | None:
    """ "backorder" can be ordered."""
    return True if said.lower() == "backorder" else {"1": True, "0": False}.get(said, said or None)


def _matches(row: Mapping[str, Any]) -> bool:
    own = named(row, NAMES)
    kind = str(own["type"] or "").lower().split(",")[0].strip()
    return (
        kind in TYPES
        and sum(own[name] is not None or _has(row, name) for name in ("regular", "images", "published")) >= 2
    )


def _has(row: Mapping[str, Any], name: str) -> bool:
    return any(column in row for column in NAMES[name])


WOOCOMMERCE = Family("woocommerce", _matches, gathered(_own, _parent, _children, _product))
