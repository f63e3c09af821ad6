"""Litters whose truth is known: who fades and when it dies, which weights are wrong and why.

Pure and seeded: no database, no clock. The same seed gives the same litters.
"""
