"""The HTTP API: one module a group of endpoints, each served by the function of the same name."""
