"""Mutation tests of the rule: what a test does not see break is listed and explained, or is new and fails."""
