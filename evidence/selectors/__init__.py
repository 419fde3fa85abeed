"""Reads that join for one page or one computation."""
