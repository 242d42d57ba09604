"""Single values as feeds write them: `prices`, `sales`, `ratings`, `stock`, `numerals`, `addresses` of
pictures, and the text in a `markup`.

Each reader takes what a column holds and gives what it means, or raises FieldError with what was expected.
`catalog.fields` asks them, column by column.
"""
