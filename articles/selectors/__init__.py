"""Reads that join for one page."""
