"""Feeds by what their bytes are: delimited text, JSON, XML, pages, Parquet, spreadsheets. Each yields rows of names."""
