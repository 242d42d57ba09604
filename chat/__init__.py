"""A conversation with a shopper: what was asked, one turn, the cards, the page. Only `web.page` knows Gradio."""
