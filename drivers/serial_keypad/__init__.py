"""A tactile keypad behind an encoder with a serial line: a byte for each key."""
