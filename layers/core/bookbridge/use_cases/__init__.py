"""What the product does, one use case a module, over ports."""
