"""Sliding windows, the hardest way for a client to count calls per time."""

from collections import deque

MINUTE = 60.0
DAY = 86_400.0


def recent(window: deque[float], now: float, seconds: float) -> deque[float]:
    """Forget the moments that have left a window, and return it."""
    while window and window[0] <= now - seconds:
        window.popleft()
    return window
