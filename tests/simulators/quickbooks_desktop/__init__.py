"""QuickBooks Desktop and its Web Connector, played locally."""
