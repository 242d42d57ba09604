"""For programs: named endpoints of the page, and the tools of an MCP server."""
