"""The budgets of docs/architecture.md, measured against the real server: `make bench`."""
