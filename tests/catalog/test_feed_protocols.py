"""What shop systems and commerce protocols answer as JSON, and the structured data of their pages."""

import json

import pytest

from catalog.feed import Rejected, read_feed, recognise

SHOPIFY = {
    "products": [
        {
            "id": 632910392,
            "title": "Brass lamp",
            "handle": "brass-lamp",
            "body_html": "<p>Warm.</p>",
            "vendor": "Norrvik",
            "product_type": "Table lamp",
            "tags": ["warm"],
            "variants": [
                {"id": 1, "title": "S", "option1": "S", "sku": "L-S", "price": "49.00", "available": False},
                {"id": 2, "title": "L", "option1": "L", "sku": "L-L", "price": "79.00", "available": True},
            ],
            "images": [
                {"id": 5, "src": "https://cdn.example/1.jpg", "variant_ids": []},
                {"id": 6, "src": "https://cdn.example/2.jpg", "variant_ids": [2]},
            ],
            "options": [{"name": "Size", "position": 1, "values": ["S", "L"]}],
        },
        {
            "id": 632910393,
            "title": "Oak stool",
            "handle": "oak-stool",
            "body_html": None,
            "vendor": "Norrvik",
            "product_type": "",
            "variants": [{"id": 3, "option1": "Default Title", "sku": None, "price": "120.00", "available": True}],
            "images": [],
            "options": [{"name": "Title", "values": ["Default Title"]}],
        },
    ]
}
PROTOCOL = {
    "ucp": {"version": "2026-01-11"},
    "products": [
        {
            "id": "prod_1",
            "handle": "brass-lamp",
            "title": "Brass lamp",
            "description": {"plain": "Warm."},
            "url": "https://shop.example/l",
            "categories": [{"value": "Home > Lighting", "taxonomy": "merchant"}],
            "price_range": {"min": {"amount": 4900, "currency": "EUR"}, "max": {"amount": 7900, "currency": "EUR"}},
            "media": [
                {"type": "video", "url": "https://c.example/1.mp4"},
                {"type": "image", "url": "https://c.example/1.jpg"},
            ],
            "rating": {"value": 4.5, "scale_max": 5, "count": 128},
            "variants": [
                {
                    "id": "v1",
                    "sku": "L-S",
                    "price": {"amount": 4900, "currency": "EUR"},
                    "list_price": {"amount": 5900, "currency": "EUR"},
                    "availability": {"available": False, "status": "out_of_stock"},
                    "options": [{"name": "Size", "label": "S"}],
                },
                {
                    "id": "v2",
                    "sku": "L-L",
                    "price": {"amount": 7900, "currency": "EUR"},
                    "availability": {"available": True, "status": "in_stock"},
                    "options": [{"name": "Size", "label": "L"}],
                    "media": [{"type": "image", "url": "https://c.example/l.jpg"}],
                },
            ],
        },
        {
            "id": "prod_2",
            "title": "Tea bowl",
            "description": {"html": "<p>Fired.</p>"},
            "price_range": {"min": {"amount": 1500, "currency": "JPY"}, "max": {"amount": 1500, "currency": "JPY"}},
            "media": [],
            "variants": [{"id": "v3", "price": {"amount": 1500, "currency": "JPY"}, "options": []}],
        },
    ],
}


def medusa(version):
    amount = (lambda euros: euros * 100) if version == 1 else (lambda euros: euros)
    named = {1: [{"value": "S"}], "seed": {"Size": "S"}, 2: [{"value": "S", "option": {"title": "Size"}}]}
    other = {1: [{"value": "L"}], "seed": {"Size": "L"}, 2: [{"value": "L", "option": {"title": "Size"}}]}
    return {
        "products": [
            {
                "title": "Brass lamp",
                "subtitle": None,
                "description": "Warm.",
                "handle": "brass-lamp",
                "thumbnail": None,
                "images": [{"url": "https://c.example/1.jpg"}] if version == 2 else ["https://c.example/1.jpg"],
                "categories": [{"id": "pcat_lamps", "name": "Lamps"}],
                "options": [{"title": "Size", "values": ["S", "L"]}],
                "variants": [
                    {
                        "title": "S",
                        "sku": "L-S",
                        "prices": [{"currency_code": c, "amount": amount(49)} for c in ("eur", "usd")],
                        "options": named[version],
                        "inventory_quantity": 0,
                        "manage_inventory": True,
                    },
                    {
                        "title": "L",
                        "sku": "L-L",
                        "prices": [{"currency_code": "eur", "amount": amount(79)}],
                        "options": other[version],
                        "inventory_quantity": 3,
                        "manage_inventory": True,
                    },
                ],
            }
        ]
    }


SALEOR = {
    "data": {
        "products": {
            "totalCount": 1,
            "edges": [
                {
                    "node": {
                        "id": "UHJvZHVjdDox",
                        "name": "Brass lamp",
                        "slug": "brass-lamp",
                        "description": json.dumps(
                            {"time": 1, "blocks": [{"type": "paragraph", "data": {"text": "Warm <b>light</b>."}}]}
                        ),
                        "category": {"name": "Lamps", "parent": {"name": "Home"}},
                        "productType": {"name": "Lamp"},
                        "rating": 4.5,
                        "isAvailable": True,
                        "media": [{"url": "https://c.example/1.jpg"}],
                        "pricing": {"priceRange": {"start": {"gross": {"amount": 49.0, "currency": "EUR"}}}},
                        "variants": [
                            {
                                "sku": f"L-{size}",
                                "name": size,
                                "quantityAvailable": count,
                                "pricing": {"price": {"gross": {"amount": price, "currency": "EUR"}}},
                                "attributes": [{"attribute": {"name": "Size"}, "values": [{"name": size}]}],
                            }
                            for size, price, count in (("S", 49.0, 0), ("L", 79.0, 4))
                        ],
                    }
                }
            ],
        }
    }
}
VENDURE = {
    "data": {
        "products": {
            "items": [
                {
                    "id": "1",
                    "name": "Brass lamp",
                    "slug": "brass-lamp",
                    "description": "Warm.",
                    "featuredAsset": {"preview": "https://c.example/1.jpg"},
                    "collections": [{"name": "Home"}, {"name": "Lamps"}],
                    "facetValues": [{"name": "Norrvik", "facet": {"name": "brand"}}],
                    "variants": [
                        {
                            "sku": f"L-{size}",
                            "priceWithTax": price,
                            "currencyCode": "EUR",
                            "stockLevel": stock,
                            "options": [{"name": size, "group": {"name": "Size"}}],
                        }
                        for size, price, stock in (("S", 4900, "OUT_OF_STOCK"), ("L", 7900, "IN_STOCK"))
                    ],
                }
            ]
        }
    }
}
GROUP = {
    "@context": "https://schema.org",
    "@type": "ProductGroup",
    "name": "Brass lamp",
    "productGroupID": "brass-lamp",
    "description": "Warm.",
    "category": "Home > Lamps",
    "variesBy": ["https://schema.org/size"],
    "hasVariant": [
        {
            "@type": "Product",
            "sku": f"L-{size}",
            "size": size,
            "image": f"https://c.example/{n}.jpg",
            "offers": {
                "@type": "Offer",
                "price": price,
                "priceCurrency": "EUR",
                "availability": f"https://schema.org/{stock}",
            },
        }
        for n, (size, price, stock) in enumerate((("S", 49, "OutOfStock"), ("L", 79, "InStock")), 1)
    ],
}
LAMPS = {
    "shopify json": (SHOPIFY, "shopify json", "USD"),
    "ucp": (PROTOCOL, "acp/ucp json", "EUR"),
    "medusa 1": (medusa(1), "medusa json", "EUR"),
    "medusa 2": (medusa(2), "medusa json", "EUR"),
    "medusa seed": (medusa("seed"), "medusa json", "EUR"),
    "saleor": (SALEOR, "saleor json", "EUR"),
    "vendure": (VENDURE, "vendure json", "EUR"),
    "product group": (GROUP, "schema.org json", "EUR"),
}


def products_of(tmp_path, value):
    path = tmp_path / "answer"
    path.write_text(value if isinstance(value, str) else json.dumps(value), encoding="utf-8")
    rows = list(read_feed(path))
    assert not [row for row in rows if isinstance(row, Rejected)]
    return path, rows


@pytest.mark.parametrize("indent", [None, 2])
@pytest.mark.parametrize("shape", LAMPS)
def test_the_same_lamp_in_every_shape(tmp_path, shape, indent):
    value, name, currency = LAMPS[shape]
    path, products = products_of(tmp_path, json.dumps(value, indent=indent))
    assert recognise(path) in (name, f"{name}l"), "a lone object on one line is a line"
    lamp = products[0]
    assert lamp.title == "Brass lamp" and lamp.description.startswith("Warm") and "Size: S, L." in lamp.description
    assert (lamp.price, lamp.currency, lamp.in_stock) == (49, currency, True)
    assert lamp.image.endswith("/1.jpg")
    variants = [(v.id, dict(v.options), v.price, v.in_stock) for v in lamp.variants]
    assert variants == [("L-S", {"Size": "S"}, 49, False), ("L-L", {"Size": "L"}, 79, True)]


def test_what_else_these_say(tmp_path):
    kinds = {shape: products_of(tmp_path, value)[1][0] for shape, (value, *_) in LAMPS.items()}
    assert {shape: (p.id, p.department, p.kind, p.brand) for shape, p in kinds.items()} == {
        "shopify json": ("brass-lamp", "", "Table lamp", "Norrvik"),
        "ucp": ("prod_1", "Home", "Lighting", ""),
        "medusa 1": ("brass-lamp", "", "Lamps", ""),
        "medusa 2": ("brass-lamp", "", "Lamps", ""),
        "medusa seed": ("brass-lamp", "", "Lamps", ""),
        "saleor": ("brass-lamp", "Home", "Lamps", ""),
        "vendure": ("brass-lamp", "Home", "Lamps", "Norrvik"),
        "product group": ("brass-lamp", "Home", "Lamps", ""),
    }
    assert (kinds["ucp"].rating, kinds["ucp"].rating_count, kinds["saleor"].rating) == (4.5, 128, 4.5)
    assert kinds["shopify json"].variants[1].image == "https://cdn.example/2.jpg"
    assert kinds["ucp"].variants[1].image == "https://c.example/l.jpg"


def test_one_variant_is_no_choice_and_minor_units_are_the_currencys(tmp_path):
    stool = products_of(tmp_path, SHOPIFY)[1][1]
    assert (stool.variants, stool.description, stool.price, stool.in_stock) == ((), "", 120, True)
    bowl = products_of(tmp_path, PROTOCOL)[1][1]
    assert (bowl.price, bowl.currency, bowl.description) == (1500, "JPY", "Fired.")


DUMMY = {
    "id": 1,
    "title": "Mascara",
    "description": "Black.",
    "category": "beauty",
    "price": 9.99,
    "rating": 4.94,
    "stock": 5,
    "brand": "Ess",
    "sku": "RCH",
    "dimensions": {"width": 23.17},
    "availabilityStatus": "Low Stock",
    "reviews": [{"rating": 2}, {"rating": 5}],
    "images": ["https://c.example/1.png"],
    "thumbnail": "https://c.example/t.png",
}


@pytest.mark.parametrize("images", [["https://c.example/1.png"], [{"url": "https://c.example/1.png"}], None])
def test_nested_values_of_any_table(tmp_path, images):
    row = {name: value for name, value in (DUMMY | {"images": images}).items() if value is not None}
    row["category"] = {"id": 5, "name": "Others"}
    path, (product,) = products_of(tmp_path, {"products": [row], "total": 1})
    assert recognise(path) == "json"
    assert (product.kind, product.rating_count, product.in_stock) == ("Others", 2, True)
    assert product.image == ("https://c.example/1.png" if images else "https://c.example/t.png")


def test_a_list_price_is_no_price(tmp_path):
    paid = {"@type": "UnitPriceSpecification", "price": "49", "priceCurrency": "EUR"}
    listed = paid | {"price": "59", "priceType": "https://schema.org/ListPrice"}
    offer = {"@type": "Offer", "priceSpecification": [listed, paid]}
    node = {"@type": "Product", "name": "Lamp", "sku": "L", "offers": offer}
    assert products_of(tmp_path, node)[1][0].price == 49
