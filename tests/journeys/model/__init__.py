"""The acts of the model-based test, one method each, by who does them."""
