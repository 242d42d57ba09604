"""What shop systems mean by their names, a module each: a table of names and a few functions.

A family turns rows of a system's own names into rows of names that `catalog.fields` knows. `table_family` is for
systems whose rows are a product each; `variants.grouped` and `variants.gathered` are for those whose rows are variants.
A new family goes into FAMILIES, before those that are told by less.
"""

from catalog.feeds.families.amazon import AMAZON_2023
from catalog.feeds.families.awin import AWIN
from catalog.feeds.families.bigcommerce import BIGCOMMERCE
from catalog.feeds.families.commerce_protocols import COMMERCE_PROTOCOLS
from catalog.feeds.families.etsy import ETSY
from catalog.feeds.families.google_merchant import GOOGLE_MERCHANT
from catalog.feeds.families.magento import MAGENTO
from catalog.feeds.families.medusa import MEDUSA
from catalog.feeds.families.openai_feed import OPENAI
from catalog.feeds.families.prestashop import PRESTASHOP
from catalog.feeds.families.reddit_amazon import ITEM2META, ITEM2META_LINES
from catalog.feeds.families.saleor import SALEOR
from catalog.feeds.families.schema_org import SCHEMA_ORG
from catalog.feeds.families.shopify_csv import SHOPIFY
from catalog.feeds.families.shopify_json import SHOPIFY_JSON
from catalog.feeds.families.square import SQUARE
from catalog.feeds.families.squarespace import SQUARESPACE
from catalog.feeds.families.vendure import VENDURE, VENDURE_CSV
from catalog.feeds.families.wix import WIX
from catalog.feeds.families.woocommerce import WOOCOMMERCE

FAMILIES = (
    *(ITEM2META, ITEM2META_LINES, AMAZON_2023, SHOPIFY_JSON, SHOPIFY, SCHEMA_ORG),
    *(WOOCOMMERCE, MAGENTO, BIGCOMMERCE, PRESTASHOP, WIX, SQUARESPACE, ETSY, SQUARE, AWIN),
    *(SALEOR, VENDURE, VENDURE_CSV, COMMERCE_PROTOCOLS, MEDUSA, OPENAI, GOOGLE_MERCHANT),
)
"""In the order in which they are asked; `table.TABLE` is what is left."""
