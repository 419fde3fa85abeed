"""Trains the model that labels the words of a reference: made-up entries in the styles that people use."""
