"""Wiring: settings, root URLs, the servers. No models, no rules."""
