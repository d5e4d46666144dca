"""The API's reference, made from its endpoints: an OpenAPI document, and a page for people."""
