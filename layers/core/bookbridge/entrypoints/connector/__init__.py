"""The address that the QuickBooks Web Connector calls: SOAP in, SOAP out."""
