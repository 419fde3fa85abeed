"""The shape of what people enter at the evidence desk."""
