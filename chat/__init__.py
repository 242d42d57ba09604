"""A conversation with a shopper: its state, one turn as typed events, the query that it makes, and what is replied."""
