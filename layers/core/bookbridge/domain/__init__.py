"""The rules of the product, pure: the standard library and pydantic, no input or output."""
