"""The pages that a resident fills. Pure."""
