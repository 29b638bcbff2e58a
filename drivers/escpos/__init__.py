"""ESC/POS: the receipt printer."""
