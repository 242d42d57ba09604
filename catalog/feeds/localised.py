"""What shops of several countries and trades call their columns, by their plain names; believed after the usual ones.

German, French, Spanish, Italian, Dutch, and the words of warehouses. Leaves out names that may mean something else
("net_price" has no tax in it, "vk" is a market).
"""

from __future__ import annotations

LOCALISED: dict[str, tuple[str, ...]] = {
    "id": (
        *("artikelnummer", "artikel_nr", "artikel_nr.", "art_nr", "art._nr.", "artnr", "bestellnummer"),
        *("produktnummer", "référence", "reference", "referencia", "codice", "codice_articolo", "artikelcode"),
        *("artikelnummer_(sku)", "item_no", "item_no.", "item_number", "part_number", "part_no", "product_code"),
        *("product_number", "product_no", "stock_code", "code_article", "isbn", "isbn13", "ean", "gtin", "upc"),
    ),
    "title": (
        *("bezeichnung", "artikelbezeichnung", "artikelname", "produktname", "produktbezeichnung", "titel"),
        *("désignation", "designation", "libellé", "libelle", "nom", "nom_du_produit", "titre", "nombre"),
        *("nombre_del_producto", "título", "titulo", "nome", "nome_prodotto", "titolo", "naam", "productnaam"),
        *("part_name", "item_title", "product"),
    ),
    "description": (
        *("beschreibung", "artikelbeschreibung", "produktbeschreibung", "langbeschreibung", "kurzbeschreibung"),
        *("descriptif", "descripción", "descripcion", "descrizione", "omschrijving", "beschrijving", "details"),
        "summary",
    ),
    "kind": (
        *("warengruppe", "kategorie", "produktkategorie", "produkttyp", "catégorie", "categorie", "rubrique"),
        *("famille", "categoría", "categoria", "categoria_prodotto", "category_path", "product_group", "genre"),
    ),
    "brand": ("marke", "hersteller", "marque", "fabricant", "marca", "fabricante", "produttore", "merk", "fabrikant"),
    "price": (
        *("preis", "verkaufspreis", "bruttopreis", "preis_brutto", "prix", "prix_ttc", "prix_de_vente", "precio"),
        *("precio_con_iva", "pvp", "prezzo", "prijs", "verkoopprijs", "retail_price"),
    ),
    "currency": ("währung", "waehrung", "devise", "moneda", "divisa", "valuta", "currency_code"),
    "rating": ("bewertung", "note_moyenne", "valoración", "valutazione", "beoordeling"),
    "in_stock": (
        *("bestand", "lagerbestand", "verfügbarkeit", "verfuegbarkeit", "verfügbar", "lieferbar", "disponibilité"),
        *("disponibilite", "quantité", "disponibilidad", "existencias", "disponibilità", "giacenza", "voorraad"),
        *("qty", "quantity", "inventory", "qty_on_hand", "stock_quantity", "stock_qty", "inventory_quantity"),
        "stock_status",
    ),
    "image": (
        *("bild", "bilder", "bild_url", "hauptbild", "artikelbild", "produktbild", "foto", "fotos", "photos"),
        *("imagen", "imágenes", "imagenes", "immagine", "immagini", "afbeelding", "afbeeldingen", "pictures"),
        *("cover", "cover_url", "cover_image", "image_1", "image1", "picture_1"),
    ),
    "url": ("produkt_url", "produktlink", "lien", "url_produit", "enlace", "collegamento"),
}
SALE_PRICES = (
    *("sale_price", "special_price", "discount_price", "discounted_price", "offer_price", "promo_price"),
    *("angebotspreis", "sonderpreis", "aktionspreis", "prix_promo", "prix_promotionnel", "prix_soldé"),
    *("precio_oferta", "precio_rebajado", "prezzo_scontato", "prezzo_offerta", "aanbiedingsprijs", "actieprijs"),
)
"""What is paid instead of the price, where it is lower."""
SALE_DATES = ("sale_price_effective_date",)
OPTIONS: dict[str, tuple[str, ...]] = {
    "Color": ("color", "colour", "farbe", "couleur", "colore", "kleur"),
    "Size": ("size", "größe", "groesse", "taille", "talla", "taglia", "maat"),
    "Material": ("material", "matière", "matiere", "materiale", "materiaal"),
}
"""What one row of a table says that the thing is; it goes into its text."""
