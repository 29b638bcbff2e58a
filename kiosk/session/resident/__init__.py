"""A resident's session, from the first touch to "thank you". Pure."""
