"""Stand-ins for the accounting packages, spoken to over HTTP."""
