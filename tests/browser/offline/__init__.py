"""The phone without a signal: a real browser, the real server, and a line between that can fail."""
