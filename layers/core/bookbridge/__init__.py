"""Bookbridge keeps a SaaS application and its customers' accounting packages in step."""
